"""Bringing in a file of live budgets."""

from collections.abc import Sequence
from typing import Any

from phb.core import forms as nhs


class BudgetFileForm(nhs.NHSForm):
    """The file, and who coordinates where it names nobody."""

    file = nhs.FileField(
        label="File of live budgets",
        endings=(".xlsx", ".csv"),
        missing="Choose the file",
        hint="Excel workbook (.xlsx) or CSV, up to 6,000 rows and 10 MB. It is checked first; nothing is taken yet",
    )
    coordinator = nhs.SelectField(
        label="Care coordinator where the file names none",
        required=False,
        hint="They become responsible for the plans of people whom no coordinator looks after here yet",
    )

    def __init__(self, *args: Any, coordinators: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", "The file names them all"), *((str(pk), name) for pk, name in coordinators)]
        self.fields["coordinator"].choices = listed

    def clean_coordinator(self) -> int | None:
        """The number of the seat, or nobody."""
        chosen = self.cleaned_data.get("coordinator")
        return int(chosen) if chosen else None


class TakeFileForm(nhs.NHSForm):
    """Yes to a checked file."""

    sure = nhs.ConfirmField(
        label="I have compared the sums with the system before, and these budgets are to be taken in",
        missing="Confirm that the budgets are to be taken in",
    )


class UndoFileForm(nhs.NHSForm):
    """Why a file is taken back."""

    reasons = nhs.LongTextField(label="Why it is taken back", missing="Write why the file is taken back", max_length=500, rows=3)  # fmt: skip
    sure = nhs.ConfirmField(
        label="Every budget of this file is to be closed and its payments cancelled",
        missing="Confirm that the file is to be taken back",
    )
