"""What came of a challenge, decided by somebody who did not decide before, and what follows from it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome as O
from eligibility.models import Challenge
from eligibility.rules.disputes import OUTSIDE_BOARD
from eligibility.selectors.challenges import judged_before, locked_challenge
from eligibility.services.challenges.effects import Wish, carry_out
from eligibility.services.challenges.letters import write, write_of_decisions
from eligibility.services.challenges.panels import panel_problem
from eligibility.services.challenges.refunds import each_day_once
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


@transaction.atomic
def decide_challenge(
    *,
    challenge_id: int,
    outcome: str,
    reasons: str,
    on: date,
    by: Actor,
    refund_from: date | None = None,
    refund_to: date | None = None,
    delay_unjustified: bool = False,
    not_carried_out: str = "",
    way_on: str = "",
    ways: Sequence[str] = (),
    part_granted: str = "",
    responsible: str = "",
    next_address: str = "",
) -> Challenge:
    """Record what came of a challenge, with reasons; the case moves, days to refund are worked out, the letter is written.

    `refund_from` and `refund_to` (both included) are for a past period upheld in part. `way_on` is CHECKLIST or
    ASSESSMENT for a negative Checklist that does not stand. `ways` are those of a budget that is granted after all, `part_granted` for which part;
    `responsible` is NHS or LA where two bodies disagreed. `not_carried_out`: the exceptional reasons for which the
    board does not carry out a panel's decision. `next_address` says where the next request goes.
    Raises RuleBroken, with its field: no reasons, somebody who decided before, a panel that may not sit,
    or an outcome that cannot follow on this case now.
    """
    challenge = locked_challenge(by, challenge_id)
    Challenge.life_cycle.check(challenge.state, "decide")
    chosen = _chosen(challenge, outcome, reasons, on, by)
    _check_who(challenge, by)
    _check_panel(challenge)
    _check_exception(challenge, chosen, not_carried_out)
    wish = Wish(
        outcome=chosen,
        reasons=reasons.strip(),
        on=on,
        refund_from=refund_from,
        refund_to=refund_to,
        delay_unjustified=delay_unjustified,
        way_on=way_on,
        ways=tuple(ways),
        part_granted=part_granted,
        responsible=responsible,
        carried_out=not not_carried_out.strip(),
    )
    followed, refund = carry_out(challenge, wish, by=by)
    refund = each_day_once(challenge, refund)
    said = {"not_carried_out": not_carried_out, "responsible": responsible, "next_address": next_address}
    said = {key: words.strip() for key, words in said.items() if words.strip()}
    details = {**challenge.details, "followed": followed, **said}
    moving.move(
        challenge,
        "decide",
        by=by,
        reason=reasons.strip(),
        outcome=chosen,
        outcome_on=on,
        reasons=reasons.strip(),
        refund=refund,
        details=details,
        decided_by_id=by.user_id,
    )
    write("outcome", challenge, on=on, by=by)
    write_of_decisions(challenge, on=on, by=by)
    return challenge


def _chosen(challenge: Challenge, outcome: str, reasons: str, on: date, by: Actor) -> O:
    try:
        chosen = O(outcome)
    except ValueError as error:
        raise RuleBroken("Choose the outcome.", "outcome") from error
    if not reasons.strip():
        raise RuleBroken("Write the reasons for the outcome.", "reasons")
    if by.user_id is None:
        raise RuleBroken("An outcome is decided by a person, not by the service itself.")
    if on < challenge.requested_on:
        raise RuleBroken(
            f"The outcome cannot be earlier than the request, which came on {say_date(challenge.requested_on)}.", "on"
        )
    return chosen


def _check_who(challenge: Challenge, by: Actor) -> None:
    before = judged_before(challenge)
    if by.user_id in before:
        raise RuleBroken(f"You {before[by.user_id]}, so somebody else decides. Ask another commissioner.")


def _check_panel(challenge: Challenge) -> None:
    if challenge.kind != K.INDEPENDENT_REVIEW:
        return
    board, inside = challenge.case.organisation.name, challenge.details.get("authorities", [])
    if panel_problem(challenge.panel, board=board, authorities=inside, on=challenge.requested_on):
        raise RuleBroken("Name the panel first: a chair, a member of another board, a member of an authority outside.")


def _check_exception(challenge: Challenge, outcome: O, why: str) -> None:
    if not why.strip():
        return
    if challenge.kind not in OUTSIDE_BOARD or outcome in (O.NOT_UPHELD,):
        raise RuleBroken(
            "Exceptional reasons are for a decision of a panel or body outside that the board does not carry out.",
            "not_carried_out",
        )
