"""Rules that span rows, refused by the database itself, with the sentence that a user reads.

Django's own constraints look at one row. These two look at others: `NoOverlap` (an exclusion constraint on PostgreSQL,
triggers on SQLite) and `RefusedWhen` (triggers on both). They stand in `Meta.constraints` like any other, so a form
finds the mistake first (`validate`), and two people at once are still refused by the database.

Their SQL is laid after every migration and lifted before (see `apps.py`): SQLite checks every trigger of the database
whenever a table is rebuilt, and a trigger that names another table would stop each later migration of that table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BaseConstraint
from django.db.models.constraints import UniqueConstraint

from .periods import overlaps


class DatabaseRule(BaseConstraint, ABC):
    """A constraint whose SQL is laid by `lay_rules`, not by a migration."""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return None

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return None

    @abstractmethod
    def lay(self, model: type[models.Model], vendor: str) -> list[str]:
        """Return the statements that lay this rule; they may run again on a database that has it."""

    def lift(self, model: type[models.Model], vendor: str) -> list[str]:
        """Return the statements that lift this rule where a migration could stumble over it."""
        if vendor != "sqlite":
            return []
        return [f'DROP TRIGGER IF EXISTS "{self.name}_{verb}"' for verb in ("insert", "update")]


class NoOverlap(DatabaseRule):
    """No two rows with the same `key` have periods that share a day.

    Only rows with every column of `only` at its value, and none of `never` at its value, count.
    """

    def __init__(
        self,
        *,
        key: str,
        name: str,
        violation_error_message: Any,
        only: dict[str, Any] | None = None,
        never: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.key, self.only, self.never = key, only or {}, never or {}

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "key": self.key, "only": self.only, "never": self.never}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return super().__eq__(other)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        fields = {self.key, "from_on", "until_on", *self.only, *self.never}
        if (exclude and fields & set(exclude)) or instance.from_on is None or not self._counts(instance):
            return
        # As in the database: a row without the key overlaps none.
        if getattr(instance, self.key) is None:
            return
        others = model._base_manager.using(using).filter(**{self.key: getattr(instance, self.key)}, **self.only)
        clash = others.exclude(pk=instance.pk).exclude(**self.never) if self.never else others.exclude(pk=instance.pk)
        if clash.filter(overlaps(instance.from_on, instance.until_on)).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.name)

    def _counts(self, instance: Any) -> bool:
        wanted = all(getattr(instance, column) == value for column, value in self.only.items())
        return wanted and not any(getattr(instance, column) == value for column, value in self.never.items())

    def lay(self, model: type[models.Model], vendor: str) -> list[str]:
        return self._exclusion(model) if vendor == "postgresql" else self._triggers(model)

    def _column(self, model: type[models.Model], field: str) -> str:
        return f'"{model._meta.get_field(field).column}"'  # type: ignore[union-attr]

    def _condition(self, model: type[models.Model], vendor: str, row: str = "") -> str:
        clauses = [
            f"{row}{self._column(model, name)} {sign} {_literal(value, vendor)}"
            for sign, columns in (("=", self.only), ("<>", self.never))
            for name, value in columns.items()
        ]
        return " AND ".join(clauses) or "TRUE"

    def _exclusion(self, model: type[models.Model]) -> list[str]:
        table, key = model._meta.db_table, self._column(model, self.key)
        return [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{self.name}"',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" EXCLUDE USING gist '
            f"({key} WITH =, daterange(from_on, until_on) WITH &&) WHERE ({self._condition(model, 'postgresql')})",
        ]

    def _triggers(self, model: type[models.Model]) -> list[str]:
        table, key = model._meta.db_table, self._column(model, self.key)
        clash = (
            f'SELECT 1 FROM "{table}" AS other WHERE other.{key} = NEW.{key} AND other.id <> COALESCE(NEW.id, -1) '
            f"AND {self._condition(model, 'sqlite', 'other.')} "
            "AND (other.until_on IS NULL OR other.until_on > NEW.from_on) "
            "AND (NEW.until_on IS NULL OR NEW.until_on > other.from_on)"
        )
        when = f"{self._condition(model, 'sqlite', 'NEW.')} AND EXISTS ({clash})"
        return _sqlite_triggers(self.name, table, when)


class RefusedWhen(DatabaseRule):
    """A row is refused when `sql`, a condition over `NEW`, is true; `look` is the same question asked in Python."""

    def __init__(self, *, sql: str, look: str, name: str, violation_error_message: Any) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.sql, self.look = sql, look

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "sql": self.sql, "look": self.look}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RefusedWhen):
            return self.deconstruct() == other.deconstruct()
        return super().__eq__(other)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        if getattr(instance, self.look)():
            raise ValidationError(self.get_violation_error_message(), code=self.name)

    def lay(self, model: type[models.Model], vendor: str) -> list[str]:
        table = model._meta.db_table
        if vendor != "postgresql":
            return _sqlite_triggers(self.name, table, self.sql)
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {self.sql} THEN "
            f"RAISE EXCEPTION 'refused' USING ERRCODE = '23514', CONSTRAINT = '{self.name}'; END IF; "
            "RETURN NEW; END $$",
            f'CREATE OR REPLACE TRIGGER "{self.name}" BEFORE INSERT OR UPDATE ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()',
        ]


def _literal(value: Any, vendor: str) -> str:
    if isinstance(value, bool):
        return str(value).upper() if vendor == "postgresql" else str(int(value))
    return "'" + str(value).replace("'", "''") + "'"


def _sqlite_triggers(name: str, table: str, when: str) -> list[str]:
    statements = []
    for verb in ("insert", "update"):
        statements.append(f'DROP TRIGGER IF EXISTS "{name}_{verb}"')
        statements.append(
            f'CREATE TRIGGER "{name}_{verb}" BEFORE {verb.upper()} ON "{table}" WHEN {when} '
            f"BEGIN SELECT RAISE(ABORT, 'constraint {name}'); END"
        )
    return statements


def database_rules() -> Iterator[tuple[type[models.Model], DatabaseRule]]:
    """Yield every rule that the models declare, with its model."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, DatabaseRule):
                yield model, constraint


def lay_rules(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Lay every rule whose table exists (after a migration)."""
    _run("lay", using)


def lift_rules(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Lift every rule that a migration could stumble over (before it)."""
    _run("lift", using)


def _run(step: str, using: str) -> None:
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, rule in database_rules():
            if model._meta.db_table in tables:
                for statement in getattr(rule, step)(model, connection.vendor):
                    cursor.execute(statement)


def sentence_for(error: Exception) -> str | None:
    """Return the user's sentence for an `IntegrityError`, or None when no constraint of ours is behind it."""
    text = str(error)
    named = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == named or constraint.name in text.split() or _same_columns(model, constraint, text):
                return str(constraint.get_violation_error_message())
    return None


def _same_columns(model: type[models.Model], constraint: BaseConstraint, text: str) -> bool:
    """SQLite names the columns of a broken unique constraint instead of the constraint."""
    if not isinstance(constraint, UniqueConstraint) or not constraint.fields:
        return False
    columns = [f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields]  # type: ignore[union-attr]
    return text.endswith("UNIQUE constraint failed: " + ", ".join(columns))
