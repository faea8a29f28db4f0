"""The paper of one plan before a panel: who, the money, why it is there, gates, risks, exceptions, what it is compared with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from careplans import selectors
from careplans.enums import Relationship, RiskAgreement
from careplans.models import PanelItem
from careplans.selectors import deciding
from careplans.selectors.above import facts_from_above
from careplans.views.deciding import money_words
from phb.core.display import day


def papers_of(items: Sequence[PanelItem], on: date) -> list[dict[str, Any]]:
    """The papers, in the order of the agenda."""
    return [_paper(item, on) for item in items]


def _paper(item: PanelItem, on: date) -> dict[str, Any]:
    version = item.version
    told = facts_from_above(version, on)
    figures = told.get("figures")
    content = selectors.content_of(version)
    gates = selectors.gates_of(version, on=on, **told)
    return {
        "item": item,
        "person": version.person,
        "version": version,
        "href": reverse("careplans:version", args=[version.pk]),
        "money": selectors.money_of(content),
        "scheme": deciding.scheme_of(version, on, figures),
        "replaced": deciding.replaced_package_of(version.plan_id),
        "reasons": deciding.panel_needed(version, on, figures),
        "shut": [gate for gate in gates if gate.is_shut],
        "outcomes": [row.words for row in version.outcomes.all()],
        "lines": [{"words": row.description, "money": money_words(row), "outcomes": [link.outcome.words for link in row.links.all()]}
                  for row in version.services.prefetch_related("links__outcome")],
        "risks": [_risk(row) for row in version.risks.all()],
        "exceptions": [_exception(version.plan_id, row) for row in version.paidpersons.all() if row.needs_exception],
        "refused": deciding.refused_lines(version),
        "earlier": [row for row in deciding.decided_items(version) if row.pk != item.pk],
    }  # fmt: skip


def _risk(row: Any) -> dict[str, Any]:
    remains = row.residual_score
    return {
        "words": row.description,
        "notes": [
            f"{row.score} of 25 before the steps" + (f", {remains} after them" if remains is not None else ""),
            f"The person: “{row.persons_view}”" if row.persons_view else "",
            f"The professional: “{row.professionals_view}”" if row.professionals_view else "",
            row.procedure,
            RiskAgreement(row.agreement).label,
        ],
    }


def _exception(plan_id: int, row: Any) -> dict[str, Any]:
    decided = deciding.family_exception_of(plan_id, row)
    answer = "Nobody has decided yet."
    if decided is not None:
        answer = f"{'Agreed' if decided.agreed else 'Refused'} by {decided.decided_by.name}, {day(decided.decided_on)}: {decided.reasons}"
    return {
        "row": row, "relation": Relationship(row.relationship).label, "answer": answer,
        "href": reverse("careplans:family_exception", args=[row.pk]),
    }  # fmt: skip
