"""Local offers: one person writes and proposes a version, another approves it; versions follow each other by date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from eligibility.enums import Cohort, OfferState
from eligibility.models import Offer
from eligibility.rules.offer_terms import first_day_problem, lacking
from eligibility.selectors.offers import TERMS, as_values, locked_offer, newest_approved, unfinished
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import add_days, say_date

LONGEST_CODE = 30


class SavedMeanwhile(RuleBroken):
    """Somebody else saved the draft since this page was opened. `theirs` holds what stands now, by field."""

    def __init__(self, theirs: dict[str, Any], edits: int) -> None:
        super().__init__(
            "Somebody saved this offer after you opened it, so nothing of yours was saved yet. See below what differs. "
            "Save again to put yours in its place."
        )
        self.theirs, self.edits = theirs, edits


@transaction.atomic
def draft_offer(*, cohort: str, name: str, enabled_from: date, by: Actor) -> Offer:
    """Begin a new offer to a group, as a draft that only commissioners and auditors see.

    Raises RuleBroken without a name or for an unknown group.
    """
    _commissioner(by)
    if cohort not in set(Cohort):
        raise RuleBroken("Choose the group that the offer is for.", "cohort")
    if not name.strip():
        raise RuleBroken("Give the offer a name.", "name")
    offer = Offer.objects.create(
        organisation_id=by.organisation_id,
        code=_new_code(by.organisation_id, name),
        cohort=cohort,
        name=name.strip(),
        enabled_from=enabled_from,
        proposed_by_id=by.user_id,
    )
    moving.note(offer, "created", by=by, before="", after=offer.state)
    return offer


@transaction.atomic
def save_offer(*, offer_id: int, edits: int, by: Actor, **terms: Any) -> Offer:
    """Save the terms of a draft as they are, complete or not. Terms that are not named stay.

    `edits` is the count of saves that the page showed. Raises SavedMeanwhile when another save came in between and
    differs, RuleBroken once the version is proposed or approved, and when it would end before it starts.
    """
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if offer.state == OfferState.REFUSED:
        moving.move(offer, "revise", by=by)
    if offer.state != OfferState.DRAFT:
        raise RuleBroken("This version is proposed or approved. Make a new version to change its terms.")
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"Not terms of an offer: {sorted(unknown)}")
    if edits != offer.edits:
        theirs = {name: getattr(offer, name) for name, value in terms.items() if getattr(offer, name) != value}
        if theirs:
            raise SavedMeanwhile(theirs, offer.edits)
    ends, starts = terms.get("enabled_to", offer.enabled_to), terms.get("enabled_from", offer.enabled_from)
    if ends is not None and ends < starts:
        raise RuleBroken("The last day is before the first day. Change one of them.", "enabled_to")
    for name, value in terms.items():
        setattr(offer, name, value)
    offer.edits += 1
    # Whoever wrote last is the one who proposes: a different person must approve.
    offer.proposed_by_id = by.user_id
    offer.save(update_fields=[*terms, "edits", "proposed_by"])
    return offer


@transaction.atomic
def propose_offer(*, offer_id: int, by: Actor) -> Offer:
    """Hand a complete draft to a second person. Raises RuleBroken with the first thing that it lacks."""
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if problems := lacking(as_values(offer)):
        field, words = problems[0]
        raise RuleBroken(words, field)
    moving.move(offer, "propose", by=by, proposed_by_id=by.user_id)
    return offer


@transaction.atomic
def approve_offer(*, offer_id: int, edits: int, on: date, by: Actor) -> Offer:
    """Put a proposed version in force from its first day; the version before ends on the day before.

    Cases keep the version they came under. `edits` names what the approver read. Raises RuleBroken for whoever
    proposed it, when it has changed since it was read, or when its first day would reach back over another version.
    """
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if offer.proposed_by_id == by.user_id:
        raise RuleBroken("You proposed this offer. Another commissioner approves it or gives it back.")
    if offer.edits != edits:
        raise RuleBroken("The offer has changed since you opened it. Read it again before you approve it.")
    before = newest_approved(offer.organisation_id, offer.code)
    if before is not None and before.state != OfferState.IN_FORCE:
        if before.enabled_to is not None and before.enabled_to >= offer.enabled_from:
            raise RuleBroken(
                f"Version {before.version} is in force until {say_date(before.enabled_to)}. "
                "Give this one back for a first day after that."
            )
        before = None
    replaces_from = before.enabled_from if before else None
    if problem := first_day_problem(offer.enabled_from, approved_on=on, replaces_from=replaces_from):
        raise RuleBroken(problem)
    moving.move(offer, "approve", by=by, approved_by_id=by.user_id)
    if before is not None:
        last = add_days(offer.enabled_from, -1)
        if before.enabled_to is not None:
            last = min(last, before.enabled_to)
        moving.move(before, "replace", by=by, reason=f"Version {offer.version} follows.", enabled_to=last)
    return offer


@transaction.atomic
def give_back_offer(*, offer_id: int, reason: str, by: Actor) -> Offer:
    """Give a proposed version back to whoever proposed it, with reasons. Raises RuleBroken without any."""
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if not reason.strip():
        raise RuleBroken("Write what should change before you could approve it.", "reason")
    if offer.proposed_by_id == by.user_id:
        raise RuleBroken("You proposed this offer. Another commissioner approves it or gives it back.")
    moving.move(offer, "give_back", by=by, reason=reason.strip())
    return offer


@transaction.atomic
def discard_offer(*, offer_id: int, by: Actor) -> Offer:
    """Put away a draft, or a version that was given back, for good."""
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    moving.move(offer, "discard", by=by)
    return offer


@transaction.atomic
def new_version(*, offer_id: int, enabled_from: date, by: Actor) -> Offer:
    """Begin the next version of an approved offer as a draft with the same terms.

    Raises RuleBroken while another one is being written, or for a version that was never approved.
    """
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if offer.approved_by_id is None:
        raise RuleBroken("This version was never in force. Change it as it is.")
    waiting = unfinished(offer.organisation_id, offer.code)
    if waiting is not None:
        raise RuleBroken(f"Version {waiting.version} is being written already. Go on with that one.")
    newest = Offer.objects.filter(organisation_id=offer.organisation_id, code=offer.code).order_by("-version").first()
    terms = {name: getattr(offer, name) for name in TERMS} | {"enabled_from": enabled_from, "enabled_to": None}
    made = Offer.objects.create(
        organisation_id=offer.organisation_id,
        code=offer.code,
        version=(newest.version if newest else offer.version) + 1,
        cohort=offer.cohort,
        proposed_by_id=by.user_id,
        **terms,
    )
    moving.note(made, "created", by=by, before="", after=made.state, reason=f"From version {offer.version}.")
    return made


@transaction.atomic
def end_offer(*, offer_id: int, last_day: date, reason: str, on: date, by: Actor) -> Offer:
    """End an offer after its last day (inclusive). Cases that came under it go on under it.

    Raises RuleBroken without a reason, for a last day that has passed or lies before its first, and for a version
    that another already replaces.
    """
    _commissioner(by)
    offer = locked_offer(by, offer_id)
    if not reason.strip():
        raise RuleBroken("Write why the offer ends: people will ask.", "reason")
    if last_day < on:
        raise RuleBroken("The last day has passed. Choose today or a later day.", "last_day")
    if last_day < offer.enabled_from:
        raise RuleBroken(
            f"The offer starts on {say_date(offer.enabled_from)}. Choose a last day from then on.", "last_day"
        )
    moving.move(offer, "end", by=by, reason=reason.strip(), enabled_to=last_day)
    return offer


def _commissioner(by: Actor) -> None:
    if by.role != "SYSTEM" and not may(by, "local offer", "A"):
        raise RuleBroken("Only a commissioner writes and approves local offers.")


def _new_code(organisation_id: int, name: str) -> str:
    """A short name for the address of the published page, from the offer's own: never used twice."""
    base = slugify(name)[: LONGEST_CODE - 4].strip("-") or "offer"
    taken = set(
        Offer.objects.filter(organisation_id=organisation_id, code__startswith=base).values_list("code", flat=True)
    )
    return next(code for n in range(1, 1000) if (code := base if n == 1 else f"{base}-{n}") not in taken)


def terms_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only the terms of an offer out of a form's values."""
    return {name: value for name, value in values.items() if name in TERMS}
