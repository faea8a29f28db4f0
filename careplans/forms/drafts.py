"""A form of a draft: it carries the mark of each field as it was shown, so that two writers do not overwrite each other."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from careplans.rules.merging import marks
from phb.core import forms as nhs

HIDDEN = ("key", "seen")


class MarksField(forms.CharField):
    """Field → mark, hidden in the page. Spoiled, it counts as a page that showed nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, str]:
        try:
            found = json.loads(value or "{}")
        except ValueError as error:
            raise ValidationError("This page was damaged on its way. Open it again and send it from there") from error
        if not isinstance(found, dict):
            raise ValidationError("This page was damaged on its way. Open it again and send it from there")
        return {str(name): str(mark) for name, mark in found.items()}


class DraftForm(nhs.IdempotentForm):
    """`now`: what the record says, by field. `values()` after `is_valid()`: what was typed, by the names of the service."""

    seen = MarksField(required=False)

    def __init__(self, data: Any = None, *, now: dict[str, Any] | None = None, **options: Any) -> None:
        now = now or {}
        super().__init__(data, initial={**self.shown(now), "seen": json.dumps(marks(now), sort_keys=True)}, **options)

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        """What the record says, as the boxes of the form."""
        return dict(now)

    def values(self) -> dict[str, Any]:
        """What was typed, as the record keeps it."""
        return {name: _one_kind_of_line_end(value) for name, value in self.cleaned_data.items() if name not in HIDDEN}

    def render_fields(self, *names: str) -> Any:
        return super().render_fields(*(("seen", *names) if names and "seen" not in names else names))


def _one_kind_of_line_end(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def whole(value: Any) -> int | None:
    """A whole number that was typed, or nothing."""
    return None if value is None else int(value)
