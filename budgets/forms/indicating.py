"""The indicative amount: one form for each way of working it out. What is known already is filled in, and can be changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import AmountMethod, HolidayMethod, Per, SupportTime
from budgets.forms.support_rows import MORE_OF_ASSISTANT, MORE_OF_CARE, MOST_AGENCY, MOST_ASSISTANTS, SupportRows
from budgets.rules.amount_tables import FixedSums, PointsTable, Reckoner, Suggestion
from budgets.rules.costing import OtherLine
from budgets.rules.indicative_inputs import IndicativeInputs, PackageToday, SumTyped
from budgets.rules.words import count, number, pounds
from budgets.services.indicating import usual_other_lines
from phb.core import forms as nhs
from phb.core.errors import RuleBroken

MOST_START_UP = 4
TOLD = [("on their page", "On their page"), ("by letter", "By letter"), ("face to face", "Face to face")]
ANOTHER = "another"


class GivingForm(nhs.IdempotentForm):
    """What every way asks: the day of the rates, how the person is told, and why it is another amount than before."""

    hide_optional = True
    method = AmountMethod.COST

    rates_on = nhs.DateField(label="Use the rates of", hint="The day from which support is planned")
    contingency_weeks = nhs.NumberField(
        label="Weeks of contingency",
        places=1,
        min_value=0,
        max_value=26,
        hint="Kept apart from the weekly amount",
        required=False,
    )
    difference_reason = nhs.LongTextField(
        label="Why another amount than before?", rows=2, max_length=1000, required=False
    )
    told_how = nhs.RadiosField(label="How is the person told?", required=False, choices=TOLD)

    def __init__(
        self, *args: Any, today: date, content: Any = None, suggestion: Suggestion | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.content, self.suggestion = content, suggestion
        self.fields["rates_on"].initial = self.initial.get("rates_on") or today
        self.fields["told_how"].initial = "on their page"
        self.prepare()

    def prepare(self) -> None:
        """The fields of this way."""

    def own_fields(self) -> list[str]:
        """The names of this way's fields, in the order of the page."""
        return []

    def said(self, **more: Any) -> IndicativeInputs:
        """What was entered, as values for the rules."""
        c = self.cleaned_data
        weeks = c.get("contingency_weeks") or Decimal(0)
        return IndicativeInputs(on=c["rates_on"], contingency_weeks=weeks, method=self.method, **more)

    def inputs(self) -> IndicativeInputs:
        """What was entered, as values for the rules."""
        return self.said()


class CostForm(SupportRows, GivingForm):
    """From hours and prices: assistants, bought care, what employers pay, what is paid once."""

    method = AmountMethod.COST

    insurance_year = nhs.MoneyField(label="Insurance a year", required=False)
    payroll_week = nhs.MoneyField(label="Payroll service a week", required=False)
    training_year = nhs.MoneyField(label="Training a year", required=False)
    employment_allowance = nhs.YesNoField(
        label="Does the Employment Allowance apply?",
        required=False,
        hint="For employers of care and support workers. It takes National Insurance off, up to a limit",
    )

    def __init__(self, *args: Any, allowances: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.allowances = dict(allowances or {})
        super().__init__(*args, **kwargs)
        self.reserves = self.allowances

    def prepare(self) -> None:
        """Rows of support, as many as are used."""
        self.groups = {}
        self.fields["employment_allowance"].initial = "no"
        everyone = ("label", "hours", "rate", "age")
        self.add_rows("assistants", "pa", "Assistant", MOST_ASSISTANTS, everyone, MORE_OF_ASSISTANT)
        care = ("label", "hours", "price", "self_employed")
        self.add_rows("agency", "agency", "Bought care", MOST_AGENCY, care, MORE_OF_CARE)
        self.add_rows("start_up", "start", "Starting cost", MOST_START_UP, ("label", "amount"))

    def inputs(self) -> IndicativeInputs:
        """What was typed, as values for the rules."""
        c = self.cleaned_data
        others = usual_other_lines(
            insurance_year=c["insurance_year"], payroll_week=c["payroll_week"], training_year=c["training_year"]
        )
        starting = tuple(
            OtherLine(row["stem"], self.label_of(row, "Starting up"), c[f"{row['stem']}_amount"], Per.ONCE, "The supplier's price")
            for row in self.filled("start_up")
        )  # fmt: skip
        return self.said(
            assistants=self.assistants(),
            agency=self.care(),
            others=(*others, *starting),
            employment_allowance=bool(c["employment_allowance"]),
            holiday=HolidayMethod(self.allowances.get("holiday", HolidayMethod.PERCENT)),
        )


class ReckonerForm(GivingForm):
    """From a table of levels of need: which row fits. The assessment points to one; a person confirms it."""

    method = AmountMethod.RECKONER

    row = nhs.RadiosField(label="Which level fits?", choices=[], missing="Choose the level of need that fits")
    note = nhs.LongTextField(
        label="If you take another level than the assessment points to: why?", rows=2, max_length=1000, required=False
    )

    def prepare(self) -> None:
        """The rows of the table, with the one that the assessment points to chosen."""
        table: Reckoner = self.content
        self.fields["row"].choices = [(row.key, row.label) for row in table.rows]
        self.fields["row"].looks["hints"] = {row.key: self._hint(row) for row in table.rows}
        self.fields["row"].initial = self.initial.get("row") or (self.suggestion.row if self.suggestion else "")

    @staticmethod
    def _hint(row: Any) -> str:
        if row.weekly is not None:
            return f"{row.words} {pounds(row.weekly)} a week".strip()
        hours = (
            f"{time.label}: {count(n, 'night' if time == SupportTime.SLEEPING_NIGHT else 'hour')} a week"
            for time, n in (row.hours or {}).items()
        )
        return f"{row.words} {'. '.join(hours)}".strip()

    def own_fields(self) -> list[str]:
        """The row, and why another."""
        return ["row", "note"]

    def clean(self) -> dict[str, Any]:
        """Another row than the assessment points to needs its reason."""
        cleaned = super().clean() or {}
        pointed = self.suggestion.row if self.suggestion else ""
        if pointed and cleaned.get("row") and cleaned["row"] != pointed and not cleaned.get("note"):
            self.add_error("note", "Say why another level fits than the one that the assessment points to")
        return cleaned

    def inputs(self) -> IndicativeInputs:
        """The row that was chosen."""
        return self.said(row=self.cleaned_data["row"], note=self.cleaned_data["note"] or "")


class PointsForm(GivingForm):
    """From points: an answer to each question, those that the assessment gives filled in."""

    method = AmountMethod.POINTS

    def prepare(self) -> None:
        """A question with its answers and points."""
        table: PointsTable = self.content
        known = (self.suggestion.answers if self.suggestion else None) or {}
        again = self.initial.get("answers") or {}
        for question in table.questions:
            self.fields[self._name(question.key)] = nhs.RadiosField(
                label=question.label,
                choices=[(each.key, f"{each.label} ({number(each.points)})") for each in question.answers],
                missing=f"Answer “{question.label}”",
                hint="From the assessment" if question.key in known else "",
                initial=again.get(question.key) or known.get(question.key),
            )

    @staticmethod
    def _name(key: str) -> str:
        return f"question.{key}"  # as the rule names it in a refusal

    def own_fields(self) -> list[str]:
        """The questions."""
        return [self._name(question.key) for question in self.content.questions]

    def inputs(self) -> IndicativeInputs:
        """The answers by question."""
        questions = self.content.questions
        return self.said(answers={each.key: self.cleaned_data[self._name(each.key)] for each in questions})


class PackageForm(GivingForm):
    """From what the care costs now: the price, its basis and its day."""

    method = AmountMethod.PACKAGE

    weekly = nhs.MoneyField(label="What the care costs a week now", missing="Enter what the care costs a week now")
    basis = nhs.TextField(
        label="Where the price is from", hint="For example, the agency’s invoice or the home’s contract", max_length=200
    )
    priced_on = nhs.DateField(label="Day of the price")

    def own_fields(self) -> list[str]:
        """The price with its basis."""
        return ["weekly", "basis", "priced_on"]

    def inputs(self) -> IndicativeInputs:
        """The package of today."""
        c = self.cleaned_data
        return self.said(package=PackageToday(c["weekly"], c["basis"], c["priced_on"]))


class FixedForm(GivingForm):
    """A fixed sum: one of the table's, or another one that is typed with its source."""

    method = AmountMethod.FIXED

    row = nhs.RadiosField(label="Which sum?", choices=[], missing="Choose the sum")
    label = nhs.TextField(label="What the sum is for", max_length=200)
    amount = nhs.MoneyField(label="Amount, once")
    source = nhs.TextField(label="Who says so, and where", max_length=200)
    note = nhs.LongTextField(
        label="What the person adds, if anything",
        hint="For a wheelchair: what they pay themselves for something more. It is not part of the amount",
        rows=2,
        max_length=1000,
        required=False,
    )

    def prepare(self) -> None:
        """The table's sums, and another."""
        table: FixedSums | None = self.content
        del self.fields["contingency_weeks"]
        typed = ["label", "amount", "source"]
        if table is None:
            del self.fields["row"]
            return
        self.fields["row"].choices = [
            *((each.key, f"{each.label}: {pounds(each.amount)}") for each in table.sums),
            (ANOTHER, "Another sum"),
        ]
        self.fields["row"].looks["hints"] = {each.key: each.words for each in table.sums if each.words}
        self.fields["row"].looks["reveal"] = {ANOTHER: typed}
        self.fields["row"].initial = self.initial.get("row")

    def own_fields(self) -> list[str]:
        """The sum, and what the person adds."""
        return ["row", "note"] if "row" in self.fields else ["label", "amount", "source", "note"]

    def inputs(self) -> IndicativeInputs:
        """The sum that was chosen or typed."""
        c = self.cleaned_data
        if "row" in self.fields and c["row"] != ANOTHER:
            return self.said(row=c["row"], note=c["note"] or "")
        return self.said(typed_sum=SumTyped(c["label"], c["amount"], c["source"]), note=c["note"] or "")


FORMS: dict[AmountMethod, type[GivingForm]] = {
    form.method: form for form in (CostForm, ReckonerForm, PointsForm, PackageForm, FixedForm)
}


def again(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered for an amount that was given, to begin the next one with. Raises RuleBroken when it cannot be read."""
    try:
        was = IndicativeInputs.from_json(kept)
    except (KeyError, TypeError, ValueError) as error:
        raise RuleBroken("What was entered then cannot be read back. Enter it again.") from error
    initial: dict[str, Any] = {"contingency_weeks": was.contingency_weeks, "row": was.row, "answers": was.answers}
    initial["employment_allowance"] = was.employment_allowance
    if was.package:
        initial |= {"weekly": was.package.weekly, "basis": was.package.basis, "priced_on": was.package.priced_on}
    for other in was.others:
        name = {"insurance": "insurance_year", "payroll": "payroll_week", "training": "training_year"}.get(other.key)
        initial[name or f"{other.key}_amount"] = other.amount
        if not name:
            initial[f"{other.key}_label"] = other.label
    for n, pa in enumerate(was.assistants, start=1):
        initial |= SupportRows.row_initial(f"pa{n}", pa)
    for n, care in enumerate(was.agency, start=1):
        initial |= SupportRows.row_initial(f"agency{n}", care)
    return initial
