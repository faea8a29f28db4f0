"""What a service costs a week, and the words that explain it."""

from dataclasses import dataclass
from decimal import Decimal

from careplans.enums import ServiceKind
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, format_pounds, round_penny


@dataclass(frozen=True, slots=True)
class Price:
    """Pounds a week or once (one of them), the least that covers the full cost, and how it was worked out."""

    weekly: Decimal | None
    one_off: Decimal | None
    full_cost: Decimal | None
    words: str


def price(
    kind: str, hours: Decimal | None, rate: Decimal | None, weekly: Decimal | None, one_off: Decimal | None
) -> Price:
    """The price of a service from what was entered: hours a week × rate, an amount a week, or an amount once.

    Hours × rate is rounded once, half away from zero (C1). A given weekly amount wins over hours × rate, because
    an assistant's amount includes holiday, National Insurance and pension; hours × rate is then the least it may be.
    Raises RuleBroken when hours come without a rate, or a weekly and a one-off amount both.
    """
    if weekly is not None and one_off is not None:
        raise RuleBroken("Give an amount a week or an amount once, not both.", "one_off_amount")
    if (hours is None) != (rate is None) and weekly is None and one_off is None:
        missing = "rate" if rate is None else "hours_per_week"
        raise RuleBroken("Enter both the hours a week and the rate an hour, or an amount.", missing)
    if one_off is not None:
        return Price(None, one_off, None, f"{format_pounds(one_off)}, once")
    if hours is None or rate is None:
        return Price(weekly, None, None, "" if weekly is None else f"{format_pounds(weekly)} a week, as quoted")
    worked = round_penny(hours * rate)
    if weekly is None:
        words = f"{plain(hours)} hours × {format_pounds(rate)} = {format_pounds(worked)} a week"
        return Price(worked, None, worked, words)
    return Price(weekly, None, worked, _given(kind, hours, rate, worked, weekly))


def _given(kind: str, hours: Decimal, rate: Decimal, worked: Decimal, weekly: Decimal) -> str:
    begin = f"{plain(hours)} hours × {format_pounds(rate)} = {format_pounds(worked)}"
    more = weekly - worked
    if more <= 0:
        return f"{begin}; {format_pounds(weekly)} a week was entered"
    what = (
        "paid holiday, National Insurance and pension"
        if kind == ServiceKind.PERSONAL_ASSISTANT
        else "what comes with it"
    )
    return f"{begin}, with {format_pounds(more)} for {what} = {format_pounds(weekly)} a week"


def plain(number: Decimal) -> str:
    """A number without needless zeros: 20, 7.5."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def check_funders(shares: list[tuple[str, Decimal]]) -> None:
    """Refuse a split that is not exactly 100 percent of named funders, each once and above 0 (RuleBroken, field "funders")."""
    if not shares:
        raise RuleBroken("Say who pays: at least one funder.", "funders")
    if any(not name.strip() for name, _ in shares):
        raise RuleBroken("Name each funder that has a percent.", "funders")
    if any(share <= 0 for _, share in shares):
        raise RuleBroken("Each funder's percent must be more than 0. Leave out a funder that pays nothing.", "funders")
    names = [name.strip().casefold() for name, _ in shares]
    if len(set(names)) != len(names):
        raise RuleBroken("Each funder stands once. Add the percents of the same funder together.", "funders")
    total = sum((share for _, share in shares), ZERO)
    if total != 100:
        raise RuleBroken(f"The funders' percents add up to {plain(total)}. They must add up to exactly 100.", "funders")
