"""Where somebody wishes to be cared for and to die, and where they died: each answer kept beside the earlier ones."""

from datetime import date

from django.db import transaction

from eligibility.enums import PlaceKind, PlaceValue
from eligibility.models import PlaceWish
from eligibility.selectors import case_for
from eligibility.selectors.places import REAL_PLACES, newest_of
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


@transaction.atomic
def record_place(
    *,
    case_id: int,
    kind: str,
    place: str,
    asked_on: date,
    on: date,
    by: Actor,
    asked_of: str = "",
    words: str = "",
    reason_not_achieved: str = "",
) -> PlaceWish:
    """Keep an answer about a place; the newest by day asked counts, the earlier ones stay.

    `asked_on` is the day of the question; for "not asked" the day that was noted; for the actual place the day it
    became known. `asked_of` says who answered. A place of death can be recorded once the death is, and needs a reason
    when it is not the one the person preferred.
    Raises NotVisible for a case that is not the actor's, RuleBroken for days that cannot be and for parts left out.
    """
    case = case_for(by, case_id)
    person = case.person
    try:
        kind, place = PlaceKind(kind), PlaceValue(place)
    except ValueError as error:
        raise RuleBroken("Choose one of the answers shown.", "place") from error
    if not person.date_of_birth <= asked_on <= on:
        raise RuleBroken("The day lies between the person’s birth and today. Check it.", "asked_on")
    if place is PlaceValue.OTHER and not words.strip():
        raise RuleBroken("Write which place is meant.", "words")
    if kind is PlaceKind.APD:
        _check_death(case.person_id, person.date_of_death, place, asked_on, reason_not_achieved)
    else:
        _check_wish(person.date_of_death, place, asked_on, asked_of)
        reason_not_achieved = ""
    if place is PlaceValue.NOT_ASKED:
        asked_of = ""
    return PlaceWish.objects.create(
        organisation_id=by.organisation_id,
        person=person,
        case=case,
        kind=kind,
        place=place,
        asked_on=asked_on,
        asked_of=asked_of.strip(),
        words=words.strip(),
        reason_not_achieved=reason_not_achieved.strip(),
        recorded_by_id=by.user_id,
    )


def _check_wish(died: date | None, place: PlaceValue, asked_on: date, asked_of: str) -> None:
    if died is not None and asked_on > died:
        raise RuleBroken(f"The person died on {say_date(died)}. Enter the day on which they were asked.", "asked_on")
    if place is not PlaceValue.NOT_ASKED and not asked_of.strip():
        raise RuleBroken("Say who was asked.", "asked_of")


def _check_death(person_id: int, died: date | None, place: PlaceValue, known_on: date, reason: str) -> None:
    if died is None:
        raise RuleBroken("Record the death on the person’s page first, then the place.", "place")
    if place not in REAL_PLACES:
        raise RuleBroken("Choose the place where the person died.", "place")
    if known_on < died:
        raise RuleBroken(f"The person died on {say_date(died)}. The place became known then or later.", "asked_on")
    wish = newest_of(person_id).get(PlaceKind.PPD)
    if wish is not None and wish.place in REAL_PLACES and wish.place != place and not reason.strip():
        raise RuleBroken(
            f"The person preferred: {wish.get_place_display().lower()}. Write why that was not achieved, or that it is not known.",
            "reason_not_achieved",
        )
