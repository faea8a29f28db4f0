"""The indicative amount: a few assistants, agency lines and other costs on one page."""

from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import Per
from budgets.rules.costing import AgencyCare, OtherLine, PersonalAssistant
from budgets.services.indicating import IndicativeInputs, usual_other_lines
from phb.core import forms as nhs
from phb.core.errors import RuleBroken

MOST_ASSISTANTS, MOST_AGENCY, MOST_START_UP = 4, 3, 3
FIRST_FIELD = {"rate": "rate", "age": "age", "hours_per_week": "hours"}


class IndicativeForm(nhs.IdempotentForm):
    """Rows that are left empty do not count. `groups` names the fields of each row, for the page."""

    hide_optional = True

    rates_on = nhs.DateField(label="Use the rates of", hint="The day from which support is planned")
    insurance_year = nhs.MoneyField(label="Insurance a year", required=False)
    payroll_week = nhs.MoneyField(label="Payroll service a week", required=False)
    training_year = nhs.MoneyField(label="Training a year", required=False)
    contingency_weeks = nhs.NumberField(
        label="Weeks of contingency", places=1, max_value=26, hint="Kept apart from the weekly amount", required=False
    )
    employment_allowance = nhs.YesNoField(
        label="Does the Employment Allowance apply?",
        required=False,
        hint="For employers of care and support workers. It takes National Insurance off, up to a limit",
    )
    told_how = nhs.RadiosField(
        label="How is the person told?",
        required=False,
        choices=[("on their page", "On their page"), ("by letter", "By letter"), ("face to face", "Face to face")],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rates_on"].initial = today
        self.fields["told_how"].initial = "on their page"
        self.fields["employment_allowance"].initial = "no"
        self.groups: dict[str, list[dict[str, Any]]] = {"assistants": [], "agency": [], "start_up": []}
        for n in range(1, MOST_ASSISTANTS + 1):
            self._row("assistants", f"Assistant {n}", f"pa{n}", label=True, hours=True, rate=True, age=True)
        for n in range(1, MOST_AGENCY + 1):
            self._row("agency", f"Agency or self-employed carer {n}", f"agency{n}", label=True, hours=True, rate=True)
        for n in range(1, MOST_START_UP + 1):
            self._row("start_up", f"Starting cost {n}", f"start{n}", label=True, amount=True)

    def _row(self, group: str, title: str, stem: str, **parts: bool) -> None:
        makers = {
            "label": lambda: nhs.TextField(label="Name or description", required=False, max_length=80, width=20),
            "hours": lambda: nhs.NumberField(
                label="Hours a week", places=2, max_value=168, required=False, suffix="hours"
            ),
            "rate": lambda: nhs.MoneyField(label="Rate an hour", required=False, width=5),
            "age": lambda: nhs.NumberField(
                label="Age", max_value=99, required=False, hint="Leave empty if nobody is found yet"
            ),
            "amount": lambda: nhs.MoneyField(label="Amount, once", required=False),
        }
        names = []
        for part in (part for part, wanted in parts.items() if wanted):
            name = f"{stem}_{part}"
            self.fields[name] = makers[part]()
            names.append(name)
        filled = self.is_bound and any(self.data.get(name) for name in names)
        self.groups[group].append({"title": title, "fields": names, "stem": stem, "filled": filled})

    def clean(self) -> dict[str, Any]:
        """Half a row says what is missing."""
        cleaned = super().clean() or {}
        for group, needed in (
            ("assistants", ("hours", "rate")),
            ("agency", ("hours", "rate")),
            ("start_up", ("amount",)),
        ):
            for row in self.groups[group]:
                stem = row["stem"]
                filled = [name for name in row["fields"] if cleaned.get(name) not in (None, "")]
                for part in needed if filled else ():
                    name = f"{stem}_{part}"
                    if cleaned.get(name) is None and name not in self.errors:
                        self.add_error(name, f"{row['title']}: enter the {self.fields[name].label.lower()}")
        return cleaned

    def inputs(self) -> IndicativeInputs:
        """What was typed, as values for the rules."""
        c = self.cleaned_data
        others = usual_other_lines(
            insurance_year=c["insurance_year"], payroll_week=c["payroll_week"], training_year=c["training_year"]
        )
        starting = tuple(
            OtherLine(
                row["stem"],
                self._label(row, "Starting up"),
                c[f"{row['stem']}_amount"],
                Per.ONCE,
                "The supplier's price",
            )
            for row in self._filled("start_up")
        )
        return IndicativeInputs(
            on=c["rates_on"],
            assistants=tuple(self._assistant(row) for row in self._filled("assistants")),
            agency=tuple(
                AgencyCare(row["stem"], self._label(row), c[f"{row['stem']}_hours"], c[f"{row['stem']}_rate"])
                for row in self._filled("agency")
            ),
            others=(*others, *starting),
            employment_allowance=bool(c["employment_allowance"]),
            contingency_weeks=c["contingency_weeks"] or Decimal(0),
        )

    def add_rule_broken(self, error: Any) -> None:
        """A rule speaks of an assistant by name: put its sentence beside that assistant's box."""
        for row in self._filled("assistants") if self.cleaned_data else ():
            name = f"{row['stem']}_{FIRST_FIELD.get(error.field, '')}"
            if error.message.startswith(f"{self._label(row)}:") and name in self.fields:
                self.add_error(name, error.message)
                return
        super().add_rule_broken(error if error.field in self.fields else RuleBroken(error.message))

    def _filled(self, group: str) -> list[dict[str, Any]]:
        return [
            row for row in self.groups[group] if any(self.cleaned_data.get(n) not in (None, "") for n in row["fields"])
        ]

    def _label(self, row: dict[str, Any], otherwise: str = "") -> str:
        return self.cleaned_data[f"{row['stem']}_label"] or otherwise or row["title"]

    def _assistant(self, row: dict[str, Any]) -> PersonalAssistant:
        stem, c = row["stem"], self.cleaned_data
        age = c[f"{stem}_age"]
        return PersonalAssistant(
            stem, self._label(row), c[f"{stem}_hours"], c[f"{stem}_rate"], None if age is None else int(age)
        )
