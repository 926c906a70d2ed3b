"""Travel times, ferries and the figures of the estimate: set by hand, or stored from a calibration."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from ..distances.calibrate import Calibration
from ..models import EstimateFigures


@transaction.atomic
def store_calibration(calibration: Calibration, *, on: date) -> list[EstimateFigures]:
    """Store new figures as of that day, in the place of any from the same day. By a command, so by nobody."""
    EstimateFigures.objects.filter(from_on=on).delete()
    rows = [
        EstimateFigures(
            from_on=on,
            terrain=terrain,
            winding=figures.winding,
            metres_a_minute=figures.metres_a_minute,
            pairs=calibration.ways[terrain],
            error_before=calibration.error_before,
            error_after=calibration.error_after,
        )
        for terrain, figures in calibration.figures.items()
    ]
    return EstimateFigures.objects.bulk_create(rows)
