"""A quote as JSON and as a page of text: the same figures and the same sentences."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from budgets.enums import Frequency
from budgets.rules.cost_lines import CostLine
from budgets.rules.quote_amounts import QuoteLine
from budgets.rules.quoting import Quote, QuotePayment
from budgets.rules.split import FunderPart
from budgets.rules.words import count, day, pounds
from phb.core.money import ZERO


def as_json(quote: Quote) -> dict[str, Any]:
    """Everything of a quote; amounts are text in pounds, dates are ISO 8601."""
    plan, amount = quote.plan, quote.amount
    once = _total(line.annual for line in quote.lines if line.once)
    return {
        "title": plan.title,
        "rates_on": plan.rates_on.isoformat(),
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat() if plan.end else None,
        "totals": {
            "recurring_annual": str(amount.recurring_annual),
            "weekly": str(amount.weekly),
            "four_weekly": str(amount.four_weekly),
            "one_offs": str(once),
            "contingency": str(amount.contingency),
            "contingency_inside": plan.contingency_inside,
            "direct_payment_weekly": str(quote.direct_weekly),
            "client_contribution_weekly": str(quote.contribution),
        },
        "lines": [_line(line) for line in quote.lines if not line.once],
        "one_offs": [_line(line) for line in quote.lines if line.once],
        "by_holding": [
            {
                "holding": held.holding.value,
                "label": held.holding.label,
                "annual": str(held.annual),
                "weekly": str(held.weekly),
                "one_offs": str(held.one_offs),
                "year_value": str(held.year_value),
            }
            for held in quote.holdings
        ],
        "by_funder": _by_funder(quote),
        "stages": [
            {
                "from": stage.start.isoformat(),
                "weekly": str(stage.weekly(None)),
                "lines": {key: str(value) for key, value in stage.by_key.items()},
                "words": list(stage.words),
            }
            for stage in quote.stages
        ],
        "year": _year(quote),
        "arrears": _arrears(quote),
        "comparison": _comparison(quote),
        "ways": [
            {
                "way": way.key,
                "label": way.label,
                "annual": str(way.amount.recurring_annual),
                "weekly": str(way.amount.weekly),
                "an_hour": str(way.an_hour),
                "words": list(way.words),
            }
            for way in quote.ways
        ],
        "words": list(amount.words),
        "warnings": list(quote.warnings),
    }


def _cost(line: CostLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "amount": str(line.amount),
        "words": line.words,
        "rate": str(line.rate),
        "rate_date": line.rate_date.isoformat(),
        "source": line.source,
        "parts": [_cost(part) for part in line.parts],
    }


def _line(line: QuoteLine) -> dict[str, Any]:
    cost = _cost(line.cost)
    held = {"holding": line.item.holding.value}
    if line.once:
        return {**cost, **held, "on": line.item.on.isoformat() if line.item.on else None}
    return {**cost, "annual": cost["amount"], "weekly": str(line.weekly), **held}


def _by_funder(quote: Quote) -> list[dict[str, Any]]:
    names = list(dict.fromkeys(part.name for part in (*quote.funders, *quote.one_off_split)))
    weekly = {part.name: part for part in quote.funders}
    once = {part.name: part.amount for part in quote.one_off_split}
    return [
        {
            "funder": name,
            "weekly": str(weekly[name].amount if name in weekly else ZERO),
            "one_offs": str(once.get(name, ZERO)),
            "year_payments": str(_paid_by(quote, name)),
            "words": weekly[name].words if name in weekly else "",
        }
        for name in names
    ]


def _paid_by(quote: Quote, name: str) -> Decimal:
    return _total(part.amount for payment in quote.payments for part in payment.split if part.name == name)


def _year(quote: Quote) -> dict[str, Any]:
    year = quote.plan.year
    assert year.end is not None
    paid = _total(payment.due.amount for payment in quote.payments)
    return {
        "from": year.start.isoformat(),
        "to": year.end.isoformat(),
        "active_days": quote.active_days,
        "value": str(quote.year_value),
        "one_offs": str(quote.year_one_offs),
        "budget": str(quote.year_value + quote.year_one_offs),
        "frequency": quote.plan.frequency.value,
        "anchor": quote.plan.anchor.isoformat(),
        "payment_count": len(quote.payments),
        "paid": str(paid),
        "contributions": str(_total(payment.contribution for payment in quote.payments)),
        "prepayment": str(_total(payment.charge.prepayment for payment in quote.payments)),
        "payments": [_payment(payment) for payment in quote.payments],
    }


def _payment(payment: QuotePayment) -> dict[str, Any]:
    due = payment.due
    assert due.period.end is not None
    return {
        "pay_date": due.pay_date.isoformat(),
        "from": due.period.start.isoformat(),
        "to": due.period.end.isoformat(),
        "days": due.period.days,
        "amount": str(due.amount),
        "words": due.words,
        "split": [_part(part) for part in payment.split],
        "client_contribution": str(payment.contribution),
        "charge_to_year": str(payment.charge.charge),
        "prepayment": str(payment.charge.prepayment),
    }


def _part(part: FunderPart) -> dict[str, Any]:
    return {"funder": part.name, "amount": str(part.amount), "words": part.words}


def _arrears(quote: Quote) -> dict[str, Any] | None:
    if not quote.arrears:
        return None
    rows = [
        {
            "from": each.period.start.isoformat(),
            "to": (each.period.end or each.period.start).isoformat(),
            "due": str(each.due),
            "paid": str(each.paid),
            "difference": str(each.difference),
            "words": each.words,
            "split": [_part(part) for part in each.split],
        }
        for each in quote.arrears
    ]
    return {"total": str(_total(each.difference for each in quote.arrears)), "payments": rows}


def _comparison(quote: Quote) -> dict[str, Any] | None:
    found = quote.comparison
    if found is None or quote.plan.package is None:
        return None
    weekly, basis, priced_on = quote.plan.package
    first_year = found.annual - quote.amount.start_up
    return {
        "package_weekly": str(weekly),
        "basis": basis,
        "priced_on": priced_on.isoformat() if priced_on else None,
        "weekly": str(found.weekly),
        "annual": str(found.annual),
        "percent": str(found.percent),
        "first_year_net": str(first_year),
        "words": found.words,
    }


def _total(amounts: Any) -> Decimal:
    return sum(amounts, ZERO)


# --- text


def as_text(quote: Quote) -> str:
    """The quote for reading, line by line."""
    return "\n".join(_text(quote)) + "\n"


def _text(quote: Quote) -> Iterator[str]:
    plan, amount = quote.plan, quote.amount
    yield plan.title or "A costed plan"
    yield f"Rates of {day(plan.rates_on)}; from {day(plan.start)}{f' to {day(plan.end)}' if plan.end else ''}."
    yield ""
    for line in quote.lines:
        sum_words = "once" if line.once else f"a year, {pounds(line.weekly)} a week"
        yield f"{line.cost.label}: {pounds(line.annual)} {sum_words} ({line.item.holding.label.lower()})"
        yield f"  {line.cost.words}"
        for part in line.cost.parts:
            yield f"  - {part.label}: {part.words}"
            yield f"    From {day(part.rate_date)}. {part.source}"
    yield ""
    yield from amount.words
    if len(quote.holdings) > 1:
        for held in quote.holdings:
            yield f"{held.holding.label}: {pounds(held.weekly)} a week."
    yield from (part.words for part in quote.funders)
    for stage in quote.stages:
        if stage.words:
            yield f"From {day(stage.start)}: {pounds(stage.weekly(None))} a week. {' '.join(stage.words)}"
    yield ""
    yield from _year_text(quote)
    yield from (each.words for each in quote.arrears)
    if quote.comparison:
        yield quote.comparison.words
    yield from (
        f"{way.label}: {pounds(way.amount.weekly)} a week, {pounds(way.an_hour)} an hour." for way in quote.ways
    )
    yield from (f"Please see to: {warning}" for warning in quote.warnings)


def _year_text(quote: Quote) -> Iterator[str]:
    year = quote.plan.year
    assert year.end is not None
    yield (
        f"The year from {day(year.start)} to {day(year.end)}: {count(quote.active_days, 'day')}, worth {pounds(quote.year_value)}"
        f"{f' and {pounds(quote.year_one_offs)} paid once' if quote.year_one_offs else ''}."
    )
    if not quote.payments:
        yield "Nothing is paid to a holder in this year."
        return
    every = Frequency(quote.plan.frequency).label.lower()
    paid = _total(payment.due.amount for payment in quote.payments)
    yield f"{count(len(quote.payments), 'payment')}, {every}: {pounds(paid)} in all."
    for payment in quote.payments:
        yield f"  {day(payment.due.pay_date)}: {payment.due.words}"
        if len(payment.split) > 1:
            yield f"    {'; '.join(f'{part.name} {pounds(part.amount)}' for part in payment.split)}"
        if payment.contribution:
            yield f"    You pay {pounds(payment.contribution)} of it."
        if payment.charge.prepayment:
            yield f"    {pounds(payment.charge.prepayment)} of it belongs to the next year."
