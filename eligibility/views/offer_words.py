"""An offer in words for a page: its terms, criteria, moves, and what an actor may do with it."""

from typing import Any

from django.urls import reverse

from eligibility.enums import Cohort, OfferState, Tool
from eligibility.models import Offer
from eligibility.rules import evaluate
from eligibility.rules.case_finding import conditions_of
from eligibility.rules.offer_terms import OPTIONS, position_of
from eligibility.selectors import offers as selectors
from eligibility.sheets import sheet_parts
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day, money, plural
from phb.core.models import Move
from phb.core.moving import in_words
from phb.core.tables import Tag

COLOURS = {
    "DRAFT": "grey",
    "PROPOSED": "purple",
    "REFUSED": "orange",
    "TO_COME": "blue",
    "IN_FORCE": "green",
    "OVER": "grey",
    "DISCARDED": "grey",
}


def offer_tag(offer: Offer) -> Tag:
    """How a version stands today, as a tag."""
    code, words = selectors.standing(offer, london_today())
    return Tag(words, COLOURS[code])


def terms_shown(offer: Offer) -> list[dict[str, Any]]:
    """The terms of a version for a summary list."""
    starts = day(offer.enabled_from)
    rows = [
        {"label": "Whom it is for", "value": offer.get_cohort_display()},
        {"label": "What it is for", "value": offer.about},
        {
            "label": "In force",
            "value": f"{starts} to {day(offer.enabled_to)}" if offer.enabled_to else f"From {starts}",
        },
        {
            "label": "Ways of managing the budget",
            "value": ", ".join(OPTIONS.get(c, c) for c in offer.management_options),
        },
        {"label": "The most that is offered", "value": money(offer.cap_amount) if offer.cap_amount else "No limit set"},
        {
            "label": "Time to decide",
            "value": plural(offer.decision_days, "day"),
            "note": "from the day of the referral",
        },
        {"label": "Who decides", "value": offer.decider},
        {"label": "Looked at again", "value": offer.review_route},
        {"label": "Published page", "value": offer.published_url},
    ]
    if offer.cohort == Cohort.WHEELCHAIR:
        rows += _wheelchair_shown(offer)
    if offer.find:
        rows.append({"label": "People are looked for by", "value": "; ".join(_condition_words(offer))})
    return rows


def changes_shown(before: Offer, after: Offer) -> list[dict[str, str]]:
    """What differs between two versions, term by term and criterion by criterion, in words."""
    old = {row["label"]: str(row["value"]) for row in terms_shown(before)}
    found = [
        {"label": row["label"], "before": old.get(row["label"], ""), "after": str(row["value"])}
        for row in terms_shown(after)
        if old.get(row["label"], "") != str(row["value"])
    ]
    earlier, later = _criteria_by_id(before), _criteria_by_id(after)
    found += [
        {"label": "Criterion", "before": earlier.get(key, "None"), "after": later.get(key, "Taken away")}
        for key in dict.fromkeys([*earlier, *later])
        if earlier.get(key) != later.get(key)
    ]
    return found


def _criteria_by_id(offer: Offer) -> dict[str, str]:
    shown = criteria_shown(offer)
    return {
        str(row["id"]): f"{words['text']} {words['asks']}. Counts: {words['counts'].lower()}"
        for row, words in zip(offer.criteria, shown, strict=True)
    }


def public_terms(offer: Offer) -> list[dict[str, Any]]:
    """The terms that people outside need."""
    left_out = {"What it is for", "People are looked for by", "Published page"}
    return [row for row in terms_shown(offer) if row["label"] not in left_out]


def _wheelchair_shown(offer: Offer) -> list[dict[str, Any]]:
    years = "; ".join(
        f"{row['years']} years {'under ' + str(row['under']) if row.get('under') else 'for everybody else'}"
        for row in offer.periods
    )
    repairs = {True: "A sum for repairs is in the budget", False: "The person pays for repairs", None: ""}
    return [
        {"label": "How long a budget runs", "value": years, "note": "or until the need changes, if that is sooner"},
        {"label": "Repairs when the person owns the chair", "value": repairs[offer.repairs_in_budget]},
        {"label": "Repairs when the NHS owns the chair", "value": "The NHS"},
        {"label": "Usually outside the offer", "value": "; ".join(offer.outside)},
    ]


def _condition_words(offer: Offer) -> list[str]:
    return [condition.words for condition in conditions_of(offer.find)]


def criteria_shown(offer: Offer) -> list[dict[str, str]]:
    """The criteria with what each asks for, in words."""
    kinds = {"boolean": "Yes or no", "document": "A document seen"}

    def asks(row: dict[str, Any]) -> str:
        if row.get("type") != "number":
            return kinds.get(row.get("type", ""), "")
        low, high = row.get("at_least"), row.get("at_most")
        return f"{low} to {high}" if low and high else f"{low} or more" if low else f"{high} or fewer"

    return [
        {"text": row["text"], "asks": asks(row), "counts": "Yes" if row.get("required", True) else "No, only recorded"}
        for row in offer.criteria
    ]


def parts_shown(offer: Offer) -> Any:
    """The form as the assessor will see it."""
    return sheet_parts(Tool.WHEELCHAIR if offer.cohort == Cohort.WHEELCHAIR else Tool.LOCAL_OFFER, offer)


def national_rule(offer: Offer, on: Any) -> Any:
    """What the national rule of the right to a budget says of somebody found eligible by this offer's route."""
    return evaluate("right_to_have", {"service": position_of(offer.cohort).route.value, "eligible": True}, on)


MOVES = {
    "created": "Draft begun",
    "propose": "Proposed to a second person",
    "approve": "Approved",
    "give_back": "Given back",
    "revise": "Taken up again",
    "replace": "Replaced by a new version",
    "end": "Ended",
    "discard": "Discarded",
}


def timeline(offer: Offer) -> list[dict[str, Any]]:
    """The moves of a version, newest first."""
    moves = Move.objects.filter(organisation_id=offer.organisation_id, subject="eligibility.offer", subject_id=offer.pk)
    return [in_words(move, MOVES) for move in moves.order_by("-id")]


def actions_of(offer: Offer, actor: Any, on: Any) -> list[dict[str, Any]]:
    """What this actor may do with a version now, the main one first."""
    if not may(actor, "local offer", "A"):
        return []
    cycle, state, found = Offer.life_cycle, offer.state, []

    def add(label: str, route: str, *, when: bool) -> None:
        if when:
            found.append({"label": label, "href": reverse(f"eligibility:{route}", args=[offer.pk])})

    another = offer.proposed_by_id != actor.user_id
    add("Approve or give back", "decide_offer", when=cycle.may(state, "approve") and another)
    add("Propose it", "propose_offer", when=cycle.may(state, "propose"))
    add("Change the terms", "edit_offer", when=state in (OfferState.DRAFT, OfferState.REFUSED))
    add("New version", "new_offer_version", when=state == OfferState.IN_FORCE)
    add("End the offer", "end_offer", when=cycle.may(state, "end"))
    add("Discard it", "discard_offer", when=cycle.may(state, "discard"))
    return found
