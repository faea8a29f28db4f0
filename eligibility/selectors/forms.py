"""Assessment forms: drafts, kept forms, and the rule's answer to what is in them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from eligibility.enums import FormState, Tool
from eligibility.models import Assessment, Case, DraftNote
from eligibility.rules import Problem, Result, evaluate
from eligibility.selectors.cases import cases
from phb.core.actors import Actor
from phb.core.errors import NotVisible


def _forms(actor: Actor) -> QuerySet[Assessment]:
    return Assessment.objects.filter(case__in=cases(actor))


def assessment_for(actor: Actor, assessment_id: int) -> Assessment:
    """One form with its case and person, or NotVisible."""
    form = (
        _forms(actor)
        .select_related("case", "person__named_contact__user", "person__place", "completed_by", "started_by")
        .filter(pk=assessment_id)
        .first()
    )
    if form is None:
        raise NotVisible
    return form


def locked_assessment(actor: Actor, assessment_id: int) -> Assessment:
    """One form, locked until the transaction ends. Raises NotVisible."""
    form = _forms(actor).select_for_update(of=("self",)).filter(pk=assessment_id).first()
    if form is None:
        raise NotVisible
    return form


def forms_of(case: Case) -> list[Assessment]:
    """The forms of a case that were not discarded, newest first."""
    kept = case.assessments.exclude(state=FormState.DISCARDED)
    return list(kept.select_related("completed_by", "started_by").order_by("-id"))


def kept_form(case: Case) -> Assessment | None:
    """The completed form that a decision rests on now: Decision Support Tool, valid Fast Track tool or assessment."""
    done = case.assessments.filter(state=FormState.COMPLETED, tool__in=[Tool.DST, Tool.FAST_TRACK, Tool.SUMMARY])
    if case.state == "FAST_TRACK_RECEIVED" or case.fast_track:
        done = done.filter(tool=Tool.FAST_TRACK)
    return done.exclude(outcome="INVALID").select_related("completed_by").order_by("-id").first()


def result_of(form: Assessment, on: date) -> Result:
    """The rule's answer to a form's answers as of a day, under the rule set that the form keeps."""
    known: dict[str, Any] = {"setting": form.case.setting, "date_of_birth": form.person.date_of_birth}
    answers = {**known, **_without_blanks(form.answers)}
    if form.tool == Tool.SUMMARY:
        return _summary(answers, form.rule_set)
    return evaluate(form.tool, answers, on, form.rule_set)


def _summary(answers: dict[str, Any], rule_set: str) -> Result:
    """The assessment of a route whose own form comes from elsewhere: findings, recommendation and why."""
    asked = {
        "findings": "Write what the assessment found.",
        "recommendation": "Choose the recommendation.",
        "rationale": "Write why this is recommended.",
    }
    problems = tuple(Problem(key, words) for key, words in asked.items() if not str(answers.get(key) or "").strip())
    outcome = "INCOMPLETE" if problems else str(answers["recommendation"])
    return Result("summary", outcome, (), rule_set, problems)


def open_notes(form: Assessment) -> list[DraftNote]:
    """What a second person wrote in a field that another had changed, and that nobody has chosen between yet."""
    notes = list(form.conflicts.select_related("by").order_by("id"))
    settled = {note.answers["settles"] for note in notes if "settles" in note.answers}
    return [note for note in notes if "settles" not in note.answers and note.pk not in settled]


def _without_blanks(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the rules read them: empty rows of the team left out."""
    if "members" not in answers:
        return answers
    rows = [
        row for row in answers["members"] if any(str(value).strip() for value in row.values() if value is not False)
    ]
    return {**{key: value for key, value in answers.items() if key != "members"}, **({"members": rows} if rows else {})}
