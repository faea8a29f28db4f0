"""The least that the law lets an hour be paid, and the days on which that changes.

National Minimum Wage Act 1998 and National Minimum Wage Regulations 2015. A new rate, and a birthday that brings
another rate, count from the first pay period that starts on or after the day.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.rules.assistants import PersonalAssistant
from budgets.rules.figures import FigureRow, figures_on, table
from budgets.rules.words import count, day, pounds
from phb.core.errors import RuleBroken
from phb.core.money import round_penny
from phb.core.periods import reaches_age_on

#: Ages at which another minimum begins, with the rest of what changes for the employer.
_AGES = {18: "", 21: " The employer's National Insurance begins as well."}
_WEEK_HOURS = 168


def minimum_wage(
    age: int | None, apprentice: bool, on: date, after_first_year: bool = False
) -> tuple[Decimal, FigureRow]:
    """The least an hour may be paid, in pounds, with the row it comes from. National Minimum Wage Act 1998.

    The apprentice's rate is for those under 19 and for the first year; after it, for 19 and over, the age counts.
    An unknown age is taken as 21 or over.
    """
    row = figures_on("minimum_wage", on)
    if apprentice and not (after_first_year and (age is None or age >= 19)):
        return row["apprentice"], row
    if age is None or age >= 21:
        return row["aged_21_or_over"], row
    return row["aged_18_to_20" if age >= 18 else "aged_16_or_17"], row


def least_for(assistant: PersonalAssistant, on: date) -> tuple[Decimal, FigureRow]:
    """The least this assistant may be paid an hour on a day: by the rates and the age at the start of the pay period."""
    start = assistant.pay_calendar.start_of(on) if assistant.pay_calendar else on
    age = assistant.age_at(start)
    return minimum_wage(age, assistant.apprentice, start, assistant.apprentice_after_first_year)


def check_wage(assistant: PersonalAssistant, on: date) -> None:
    """Refuse a wage that the law does not allow (RuleBroken, field "rate", "age", "sleep_ins" or "hours_per_week")."""
    name, age = assistant.label, assistant.age_at(on)
    hours = assistant.hours_per_week + sum(time.hours_per_week for time in assistant.times)
    if not 0 < hours <= _WEEK_HOURS and not (hours == 0 and assistant.sleep_ins):
        raise RuleBroken(f"{name}: enter hours a week that are more than 0 and no more than 168.", "hours_per_week")
    if age is not None and age < 16:
        raise RuleBroken(f"{name}: a personal assistant must be 16 or over. Check the age.", "age")
    least, row = least_for(assistant, on)
    for time, rate in assistant.hourly_rates():
        if rate < least:
            at = f" ({time})" if time else ""
            raise RuleBroken(
                f"{name}: {pounds(rate)} an hour{at} is less than the law allows. From {day(row.start)} {_who(assistant, age)} "
                f"must be paid at least {pounds(least)} an hour. Raise the rate to {pounds(least)} or more.",
                "rate",
            )
    _check_nights(assistant, least)


def _check_nights(assistant: PersonalAssistant, least: Decimal) -> None:
    nights = assistant.sleep_ins
    if nights is None or not nights.nights_per_week:
        return
    # Asleep by arrangement is not working time for the minimum wage; awake for the purpose of working is (regulation 32).
    needed = round_penny(Fraction(nights.awake_hours_per_night) * Fraction(least))
    if nights.rate_per_night < needed:
        raise RuleBroken(
            f"{assistant.label}: {count(nights.awake_hours_per_night, 'hour')} awake and working in a night must be paid at least "
            f"{pounds(needed)}. Raise the rate for a night from {pounds(nights.rate_per_night)} to {pounds(needed)} or more.",
            "sleep_ins",
        )


def wage_warnings(assistant: PersonalAssistant, on: date, until: date) -> tuple[str, ...]:
    """What to see to before `until`: each day on which the legal minimum passes a rate, and birthdays that change the costs."""
    said = []
    rates = dict(assistant.hourly_rates())
    lowest = min(rates.values(), default=None)
    for step, why in _steps(assistant, on, until):
        starts = assistant.pay_calendar.first_from(step) if assistant.pay_calendar else step
        least, _ = minimum_wage(
            assistant.age_at(starts), assistant.apprentice, starts, assistant.apprentice_after_first_year
        )
        more = _AGES.get(assistant.age_at(step) or 0, "") if why else ""
        if lowest is not None and lowest < least:
            said.append(
                f"{assistant.label}: from {day(starts)} an hour must be paid at least {pounds(least)}{why}. "
                f"{pounds(lowest)} will be less than the law allows, so raise it before then.{more}"
            )
        elif more:
            said.append(f"{assistant.label}: on {day(step)} they turn 21.{more}")
    return tuple(said)


def _steps(assistant: PersonalAssistant, on: date, until: date) -> list[tuple[date, str]]:
    """The days after `on`, up to `until`, on which another minimum begins, and why; only days that have a figure."""
    rows = table("minimum_wage").rows
    steps = [(row.start, "") for row in rows if on < row.start <= until]
    if assistant.born:
        # At 19 an apprentice who has done the first year gets the rate of the age.
        ages = [*_AGES, 19] if assistant.apprentice and assistant.apprentice_after_first_year else list(_AGES)
        birthdays = [(reaches_age_on(assistant.born, age), age) for age in ages]
        steps += [(birthday, f" as they turn {age}") for birthday, age in birthdays if on < birthday <= until]
    return sorted(step for step in steps if step[0] <= rows[-1].end)


def _who(assistant: PersonalAssistant, age: int | None) -> str:
    if assistant.apprentice and not (assistant.apprentice_after_first_year and (age is None or age >= 19)):
        return "an apprentice"
    if age is None or age >= 21:
        return "a person aged 21 or over"
    return "a person aged 18 to 20" if age >= 18 else "a person aged 16 or 17"
