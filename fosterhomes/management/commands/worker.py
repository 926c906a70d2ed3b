"""The background worker: the queue's own, beside a sweep that takes over the runs of workers that went silent."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from fosterhomes.runs import sweep

logger = logging.getLogger(__name__)


class Command(QueueWorker):
    help = "Solve what people ask for in the background, and take over what other workers left."

    def handle(self, **options: Any) -> None:
        threading.Thread(target=_sweep_for_ever, daemon=True).start()
        super().handle(**options)


def _sweep_for_ever() -> None:
    stop = threading.Event()
    while not stop.wait(settings.RUN_SILENT_SECONDS / 3):
        try:
            sweep(timezone.now())
        except Exception:
            # A database that is away for a moment must not end the sweep; the next round tries again.
            logger.exception("the sweep of silent runs failed")
        finally:
            connection.close()
