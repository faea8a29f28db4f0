"""What an employer must pay into a workplace pension, and whether anything at all (Pensions Act 2008, part 1)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import PensionChoice
from budgets.rules.assistants import PersonalAssistant
from budgets.rules.cost_lines import CostLine
from budgets.rules.figures import FigureRow, figures_on, table
from budgets.rules.words import number, pounds
from phb.core.money import ZERO, round_penny
from phb.core.periods import add_months, reaches_age_on

# Whoever is 75 or over has no right to an employer's payment (Pensions Act 2008, section 1).
_OLDEST = 75


def state_pension_day(born: date) -> date | None:
    """The day on which State Pension age is reached, or None for a date of birth that the table does not reach yet."""
    ages = table("state_pension_age")
    if not ages.rows[0].start <= born <= ages.rows[-1].end:
        return None
    row = ages.on(born)
    return add_months(reaches_age_on(born, int(row["years"])), int(row["months"]))


def has_reached_state_pension_age(assistant: PersonalAssistant, on: date) -> bool:
    """By the date of birth when it is known, else as it was said."""
    if assistant.born is None:
        return assistant.state_pension_age_reached
    reached = state_pension_day(assistant.born)
    return reached is not None and on >= reached


def pension_line(assistant: PersonalAssistant, earnings: Decimal, on: date) -> CostLine:
    """The employer's least payment for a year: a percent of the band of earnings, or nothing and why."""
    row = figures_on("pension", on)
    due, why_not = _is_due(assistant, earnings, row, on)
    amount = ZERO
    words = f"Nothing: {why_not}."
    if due:
        top = min(earnings, row["upper"])
        band = max(top - row["lower"], ZERO)
        amount = round_penny(Fraction(band) * Fraction(row["percent"]) / 100)
        percent = number(row["percent"])
        words = (
            f"{percent}% of the pay between {pounds(row['lower'])} and {pounds(row['upper'])} a year: "
            f"{pounds(top)} − {pounds(row['lower'])} = {pounds(band)}; {percent}% of that = {pounds(amount)}."
        )
        if not band:
            words = f"Nothing: the year's pay of {pounds(earnings)} is not above {pounds(row['lower'])}."
    return CostLine(
        f"{assistant.key}.pension", "Employer's pension payment", amount, words, row["percent"], row.start, row.source
    )


def _is_due(pa: PersonalAssistant, earnings: Decimal, row: FigureRow, on: date) -> tuple[bool, str]:
    age = pa.age_at(on)
    if pa.pension == PensionChoice.OPTED_OUT:
        return False, "they have chosen not to be in the pension"
    if pa.pension == PensionChoice.OPTED_IN:
        return (False, "an employer need not pay for someone of 75 or over") if (age or 0) >= _OLDEST else (True, "")
    if earnings <= row["trigger"]:
        not_above = f"the year's pay of {pounds(earnings)} is not above {pounds(row['trigger'])}"
        return False, f"{not_above}, so they join only if they ask"
    if age is not None and age < row["from_age"]:
        return False, f"they are under {number(row['from_age'])}, so they join only if they ask"
    if has_reached_state_pension_age(pa, on):
        return False, "they have reached State Pension age, so they join only if they ask"
    return True, ""
