"""Every column of our own models has a retention rule, and every rule a reason."""

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

OURS = ("fosterhomes", "visits", "matching")


def declared() -> dict[str, Any]:
    return tomllib.loads((Path(settings.BASE_DIR) / "fosterhomes" / "retention.toml").read_text(encoding="utf-8"))


def columns() -> set[tuple[str, str]]:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {(model._meta.label_lower, field.name) for model in models for field in model._meta.concrete_fields}


def ruled() -> list[tuple[str, str]]:
    return [
        (model, column)
        for model, rules in declared()["columns"].items()
        for names in rules.values()
        for column in names
    ]


def test_every_column_has_one_retention_rule() -> None:
    assert sorted(ruled()) == sorted(columns())


def test_every_rule_that_is_used_is_declared_with_a_sentence() -> None:
    used = {rule for rules in declared()["columns"].values() for rule in rules}
    assert used == set(declared()["rules"])
    assert all(sentence.endswith(".") for sentence in declared()["rules"].values())
