"""Forms of the tables of amounts: one to propose, its rows typed or from a file; one to answer; one to end."""

from decimal import Decimal
from typing import Any

from budgets.enums import AmountMethod, AmountTableState
from budgets.rules.amount_sheets import COLUMNS, HOURLY, METHODS_WITH_TABLE, content_of, read_csv
from eligibility.enums import Route
from phb.core import forms as nhs
from phb.core.errors import RuleBroken
from phb.core.tables import FilterForm

FIRST_ROWS, MORE_ROWS, MOST_TYPED = 6, 6, 120
ALL_STREAMS = ("", "All streams")


class AmountTableFilters(FilterForm):
    """Filters of the list."""

    method = nhs.SelectField(
        label="Way", choices=[("", "Any"), *((each.value, each.label) for each in METHODS_WITH_TABLE)]
    )
    state = nhs.SelectField(label="Where it stands", choices=[("", "In use or waiting"), *AmountTableState.choices()])
    stream = nhs.SelectField(label="Stream", choices=[("", "Any"), *Route.choices()])


class AmountTableForm(nhs.IdempotentForm):
    """A table of one way. Rows are plain cells `row1_…`; a file takes their place. `cells` are the rows to show again."""

    name = nhs.TextField(label="Name of the table", width=30)
    stream = nhs.SelectField(label="For which stream", choices=[ALL_STREAMS, *Route.choices()], required=False)
    starts = nhs.DateField(label="First day")
    ends = nhs.DateField(label="Last day", required=False, hint="Leave empty if it is not known")
    source = nhs.TextField(
        label="Who decided it, and where it is written down",
        hint="For example, finance committee, minutes of 4 March 2026",
        max_length=300,
    )
    file = nhs.FileField(
        label="Or bring the rows in a file (CSV)",
        hint="Its first line names the columns. It takes the place of the rows above",
        endings=[".csv"],
        max_bytes=256 * 1024,
        required=False,
    )

    def __init__(
        self, *args: Any, method: AmountMethod, begin: list[dict[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.columns = method, COLUMNS[method]
        self.above = self._fields_above()
        self.content: dict[str, Any] | None = None
        self.cells = self._typed_cells() if self.is_bound else list(begin or [])
        self._fill_up()

    def _fields_above(self) -> list[str]:
        if self.method == AmountMethod.RECKONER:
            for time in HOURLY:
                unit = "A night asleep" if time.value == "sleeping_night" else f"An hour, {time.label.lower()}"
                self.fields[f"rate_{time.value}"] = nhs.MoneyField(label=unit, required=False, width=5)
            return [f"rate_{time.value}" for time in HOURLY]
        if self.method == AmountMethod.POINTS:
            self.fields["pounds_per_point"] = nhs.MoneyField(label="Pounds for one point", width=5)
            self.fields["per"] = nhs.RadiosField(
                label="For one point", choices=[("week", "a week"), ("year", "a year")], initial="week", inline=True
            )
            self.fields["cap"] = nhs.NumberField(
                label="Most points for which the table is used",
                places=2,
                min_value=Decimal(0),
                max_value=Decimal(999999),
            )
            return ["pounds_per_point", "per", "cap"]
        return []  # fmt: skip

    def _typed_cells(self) -> list[dict[str, str]]:
        number = str(self.data.get("rows", FIRST_ROWS))
        shown = min(
            int(number) if number.isascii() and number.isdigit() and len(number) < 4 else FIRST_ROWS, MOST_TYPED
        )
        return [{name: str(self.data.get(f"row{n}_{name}", ""))[:500] for name, _ in self.columns} for n in range(1, shown + 1)]  # fmt: skip

    def _fill_up(self) -> None:
        more = MORE_ROWS if self.is_bound and self.data.get("do") == "more" else 0
        wanted = min(max(FIRST_ROWS, len(self.cells) + more), MOST_TYPED)
        self.cells += [{name: "" for name, _ in self.columns} for _ in range(wanted - len(self.cells))]

    def clean(self) -> dict[str, Any]:
        """The rows are read as a whole, and everything that is wrong is said at once."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            rows = self.cells
            if cleaned.get("file"):
                rows = read_csv(self.method, cleaned["file"].read())
            head = {name: self._as_text(cleaned.get(name)) for name in self.above}
            self.content = content_of(self.method, rows, head)
        except RuleBroken as error:
            for words in error.message.split("\n"):
                self.add_error("file" if error.field == "file" else None, words)
        return cleaned

    @staticmethod
    def _as_text(value: Any) -> str:
        return f"{value:f}" if isinstance(value, Decimal) else str(value or "")


class TableAnswerForm(nhs.NHSForm):
    """A second person's answer."""

    answer = nhs.RadiosField(label="Bring it into use?", choices=[("approve", "Yes"), ("refuse", "No")], reveal={"refuse": ["reason"]})  # fmt: skip
    reason = nhs.LongTextField(label="Why not", rows=3, max_length=2000)


class EndTableForm(nhs.NHSForm):
    """Take a table out of use."""

    ends = nhs.DateField(label="Last day it is used")
    reason = nhs.LongTextField(label="Why", rows=3, max_length=2000)
