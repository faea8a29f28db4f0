"""What single routes keep: proposed terms of a decision, aftercare sign-offs, nursing care, steps to adulthood."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import Body, NursingBand, Route, Tool, Transition
from eligibility.enums import Decision as Code
from eligibility.models import AftercareSignOff, Assessment, Case, Decision, NursingCare, TransitionStep
from eligibility.rules import Result
from eligibility.rules.adulthood import STEPS, TransitionDue, due_steps
from eligibility.rules.decided_as import DECISIONS, answer_label
from eligibility.selectors.forms import parts_of
from eligibility.sheets.reading import read_answers

_YES = {"RECOMMEND_ELIGIBLE", "HAS_CC_NEED"}
_NO = {"RECOMMEND_NOT_ELIGIBLE", "NO_CC_NEED"}
# Where the form says what a decision's part is.
_FROM_ANSWERS = {
    Route.WHEELCHAIR: ("option", "budget_value", "budget_start", "contribution_source", "contribution_amount"),
    Route.JOINT_PACKAGE: ("nhs_part", "la_part"),
    Route.FNC: ("band", "start_date"),
}
_FROM_FACTS = {
    Route.WHEELCHAIR: ("budget_end", "owner", "repairs"),
    Route.S117: ("responsible_icb", "responsible_la"),
    Route.FNC: ("weekly_rate",),
}


def read_of(form: Assessment) -> dict[str, Any]:
    """A form's answers as the rules read them: yes and no as truth values, ticks as a list, empty rows left out."""
    return dict(read_answers(parts_of(form), form.answers).answers)


def recommended(form: Assessment) -> str:
    """What a form recommends, as what a case would keep of it; "" for a form that recommends nothing."""
    said = form.answers.get("recommendation", "")
    return Code.ELIGIBLE if said in _YES else Code.NOT_ELIGIBLE if said in _NO else ""


def proposed_terms(case: Case, form: Assessment) -> dict[str, str]:
    """What a decision would say beside its reasons, as the form says it: nothing known is typed twice."""
    route = Route(case.route)
    facts = form.result.get("facts") or {}
    found = {key: form.answers.get(key) for key in _FROM_ANSWERS.get(route, ())}
    found |= {key: facts.get(key) for key in _FROM_FACTS.get(route, ())}
    if form.tool == Tool.LOCAL_OFFER:
        found |= {"way": form.answers.get("option"), "amount": form.answers.get("amount")}
    return {key: str(value) for key, value in found.items() if value not in (None, "", [], {})}


def waiting_form(case: Case, tool: Tool) -> Assessment | None:
    """The completed form of a tool that waits for its answer, or None."""
    form = (
        case.assessments.filter(tool=tool, state="COMPLETED")
        .select_related("completed_by", "case__offer", "person")
        .order_by("-id")
        .first()
    )
    if form is None or form.decisions.filter(challenge__isnull=True).exists():
        return None
    return form


def decided_label(made: Decision, route: str) -> str:
    """A decision in the words of its route."""
    return answer_label(route, made.decision, str(made.terms.get("answer", "")))


# --- section 117


@dataclass(frozen=True, slots=True)
class Aftercare:
    """The duty of aftercare as it stands: each body's sign-off in force, and what the rule says of them."""

    nhs: AftercareSignOff | None
    la: AftercareSignOff | None
    result: Result | None
    on_cto: bool

    @property
    def both(self) -> bool:
        return self.nhs is not None and self.la is not None


def sign_offs_of(case: Case) -> list[AftercareSignOff]:
    """Every sign-off and withdrawal of a case, newest first."""
    return list(case.sign_offs.select_related("recorded_by", "withdraws", "withdrawn_by").order_by("-id"))


def standing(rows: list[AftercareSignOff], body: Body) -> AftercareSignOff | None:
    """The sign-off of a body that was not withdrawn."""
    withdrawn = {row.withdraws_id for row in rows if row.withdraws_id}
    return next(
        (row for row in rows if row.body == body and row.withdraws_id is None and row.pk not in withdrawn), None
    )


def aftercare_form(case: Case) -> Assessment | None:
    """The newest completed section 117 form of a case."""
    return case.assessments.filter(tool=Tool.SECTION_117, state="COMPLETED").order_by("-id").first()


# --- nursing care


def nursing_care_of(case: Case) -> list[NursingCare]:
    """Nursing care of a case's person, newest first: its periods never overlap."""
    return list(NursingCare.objects.filter(person_id=case.person_id).select_related("recorded_by").order_by("-starts"))


def may_be_protected(case: Case) -> bool:
    """Whether the high band may apply: it did in the last period, or the nurse's form says that it was kept since 2007."""
    before = NursingCare.objects.filter(person_id=case.person_id).order_by("-starts").first()
    if before is not None:
        return before.band == NursingBand.HIGH_PROTECTED
    form = case.assessments.filter(tool=Tool.FNC, state="COMPLETED").order_by("-id").first()
    return form is not None and form.answers.get("band") == NursingBand.HIGH_PROTECTED


# --- towards adult care


def transition_of(case: Case, on: date) -> tuple[TransitionDue, ...]:
    """Each step into adult care with the day by which it is due, and when it was done."""
    done = dict(case.transition_steps.values_list("step", "done_on"))
    return due_steps(case.person.date_of_birth, done, on)


def steps_done(case: Case) -> list[TransitionStep]:
    """The steps towards adult care that were recorded, the earliest first."""
    return list(case.transition_steps.select_related("recorded_by").order_by("done_on", "id"))


__all__ = [
    "DECISIONS",
    "STEPS",
    "Aftercare",
    "Transition",
    "aftercare_form",
    "decided_label",
    "may_be_protected",
    "nursing_care_of",
    "proposed_terms",
    "read_of",
    "recommended",
    "sign_offs_of",
    "standing",
    "steps_done",
    "transition_of",
    "waiting_form",
]
