"""One budget's year in its parts: why it is over or under, how each figure came about, what was paid across 31 March."""

from typing import Any

from budgets.enums import PaymentState
from budgets.models import Budget, BudgetYear, Payment
from budgets.rules.schedule import financial_year
from budgets.rules.words import count, pounds
from budgets.rules.year_end import charge_to_year
from budgets.rules.year_figures import YearFigures, figures_from, variance_words
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.periods import Period


def as_figures(row: BudgetYear) -> YearFigures:
    """A kept row as the rules know it."""
    names = [name for name in YearFigures.__slots__ if not name.endswith("_profile")]
    profiles = {name: tuple(getattr(row, name)) for name in ("budget_profile", "forecast_profile")}
    return figures_from({**{name: getattr(row, name) for name in names}, **profiles})


def why(found: YearFigures) -> list[dict[str, Any]]:
    """The variance in its parts; those that are nothing are left out."""
    parts = (
        ("Agreed for later days: new versions, uplifts, one-offs", found.agreed_later),
        ("What happened: hospital, pause, end, death", found.happened),
        ("Came back", -found.recoveries),
    )
    return [{"label": label, "value": variance_words(amount)} for label, amount in parts if amount]


def steps(found: YearFigures) -> dict[str, list[dict[str, Any]]]:
    """How the figures came about, for `ui.figure`."""
    said = {
        "forecast": (
            ("Earned to date, by calendar days", found.earned), ("Rest of the year at known rates", found.rest),
            ("One-off payments of the year", found.one_offs), ("Came back", -found.recoveries),
        ),
        "actual": (
            ("Earned to date, by calendar days", found.earned), ("One-off payments that were paid", found.one_offs_paid),
            ("Came back", -found.recoveries),
        ),
        "commitment": (
            ("Rest of the year at known rates", found.rest), ("One-off payments not paid yet", found.one_offs - found.one_offs_paid),
        ),
        "paid": (
            ("Paid in the year", found.cash_paid), ("Paid before the year for its days", found.brought_forward),
            ("Paid for days still to come", -found.prepaid), ("Cost to date not paid yet", found.not_paid_yet),
        ),
    }  # fmt: skip
    return {
        key: [{"label": label, "amount": amount} for label, amount in rows if amount or len(rows) < 3]
        for key, rows in said.items()
    }


def across(actor: Actor, budget: Budget, year: int) -> list[dict[str, Any]]:
    """Payments across 31 March, each with what belongs to this year and what was paid ahead for the next (C22)."""
    if not may(actor, "payment record", "R"):
        return []
    end = financial_year(year).end
    rows = Payment.objects.filter(budget=budget, state=PaymentState.PAID, period_start__lte=end, period_end__gt=end)
    found = []
    for row in rows.order_by("period_start", "pk"):
        covered = Period(row.period_start, row.period_end)
        charge = charge_to_year(row.amount, covered, end)
        after = (row.period_end - end).days
        words = f"{pounds(row.amount)} × {count(after, 'day')} after 31 March ÷ {count(covered.days, 'day')} = {pounds(charge.prepayment)}."
        found.append({"row": row, "charge": charge, "words": words})
    return found
