"""Drafts: started, saved as typed, and two people's words kept side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import CaseState, FormState, Tool
from eligibility.models import Assessment, Case, DraftNote
from eligibility.rules.registry import rule_set_for
from eligibility.selectors import assessment_for, earlier_form, kept_form, locked_assessment, locked_case, open_notes
from eligibility.selectors.forms import rule_name
from eligibility.selectors.prefill import known_values, team_of
from eligibility.services.merging import Merge, clean, flat, merge, nested
from eligibility.services.starting import check_place
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

LONGEST_TEXT = 8000
MOST_FIELDS = 400
# What a new form never takes over from an earlier one: the judgement itself is made afresh.
MADE_AFRESH = frozenset(
    [
        "recommendation",
        "rationale",
        "judgement_reason",
        "pre_assessment_outcome",
        "reason",
        "participated",
        "participation_reason",
        "assessed_by",
        "assessor_role",
        "assessor_organisation",
        "practitioner",
        "practitioner_role",
        "practitioner_organisation",
        "members",
        "capacity",
        "consent",
    ]
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after saving: the form, the fields taken, and the fields that somebody else had changed too."""

    form: Assessment
    taken: tuple[str, ...]
    both: tuple[str, ...]


@transaction.atomic
def start_form(*, case_id: int, tool: str, by: Actor, on: date | None = None) -> Assessment:
    """Open the draft of a form on a case: the one there is, or a new one with what the record knows already.

    For a route without screening the first form takes the case to its assessment in the same step. After a return for
    evidence the new draft holds the earlier answers. `on` is the day (the referral's when not given).
    Raises RuleBroken when the case is not where this form belongs.
    """
    case = locked_case(by, case_id)
    try:
        tool = Tool(tool)
    except ValueError as error:
        raise RuleBroken("Choose one of the forms shown.") from error
    draft = case.assessments.filter(tool=tool, state=FormState.DRAFT).first()
    if draft is not None:
        return draft
    day = on or case.received_on
    check_place(case, tool, by, day)
    earlier = kept_form(case) if case.state == CaseState.RETURNED_FOR_EVIDENCE else None
    if earlier is not None and earlier.tool == tool:
        answers = earlier.answers
    else:
        answers = nested(flat({}) | _values(case, tool, day, by))
    form = Assessment.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        tool=tool,
        rule_set=rule_set_for(rule_name(tool, case.route), case.received_on if tool in _ON_PATH else day).id,
        started_by_id=_user(by),
        answers=answers,
    )
    moving.note(form, "created", by=by, before="", after=form.state)
    return form


_ON_PATH = frozenset(Tool) - {Tool.REVIEW, Tool.PHB_REQUEST, Tool.DIRECT_PAYMENT}


def _values(case: Case, tool: Tool, on: date, by: Actor) -> dict[str, Any]:
    return flat({name: known.value for name, known in known_values(case, tool, on, by=by).items() if known.value != ""})


@transaction.atomic
def start_from_earlier(*, assessment_id: int, edits: int, by: Actor) -> Assessment:
    """Take the answers of the last form of this kind about the person into the fields of a draft that are still empty.

    Only when somebody asks for it; recommendation, reasons and who took part are always written afresh.
    Raises RuleBroken when there is no earlier form, the draft is complete, or it was changed since `edits`.
    """
    form = _draft(assessment_id, by)
    if form.edits != edits:
        raise RuleBroken(
            "Somebody changed this form after you opened it. Look at it again, then start from the last one."
        )
    earlier = earlier_form(form)
    if earlier is None:
        raise RuleBroken("There is no earlier form of this kind about this person.")
    taken = {key: value for key, value in earlier.answers.items() if key not in MADE_AFRESH}
    held = {name: value for name, value in flat(form.answers).items() if value != ""}
    return _store(form, nested(flat(taken) | held))


@transaction.atomic
def take_team(*, assessment_id: int, edits: int, by: Actor) -> Assessment:
    """Take those who attended the last meeting that was held as the team of a draft Decision Support Tool.

    Raises RuleBroken when no meeting was held, or the draft was changed since `edits`.
    """
    form = _draft(assessment_id, by)
    team = team_of(form.case).get("members") if form.tool == Tool.DST else None
    if team is None:
        raise RuleBroken("No meeting of the team with attendance is recorded on this case.")
    if form.edits != edits:
        raise RuleBroken("Somebody changed this form after you opened it. Look at it again, then take the team.")
    kept = {key: value for key, value in form.answers.items() if key != "members"}
    return _store(form, kept | {"members": team.value})


def _draft(assessment_id: int, by: Actor) -> Assessment:
    locked_assessment(by, assessment_id)
    form = assessment_for(by, assessment_id)
    if form.state != FormState.DRAFT:
        raise RuleBroken("This form was completed in the meantime. Open the case to see it.")
    return form


def _store(form: Assessment, answers: dict[str, Any]) -> Assessment:
    form.answers = answers
    form.edits += 1
    form.save(update_fields=["answers", "edits", "saved_at"])
    return form


@transaction.atomic
def discard_draft(*, assessment_id: int, reason: str, by: Actor) -> Assessment:
    """Discard a draft for good, with the reason; what was typed stays in the record of changes. The case stays where it is.

    Raises RuleBroken without a reason or for a form that is no draft.
    """
    form = _draft(assessment_id, by)
    if not reason.strip():
        raise RuleBroken("Write why the draft is discarded.", "reason")
    moving.move(form, "discard", by=by, reason=reason.strip())
    return form


@transaction.atomic
def save_draft(
    *, assessment_id: int, answers: Mapping[str, Any], edits: int, by: Actor, seen: Mapping[str, str] | None = None
) -> Saved:
    """Save a draft as typed. `edits` is the number of the save that the page showed, `seen` its fields' digests.

    Nothing is lost when two people work at once: different fields merge; a field that both changed keeps the
    stored words, and the second ones are kept beside them until somebody chooses. Raises RuleBroken for a form
    that is no draft any more, or for more text than a field may hold.
    """
    form = locked_assessment(by, assessment_id)
    if form.state != FormState.DRAFT:
        raise RuleBroken(
            "This form was completed in the meantime, so it can no longer be changed. Open the case to see it."
        )
    _check_size(answers)
    merged = merge(form.answers, answers, up_to_date=edits == form.edits, seen=seen)
    _keep_second_words(form, merged, by)
    if merged.taken:
        _store(form, merged.answers)
    return Saved(form, merged.taken, tuple(merged.both))


@transaction.atomic
def settle_note(*, note_id: int, assessment_id: int, use: bool, by: Actor) -> Assessment:
    """Choose between two wordings of one field: use the second one, or keep the stored one. Both stay in the trail.

    A choice that was made already is not made again. Raises RuleBroken for a form that was completed in the meantime.
    """
    form = locked_assessment(by, assessment_id)
    if form.state != FormState.DRAFT:
        raise RuleBroken("This form was completed in the meantime. Open the case to see it.")
    note = next((each for each in open_notes(form) if each.pk == note_id), None)
    if note is None:
        return form  # settled already
    if use:
        _store(form, nested(flat(form.answers) | {note.answers["field"]: note.answers["value"]}))
    _note(form, {"settles": note.pk, "chose": "second" if use else "first"}, by)
    return form


def _keep_second_words(form: Assessment, merged: Merge, by: Actor) -> None:
    """One note for each field and writer: an autosave that repeats itself adds none, new words replace the old note."""
    waiting = {note.answers["field"]: note for note in open_notes(form) if note.by_id == by.user_id}
    for field, value in merged.both.items():
        older = waiting.get(field)
        if older is not None and older.answers["value"] == clean(value):
            continue
        if older is not None:
            _note(form, {"settles": older.pk, "chose": "newer words"}, by)
        _note(form, {"field": field, "value": clean(value)}, by)


def _note(form: Assessment, answers: dict[str, Any], by: Actor) -> DraftNote:
    return DraftNote.objects.create(
        organisation_id=form.organisation_id,
        person_id=form.person_id,
        assessment=form,
        answers=answers,
        by_id=_user(by),
    )


def _check_size(answers: Mapping[str, Any]) -> None:
    fields = flat(answers)
    if len(fields) > MOST_FIELDS:
        raise RuleBroken("This form holds more answers than it can have. Open it again and save it from there.")
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise RuleBroken(f"Use {LONGEST_TEXT:,} characters or fewer in each box. One has {len(value):,}.", name)


def _user(by: Actor) -> int:
    """The account that writes: a form is never written by the service itself."""
    if by.user_id is None:
        raise RuleBroken("A form is written by a person, not by the service itself.")
    return by.user_id
