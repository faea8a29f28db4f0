"""Local offers: what is in force on a day, one of them, and how it stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from eligibility.enums import OfferState, Route
from eligibility.models import Case, Offer
from eligibility.rules.offer_terms import cohorts_of, deciding_criteria, years_for
from eligibility.selectors.cases import cases
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.periods import age_on

# The routes whose referrals come under an offer of the commissioner.
OFFER_ROUTES = (Route.WHEELCHAIR, Route.MATERNITY, Route.END_OF_LIFE, Route.LOCAL_OFFER)


def approved() -> Q:
    """Versions that a second person approved, whatever became of them."""
    return Q(approved_by__isnull=False)


def in_force_on(on: date) -> Q:
    """Approved versions whose days hold this one (inclusive)."""
    return approved() & Q(enabled_from__lte=on) & (Q(enabled_to__isnull=True) | Q(enabled_to__gte=on))


def offers_on(organisation_id: int, on: date, cohort: str | Iterable[str] | None = None) -> list[Offer]:
    """The offers of an organisation in force on a day, of one group or of several, by name."""
    found = Offer.objects.filter(in_force_on(on), organisation_id=organisation_id)
    if cohort is not None:
        found = found.filter(cohort__in=[cohort] if isinstance(cohort, str) else list(cohort))
    return list(found.order_by("name", "id"))


def offers_for_route(organisation_id: int, route: str, on: date) -> list[Offer]:
    """The offers under which a referral by this route may be received on a day."""
    cohorts = cohorts_of(route)
    return offers_on(organisation_id, on, cohorts) if cohorts else []


def offers_since(organisation_id: int, since: date) -> list[Offer]:
    """Approved versions that were in force on a day since `since` or will be: what a referral may name, newest first."""
    found = Offer.objects.filter(approved(), organisation_id=organisation_id)
    return list(
        found.filter(Q(enabled_to__isnull=True) | Q(enabled_to__gte=since)).order_by("name", "-enabled_from", "-id")
    )


def offers(actor: Actor) -> QuerySet[Offer]:
    """All versions that the actor may read. Drafts are for those who write and approve them."""
    found = Offer.objects.filter(organisation_id=actor.organisation_id)
    if not may(actor, "local offer", "R") and actor.role != "SYSTEM":
        return found.none()
    if not may(actor, "local offer", "A") and actor.role not in {"SYSTEM", "AUD"}:
        found = found.filter(approved())
    return found


def offer_for(actor: Actor, offer_id: int) -> Offer:
    """One version with who proposed and approved it, or NotVisible."""
    found = offers(actor).select_related("proposed_by", "approved_by").filter(pk=offer_id).first()
    if found is None:
        raise NotVisible
    return found


def locked_offer(actor: Actor, offer_id: int) -> Offer:
    """One version, locked until the transaction ends. Raises NotVisible."""
    found = offers(actor).select_for_update(of=("self",)).filter(pk=offer_id).first()
    if found is None:
        raise NotVisible
    return found


def versions_of(actor: Actor, code: str) -> list[Offer]:
    """The versions of one offer that the actor may read, newest first."""
    return list(offers(actor).filter(code=code).select_related("proposed_by", "approved_by").order_by("-version"))


def newest_approved(organisation_id: int, code: str) -> Offer | None:
    """The version that a new one follows: the newest that was ever approved."""
    found = Offer.objects.filter(approved(), organisation_id=organisation_id, code=code)
    return found.order_by("-version").first()


def version_before(actor: Actor, offer: Offer) -> Offer | None:
    """The approved version that came before this one, to compare with."""
    earlier = offers(actor).filter(approved(), code=offer.code, version__lt=offer.version)
    return earlier.order_by("-version").first()


def unfinished(organisation_id: int, code: str) -> Offer | None:
    """The version of an offer that is being written, waits for a second person or was given back."""
    states = [OfferState.DRAFT, OfferState.PROPOSED, OfferState.REFUSED]
    return Offer.objects.filter(organisation_id=organisation_id, code=code, state__in=states).first()


def standing(offer: Offer, on: date) -> tuple[str, str]:
    """How a version stands on a day: (code, words). The days decide once it was approved."""
    if offer.approved_by_id is None:
        words = "Discarded" if offer.state == OfferState.ENDED else offer.get_state_display()
        return ("DISCARDED" if offer.state == OfferState.ENDED else offer.state), words
    if on < offer.enabled_from:
        return "TO_COME", "Approved, not started"
    if offer.enabled_to is not None and offer.enabled_to < on:
        return "OVER", "Replaced" if offer.state == OfferState.REPLACED else "Ended"
    return "IN_FORCE", "In force" if offer.enabled_to is None else "In force, with a last day"


def desk_figures(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the desk of commissioners: versions that another proposed and that wait for a second person, in one query."""
    if not may(actor, "local offer", "A"):
        return []
    waiting = offers(actor).filter(state=OfferState.PROPOSED).exclude(proposed_by_id=actor.user_id).order_by()
    counted = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    figure = {"key": "offers", "label": "", "title": "Local offers that wait for your answer", "tone": ""}
    more = {"filter": {"state": "PROPOSED"}, "route": "eligibility:offers", "waits_for": ("COM",)}
    return [figure | counted | more] if counted["count"] else []


def rule_offer(offer: Offer | None) -> dict[str, Any] | None:
    """The offer that a case keeps, as the rules read it: only the criteria that count. None for no offer.

    It was in force on the day the referral was received, and holds for that case however long the assessment takes:
    its last day is left out.
    """
    if offer is None:
        return None
    return {
        "id": offer.code,
        "version": offer.version,
        "enabled_from": offer.enabled_from,
        "criteria": deciding_criteria(offer.criteria),
        "decision_days": offer.decision_days,
        "management_options": list(offer.management_options),
        "cap_amount": offer.cap_amount,
        "review_route_text": offer.review_route,
        "published_url": offer.published_url,
    }


def budget_years(offer: Offer, born: date, on: date) -> int | None:
    """How many years a wheelchair budget starting on a day runs for somebody born on another; None if not said."""
    if offer.periods:
        return years_for(offer.periods, age_on(born, on))
    return offer.period_years


def cases_under(actor: Actor, offer: Offer) -> dict[str, int]:
    """How many cases the actor may see under this version, by state."""
    rows = cases(actor).filter(offer=offer).order_by().values("state").annotate(n=Count("pk")).order_by("state")
    return {row["state"]: row["n"] for row in rows}


def without_offer(case: Case) -> bool:
    """Whether a case came by a route of local offers while none was in force: not available in the area, so far."""
    return case.route in (Route.MATERNITY, Route.END_OF_LIFE, Route.LOCAL_OFFER) and case.offer_id is None


def as_values(offer: Offer) -> Mapping[str, Any]:
    """The terms of a version by field, for the rule that checks them."""
    return {name: getattr(offer, name) for name in TERMS} | {"cohort": offer.cohort}


TERMS = (
    "name",
    "about",
    "criteria",
    "find",
    "outside",
    "management_options",
    "decision_days",
    "cap_amount",
    "periods",
    "repairs_in_budget",
    "decider",
    "review_route",
    "published_url",
    "enabled_from",
    "enabled_to",
)
