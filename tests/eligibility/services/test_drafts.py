"""Two people on one form: nothing is lost."""

import pytest

from eligibility import selectors, services
from eligibility.services.merging import digests, flat, nested
from phb.core.errors import RuleBroken
from tests.factories.core import assign, make_person
from tests.factories.eligibility import RECEIVED, checklist_answers, make_case

pytestmark = pytest.mark.django_db
FIELDS = ("domain.breathing", "domain.skin", "evidence.breathing")


@pytest.fixture
def form(actor_of, here):
    coordinator = actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    case = make_case(person, coordinator)
    return services.start_form(case_id=case.pk, tool="checklist", by=coordinator), coordinator, person


def page(form, **changes):
    """What a browser sends: every field, changed or not, with what it showed."""
    held = flat(form.answers)
    fields = {name: held.get(name, "") for name in FIELDS} | changes
    return {"answers": nested(fields), "edits": form.edits, "seen": digests(form.answers, FIELDS)}


def test_different_fields_merge(form, actor_of):
    draft, first, person = form
    second = actor_of("CLN")
    assign(person, second, kind="CLINICIAN")
    one, other = page(draft, **{"domain.breathing": "A"}), page(draft, **{"domain.skin": "B"})
    services.save_draft(assessment_id=draft.pk, by=first, **one)
    saved = services.save_draft(assessment_id=draft.pk, by=second, **other)
    assert (saved.taken, saved.both, saved.form.edits) == (("domain.skin",), (), 2)
    assert saved.form.answers["domain"] == {"breathing": "A", "skin": "B"}


def test_the_same_field_keeps_both_until_somebody_chooses(form, actor_of):
    draft, first, person = form
    second = actor_of("CLN")
    assign(person, second, kind="CLINICIAN")
    one = page(draft, **{"evidence.breathing": "On oxygen at night."})
    other = page(draft, **{"evidence.breathing": "Oxygen by day too."})
    services.save_draft(assessment_id=draft.pk, by=first, **one)
    saved = services.save_draft(assessment_id=draft.pk, by=second, **other)
    services.save_draft(assessment_id=draft.pk, by=second, **other)  # the autosave says it again
    assert saved.both == ("evidence.breathing",)
    assert saved.form.answers["evidence"]["breathing"] == "On oxygen at night."
    (note,) = selectors.open_notes(draft)
    assert note.answers == {"field": "evidence.breathing", "value": "Oxygen by day too."}
    with pytest.raises(RuleBroken, match="Read both and choose"):
        services.complete_form(
            assessment_id=draft.pk, answers={}, edits=1, seen={}, on=RECEIVED, received_on=RECEIVED, by=first
        )
    chosen = services.settle_note(note_id=note.pk, assessment_id=draft.pk, use=True, by=first)
    assert chosen.answers["evidence"]["breathing"] == "Oxygen by day too."
    assert selectors.open_notes(draft) == []


def test_a_page_that_shows_an_old_answer_does_not_bring_it_back(form):
    draft, first, _ = form
    old = page(draft)
    services.save_draft(assessment_id=draft.pk, by=first, **page(draft, **{"domain.skin": "C"}))
    saved = services.save_draft(assessment_id=draft.pk, by=first, **old)
    assert saved.taken == () and saved.form.answers["domain"]["skin"] == "C"


def test_an_old_save_without_digests_fills_only_what_is_empty(form):
    draft, first, _ = form
    services.save_draft(assessment_id=draft.pk, answers={"domain": {"skin": "A"}}, edits=0, by=first)
    saved = services.save_draft(
        assessment_id=draft.pk, answers={"domain": {"skin": "B", "mobility": "C"}}, edits=0, by=first
    )
    assert (saved.taken, saved.both) == (("domain.mobility",), ("domain.skin",))


def test_a_completed_form_is_no_longer_saved(form):
    draft, first, _ = form
    services.complete_form(assessment_id=draft.pk, answers=checklist_answers(), edits=0, on=RECEIVED, by=first)
    with pytest.raises(RuleBroken, match="completed in the meantime"):
        services.save_draft(assessment_id=draft.pk, answers={"domain": {"skin": "A"}}, edits=1, by=first)


def test_more_text_than_a_box_holds_is_refused(form):
    draft, first, _ = form
    with pytest.raises(RuleBroken, match="8,000 characters"):
        services.save_draft(assessment_id=draft.pk, answers={"evidence": {"skin": "x" * 8001}}, edits=0, by=first)


def test_members_of_the_team_keep_their_rows():
    answers = {
        "members": [{"name": "A", "is_care_act_assessor": True}, {"name": "B", "is_care_act_assessor": False}],
        "nature": "x",
    }
    assert nested(flat(answers)) == answers
