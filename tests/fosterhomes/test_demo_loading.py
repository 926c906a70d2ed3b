"""Loading the invented service: any day, the same rows for the same day, never over somebody's real data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from fosterhomes.demo.load import load_register
from fosterhomes.demo.names import Invented
from fosterhomes.figures import figures_of
from fosterhomes.models import Service
from tests.demo import ALVER, ON, number_anew, our_models


@pytest.mark.parametrize("on", [date(2021, 10, 25), date(2025, 1, 2), date(2027, 6, 30), date(2028, 2, 29)])
def test_the_figures_are_those_of_alver_whatever_the_day(db: None, on: date) -> None:
    assert figures_of(load_register(on).service, on) == ALVER


def test_the_same_day_gives_the_same_rows(db: None) -> None:
    prints = []
    for _time in range(2):
        number_anew()
        with transaction.atomic():
            call_command("demo_data", on=ON)
            prints.append({model.__name__: fingerprint(model) for model in our_models()})
            transaction.set_rollback(True)
    assert prints[0] == prints[1]


def fingerprint(model: type[models.Model]) -> list[str]:
    """Return what stands in the rows, apart from their ids and the time of storing."""
    left_out = {"id", "created_at", "changed_at", "password"}
    columns = [f.name for f in model._meta.concrete_fields if not f.is_relation and f.name not in left_out]
    return sorted(str(values) for values in model._base_manager.values_list(*columns))


def test_loading_twice_is_refused_and_reset_loads_anew(transactional_db: None) -> None:
    call_command("demo_data", on=ON)
    with pytest.raises(CommandError, match="already there"):
        call_command("demo_data", on=ON)
    call_command("demo_data", on=ON - timedelta(days=30), reset=True)
    assert {row.demo_on for row in Service.objects.all()} == {ON - timedelta(days=30)}


def test_a_real_service_is_never_thrown_away(db: None) -> None:
    Service.objects.create(name="Ekte teneste")
    with pytest.raises(CommandError, match="not invented"):
        call_command("demo_data", reset=True)
    assert Service.objects.get().name == "Ekte teneste"


def test_national_numbers_of_the_last_century_have_its_serial_numbers() -> None:
    assert int(Invented().national_number(date(1998, 5, 17), "boy")[6:9]) < 500
