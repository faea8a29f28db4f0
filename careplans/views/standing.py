"""Where a plan stands, as its page shows it: what is missing, the gates, the criteria, the signatures, the next steps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from careplans import selectors
from careplans.enums import GateResult, PlanState
from careplans.enums import SignOff as Step
from careplans.models import PlanVersion
from careplans.rules.gates import Gate
from careplans.rules.lifecycle import PLAN
from careplans.services.sharing import HOW
from careplans.services.signing import may_give_back
from careplans.views.common import mend_href
from careplans.views.shown import ROWS
from phb.core.access import may
from phb.core.display import day

SIGNERS = {
    Step.PERSON: ("The person agrees", PlanState.SHARED),
    Step.CLINICAL: ("Clinical sign-off", PlanState.AGREED_BY_PERSON),
    Step.FINANCE: ("Finance check", PlanState.CLINICALLY_APPROVED),
    Step.AUTHORISATION: ("Authorisation", PlanState.FINANCE_CHECKED),
}
# What is kept beside the plan's own words is mended on pages of its own.
BESIDE = {"tasks": "competence", "employment_checks": "checks"}
# What nothing but somebody's signature opens.
NO_PAGE = {"sign_off", "plan", ""}


def shown_gaps(shown: PlanVersion, gaps: Any) -> dict[str, list[dict[str, Any]]]:
    """What keeps the plan from being signed, and what is only worth doing."""
    found: dict[str, list[dict[str, Any]]] = {"blocking": [], "worth": []}
    for gap in gaps:
        found["blocking" if gap.blocks else "worth"].append(
            {"what": gap.what, "why": gap.why, "source": gap.source, "href": _gap_href(shown, gap)}
        )
    return found


def _gap_href(shown: PlanVersion, gap: Any) -> str:
    """The page on which a gap is mended, at the line where it is one line's."""
    beside = BESIDE.get(gap.code) or BESIDE.get(gap.where)
    if gap.beside and beside:
        return reverse(f"careplans:{beside}", args=[shown.pk])
    href = mend_href(shown, gap.where, gap.what)
    return f"{href}#line-{gap.key}" if gap.key and gap.where in ROWS else href


def shown_gates(
    shown: PlanVersion, gates: tuple[Gate, ...], writing: bool, closed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The twelve gates: those that are shut with what is missing and where to mend it, then the others. `closed` names
    the places whose pages this reader does not have."""
    shut = [_gate(shown, gate, writing, closed) for gate in gates if gate.is_shut]
    rest = [_gate(shown, gate, writing, closed) for gate in gates if not gate.is_shut]
    return {"shut": shut, "rest": rest, "open": len(rest), "all": len(gates)}


def _gate(shown: PlanVersion, gate: Gate, writing: bool, closed: tuple[str, ...]) -> dict[str, Any]:
    # Agreement, account and contract are the budget's, on pages of another app.
    elsewhere = gate.key == "money"
    reasons = [
        {"words": words, "href": "" if elsewhere or where in closed else _mended_at(shown, where, writing)}
        for words, where in gate.reasons
    ]
    return {"number": gate.number, "key": gate.key, "name": gate.name, "by": gate.by, "why": gate.why, "source": gate.source,
            "reasons": reasons, "words": GateResult(gate.result).label}  # fmt: skip


def _mended_at(shown: PlanVersion, where: str, writing: bool) -> str:
    return mend_href(shown, where) if where not in NO_PAGE and (writing or where == "case") else ""


def shown_criteria(shown: PlanVersion, found: Any, writing: bool) -> list[dict[str, Any]]:
    """Each criterion with its checks; what is not done leads to where it is."""
    return [
        {"number": each.number, "name": each.name, "met": each.met, "source": each.source,
         "checks": [{"words": check.words, "done": check.done, "on": day(check.on) if check.on else "",
                     "href": "" if check.done else _mended_at(shown, check.where, writing)}
                    for check in each.checks]}
        for each in found
    ]  # fmt: skip


def signatures(shown: PlanVersion) -> list[dict[str, Any]]:
    """The four steps as a task list: who signed when, whose turn it is, what still waits."""
    by_kind = {row.kind: row for row in selectors.sign_offs(shown)} if shown.content_hash else {}
    tasks = []
    for step, (label, turn) in SIGNERS.items():
        row = by_kind.get(step)
        if row is not None:
            tasks.append({"label": label, "state": "done", "words": "Done", "hint": _signed(row), "href": ""})
        elif shown.state == turn:
            tasks.append({"label": label, "state": "now", "words": "Waiting for this", "hint": "", "href": ""})
        else:
            tasks.append({"label": label, "state": "blocked", "words": "Not yet", "hint": "", "href": ""})
    return tasks


def _signed(row: Any) -> str:
    how = "" if row.how == "online" else f", {HOW[row.how].lower()}"
    behalf = f" {row.on_behalf}" if row.on_behalf else ""
    said = f". “{row.words}”" if row.words else ""
    return f"{row.signed_name}{behalf}, {row.signed_on.day} {row.signed_on:%B %Y}{how}{said}"


def next_steps(request: HttpRequest, shown: PlanVersion) -> list[dict[str, str]]:
    """The buttons that this role may press in this state, the main one first."""
    actor = request.actor
    allowed = [
        ("share", "Share with the person", PLAN.may(shown.state, "share") and may(actor, "plan agreement", "W")),
        ("record_agreement", "Record that the person agreed", shown.state == PlanState.SHARED and may(actor, "plan agreement", "W")),
        ("clinical", "Clinical sign-off", shown.state == PlanState.AGREED_BY_PERSON and may(actor, "clinical sign-off", "A")),
        ("give_back", "Give back with reasons", may_give_back(actor, shown)),
        ("withdraw", "Withdraw this version", PLAN.may(shown.state, "withdraw") and may(actor, "plan agreement", "W")),
    ]  # fmt: skip
    steps = [
        {"label": label, "href": reverse(f"careplans:{name}", args=[shown.pk])} for name, label, yes in allowed if yes
    ]
    if shown.state in selectors.IN_FORCE and may(actor, "plan", "W"):
        steps.append({"label": "Start a new version", "href": reverse("careplans:new_version", args=[shown.plan_id])})
    return steps
