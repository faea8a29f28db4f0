"""A form of a draft: it carries the mark of each field as it was shown, so that two writers do not overwrite each other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that stand together: in sight, folded under `title`, or in a `frame` of their own.

    `more`: before them stands a button that saves and brings another frame.
    """

    names: tuple[str, ...]
    title: str = ""
    open: bool = True
    frame: bool = False
    more: bool = False


class DraftForm(nhs.IdempotentForm):
    """`now`: what the record says, by field. `values()` after `is_valid()`: what was typed, by the names of the service.

    `folds`: boxes that are rarely needed, by heading; they stand folded until they hold something.
    """

    seen = MarksField(required=False)
    folds: dict[str, tuple[str, ...]] = {}

    def __init__(self, data: Any = None, *, now: dict[str, Any] | None = None, **options: Any) -> None:
        now = now or {}
        initial = {**self.shown(now), **options.pop("initial", {}), "seen": json.dumps(marks(now), sort_keys=True)}
        super().__init__(data, initial=initial, **options)

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        """What the record says, as the boxes of the form."""
        return dict(now)

    def values(self) -> dict[str, Any]:
        """What was typed, as the record keeps it."""
        return {name: _one_kind_of_line_end(value) for name, value in self.cleaned_data.items() if name not in HIDDEN}

    def render_fields(self, *names: str) -> Any:
        return super().render_fields(*(("seen", *names) if names and "seen" not in names else names))

    def groups(self) -> Iterator[Group]:
        """The boxes as the page sets them out: first those always in sight, then the folded ones by heading."""
        _write_either_way(self)
        away = {*self.revealed_by(), *(name for names in self.folds.values() for name in names)}
        yield Group(tuple(name for name in self.fields if name not in away))
        for title, names in self.folds.items():
            there = tuple(name for name in names if name in self.fields)
            if there:
                yield Group(there, title, open=any(self._in_use(name) for name in there))

    def _in_use(self, name: str) -> bool:
        """Whether a folded box holds an answer, or an error: then it must not be out of sight."""
        value = self[name].value()
        given = any(value) if isinstance(value, list | tuple) else value not in (None, "", False, "no")
        return bool(self.is_bound and name in self.errors) or bool(given and value != self.fields[name].initial)


def _write_either_way(form: forms.Form) -> None:
    """Words run as their script does: from the right where they are Arabic, Urdu or Hebrew."""
    for field in form.fields.values():
        if isinstance(field, nhs.TextField):
            field.widget.attrs.setdefault("dir", "auto")


def _one_kind_of_line_end(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def whole(value: Any) -> int | None:
    """A whole number that was typed or chosen, or nothing."""
    return None if value in (None, "") else int(value)
