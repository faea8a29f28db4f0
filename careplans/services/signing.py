"""Clinical sign-off, finance check and authorisation: by people who wrote none of it, each naming what they saw."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db import transaction

from careplans import selectors
from careplans.enums import SignOff as Step
from careplans.models import PlanVersion, SignOff
from careplans.rules.authorising import check_authority, check_separate_people
from careplans.rules.completeness import check_complete
from careplans.selectors import deciding
from careplans.selectors.deciding import Figures
from careplans.services.deciding import agree_again, check_refused_lines
from careplans.services.going import withdrawn
from careplans.services.reach import Stale, check_right, locked
from eligibility import selectors as eligibility
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

# step → (verb of the life cycle, line of the access table)
STEPS = {
    Step.CLINICAL: ("approve_clinically", "clinical sign-off"),
    Step.FINANCE: ("check_finance", "finance check"),
    Step.APPROVAL: ("authorise", "authorisation"),
    Step.AUTHORISATION: ("authorise", "authorisation"),
}
# Who may give a plan back in a state: the one whose turn it is, and those who draft.
GIVES_BACK = {
    "shared": (("plan agreement", "AW"),),
    "agreed_by_person": (("clinical sign-off", "A"), ("plan agreement", "AW")),
    "clinically_approved": (("finance check", "A"),),
    "finance_checked": (("authorisation", "A"),),
}


@transaction.atomic
def sign(
    *,
    version_id: int,
    kind: str,
    content_hash: str,
    by: Actor,
    on: date,
    words: str = "",
    figures: Figures | None = None,
) -> PlanVersion:
    """Sign one step ("clinical", "finance", "approval", "authorisation") of exactly the version that was read.

    "approval" is the first of two where the scheme asks for two commissioners; the plan then waits for the second,
    "authorisation". `figures`: what limits are measured by and only apps above know. Raises Stale when the plan is not
    the one named; RuleBroken when the role may not sign, the signer wrote part of the plan, signed another step or
    refused it before, a panel or another commissioner must decide first, something is missing, or it is not this step's
    turn; NotVisible, also for staff who are family or friend of the person.
    """
    step = Step(kind)
    verb, area = STEPS[step]
    check_right(by, area, "A", "Your role does not sign this step.")
    version = locked(by, version_id)
    if _signed_before(version, step, content_hash, by):
        return version
    after = type(version).life_cycle.check(version.state, verb)
    if version.content_hash != content_hash:
        raise Stale
    signed = {Step(row.kind): row.signed_by_id for row in selectors.sign_offs(version)}
    relatives = sorted(deciding.relatives_of(version.person_id))
    check_separate_people(step, by.user_id, sorted(selectors.drafters_of(version)), signed, relatives)
    _CHECKS[step](version, on)
    again = _check_ground(version, step, by, on, figures) if step in _COMMISSIONERS else []
    if again and step == Step.AUTHORISATION:
        agree_again(version, again, on, by, words)
    SignOff.objects.create(
        organisation_id=version.organisation_id, person_id=version.person_id, version=version, kind=step,
        content_hash=content_hash, signed_by_id=by.user_id, signed_role=by.role, signed_name=by.name, signed_on=on,
        words=words,
    )  # fmt: skip
    if step == Step.APPROVAL:
        return version
    moving.move(version, verb, by=by, reason=words)
    assert version.state == after
    return version


@transaction.atomic
def give_back(*, version_id: int, reasons: str, by: Actor) -> PlanVersion:
    """Make the version a draft again, with reasons; signatures of it stay on record but count no more.

    The person or their representative asks for changes while it is shared with them; later the one whose turn it is,
    or the coordinator before the clinical sign-off. Raises RuleBroken, NotVisible.
    """
    version = locked(by, version_id, part="act_on_plan")
    type(version).life_cycle.check(version.state, "return")
    if not may_give_back(by, version):
        raise RuleBroken("It is not your turn, so you cannot give this plan back. Ask the care coordinator.")
    if not reasons.strip():
        raise RuleBroken("Write down what should change, and why.", "reasons")
    moving.move(
        version, "return", by=by, reason=reasons.strip(), returned_reason=reasons.strip(), content_hash="",
        edits=version.edits + 1, shared_at=None,
    )  # fmt: skip
    return version


def may_give_back(by: Actor, version: PlanVersion) -> bool:
    """Whether it is this actor's to give the version back in its state."""
    return any(may(by, area, rights) for area, rights in GIVES_BACK.get(version.state, ()))


def ever_gives_back(by: Actor) -> bool:
    """Whether this role gives plans back at any step."""
    return any(may(by, area, rights) for turns in GIVES_BACK.values() for area, rights in turns)


@transaction.atomic
def withdraw(*, version_id: int, reasons: str, by: Actor) -> PlanVersion:
    """Take a version that is not in force off the table, with reasons. Nothing is deleted."""
    check_right(by, "plan agreement", "W", "Only the care coordinator withdraws a plan.")
    version = locked(by, version_id)
    type(version).life_cycle.check(version.state, "withdraw")
    if not reasons.strip():
        raise RuleBroken("Write down why the plan is withdrawn.", "reasons")
    moving.move(version, "withdraw", by=by, reason=reasons.strip(), returned_reason=reasons.strip())
    withdrawn(version.pk, reasons.strip(), by)
    return version


def _signed_before(version: PlanVersion, step: Step, content_hash: str, by: Actor) -> bool:
    """Whether this very signature is on record: a second press changes nothing."""
    same = version.sign_offs.filter(kind=step, content_hash=content_hash, signed_by_id=by.user_id)
    return version.content_hash == content_hash and same.exists()


def _check_clinical(version: PlanVersion, on: date) -> None:
    shut = [gate for gate in selectors.gates_before_clinical(version, on=on) if gate.is_shut]
    if shut:
        raise RuleBroken("The plan cannot be signed yet. " + " ".join(gate.why for gate in shut))


def _check_finance(version: PlanVersion, on: date) -> None:
    check_complete(selectors.content_of(version))


def _check_ground(
    version: PlanVersion, step: Step, by: Actor, on: date, figures: Figures | None
) -> list[deciding.LineNow]:
    """Whether the scheme lets this commissioner sign; returns the lines, refused before, that are agreed by it."""
    need = deciding.authority_of(version, on, figures)
    ground = deciding.ground_of(version, on, figures)
    before_panel = deciding.panel_needed(version, on, figures)
    if step == Step.APPROVAL:
        if not need.second_approver or ground.panel_yes:
            raise RuleBroken("The scheme does not ask for two approvals of this plan. Authorise it.")
        if ground.approved_by is not None:
            raise RuleBroken("The first approval was given already. Open the plan again to give the second.")
        need = replace(need, second_approver=False)
    check_authority(need, before_panel, ground, by.role, by.user_id or 0)
    return check_refused_lines(version, by)


def _check_authorisation(version: PlanVersion, on: date) -> None:
    check_complete(selectors.content_of(version))
    if not eligibility.right_stands(version.plan.case, on):
        raise RuleBroken("The person's right to this budget does not stand today. Look at the case first.")


_CHECKS: dict[Step, Callable[[PlanVersion, date], None]] = {
    Step.CLINICAL: _check_clinical,
    Step.FINANCE: _check_finance,
    Step.APPROVAL: _check_authorisation,
    Step.AUTHORISATION: _check_authorisation,
}
_COMMISSIONERS = frozenset({Step.APPROVAL, Step.AUTHORISATION})
