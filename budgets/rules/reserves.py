"""What else an assistant costs: sickness, redundancy, training each year, and what is paid once at the start.

The amounts allowed for are local figures; only Statutory Sick Pay is national. None of them is part of the pay that
National Insurance, pension and holiday are worked out from (a convention of this product).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import SickCover
from budgets.rules.assistants import PersonalAssistant, RedundancyReserve, Sickness
from budgets.rules.cost_lines import CostLine
from budgets.rules.figures import figures_on
from budgets.rules.words import count, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny

WEEKS = 52
LOCAL = "Local setting"


def check_reserves(pa: PersonalAssistant) -> None:
    """Refuse reserves that cannot be (RuleBroken)."""
    yearly = (pa.training_per_year, pa.recruitment, pa.background_check, pa.first_training)
    if any(amount < 0 for amount in yearly):
        raise RuleBroken(f"{pa.label}: costs of training, finding and checking must not be less than £0.00.")
    if pa.sickness and not 0 <= pa.sickness.weeks_per_year <= WEEKS:
        raise RuleBroken(f"{pa.label}: weeks of sickness must be between 0 and 52.", "sickness")
    if reserve := pa.redundancy:
        if (reserve.percent is None) == (reserve.weeks_per_year is None):
            raise RuleBroken(f"{pa.label}: give the redundancy reserve either in percent or in weeks.", "redundancy")
        if (reserve.percent or ZERO) < 0 or (reserve.weeks_per_year or ZERO) < 0:
            raise RuleBroken(f"{pa.label}: the redundancy reserve must not be less than 0.", "redundancy")


def yearly_reserves(pa: PersonalAssistant, worked: Decimal, on: date) -> Iterator[CostLine]:
    """The lines of a year beside pay, National Insurance and pension. `worked`: a year's pay in pounds, without holiday."""
    if pa.sickness and pa.sickness.weeks_per_year:
        yield _sick_line(pa, pa.sickness, worked, on)
    if pa.training_per_year:
        words = f"{pounds(pa.training_per_year)} a year for this assistant."
        yield CostLine(f"{pa.key}.training", "Training", pa.training_per_year, words, pa.training_per_year, on, LOCAL)
    if pa.redundancy:
        yield _redundancy_line(pa, pa.redundancy, worked, on)


def starting_lines(pa: PersonalAssistant, on: date) -> tuple[CostLine, ...]:
    """What this assistant costs once, before or as work begins."""
    once = (
        ("recruitment", f"{pa.label}: finding someone", pa.recruitment),
        ("background_check", f"{pa.label}: criminal record check", pa.background_check),
        ("first_training", f"{pa.label}: first training", pa.first_training),
    )
    return tuple(
        CostLine(f"{pa.key}.{part}", label, amount, f"{pounds(amount)}, paid once.", amount, on, LOCAL)
        for part, label, amount in once
        if amount
    )


def _sick_line(pa: PersonalAssistant, sickness: Sickness, worked: Decimal, on: date) -> CostLine:
    weeks, weekly = Fraction(sickness.weeks_per_year), Fraction(worked) / WEEKS
    if sickness.cover == SickCover.REPLACEMENT:
        amount = round_penny(weekly * weeks)
        words = (
            f"{count(sickness.weeks_per_year, 'week')} a year of a usual week's pay ({pounds(worked)} ÷ {WEEKS}) = {pounds(amount)}. "
            "The wage goes on, and this pays for someone else to come."
        )
        return CostLine(f"{pa.key}.sickness", "Cover for sickness", amount, words, pa.rate, on, LOCAL)
    row = figures_on("sick_pay", on)
    share = weekly * Fraction(row["percent_of_pay"]) / 100
    if share < Fraction(row["weekly"]):
        amount = round_penny(share * weeks)
        each = f"{number(row['percent_of_pay'])}% of a usual week's pay ({pounds(worked)} ÷ {WEEKS})"
    else:
        amount = round_penny(Fraction(row["weekly"]) * weeks)
        each = f"Statutory Sick Pay of {pounds(row['weekly'])} a week"
    words = (
        f"{count(sickness.weeks_per_year, 'week')} a year × {each} = {pounds(amount)}. "
        "The wage that is not paid then pays for someone else to come."
    )
    return CostLine(f"{pa.key}.sickness", "Sick pay", amount, words, row["weekly"], row.start, row.source)


def _redundancy_line(pa: PersonalAssistant, reserve: RedundancyReserve, worked: Decimal, on: date) -> CostLine:
    if reserve.percent is not None:
        rate = reserve.percent
        amount = round_penny(Fraction(worked) * Fraction(rate) / 100)
        words = f"{number(rate)}% of {pounds(worked)} = {pounds(amount)}"
    else:
        rate = reserve.weeks_per_year or ZERO
        amount = round_penny(Fraction(worked) / WEEKS * Fraction(rate))
        words = (
            f"{count(rate, 'week')} of a usual week's pay for each year ({pounds(worked)} ÷ {WEEKS}) = {pounds(amount)}"
        )
    words += ", set aside in case the job ends."
    return CostLine(f"{pa.key}.redundancy", "Set aside for redundancy", amount, words, rate, on, LOCAL)
