"""The letters of a challenge: that it came, that it is not looked at, and its outcome with the next stage."""

from datetime import date
from typing import Any

from eligibility.enums import ChallengeKind as K
from eligibility.models import Challenge, Letter
from eligibility.rules.disputes import OUTCOME_LETTERS, OUTSIDE_BOARD, next_way, outcome_words
from eligibility.rules.request_limits import last_day
from eligibility.services.letters import write_for_decision, write_letter
from phb.core.actors import Actor


def write(what: str, challenge: Challenge, *, on: date, by: Actor) -> Letter | None:
    """Write the letter that `what` asks for (acknowledged, not_accepted, outcome), dated `on`; None where there is none.

    Two bodies that disagree, the Ombudsman and the tribunal write their own.
    """
    kind, extra = _kind(what, challenge, on)
    if not kind:
        return None
    address = challenge.details.get("next_address", "") if what == "outcome" else ""
    return write_letter(
        kind=kind,
        case_id=challenge.case_id,
        challenge_id=challenge.pk,
        on=on,
        by=by,
        extra=extra,
        free=f"Where to send the next request: {address}" if address else "",
    )


def write_of_decisions(challenge: Challenge, *, on: date, by: Actor) -> None:
    """The letters of the new decisions that an outcome has made."""
    for decision in challenge.decisions.order_by("id"):
        write_for_decision(decision_id=decision.pk, by=by, on=on)


def _kind(what: str, challenge: Challenge, on: date) -> tuple[str, dict[str, Any]]:
    if challenge.kind in (K.BODIES, K.SEND):
        return "", {}
    if what == "acknowledged":
        # A body outside acknowledges what it has received itself.
        return ("" if challenge.kind in OUTSIDE_BOARD else "DISPUTE_RECEIVED"), {}
    if what == "not_accepted":
        reasons = challenge.details["not_accepted"]["reason"]
        if challenge.limit_on is not None:
            return "DISPUTE_LATE", {"reasons": reasons}
        # Sooner than it must be, or asked before: there was no last day to miss.
        return "COMPLAINT_OUTCOME", {
            "outcome": "We do not look at it again now",
            "outcome_on": on,
            "reasons": reasons,
        }
    kind, way = OUTCOME_LETTERS.get(K(challenge.kind), ""), next_way(challenge.kind)
    matter = challenge.about.matter if challenge.about is not None else ""
    words = outcome_words(challenge.kind, matter).get(challenge.outcome, "")
    return kind, {"outcome": words, "review_by": last_day(way, on) if way is not None else None}
