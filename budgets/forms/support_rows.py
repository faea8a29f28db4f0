"""Rows of support on a form: assistants and bought care, by time of day. The staff's form and the public one share them.

Rows that are left empty do not count; half a row says what is missing. `groups` names the fields of each row, for the page.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from budgets.enums import PensionChoice, SickCover, SupportTime
from budgets.rules.assistants import BankHolidays, PersonalAssistant, RedundancyReserve, Sickness, SleepIns, TimedHours
from budgets.rules.costing import AgencyCare
from phb.core import forms as nhs
from phb.core.errors import RuleBroken
from phb.core.money import ZERO

MOST_ASSISTANTS, MOST_AGENCY = 6, 4
BANK_HOLIDAYS_A_YEAR = Decimal(8)  # in England, unless one is added
TIMES = {
    "evening": SupportTime.EVENING,
    "waking": SupportTime.WAKING_NIGHT,
    "weekend": SupportTime.WEEKEND,
}
TIME_PARTS = tuple(f"{name}_{what}" for name in TIMES for what in ("hours", "rate"))
NIGHT_PARTS = ("nights", "night_rate", "night_awake")
BANK_PARTS = ("bank_hours", "bank_extra")
ELSE_PARTS = ("apprentice", "pension", "sick_weeks", "redundancy", "training", "recruitment", "dbs", "first_training")
# Where a rule's refusal belongs, by the field that the rule names.
RULE_FIELDS = {
    "rate": "rate",
    "age": "age",
    "hours_per_week": "hours",
    "sleep_ins": "night_rate",
    "sickness": "sick_weeks",
    "redundancy": "redundancy",
}


def _hours(label: str, **more: Any) -> nhs.NumberField:
    return nhs.NumberField(label=label, places=2, min_value=0, max_value=168, required=False, suffix="hours", **more)


def _pounds(label: str, **more: Any) -> nhs.MoneyField:
    return nhs.MoneyField(label=label, required=False, max_value=Decimal("99999.99"), **{"width": 5, **more})


MAKERS: dict[str, Callable[[], forms.Field]] = {
    "label": lambda: nhs.TextField(label="Name or description", required=False, max_length=80, width=20),
    "hours": lambda: _hours("Hours a week", hint="By day, on weekdays"),
    "rate": lambda: _pounds("Pay an hour"),
    "price": lambda: _pounds("Price an hour"),
    "age": lambda: nhs.NumberField(label="Age", min_value=0, max_value=99, required=False, hint="Leave empty if nobody is found yet"),
    "evening_hours": lambda: _hours("Evening hours a week"),
    "evening_rate": lambda: _pounds("An hour in the evening"),
    "waking_hours": lambda: _hours("Hours a week awake at night"),
    "waking_rate": lambda: _pounds("An hour awake at night"),
    "weekend_hours": lambda: _hours("Weekend hours a week"),
    "weekend_rate": lambda: _pounds("An hour at the weekend"),
    "nights": lambda: nhs.NumberField(label="Nights a week asleep", places=1, min_value=0, max_value=7, required=False, suffix="nights"),
    "night_rate": lambda: _pounds("A night asleep"),
    "night_awake": lambda: nhs.NumberField(label="Of these, usually awake", places=1, min_value=0, max_value=12, required=False, suffix="hours a night"),
    "bank_hours": lambda: nhs.NumberField(label="Hours on each bank holiday", places=2, min_value=0, max_value=24, required=False, suffix="hours"),
    "bank_extra": lambda: nhs.NumberField(label="Bank holidays cost more by", places=1, min_value=0, max_value=300, required=False, suffix="%"),
    "apprentice": lambda: nhs.YesNoField(label="Apprentice?", required=False),
    "pension": lambda: nhs.SelectField(label="Workplace pension", choices=PensionChoice.choices(), required=False),
    "sick_weeks": lambda: nhs.NumberField(label="Weeks of sickness a year to allow for", places=1, min_value=0, max_value=52, required=False, suffix="weeks"),
    "redundancy": lambda: nhs.NumberField(label="Set aside for redundancy", places=2, min_value=0, max_value=100, required=False, suffix="% of pay"),
    "training": lambda: _pounds("Training a year"),
    "recruitment": lambda: _pounds("Finding someone, once"),
    "dbs": lambda: _pounds("Criminal record check, once"),
    "first_training": lambda: _pounds("First training, once"),
    "self_employed": lambda: nhs.SelectField(label="Who is paid", choices=[("agency", "An agency"), ("self_employed", "A self-employed carer")], required=False),
    "amount": lambda: _pounds("Amount, once", width=10),
}  # fmt: skip


def _else_of(pa: PersonalAssistant) -> dict[str, Any]:
    """What else was entered of an assistant; nothing where nothing was."""
    reserve = pa.redundancy.percent if pa.redundancy else None
    return {
        "age": pa.age,
        "apprentice": True if pa.apprentice else None,
        "pension": None if pa.pension == PensionChoice.AUTOMATIC else pa.pension.value,
        "sick_weeks": pa.sickness.weeks_per_year if pa.sickness else None,
        "redundancy": reserve,
        "training": pa.training_per_year or None,
        "recruitment": pa.recruitment or None,
        "dbs": pa.background_check or None,
        "first_training": pa.first_training or None,
    }


MORE_OF_ASSISTANT = (
    ("Evenings, nights, weekends and bank holidays", (*TIME_PARTS, *NIGHT_PARTS, *BANK_PARTS)),
    ("Age group, pension, sickness, training and starting", ELSE_PARTS),
)
MORE_OF_CARE = (("Evenings, nights, weekends and bank holidays", (*TIME_PARTS, "nights", "night_rate", *BANK_PARTS)),)


class SupportRows(nhs.NHSForm):
    """Rows of assistants (`pa1_…`) and of bought care (`agency1_…`), as many as were asked for."""

    hide_optional = True
    groups: dict[str, list[dict[str, Any]]]
    # The organisation's own weeks of sickness and percent for redundancy, where nothing else is entered.
    reserves: Mapping[str, Any] = {}

    def add_rows(self, group: str, stem: str, title: str, most: int, parts: tuple[str, ...], more: Any = ()) -> None:
        """Rows `stem`1… of a group: as many as are filled in, and one more where a press of the button asked for it."""
        self.groups = getattr(self, "groups", {})
        self.groups[group] = rows = []
        for n in range(1, self._wanted(stem, most) + 1):
            row_stem = f"{stem}{n}"
            names = [self._make(row_stem, part) for part in parts]
            folded = [(words, [self._make(row_stem, part) for part in inside]) for words, inside in more]
            everything = [*names, *(name for _, inside in folded for name in inside)]
            rows.append(
                {
                    "title": f"{title} {n}",
                    "stem": row_stem,
                    "fields": names,
                    "all": everything,
                    "filled": self._typed(everything),
                    "more": [(words, inside, self._typed(inside)) for words, inside in folded],
                }
            )

    def _make(self, stem: str, part: str) -> str:
        name = f"{stem}_{part if part != 'price' else 'rate'}"
        self.fields[name] = MAKERS[part]()
        return name

    def _typed(self, names: list[str]) -> bool:
        there = self.data if self.is_bound else self.initial
        return any(there.get(name) not in (None, "") for name in names)

    def _wanted(self, stem: str, most: int) -> int:
        there = self.data if self.is_bound else self.initial
        used = [n for n in range(1, most + 1) if any(str(name).startswith(f"{stem}{n}_") and there.get(name) not in (None, "") for name in there)]  # fmt: skip
        asked = str(self.data.get(f"{stem}_rows", "1")) if self.is_bound else "1"
        shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
        if self.is_bound and self.data.get("do") == f"more_{stem}":
            shown += 1
        return min(max([1, shown, *used]), most)

    def filled(self, group: str) -> list[dict[str, Any]]:
        """The rows of a group in which something was entered."""
        return [
            row
            for row in self.groups.get(group, [])
            if any(self.cleaned_data.get(n) not in (None, "", False) for n in row["all"])
        ]

    def clean(self) -> dict[str, Any]:
        """Half a row says what is missing."""
        cleaned = super().clean() or {}
        for group in ("assistants", "agency"):
            for row in self.filled(group):
                self._check_row(row)
        for row in self.filled("start_up"):
            self._needed(row, "amount")
        return cleaned

    def _check_row(self, row: dict[str, Any]) -> None:
        def typed(part: str) -> Any:
            return self.cleaned_data.get(f"{row['stem']}_{part}")

        timed = [name for name in TIMES if typed(f"{name}_hours")]
        if typed("hours") is None and not timed and not typed("nights"):
            self._needed(row, "hours")
        if typed("hours") or any(typed(f"{name}_rate") is None for name in timed) or typed("bank_hours"):
            self._needed(row, "rate")
        for one, other in (
            ("nights", "night_rate"),
            ("bank_hours", "bank_extra"),
            *((f"{n}_rate", f"{n}_hours") for n in TIMES),
        ):
            if typed(one):
                self._needed(row, other)

    def _needed(self, row: dict[str, Any], part: str) -> None:
        name = f"{row['stem']}_{part}"
        if name in self.fields and self.cleaned_data.get(name) is None and name not in self.errors:
            label = str(self.fields[name].label)
            self.add_error(name, f"{row['title']}: enter {label[:1].lower()}{label[1:]}")

    def label_of(self, row: dict[str, Any], otherwise: str = "") -> str:
        """What the row is called: the name that was typed, or the row's own title."""
        return self.cleaned_data.get(f"{row['stem']}_label") or otherwise or row["title"]

    def assistants(self) -> tuple[PersonalAssistant, ...]:
        """The assistants that were typed, as values for the rules."""
        return tuple(self._assistant(row) for row in self.filled("assistants"))

    def care(self) -> tuple[AgencyCare, ...]:
        """Care bought by the hour, as values for the rules."""
        return tuple(self._care(row) for row in self.filled("agency"))

    def _assistant(self, row: dict[str, Any]) -> PersonalAssistant:
        c = self._of(row)
        age = c("age")
        return PersonalAssistant(
            row["stem"],
            self.label_of(row),
            c("hours") or ZERO,
            c("rate") or ZERO,
            age=None if age is None else int(age),
            apprentice=bool(c("apprentice")),
            pension=PensionChoice(c("pension") or PensionChoice.AUTOMATIC),
            bank_holidays=self._bank_holidays(c),
            sleep_ins=self._sleep_ins(c),
            times=self._times(c),
            sickness=self._sickness(c("sick_weeks")),
            redundancy=self._redundancy(c("redundancy")),
            training_per_year=c("training") or ZERO,
            recruitment=c("recruitment") or ZERO,
            background_check=c("dbs") or ZERO,
            first_training=c("first_training") or ZERO,
        )

    def _sickness(self, weeks: Decimal | None) -> Sickness | None:
        weeks = self.reserves.get("sickness_weeks") if weeks is None else weeks
        cover = SickCover(self.reserves.get("sickness_cover") or SickCover.STATUTORY)
        return Sickness(weeks, cover) if weeks else None

    def _redundancy(self, percent: Decimal | None) -> RedundancyReserve | None:
        percent = self.reserves.get("redundancy_percent") if percent is None else percent
        return RedundancyReserve(percent=percent) if percent else None

    def _care(self, row: dict[str, Any]) -> AgencyCare:
        c = self._of(row)
        alone = c("self_employed") == "self_employed"
        return AgencyCare(
            row["stem"],
            self.label_of(row),
            c("hours") or ZERO,
            c("rate") or ZERO,
            source="The carer's price" if alone else "The agency's price",
            times=self._times(c),
            sleep_ins=self._sleep_ins(c),
            bank_holidays=self._bank_holidays(c),
            self_employed=alone,
        )

    def _of(self, row: dict[str, Any]) -> Callable[[str], Any]:
        return lambda part: self.cleaned_data.get(f"{row['stem']}_{part}")

    def _times(self, c: Callable[[str], Any]) -> tuple[TimedHours, ...]:
        return tuple(
            TimedHours(time, c(f"{name}_hours"), rate=c(f"{name}_rate"))
            for name, time in TIMES.items()
            if c(f"{name}_hours")
        )

    def _sleep_ins(self, c: Callable[[str], Any]) -> SleepIns | None:
        return SleepIns(c("nights"), c("night_rate"), c("night_awake") or ZERO) if c("nights") else None

    def _bank_holidays(self, c: Callable[[str], Any]) -> BankHolidays | None:
        return BankHolidays(BANK_HOLIDAYS_A_YEAR, c("bank_hours"), c("bank_extra")) if c("bank_hours") else None

    @staticmethod
    def row_initial(stem: str, line: Any) -> dict[str, Any]:
        """A line that was entered before, as the values of a row's fields."""
        first = {"label": line.label, "hours": line.hours_per_week or None, "rate": line.rate or None}
        names = {time: name for name, time in TIMES.items()}
        for time in line.times:
            if time.time in names:
                first |= {f"{names[time.time]}_hours": time.hours_per_week, f"{names[time.time]}_rate": time.rate}
        if nights := line.sleep_ins:
            first |= {"nights": nights.nights_per_week, "night_rate": nights.rate_per_night, "night_awake": nights.awake_hours_per_night or None}  # fmt: skip
        if bank := line.bank_holidays:
            first |= {"bank_hours": bank.hours_per_day, "bank_extra": bank.extra_percent}
        if isinstance(line, AgencyCare):
            first["self_employed"] = "self_employed" if line.self_employed else "agency"
        else:
            first |= _else_of(line)
        return {f"{stem}_{part}": value for part, value in first.items() if value is not None}

    def add_rule_broken(self, error: Any) -> None:
        """A rule speaks of an assistant by name: put its sentence beside that assistant's box."""
        found = [*self.filled("assistants"), *self.filled("agency")]
        for row in found:
            name = f"{row['stem']}_{RULE_FIELDS.get(error.field, '')}"
            if error.message.startswith(f"{self.label_of(row)}:") and name in self.fields:
                self.add_error(name, error.message)
                return
        super().add_rule_broken(error if error.field in self.fields else RuleBroken(error.message))
