"""Decisions questioned, as the person reads them: what became of a request, and what may still be asked."""

from dataclasses import dataclass
from datetime import date

from eligibility.enums import ChallengeKind as K
from eligibility.enums import Matter
from eligibility.models import Case, Challenge
from eligibility.rules.disputes import WAYS, heard_by, outcome_words, why_closed
from eligibility.rules.request_limits import last_day
from eligibility.selectors.cases import cases
from eligibility.selectors.challenges import former_stage, notice_day, questioned, standing_of
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.display import day

# Ways that a person is told of, first things first; a complaint is open always.
TOLD = (K.CHECKLIST, K.LOCAL_RESOLUTION, K.INDEPENDENT_REVIEW, K.OMBUDSMAN, K.PHB_REVIEW)


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One request: the person's words, how it stands, and what came of it."""

    title: str
    reference: str
    said: str
    came_on: date
    stands: str
    hint: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Chance:
    """What may be asked now: who looks at it, and the last day in time (None: no limit)."""

    title: str
    words: str
    last: date | None


def own_requests(actor: Actor, person_id: int, on: date) -> list[OwnRequest]:
    """The requests on a person's cases, newest first; none for an actor who may not read them."""
    if not may(actor, "challenge", "R"):
        return []
    # What two bodies hold against each other is not the person's request.
    found = (
        Challenge.objects.filter(case__in=cases(actor), person_id=person_id)
        .exclude(kind=K.BODIES)
        .select_related("about")
        .order_by("-id")
    )
    return [_own(one, on) for one in found]


def _own(one: Challenge, on: date) -> OwnRequest:
    stands, hint = {
        "RECEIVED": ("We have it", "Somebody who did not make the decision looks at it next."),
        "IN_PROGRESS": ("It is being looked at", f"By {heard_by(one.kind, on)}."),
        "NOT_ACCEPTED": ("It was not looked at", one.details.get("not_accepted", {}).get("reason", "")),
        "WITHDRAWN": ("It was taken back", ""),
        "DECIDED": (
            outcome_words(one.kind, one.about.matter if one.about else "").get(one.outcome, ""),
            f"On {day(one.outcome_on)}. {one.details.get('followed', '')}" if one.outcome_on else "",
        ),
    }[one.state]
    if one.state in ("RECEIVED", "IN_PROGRESS") and one.due_on is not None:
        late = " That day has passed: ask your contact why." if one.due_on < on else ""
        hint = f"{hint} We aim to answer by {day(one.due_on)}.{late}"
    return OwnRequest(one.get_kind_display(), one.reference, one.words, one.requested_on, stands, hint, one.reasons)


def chances(actor: Actor, person_id: int, on: date) -> list[Chance]:
    """What a person who does not agree may ask now, on each decided or screened case, with the last day in time."""
    if not may(actor, "challenge", "R"):
        return []
    found: list[Chance] = []
    for case in cases(actor).filter(person_id=person_id).exclude(state="CLOSED").order_by("-id"):
        found += _of_case(case, on)
    return found


def _of_case(case: Case, on: date) -> list[Chance]:
    made = list(case.challenges.select_related("about", "about_form").order_by("-id"))
    standing, found = standing_of(case, made), []
    for kind in TOLD:
        if why_closed(kind, standing) or (kind is K.INDEPENDENT_REVIEW and K.LOCAL_RESOLUTION not in standing.done):
            continue
        after = former_stage(case, kind, made)
        about, form = questioned(case, kind, after)
        if kind is K.PHB_REVIEW and (
            about is None or about.matter != Matter.PHB_REQUEST or about.decision == "GRANTED"
        ):
            continue
        last = last_day(kind, notice_day(case, about, form, after))
        found.append(Chance(f"{kind.label} ({case.reference})", WAYS[kind].what, last if last and last >= on else None))
    return found
