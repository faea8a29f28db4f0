"""Referrals: a case begins, goes straight to assessment, or is closed."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from eligibility.enums import CaseState, FormState, Route, Setting
from eligibility.models import Case, Offer
from eligibility.rules import evaluate
from eligibility.rules.clocks import target_date
from eligibility.rules.registry import rule_set_of_route
from eligibility.selectors import locked_case
from eligibility.selectors.offers import OFFER_ROUTES, offers_for_route
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.numbers import next_number
from phb.core.periods import add_days, age_on, say_date
from phb.core.policies import policy
from phb.core.selectors import person_for

PREFIX = {
    Route.CHC: "CHC",
    Route.CYPCC: "CYP",
    Route.WHEELCHAIR: "WCH",
    Route.S117: "AFT",
    Route.FNC: "FNC",
    Route.JOINT_PACKAGE: "JNT",
    Route.MATERNITY: "MAT",
    Route.END_OF_LIFE: "EOL",
    Route.LOCAL_OFFER: "LOC",
}
# The clock of a decision on a local offer: the commissioner's own number of days, kept with the offer.
OFFER_CLOCK = "OFFER"


@transaction.atomic
def refer(
    *,
    person_id: int,
    route: str,
    received_on: date,
    referred_by: str,
    by: Actor,
    referrer_role: str = "",
    reason: str = "",
    setting: str = Setting.OWN_HOME,
    offer_id: int | None = None,
) -> Case:
    """Record a referral of one person by one route; the case begins.

    `offer_id` names the commissioner's offer that the referral is for, for routes of local offers and wheelchairs; it
    must have been in force on the day received. Where a route has exactly one, it is taken without being named; where
    none was in force the case says so, and is considered all the same.
    Raises NotVisible for a person whom the actor may not see, and RuleBroken when the person already
    has an undecided case by this route, is too young or too old for it, or a date cannot be right.
    """
    person = person_for(by, person_id)
    try:
        route, setting = Route(route), Setting(setting)
    except ValueError as error:
        raise RuleBroken("Choose one of the routes and places shown.", "route") from error
    if not referred_by.strip():
        raise RuleBroken("Enter who made the referral.", "referred_by")
    if received_on < person.date_of_birth:
        raise RuleBroken(
            f"The date received is before the person was born ({say_date(person.date_of_birth)}).", "received_on"
        )
    _check_age(route, person.date_of_birth, received_on)
    offer = _offer_of(by.organisation_id, route, received_on, offer_id)
    number = next_number(Case)
    values = {
        "person": person,
        "route": route,
        "received_on": received_on,
        "referred_by": referred_by.strip(),
        "referrer_role": referrer_role.strip(),
        "reason": reason.strip(),
        "setting": setting,
        "rule_set": rule_set_of_route(route, received_on).id,
        "reference": reference_of(route, received_on, number),
        "offer": offer,
        **offer_clock(offer, received_on),
    }
    if route is Route.CYPCC and _children_clock_starts(by.organisation_id, received_on) == "REFERRAL_RECEIVED":
        values |= _children_clock(received_on)
    _refuse_second(person.pk, route)
    try:
        with transaction.atomic():
            case = Case.objects.create(pk=number, organisation_id=by.organisation_id, **values)
    except IntegrityError as error:
        if "one_undecided_case_per_route" in str(error):  # somebody recorded it a moment ago
            raise RuleBroken(_already(route), "route") from error
        raise
    moving.note(case, "created", by=by, before="", after=case.state, reason=_without_offer(case))
    return case


@transaction.atomic
def choose_offer(*, case_id: int, offer_id: int, by: Actor) -> Case:
    """Name the offer of a case that has none, or another one, while nothing has been completed under it.

    The offer must have been in force on the day the referral was received; the decision's clock follows it.
    Raises RuleBroken for a case of another route, and once a form is completed or the case is decided.
    """
    case = locked_case(by, case_id)
    if case.state not in Case.life_cycle.groups["undecided"]:
        raise RuleBroken("This case is decided or closed. It keeps what it was decided under.", "offer_id")
    if case.assessments.filter(state=FormState.COMPLETED, tool__in=["local_offer", "wheelchair"]).exists():
        raise RuleBroken(
            "A form was completed under the offer of this case. Close the case and refer again to use another offer.",
            "offer_id",
        )
    offer = _offer_of(case.organisation_id, Route(case.route), case.received_on, offer_id)
    if offer is None or offer.pk == case.offer_id:
        return case
    changes = {"offer": offer, **offer_clock(offer, case.received_on)}
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=list(changes))
    return case


@transaction.atomic
def go_to_assessment(*, case_id: int, noticed_on: date, reason: str, by: Actor) -> Case:
    """Go to a full assessment without a Checklist, or despite a negative one; the clock starts on `noticed_on`.

    A Checklist is optional: the reason for going without is kept. `noticed_on` is the day the board
    received notice of possible eligibility. Raises RuleBroken without a reason or when too late for it.
    """
    case = locked_case(by, case_id)
    if not reason.strip():
        raise RuleBroken("Write why the case goes to a full assessment without a positive Checklist.", "reason")
    if noticed_on < case.received_on:
        raise RuleBroken(
            f"The notice cannot be earlier than the referral, received on {say_date(case.received_on)}.", "noticed_on"
        )
    moving.move(case, "go_to_assessment", by=by, reason=reason.strip(), **clock_of_decision(case, noticed_on))
    return case


@transaction.atomic
def close_case(*, case_id: int, reason: str, by: Actor) -> Case:
    """Close a case for good, with the reason; drafts on it are discarded. Raises RuleBroken without a reason."""
    case = locked_case(by, case_id)
    if not reason.strip():
        raise RuleBroken("Write why the case is closed.", "reason")
    for draft in case.assessments.filter(state="DRAFT"):
        moving.move(draft, "discard", by=by, reason="The case was closed.")
    moving.move(case, "close", by=by, reason=reason.strip())
    return case


def reference_of(route: Route, received_on: date, number: int) -> str:
    """The reference of a case, like CHC-2026-000012: its route, the year of its referral, its number."""
    return f"{PREFIX[route]}-{received_on.year}-{number:06d}"


def clock_of_decision(case: Case, received: date) -> dict[str, object]:
    """The fields of a decision's clock that starts on the day of receipt (day 0). Other routes have none of their own.

    Adult continuing healthcare: 28 days (National Framework 2022), or the commissioner's own number. Local
    offers: their clock runs since the referral; so does that of children's continuing care, unless the commissioner
    counts from the day it accepts that a full assessment is needed.
    """
    if case.due_clock == OFFER_CLOCK:
        return {}
    if case.route == Route.CYPCC:
        return {} if case.due_on else _children_clock(received)
    if case.route != Route.CHC:
        return {"clock_started_on": received}
    days = policy("chc_decision_days", on=received, organisation_id=case.organisation_id)
    return {"clock_started_on": received, "due_on": target_date("K1", received, length=int(days)), "due_clock": "K1"}


def _children_clock_starts(organisation_id: int, on: date) -> str:
    """REFERRAL_RECEIVED or ASSESSMENT_ACCEPTED: published descriptions of the six weeks differ, so it is a local setting."""
    return str(policy("children_clock_starts", on=on, organisation_id=organisation_id))


def _children_clock(start: date) -> dict[str, object]:
    return {"clock_started_on": start, "due_on": target_date("K9", start), "due_clock": "K9"}


def offer_clock(offer: Offer | None, received: date) -> dict[str, Any]:
    """The fields of the clock of a decision on a local offer: the offer's own calendar days after receipt (day 0)."""
    if offer is None:
        return {}
    return {
        "clock_started_on": received,
        "due_on": add_days(received, offer.decision_days),
        "due_clock": OFFER_CLOCK,
    }


def _offer_of(organisation_id: int, route: Route, received_on: date, offer_id: int | None) -> Offer | None:
    if route not in OFFER_ROUTES:
        if offer_id is not None:
            raise RuleBroken(
                "A referral by this route does not come under a local offer. Leave the offer out.", "route"
            )
        return None
    found = offers_for_route(organisation_id, route, received_on)
    if offer_id is None:
        return found[0] if len(found) == 1 and route is not Route.LOCAL_OFFER else None
    chosen = next((offer for offer in found if offer.pk == offer_id), None)
    if chosen is None:
        names = "; ".join(f"{offer.name}, version {offer.version}" for offer in found) or "none by this route"
        raise RuleBroken(
            f"This offer was not in force on {say_date(received_on)}. In force on that day: {names}.", "offer_id"
        )
    return chosen


def _without_offer(case: Case) -> str:
    """What the record says of a referral for a local offer that nobody made."""
    if case.offer_id is not None or case.route not in OFFER_ROUTES or case.route == Route.WHEELCHAIR:
        return ""
    return (
        f"Not available in the area: no offer under this referral on {say_date(case.received_on)}. "
        "The case is considered on its own facts all the same."
    )


def _check_age(route: Route, born: date, on: date) -> None:
    if route is Route.CHC:
        gate = evaluate("gate", {"date_of_birth": born, "care_start": on}, on)
        if gate.outcome == "CHILDREN":
            raise RuleBroken(
                "This person is under 16. Choose children and young people’s continuing care; adult continuing "
                "healthcare is for people aged 18 or over.",
                "route",
            )
    if route is Route.CYPCC and age_on(born, on) >= 18:
        raise RuleBroken("This person is 18 or over. Choose NHS Continuing Healthcare instead.", "route")


def _refuse_second(person_id: int, route: Route) -> None:
    undecided = Case.life_cycle.groups["undecided"] | {CaseState.SCREENED_OUT}
    open_case = Case.objects.filter(person_id=person_id, route=route, state__in=undecided).first()
    if open_case is not None:
        raise RuleBroken(_already(route, open_case.reference), "route")


def _already(route: Route, reference: str = "") -> str:
    known = f" ({reference})" if reference else ""
    return (
        f"This person already has a case by this route that is not decided yet{known}: {route.label}. "
        "Open that case and go on with it, or close it first."
    )
