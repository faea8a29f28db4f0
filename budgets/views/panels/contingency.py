"""Contingency: a panel of the budget's page."""

from datetime import date
from typing import Any

from budgets.enums import ContingencyState, VersionState
from budgets.models import Budget, BudgetVersion
from budgets.rules.contingency import left, rules_in_words
from budgets.selectors.contingency import terms_of_version, terms_that_count, uses_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """What is set aside and what is left of it."""
    if version is None or not version.contingency or not may(actor, "contingency", "R"):
        return None
    agreed, known = version.state == VersionState.AGREED, uses_of(budget)
    terms = terms_that_count(budget) if agreed else terms_of_version(version)
    return {
        "title": "Contingency",
        "template": "budgets/panels/contingency.html",
        "agreed": agreed,
        "terms": terms,
        "left": left(terms, known),
        "rules": rules_in_words(terms),
        "asked": sum(1 for use in known if use.state == ContingencyState.ASKED),
        "budget": budget,
    }
