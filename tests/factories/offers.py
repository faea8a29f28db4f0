"""Made-up offers of a commissioner, brought into force by the services themselves."""

from datetime import date
from typing import Any

from eligibility.models import Offer
from eligibility.services import offers
from phb.core.actors import Actor
from phb.core.tenancy import act_as

SINCE = date(2026, 4, 1)
TERMS: dict[str, Any] = {
    "about": "Time for oneself, so that caring can go on.",
    "criteria": [
        {
            "id": "cares",
            "text": "Does the person look after somebody without pay?",
            "type": "boolean",
            "required": True,
        },
        {
            "id": "hours",
            "text": "For how many hours a week?",
            "type": "number",
            "at_least": "20",
            "at_most": "",
            "required": True,
        },
        {"id": "letter", "text": "A letter from the practice", "type": "document", "required": False},
    ],
    "find": [{"fact": "hours", "at_least": "20", "at_most": ""}],
    "management_options": ["NOTIONAL", "DIRECT_PAYMENT"],
    "decision_days": 20,
    "decider": "The carers’ panel",
    "review_route": "Write to the head of commissioning within three months.",
}
WHEELCHAIR: dict[str, Any] = {
    **TERMS,
    "about": "Chairs for everyday life.",
    "criteria": [
        {
            "id": "long_term",
            "text": "Is the need expected to last more than 6 months?",
            "type": "boolean",
            "required": True,
        }
    ],
    "find": [],
    "management_options": ["NOTIONAL", "NOTIONAL_WITH_CONTRIBUTION", "THIRD_PARTY"],
    "periods": [{"under": 18, "years": 3}, {"under": None, "years": 5}],
    "repairs_in_budget": True,
    "outside": ["Mobility scooters", "Short loans"],
}
MATERNITY: dict[str, Any] = {**TERMS, "management_options": ["NOTIONAL"], "find": []}
OF_COHORT = {"WHEELCHAIR": WHEELCHAIR, "MATERNITY": MATERNITY}


def make_draft(
    by: Actor, *, cohort: str = "CARERS", name: str = "Carer’s break", since: date = SINCE, **terms: Any
) -> Offer:
    """A complete draft, as `by` wrote it."""
    act_as(by)
    offer = offers.draft_offer(cohort=cohort, name=name, enabled_from=since, by=by)
    return offers.save_offer(offer_id=offer.pk, edits=0, by=by, **{**OF_COHORT.get(cohort, TERMS), **terms})


def make_offer(by: Actor, second: Actor, *, on: date | None = None, **fields: Any) -> Offer:
    """An offer in force: written by one commissioner, approved by another."""
    offer = make_draft(by, **fields)
    offers.propose_offer(offer_id=offer.pk, by=by)
    act_as(second)
    approved = offers.approve_offer(offer_id=offer.pk, edits=offer.edits, on=on or offer.enabled_from, by=second)
    act_as(by)
    return approved
