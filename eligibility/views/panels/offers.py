"""The offer that a case came under, or that none was in force."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.models import Case
from eligibility.rules.offer_terms import position_of
from eligibility.selectors.offers import OFFER_ROUTES, budget_years, offers_for_route, without_offer
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """The offer's terms that matter on a case: who decides, by when, and how it is looked at again."""
    if case.route not in OFFER_ROUTES or not may(actor, "local offer", "R"):
        return None
    undecided = case.state in Case.life_cycle.groups["undecided"]
    offer = case.offer
    others = [] if offer or not undecided else offers_for_route(case.organisation_id, case.route, case.received_on)
    writes = undecided and may(actor, "referral", "W")
    return {
        "template": "eligibility/panels/offers.html",
        "offer": offer,
        "href": reverse("eligibility:offer", args=[offer.pk]) if offer else "",
        "bound": position_of(offer.cohort).bound if offer else "",
        "years": budget_years(offer, case.person.date_of_birth, on) if offer and case.route == "WHEELCHAIR" else None,
        "missing": without_offer(case),
        "others": others,
        "received_on": case.received_on,
        "choose": reverse("eligibility:offer_of_case", args=[case.pk]) if writes and (offer or others) else "",
        "choose_label": "Another offer" if offer else "Choose the offer",
    }
