"""What is decided about a plan: by a panel or by one commissioner, as a whole or line by line; objecting, and looking again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from careplans.enums import PanelDecision, PanelState
from careplans.enums import SignOff as Step
from careplans.models import LineDecision, PanelItem, PlanVersion, Service
from careplans.rules.authorising import check_separate_people
from careplans.rules.panels import LineAnswer, check_answers, check_took_part
from careplans.selectors import agendas, deciding, drafters_of, sign_offs
from careplans.services.drafting import remove_row
from careplans.services.letters import tell_in_part, tell_refused
from careplans.services.reach import Stale, check_right, locked
from eligibility.services.challenges import receive
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once
from phb.core.policies import policy

NOT_YOURS = "Only a commissioner decides this."


@transaction.atomic
def decide_item(
    *,
    item_id: int,
    content_hash: str,
    decision: str,
    reasons: str,
    took_part: Sequence[str],
    on: date,
    by: Actor,
    lines: Sequence[LineAnswer] = (),
    conditions: str = "",
    figures: deciding.Figures | None = None,
) -> PanelItem:
    """Write down what a panel decided of one plan: "yes", "no", "part" with each line answered, or "more" information.

    `content_hash` names the version that was before the panel; `took_part` are keys of members who decided. No ends the
    plan as refused, in part gives it back as a draft with the lines; both write to the person. Yes waits for a
    commissioner to authorise it; more information leaves it for another panel. Raises Stale when the plan is not the one
    named; RuleBroken for a panel not held, members who may not take part or are too few, missing reasons; NotVisible.
    """
    check_right(by, "panel", "A", NOT_YOURS)
    item = _locked_item(by, item_id)
    if item.decision:
        if item.recorded_by_id == by.user_id and (item.decision, item.content_hash) == (decision, content_hash):
            return item  # the same page was sent twice
        raise RuleBroken("This plan was decided already. What a panel decided stays as it was written.")
    version = locked(by, item.version_id)
    _check_current(version, content_hash, item)
    _check_held(item, on)
    rows = list(version.services.all())
    check_answers(decision, reasons, lines, {row.line: row.description for row in rows})
    members = [each for each in item.panel.members if each["key"] in set(took_part) and each.get("came")]
    least = policy("panel_quorum", on=on, organisation_id=by.organisation_id)
    check_took_part(members, agendas.barred_from(item), least, names={each["key"]: each["name"] for each in members})
    item.decision, item.reasons, item.conditions = decision, reasons.strip(), conditions.strip()
    item.decided_on, item.recorded_by_id = on, by.user_id
    item.took_part = [{name: each.get(name) for name in ("key", "user", "name", "role")} for each in members]
    item.needed = [reason.key for reason in deciding.panel_reasons(version, on, figures)]
    item.save()
    if decision == PanelDecision.YES:
        _write_lines(version, rows, [LineAnswer(row.line, agreed=True) for row in rows], on, by, item)
    elif decision == PanelDecision.PART:
        made = _write_lines(version, rows, lines, on, by, item)
        _in_part(version, made, item.reasons, on, by)
    elif decision == PanelDecision.NO:
        _refuse(version, item.reasons, on, by)
    return item


@transaction.atomic
def decide_lines(
    *, version_id: int, content_hash: str, lines: Sequence[LineAnswer], reasons: str, on: date, by: Actor
) -> PlanVersion:
    """A commissioner agrees some lines and refuses others: the plan goes back as a draft, and the person is written to.

    Raises Stale when the plan is not the one named; RuleBroken without reasons, or to who wrote or signed any of it;
    NotVisible.
    """
    check_right(by, "authorisation", "A", NOT_YOURS)
    version = locked(by, version_id)
    if _given_back_by(version, by, content_hash):
        return version
    type(version).life_cycle.check(version.state, "refuse")
    if version.content_hash != content_hash:
        raise Stale
    check_decider(version, by)
    rows = list(version.services.all())
    check_answers(PanelDecision.PART, reasons, lines, {row.line: row.description for row in rows})
    made = _write_lines(version, rows, lines, on, by, None)
    _in_part(version, made, reasons.strip(), on, by)
    return version


@transaction.atomic
def refuse(*, version_id: int, reasons: str, by: Actor, on: date, content_hash: str = "") -> PlanVersion:
    """A commissioner refuses the plan as a whole, in writing; the person may ask once for a reconsideration (8(6A)).

    `content_hash`: the version that was read. Raises Stale, RuleBroken, NotVisible as `decide_lines`.
    """
    check_right(by, "authorisation", "A", "Only a commissioner refuses a plan.")
    version = locked(by, version_id)
    if version.state == "refused" and by.user_id in deciding.refused_by(version):
        return version
    type(version).life_cycle.check(version.state, "refuse")
    if content_hash and version.content_hash != content_hash:
        raise Stale
    check_decider(version, by)
    if not reasons.strip():
        raise RuleBroken("Write down the reasons. The person receives them.", "reasons")
    _refuse(version, reasons.strip(), on, by)
    return version


@transaction.atomic
def take_refused_out(*, version_id: int, by: Actor) -> int:
    """Take every line that was refused, and stands as it was, out of the draft. How many were; 0 when pressed again.

    Raises RuleBroken when the plan is not being drafted or the role may not write; NotVisible.
    """
    version = locked(by, version_id)
    gone = [line.row for line in deciding.refused_lines(version) if line.is_there and line.row is not None]
    for row in gone:
        remove_row(part="services", row_id=row.pk, by=by)
    return len(gone)


@transaction.atomic
def record_objection(
    *, version_id: int, about: str, requested_on: date, requested_by: str, how: str, words: str, on: date, by: Actor,
    key: str, acts_as: str = "",
) -> Any:  # fmt: skip
    """Record that the person asks to look again at a refusal, in their own words, however it came.

    `about`: the number of a refused line, or "plan" for the plan as a whole. The request then goes the way of every
    decision questioned. With the same `key` it is recorded once. Raises RuleBroken, with its field; NotVisible.
    """
    check_right(by, "challenge", "W", "Your role does not record requests to look again.")
    version = locked(by, version_id)
    service, notice, refusers = _objected(version, about)
    asked = {"version": version.pk, "about": about, "on": requested_on, "by": requested_by, "how": how, "words": words}

    def effect() -> dict[str, int]:
        made = receive(
            case_id=version.plan.case_id, kind="PLAN_SERVICE", requested_on=requested_on, requested_by=requested_by, how=how,
            words=words, on=on, by=by, acts_as=acts_as, details={"service": service, "notice_on": notice, "refused_by": sorted(refusers)},
        )  # fmt: skip
        return {"id": made.pk}

    answer, _ = once("careplans.object", key, asked, effect, by=by)
    return answer["id"]


@transaction.atomic
def reconsider(*, version_id: int, reasons: str, by: Actor) -> PlanVersion:
    """Bring a refused plan back before a commissioner, after the person's request was upheld: another one decides now.

    Raises RuleBroken while no request about the plan was upheld since its refusal, or without reasons; NotVisible.
    """
    check_right(by, "authorisation", "A", NOT_YOURS)
    version = locked(by, version_id)
    type(version).life_cycle.check(version.state, "reconsider")
    if not reasons.strip():
        raise RuleBroken("Write down what came of the request.", "reasons")
    since = deciding.refused_on(version)
    named = deciding.whole_plan(version)
    upheld = [
        each for each in deciding.upheld_requests(version) if deciding.names(each, named) and each.outcome_on >= since
    ]
    if not upheld:
        raise RuleBroken(
            "No request about this plan was upheld since it was refused. Record the person’s request and its outcome first."
        )
    moving.move(version, "reconsider", by=by, reason=reasons.strip())
    return version


def check_decider(version: PlanVersion, by: Actor) -> None:
    """Refuse (RuleBroken) who wrote any of it, signed an earlier step, is family, or refused it before."""
    signed = {Step(row.kind): row.signed_by_id for row in sign_offs(version)}
    relatives = sorted(deciding.relatives_of(version.person_id))
    check_separate_people(Step.AUTHORISATION, by.user_id, sorted(drafters_of(version)), signed, relatives)
    if by.user_id in deciding.refused_by(version):
        raise RuleBroken("You refused this plan before, so another commissioner decides when it is looked at again.")


def check_refused_lines(version: PlanVersion, by: Actor) -> list[deciding.LineNow]:
    """Refuse (RuleBroken) to authorise a line that was refused and stands unchanged, unless the person's request about
    it was upheld since and somebody else decides. Returns the lines that are agreed by this authorisation."""
    found = [line for line in deciding.refused_lines(version) if line.is_there]
    upheld = deciding.upheld_requests(version) if found else []
    for line in found:
        words = line.decision.words
        if not any(deciding.about_line(each, line.decision) for each in upheld):
            raise RuleBroken(
                f"“{words}” was refused and stands in the plan as it was. Give the plan back so that it is taken out or "
                "changed, or record the person’s request to look again."
            )
        if by.user_id in _refusers(line.decision):
            raise RuleBroken(
                f"You refused “{words}” before, so another commissioner decides when it is looked at again."
            )
    return found


def agree_again(version: PlanVersion, lines: Sequence[deciding.LineNow], on: date, by: Actor, words: str) -> None:
    """Lines refused before are agreed by this authorisation: the newest decision then says yes."""
    _write_lines(
        version, [line.row for line in lines if line.row is not None],
        [LineAnswer(line.decision.line, agreed=True, reasons=words) for line in lines], on, by, None,
    )  # fmt: skip


def _refusers(decision: LineDecision) -> set[int]:
    members = decision.item.took_part if decision.item is not None else []
    return {decision.decided_by_id, *(each["user"] for each in members if each.get("user"))}


def _locked_item(by: Actor, item_id: int) -> PanelItem:
    if not agendas.items(by).filter(pk=item_id).exists():
        raise NotVisible
    return moving.locked(PanelItem.objects.select_related("panel", "version"), pk=item_id)


def _check_current(version: PlanVersion, content_hash: str, item: PanelItem) -> None:
    if version.state != "finance_checked":
        raise RuleBroken("This plan does not wait for a decision now. Open it to see where it stands.")
    if not version.content_hash or content_hash != version.content_hash:
        raise Stale
    if item.content_hash != version.content_hash:
        raise RuleBroken(
            "The plan was changed after it was put on this agenda. Put it on the agenda again, so that the panel has the newest."
        )


def _check_held(item: PanelItem, on: date) -> None:
    if item.panel.state != PanelState.HELD:
        raise RuleBroken("Record first that the panel was held, and who came.")
    if on < item.panel.held_on:
        raise RuleBroken("A panel decides on the day it is held or later.", "on")


def _write_lines(
    version: PlanVersion,
    rows: Sequence[Service],
    lines: Sequence[LineAnswer],
    on: date,
    by: Actor,
    item: PanelItem | None,
) -> list[LineDecision]:
    answers: Mapping[int, LineAnswer] = {answer.line: answer for answer in lines}
    return [
        LineDecision.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, version=version, item=item, line=row.line,
            words=row.description, said=deciding.service_said(row), agreed=answers[row.line].agreed,
            reasons=answers[row.line].reasons.strip(), decided_on=on, decided_by_id=by.user_id,
        )
        for row in rows
    ]  # fmt: skip


def _in_part(version: PlanVersion, made: Sequence[LineDecision], reasons: str, on: date, by: Actor) -> None:
    refused = [row for row in made if not row.agreed]
    told = " ".join([reasons, *(f"Not agreed: “{row.words}”. {row.reasons}" for row in refused)])
    tell_in_part(version, made, reasons, on=on, by=by)
    moving.move(
        version,
        "return",
        by=by,
        reason=told,
        returned_reason=told,
        content_hash="",
        edits=version.edits + 1,
        shared_at=None,
    )


def _refuse(version: PlanVersion, reasons: str, on: date, by: Actor) -> None:
    moving.move(version, "refuse", by=by, reason=reasons, returned_reason=reasons)
    tell_refused(version, reasons, on=on, by=by)


def _given_back_by(version: PlanVersion, by: Actor, content_hash: str) -> bool:
    """Whether this very page gave the plan back the first time it was sent: the draft then holds that one's decisions."""
    if version.state != "draft":
        return False
    mine = LineDecision.objects.filter(version=version, decided_by_id=by.user_id, item=None, agreed=False)
    return mine.exists() and not version.content_hash and bool(content_hash)


def _objected(version: PlanVersion, about: str) -> tuple[str, date, Collection[int]]:
    """(what is questioned, the day of its refusal, who refused it)"""
    if about == "plan":
        if version.state != "refused":
            raise RuleBroken("This plan as a whole was not refused. Choose the line.", "about")
        return deciding.whole_plan(version), deciding.refused_on(version), deciding.refused_by(version)
    for line in deciding.refused_lines(version):
        if str(line.decision.line) == about:
            return line.decision.words, line.decision.decided_on, _refusers(line.decision)
    raise RuleBroken("Choose what the request is about.", "about")
