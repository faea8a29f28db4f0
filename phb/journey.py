"""Where a person's case stands: each step, who holds it, and when it is expected. For the person to read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.selectors import budgets
from careplans.enums import PlanState
from careplans.selectors import versions_of_person
from eligibility.enums import CaseState
from eligibility.selectors import cases
from phb.core.actors import Actor
from phb.core.display import day


@dataclass(frozen=True, slots=True)
class Step:
    """`state` as `ui.task_list` wants it: done, now, waiting or problem; `hint` says who holds it and until when."""

    label: str
    state: str
    words: str
    hint: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One case from referral to the running budget."""

    title: str
    reference: str
    steps: tuple[Step, ...]


BEFORE_ASSESSMENT = (CaseState.REFERRAL_RECEIVED, CaseState.CHECKLIST)
UNDECIDED = (
    *BEFORE_ASSESSMENT,
    CaseState.AWAITING_ASSESSMENT,
    CaseState.ASSESSED,
    CaseState.FAST_TRACK_RECEIVED,
    CaseState.RETURNED_FOR_EVIDENCE,
)
# Each step of the plan: (label, the states in which it is the step that is waited for, who holds it).
PLAN_STEPS = (
    ("Your plan is written with you", (PlanState.DRAFT,), "Your care coordinator and you"),
    ("You agree your plan", (PlanState.SHARED,), "You"),
    ("A clinician signs your plan", (PlanState.AGREED_BY_PERSON,), "A clinician"),
    ("The money is checked", (PlanState.CLINICALLY_APPROVED,), "Finance"),
    ("Your budget is authorised", (PlanState.FINANCE_CHECKED,), "A commissioner"),
    ("Your budget starts", (PlanState.AUTHORISED,), "Finance"),
)
IN_FORCE = (PlanState.ACTIVE, PlanState.UNDER_REVIEW)


def journeys_of(actor: Actor, person_id: int, on: date) -> list[Journey]:
    """Every case of one person, newest first: three queries."""
    found = list(cases(actor).filter(person_id=person_id).order_by("-received_on", "-id"))
    versions: dict[int, Any] = {}
    for version in reversed(versions_of_person(actor, person_id)):  # the newest stays
        versions[version.plan.case_id] = version
    started = set(
        budgets(actor).filter(person_id=person_id).exclude(state="setting_up").values_list("case_id", flat=True)
    )
    return [
        Journey(
            case.get_route_display(),
            case.reference,
            (*_case_steps(case, on), *_plan_steps(case, versions.get(case.pk), case.pk in started)),
        )
        for case in found
    ]


def _case_steps(case: Any, on: date) -> list[Step]:
    steps = [Step("We received your referral", "done", "Done", f"On {day(case.received_on)}")]
    if case.state == CaseState.CLOSED:
        return [*steps, Step("Your case", "done", "Closed")]
    assessed = case.state not in (*BEFORE_ASSESSMENT, CaseState.AWAITING_ASSESSMENT, CaseState.RETURNED_FOR_EVIDENCE)
    expected = ""
    if case.due_on and case.state in UNDECIDED:
        late = case.due_on < on
        expected = (
            f" It was due by {day(case.due_on)} and is late. Ask your named contact."
            if late
            else f" Expected by {day(case.due_on)}."
        )
    holder = "Your care coordinator" if case.state in BEFORE_ASSESSMENT else "The assessing team"
    steps.append(_step("We look at your needs with you", assessed, True, f"{holder} has this now.{expected}"))
    decided = case.state in (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE)
    steps.append(
        _step(
            "We decide and write to you",
            decided,
            assessed,
            f"A commissioner has this now.{expected}",
            f"On {day(case.decided_on)}" if case.decided_on else "",
        )
    )
    return steps


def _plan_steps(case: Any, version: Any, started: bool) -> list[Step]:
    if case.state == CaseState.NOT_ELIGIBLE:
        return [Step("What next", "now", "See your letter", "Your decision letter says how to ask for a review.")]
    if started or (version is not None and version.state in IN_FORCE):
        return [Step(label, "done", "Done") for label, _, _ in PLAN_STEPS]
    place = next(
        (n for n, (_, states, _) in enumerate(PLAN_STEPS) if version is not None and version.state in states), 0
    )
    decided = case.state == CaseState.ELIGIBLE
    return [
        _step(
            label,
            decided and n < place,
            decided and n == place,
            f"{who} {'have' if who.endswith('you') or who == 'You' else 'has'} this now.",
        )
        for n, (label, _, who) in enumerate(PLAN_STEPS)
    ]


def _step(label: str, done: bool, now: bool, hint: str, done_hint: str = "") -> Step:
    if done:
        return Step(label, "done", "Done", done_hint)
    return Step(label, "now", "Now", hint) if now else Step(label, "waiting", "Later")
