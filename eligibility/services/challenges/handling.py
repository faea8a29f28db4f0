"""A request is taken up or not, worked on step by step, or withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import ChallengeKind as K
from eligibility.models import Challenge, ChallengeStep
from eligibility.selectors.challenges import locked_challenge
from eligibility.services.challenges.letters import write
from eligibility.services.challenges.panels import panel_problem
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date

# Outside bodies judge lateness themselves, and these ways have no limit that could pass.
OWN_JUDGE = frozenset({K.OMBUDSMAN, K.SEND})
POSITIONS = ("nhs_position", "la_position", "interim_funder", "interim_from", "procedure")


def outside_limit(challenge: Challenge) -> bool:
    """Whether looking at this request is somebody's discretion: late, sooner than it must be, or used up."""
    code = challenge.details.get("limit", {}).get("code", "")
    return code in ("LATE", "NOT_YET", "USED") and challenge.kind not in OWN_JUDGE


@transaction.atomic
def take_up(*, challenge_id: int, on: date, by: Actor, late_reason: str = "", due_on: date | None = None) -> Challenge:
    """Accept a request; it is acknowledged in writing. `due_on` is a day agreed for the answer where no national clock runs.

    A late request is accepted at the board's discretion, by a commissioner and with the reason. Raises RuleBroken otherwise.
    """
    challenge = locked_challenge(by, challenge_id)
    Challenge.life_cycle.check(challenge.state, "take_up")
    _not_before(challenge, on, "on")
    if outside_limit(challenge) and not may(by, "challenge", "A"):
        raise RuleBroken(
            f"{challenge.details['limit']['words']} A commissioner decides whether it is accepted all the same."
        )
    if outside_limit(challenge) and not late_reason.strip():
        raise RuleBroken(f"{challenge.details['limit']['words']} Write why it is accepted all the same.", "late_reason")
    changes: dict[str, Any] = {"late_reason": late_reason.strip() if outside_limit(challenge) else ""}
    if due_on is not None and not challenge.due_clock:
        if due_on < on:
            raise RuleBroken("The day agreed for an answer is in the past.", "due_on")
        changes["due_on"] = due_on
    moving.move(challenge, "take_up", by=by, reason=changes["late_reason"], **changes)
    write("acknowledged", challenge, on=on, by=by)
    return challenge


@transaction.atomic
def not_accept(*, challenge_id: int, reason: str, on: date, by: Actor) -> Challenge:
    """Refuse a request that is late, sooner than it must be looked at, or used up; the person is told why in writing.

    Raises RuleBroken for a request in time: that must be looked at.
    """
    challenge = locked_challenge(by, challenge_id)
    Challenge.life_cycle.check(challenge.state, "not_accept")
    _not_before(challenge, on, "on")
    if not outside_limit(challenge):
        raise RuleBroken("This request is in time, so it must be looked at. Take it up.")
    if not reason.strip():
        raise RuleBroken("Write why the request is not accepted, as the person will read it.", "reason")
    details = {**challenge.details, "not_accepted": {"reason": reason.strip(), "on": on.isoformat()}}
    moving.move(challenge, "not_accept", by=by, reason=reason.strip(), details=details)
    write("not_accepted", challenge, on=on, by=by)
    return challenge


@transaction.atomic
def withdraw(*, challenge_id: int, reason: str, by: Actor) -> Challenge:
    """End a challenge because whoever made it takes it back. Raises RuleBroken without the words in which they did."""
    challenge = locked_challenge(by, challenge_id)
    if not reason.strip():
        raise RuleBroken("Write who withdrew it, when and in what words.", "reason")
    moving.move(challenge, "withdraw", by=by, reason=reason.strip())
    return challenge


@transaction.atomic
def note_step(*, challenge_id: int, done_on: date, words: str, on: date, by: Actor) -> ChallengeStep:
    """Add something done on an open challenge, on the day it was done. Raises RuleBroken for one that has ended."""
    challenge = locked_challenge(by, challenge_id)
    _open(challenge)
    if not words.strip():
        raise RuleBroken("Write what was done.", "words")
    if done_on > on:
        raise RuleBroken("The day cannot be in the future.", "done_on")
    _not_before(challenge, done_on, "done_on")
    return _step(challenge, done_on, words.strip(), by)


@transaction.atomic
def name_panel(
    *, challenge_id: int, members: Sequence[Mapping[str, str]], authorities: Sequence[str], on: date, by: Actor
) -> Challenge:
    """Keep who sits on the panel of an independent review.

    A chair, a member of a board other than this one, and a member of a local authority in whose area this board
    does not lie (SI 2012/2996 reg 23). `authorities` are those in whose area it lies. Raises RuleBroken for any other panel.
    """
    challenge = locked_challenge(by, challenge_id)
    _open(challenge)
    if challenge.kind != K.INDEPENDENT_REVIEW:
        raise RuleBroken("Only an independent review has a panel.")
    rows = [{key: str(value).strip() for key, value in member.items()} for member in members]
    rows = [row for row in rows if row.get("name") or row.get("organisation")]
    inside = [name.strip() for name in authorities if name.strip()]
    problem = panel_problem(rows, board=challenge.case.organisation.name, authorities=inside, on=on)
    if problem:
        raise RuleBroken(problem)
    challenge.panel = rows
    challenge.details = {**challenge.details, "authorities": inside}
    challenge.save(update_fields=["panel", "details"])
    _step(
        challenge,
        on,
        "The panel was named: " + "; ".join(f"{row['name']}, {row['organisation']}" for row in rows) + ".",
        by,
    )
    return challenge


@transaction.atomic
def record_positions(*, challenge_id: int, positions: Mapping[str, Any], on: date, by: Actor) -> Challenge:
    """Keep what each body holds, and who pays meanwhile without prejudice. Care goes on whatever they hold.

    `positions` is read by POSITIONS. Raises RuleBroken for another way than a disagreement of two bodies, for one that has
    ended, and for who pays meanwhile without the day.
    """
    challenge = locked_challenge(by, challenge_id)
    _open(challenge)
    if challenge.kind != K.BODIES:
        raise RuleBroken("Only a disagreement of two bodies has their positions.")
    given = {key: positions.get(key) for key in POSITIONS if positions.get(key) not in (None, "")}
    given = {key: value.isoformat() if isinstance(value, date) else str(value).strip() for key, value in given.items()}
    if given.get("interim_funder") and not given.get("interim_from"):
        raise RuleBroken("Enter from which day that body pays.", "interim_from")
    kept = {key: value for key, value in challenge.details.items() if key not in POSITIONS}
    challenge.details = {**kept, **given}
    challenge.save(update_fields=["details"])
    _step(challenge, on, "The positions of both bodies were recorded.", by)
    return challenge


def _step(challenge: Challenge, on: date, words: str, by: Actor) -> ChallengeStep:
    if by.user_id is None:
        raise RuleBroken("A step is recorded by a person, not by the service itself.")
    return ChallengeStep.objects.create(
        organisation_id=challenge.organisation_id,
        person_id=challenge.person_id,
        challenge=challenge,
        on=on,
        words=words,
        by_id=by.user_id,
    )


def _open(challenge: Challenge) -> None:
    if not Challenge.life_cycle.is_in(challenge.state, "open"):
        raise RuleBroken("This challenge has ended. Nothing more is added to it.")


def _not_before(challenge: Challenge, day: date, field: str) -> None:
    if day < challenge.requested_on:
        raise RuleBroken(
            f"This cannot be earlier than the request, which came on {say_date(challenge.requested_on)}.", field
        )
