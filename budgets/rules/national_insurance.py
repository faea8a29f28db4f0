"""The employer's National Insurance on one assistant's pay (Social Security Contributions and Benefits Act 1992, section 9).

Worked out by the year, as the budget is; payroll does it for each pay period, which can differ by pennies.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.rules.assistants import PersonalAssistant
from budgets.rules.cost_lines import CostLine
from budgets.rules.figures import figures_on
from budgets.rules.words import number, pounds
from phb.core.money import ZERO, round_penny


def ni_line(pa: PersonalAssistant, earnings: Decimal, on: date) -> CostLine:
    """The employer's contribution for a year in pounds: a percent of the pay above where it starts, or nothing and why.

    Under 21, and for apprentices under 25, it starts at the upper limit: above that, only the pay above it counts.
    """
    row = figures_on("employer_ni", on)
    start, relieved = row["threshold"], _relief(pa, on)
    if relieved:
        start = row["young_worker_limit"]
    above = max(earnings - start, ZERO)
    amount = round_penny(Fraction(above) * Fraction(row["percent"]) / 100)
    if not above and relieved:
        words = f"Nothing: an employer pays none for {relieved} who earns {pounds(start)} a year or less."
    elif not above:
        words = f"Nothing: the year's pay of {pounds(earnings)} is not above {pounds(start)}."
    else:
        words = f"{number(row['percent'])}% of the pay above {pounds(start)} a year: {pounds(earnings)} − {pounds(start)} = {pounds(above)}; {number(row['percent'])}% of that = {pounds(amount)}."
    return CostLine(
        f"{pa.key}.ni", "Employer's National Insurance", amount, words, row["percent"], row.start, row.source
    )


def _relief(pa: PersonalAssistant, on: date) -> str:
    """Who the relief is for, in words, or nothing. Apprentices of any year count until 25."""
    age = pa.age_at(on)
    if age is not None and age < 21:
        return "someone under 21"
    if pa.apprentice and age is not None and age < 25:
        return "an apprentice under 25"
    return ""
