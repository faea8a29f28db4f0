"""A costed plan from JSON: its lines as values for the rules, with every fault and its path."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import AnnualWeeks, Frequency, HoldingMethod, HolidayMethod, PensionChoice, Per, SickCover
from budgets.rules import quote_fields
from budgets.rules.assistants import (
    BankHolidays,
    PayCalendar,
    PersonalAssistant,
    RedundancyReserve,
    Sickness,
    SleepIns,
    TimedHours,
    WeekendHours,
)
from budgets.rules.costing import AgencyCare, OtherLine
from budgets.rules.declared import Read, read
from budgets.rules.employing import cost_of_assistant
from budgets.rules.figures import figures_on
from budgets.rules.quote_amounts import ALLOWANCE
from budgets.rules.quote_plan import CostedPlan, OtherWays, PlanFaulty, PlanItem
from budgets.rules.quote_terms import Terms
from phb.core.errors import RuleBroken
from phb.core.money import ZERO

MOST_LINES = 200
_MONTHLY = (Frequency.MONTHLY_TWELFTHS, Frequency.MONTHLY_DAYS)


def read_plan(given: Any) -> CostedPlan:
    """The plan behind a JSON object. Raises PlanFaulty with every fault and its path."""
    builder = _Lines()
    plan = builder.plan(read(quote_fields.PLAN, _settings_gathered(given), builder.faults))
    if builder.faults or plan is None:
        raise PlanFaulty(builder.faults)
    return plan


def _settings_gathered(given: Any) -> Any:
    """Settings may also stand at the top of the plan."""
    if not isinstance(given, Mapping):
        return given
    known = {o for name, f in quote_fields.SETTINGS.fields.items() for o in (name, *f.also)}
    top = {key: value for key, value in given.items() if key in known}
    inside = given.get("settings")
    if not top or not (inside is None or isinstance(inside, Mapping)):
        return given
    rest = {key: value for key, value in given.items() if key not in top}
    # A setting in both places is a fault of its own: it stays where it is.
    twice = {key: value for key, value in top.items() if key in (inside or {})}
    return {**rest, **twice, "settings": {**(inside or {}), **{k: v for k, v in top.items() if k not in twice}}}


class _Lines(Terms):
    """The lines of a plan, and the plan as a whole."""

    def plan(self, raw: Read) -> CostedPlan | None:
        start = raw["start"] or raw["rates_on"]
        if start is None and not any(f.path in ("start", "rates_on") for f in self.faults):
            self.fault("start", "Give the first day of the budget, or the day whose rates are used.")
        rates_on = raw["rates_on"] or start
        settings = raw["settings"] or Read("settings", dict.fromkeys(quote_fields.SETTINGS.fields))
        if start is None or rates_on is None:
            return None
        end = raw["end"]
        if end is not None and end < start:
            self.fault("end", "The last day must not be before the first.")
        assistants = tuple(self.each(raw["assistants"], "pa", "Personal assistant", self.assistant))
        self.check_assistants(raw["assistants"] or (), assistants, rates_on, settings["holiday"])
        care = tuple(self.each(raw["agency"], "agency", "Agency care", self.care))
        care += tuple(self.each(raw["self_employed"], "self_employed", "Self-employed carer", self.self_employed))
        others = tuple(self.each(raw["lines"], "line", "Cost", self.other))
        others += tuple(self.each(raw["one_offs"], "one_off", "Cost paid once", self.one_off))
        if not (assistants or care or others) and not self.faults:
            self.fault("", "The plan has no lines. Add assistants, agency, self_employed, lines or one_offs.")
        if len(self.items) > MOST_LINES:
            self.fault("", f"The plan has {len(self.items)} lines. It may have no more than {MOST_LINES}.")
        funders = self.funders(raw["funders"], "funders")
        if not funders and any(item.funders for item in self.items.values()):
            bare = next((item for item in self.items.values() if not item.funders), None)
            if bare:
                self.fault(bare.path, "Other lines name their funders. Name them here as well, or for the whole plan.")
        contribution, council = self.contribution(raw["contribution"], funders)
        frequency = settings["frequency"] or Frequency.FOUR_WEEKLY
        return CostedPlan(
            raw["title"] or "",
            rates_on,
            start,
            end,
            self.year(raw["year"], start),
            settings["holiday"] or HolidayMethod.PERCENT,
            bool(settings["employment_allowance"]),
            settings["contingency_weeks"] or Decimal(0),
            bool(settings["contingency_inside"]),
            settings["annual_weeks"] or AnnualWeeks.FIFTY_TWO,
            frequency,
            settings["anchor"] or (date(start.year, 4, 1) if frequency in _MONTHLY else start),
            assistants,
            care,
            others,
            self.items,
            funders,
            contribution,
            council,
            tuple(self.steps(raw)),
            tuple(self.paid(raw["paid"] or ())),
            self.package(raw["package"]),
            self.ways(raw["compare"]),
        )

    def ways(self, row: Read | None) -> OtherWays | None:
        """Rates of the other ways, when they are asked for."""
        return OtherWays(row["self_employed_rate"], row["agency_rate"]) if row else None

    # --- lines

    def each(
        self, rows: Sequence[Read] | None, stem: str, label: str, make: Callable[[Read, str, str], Any]
    ) -> Iterator[Any]:
        for n, row in enumerate(rows or (), start=1):
            key = row["key"] or f"{stem}{n}"
            if "." in key or key == ALLOWANCE:
                self.fault(f"{row.path}.key", f"“{key}” cannot be a key. Choose another, without points.")
            if key in self.items:
                self.fault(f"{row.path}.key", f"Two lines have the key “{key}”. Give each its own.")
            before = len(self.faults)
            funders = self.funders(row["funders"], f"{row.path}.funders", single_line=True)
            self.items[key] = PlanItem(
                key, row.path, row["holding"] or HoldingMethod.DIRECT_PAYMENT, funders, row.values.get("on")
            )
            broken = any(
                fault.path == row.path or fault.path.startswith(f"{row.path}.") for fault in self.faults[:before]
            )
            if not broken and (made := make(row, key, row["label"] or f"{label} {n}")) is not None:
                yield made

    def assistant(self, row: Read, key: str, label: str) -> PersonalAssistant | None:
        if row["age"] is not None and row["born"] is not None:
            self.fault(f"{row.path}.age", "Give the age or the date of birth, not both.")
        calendar = None
        if (row["paid_every"] is None) != (row["pay_anchor"] is None):
            self.fault(f"{row.path}.pay_anchor", "Give paid_every and pay_anchor together.")
        elif row["paid_every"] == Frequency.ONE_OFF:
            self.fault(f"{row.path}.paid_every", "An assistant is paid again and again. Choose another.")
        elif row["paid_every"] is not None:
            calendar = PayCalendar(row["paid_every"], row["pay_anchor"])
        weekend, sick, reserve = row["weekend"], row["sickness"], row["redundancy"]
        return PersonalAssistant(
            key,
            label,
            row["hours_per_week"] or Decimal(0),
            row["rate"],
            row["age"],
            bool(row["apprentice"]),
            row["pension"] or PensionChoice.AUTOMATIC,
            bool(row["state_pension_age_reached"]),
            WeekendHours(weekend["hours_per_week"], weekend["extra_percent"]) if weekend else None,
            _bank(row["bank_holidays"]),
            _nights(row["sleep_ins"]),
            row["born"],
            bool(row["apprentice_after_first_year"]),
            _times(row["times"]),
            Sickness(sick["weeks_per_year"], sick["cover"] or SickCover.STATUTORY) if sick else None,
            RedundancyReserve(reserve["percent"], reserve["weeks_per_year"]) if reserve else None,
            row["training_per_year"] or ZERO,
            row["recruitment"] or ZERO,
            row["background_check"] or ZERO,
            row["first_training"] or ZERO,
            calendar,
        )

    def check_assistants(
        self, rows: Sequence[Read], made: Sequence[PersonalAssistant], on: date, holiday: HolidayMethod | None
    ) -> None:
        """Each assistant costed by itself, so that a refusal names the one it speaks of."""
        if not made:
            return
        try:
            for name in ("minimum_wage", "employer_ni", "pension", "holiday"):
                figures_on(name, on)
        except RuleBroken as error:
            self.fault("rates_on", error.message)
            return
        paths = {item.key: item.path for item in self.items.values()}
        known = quote_fields.ASSISTANT.fields
        for pa in made:
            try:
                cost_of_assistant(pa, on, holiday or HolidayMethod.PERCENT)
            except RuleBroken as error:
                at = f".{error.field}" if error.field in known else ""
                self.fault(f"{paths[pa.key]}{at}", error.message)

    def care(self, row: Read, key: str, label: str, self_employed: bool = False) -> AgencyCare:
        source = row["source"] or ("The carer's price" if self_employed else "The agency's price")
        return AgencyCare(
            key,
            label,
            row["hours_per_week"] or Decimal(0),
            row["rate"],
            source,
            None,
            _times(row["times"]),
            _nights(row["sleep_ins"]),
            _bank(row["bank_holidays"]),
            self_employed,
        )

    def self_employed(self, row: Read, key: str, label: str) -> AgencyCare:
        return self.care(row, key, label, True)

    def other(self, row: Read, key: str, label: str, once: bool = False) -> OtherLine | None:
        amount, per = row["amount"], row["per"]
        if row["weekly"] is not None:
            if amount is not None or per not in (None, Per.WEEK):
                self.fault(f"{row.path}.weekly", "Give either weekly, or amount and per.")
                return None
            amount, per = row["weekly"], Per.WEEK
        if amount is None:
            self.fault(f"{row.path}.amount", "Missing: pounds each time.")
            return None
        if once:
            if per not in (None, Per.ONCE):
                self.fault(f"{row.path}.per", "A cost paid once cannot be paid again and again. Put it under lines.")
                return None
            per = Per.ONCE
        if per is None:
            self.fault(f"{row.path}.per", "Missing: how often the price falls due (week, month, year or once).")
            return None
        if row["on"] is not None and per != Per.ONCE:
            self.fault(f"{row.path}.on", "Only a cost paid once has a day.")
        quantity = Decimal(1) if row["quantity"] is None else row["quantity"]
        source = row["source"] or "The supplier's price"
        return OtherLine(key, label, amount, per, source, None, quantity, row["unit"] or "")

    def one_off(self, row: Read, key: str, label: str) -> OtherLine | None:
        return self.other(row, key, label, True)


def _bank(row: Read | None) -> BankHolidays | None:
    return BankHolidays(row["days_per_year"], row["hours_per_day"], row["extra_percent"]) if row else None


def _nights(row: Read | None) -> SleepIns | None:
    if row is None:
        return None
    return SleepIns(row["nights_per_week"], row["rate_per_night"], row["awake_hours_per_night"] or Decimal(0))


def _times(rows: Sequence[Read] | None) -> tuple[TimedHours, ...]:
    return tuple(
        TimedHours(row["time"], row["hours_per_week"], row["rate"], row["extra_percent"]) for row in rows or ()
    )
