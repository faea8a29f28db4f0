"""What the forms of rows share: choices among other rows of the plan, whole numbers, answers that stand when none is given."""

from typing import Any

from careplans.forms.drafts import DraftForm, whole
from careplans.models.parts import POINTS_AT
from phb.core import forms as nhs

Choices = dict[str, list[tuple[str, str]]]
ONE_TO_FIVE = [(str(number), str(number)) for number in range(1, 6)]


class RowForm(DraftForm):
    """`choices`: for each box that points at another row (`careplans.models.parts.POINTS_AT`), the rows that it may choose.

    `whole`: boxes that hold whole numbers. `otherwise`: what stands where a box is left empty.
    """

    whole: tuple[str, ...] = ()
    otherwise: dict[str, Any] = {}

    def __init__(self, *args: Any, choices: Choices | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in POINTS_AT.keys() & self.fields.keys():
            self.fields[name].choices = (choices or {}).get(POINTS_AT[name], [])

    def values(self) -> dict[str, Any]:
        typed = super().values()
        numbers = {name: whole(typed[name]) for name in (*self.whole, *POINTS_AT) if name in typed}
        stands = {name: value for name, value in self.otherwise.items() if typed.get(name) in (None, "")}
        return {**typed, **numbers, **stands}


def words_box(label: str, hint: str = "", **more: Any) -> nhs.LongTextField:
    """A box for as much as somebody wants to say; it may stay empty."""
    return nhs.LongTextField(label=label, hint=hint, required=False, rows=more.pop("rows", 3), max_length=8000, **more)


def line_box(label: str, hint: str = "", **more: Any) -> nhs.TextField:
    """A box of one line that may stay empty."""
    return nhs.TextField(label=label, hint=hint, required=False, **more)


def day_box(label: str, hint: str = "") -> nhs.DateField:
    """A date that may be left out."""
    return nhs.DateField(label=label, hint=hint, required=False)


def of_ten(label: str, hint: str = "From 1 to 10") -> nhs.NumberField:
    """A whole number from 1 to 10 that may be left out."""
    return nhs.NumberField(label=label, hint=hint, min_value=1, max_value=10, width=2, required=False)


def of_five(label: str, hint: str, *, missing: str = "", required: bool = True) -> nhs.RadiosField:
    """A score from 1 to 5."""
    return nhs.RadiosField(label=label, hint=hint, choices=ONE_TO_FIVE, inline=True, missing=missing, required=required)
