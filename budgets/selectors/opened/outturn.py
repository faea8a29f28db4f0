"""How a year will end and why: the kept figures of one budget, opened."""

from budgets.models import Budget
from budgets.rules.years import YearFigures, added_up, variance_words, year_words
from budgets.selectors import years
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.outturn import as_figures
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.periods import say_date


@figure("forecast", keyed=True, staff_only=True)
def forecast(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """How a year will end (key: the year it begins in): earned, the rest, one-offs, what came back."""
    found, words = _of(actor, budget, key)
    if found is None:
        return None
    rows = (
        Row(
            "Earned to date",
            found.earned,
            "Each day at the amount that was due for it, after pauses, stays and the end.",
        ),
        Row("Rest of the year", found.rest, "Days to come at the amounts that are known today."),
        Row("One-off payments", found.one_offs, "Those of the year, paid or not; never spread over days."),
        Row("Came back", -found.recoveries, "Money recovered in the year."),
    )
    return Opened(f"Forecast of {year_words(int(key))}", found.forecast, words, rows, ("C23", "C9", "C21"))


@figure("variance", keyed=True, staff_only=True)
def variance(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """Why a year is over or under its budget."""
    found, words = _of(actor, budget, key)
    if found is None:
        return None
    rows = (
        Row(
            "Agreed for later days",
            found.agreed_later,
            "New versions, uplifts and one-offs after the first day in the year.",
        ),
        Row("What happened", found.happened, "Hospital, pauses, the end of the budget or the person's death."),
        Row("Came back", -found.recoveries, "Money recovered in the year."),
        Row("Forecast", found.forecast, opens=f"forecast-{key}", adds=False),
        Row(
            "Year's budget",
            found.budget_value,
            "What was agreed for its first day in the year, to 31 March.",
            adds=False,
        ),
    )
    words = (f"Forecast less budget: {variance_words(found.variance)}.", *words)
    return Opened(f"Variance of {year_words(int(key))}", found.variance, words, rows, ("C23",))


def _of(actor: Actor, budget: Budget, key: str) -> tuple[YearFigures | None, tuple[str, ...]]:
    rows = years.of_budget(actor, budget, int(key)) if may(actor, "money report", "R") and len(key) == 4 else []
    if not rows:
        return None, ()
    return added_up(as_figures(row) for row in rows), (f"As at {say_date(rows[0].as_at)}.",)
