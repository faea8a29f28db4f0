"""Drafts: started, saved as typed, and two people's words kept side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from eligibility.enums import CaseState, FormState, Route, Tool
from eligibility.models import Assessment, Case, DraftNote
from eligibility.rules.registry import rule_set_for
from eligibility.selectors import kept_form, locked_assessment, locked_case, open_notes
from eligibility.services.merging import Merge, clean, flat, merge, nested
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

LONGEST_TEXT = 8000
MOST_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after saving: the form, the fields taken, and the fields that somebody else had changed too."""

    form: Assessment
    taken: tuple[str, ...]
    both: tuple[str, ...]


@transaction.atomic
def start_form(*, case_id: int, tool: str, by: Actor) -> Assessment:
    """Open the draft of a form on a case: the one there is, or a new one (for a return, with the earlier answers).

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
    _check_place(case, tool, by)
    rules = rule_set_for(tool, case.received_on).id if tool is not Tool.SUMMARY else case.rule_set
    earlier = kept_form(case) if case.state == CaseState.RETURNED_FOR_EVIDENCE else None
    form = Assessment.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        tool=tool,
        rule_set=rules,
        started_by_id=_user(by),
        answers=earlier.answers if earlier is not None and earlier.tool == tool else {},
    )
    moving.note(form, "created", by=by, before="", after=form.state)
    return form


def _check_place(case: Case, tool: Tool, by: Actor) -> None:
    if tool is Tool.CHECKLIST:
        if case.route != Route.CHC:
            raise RuleBroken("The Checklist is for adult continuing healthcare only.")
        if case.state != CaseState.CHECKLIST:
            verb = "repeat_checklist" if case.state == CaseState.SCREENED_OUT else "start_checklist"
            moving.move(case, verb, by=by)
        return
    if tool is Tool.FAST_TRACK:
        raise RuleBroken("A Fast Track tool is received whole: record it on its own page.")
    if (tool is Tool.DST) != (case.route == Route.CHC):
        raise RuleBroken("This form does not belong to the route of this case.")
    Case.life_cycle.check(case.state, "record_assessment")


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
        form.answers = merged.answers
        form.edits += 1
        form.save(update_fields=["answers", "edits", "saved_at"])
    return Saved(form, merged.taken, tuple(merged.both))


@transaction.atomic
def settle_note(*, note_id: int, assessment_id: int, use: bool, by: Actor) -> Assessment:
    """Choose between two wordings of one field: use the second one, or keep the stored one. Both stay in the trail."""
    form = locked_assessment(by, assessment_id)
    if form.state != FormState.DRAFT:
        raise RuleBroken("This form was completed in the meantime. Open the case to see it.")
    note = next((each for each in open_notes(form) if each.pk == note_id), None)
    if note is None:
        return form  # settled already
    if use:
        fields = flat(form.answers) | {note.answers["field"]: note.answers["value"]}
        form.answers = nested(fields)
        form.edits += 1
        form.save(update_fields=["answers", "edits", "saved_at"])
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
