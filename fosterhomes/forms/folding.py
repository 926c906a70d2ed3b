"""Forms whose rarer fields stand folded away until one of them is used or wrong."""

from __future__ import annotations

from typing import Any

from django import forms


class Folded:
    """For forms: `rarer` names the fields that are folded away."""

    rarer: tuple[str, ...] = ()

    def usual_fields(self) -> list[forms.BoundField]:
        return [field for field in self._visible() if field.name not in self.rarer]

    def rarer_fields(self) -> list[forms.BoundField]:
        return [field for field in self._visible() if field.name in self.rarer]

    @property
    def rarer_in_use(self) -> bool:
        """Return whether a folded field is filled in or wrong: then it is shown."""
        form: Any = self
        return any(form.data.get(name) for name in self.rarer) or (
            form.is_bound and bool({*form.errors} & {*self.rarer})
        )

    def _visible(self) -> list[forms.BoundField]:
        return self.visible_fields()  # type: ignore[attr-defined]
