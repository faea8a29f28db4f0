"""An organisation's own words: proposed by one, approved by another, dated, never overwritten; nobody else's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from eligibility.enums import WordingKind
from eligibility.models import Wording
from eligibility.rules.domains import adult_domains
from eligibility.selectors import wordings as reads
from eligibility.services.wordings import approve_wording, propose_wording, refuse_wording, withdraw_wording
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move
from phb.core.tenancy import act_as

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
HELP, LETTER = "help.dst.breathing.LOW", "letter.checklist_positive.opening"


@pytest.fixture
def people(actor_of):
    return {role: actor_of(role) for role in ("COM", "ADM", "CLN", "CC")}


def propose(people, key=HELP, words="A little short of breath.", role="COM"):
    act_as(people[role])
    return propose_wording(key=key, words=words, on=DAY, by=people[role])


def approve(people, row, role="CLN", on=DAY):
    act_as(people[role])
    return approve_wording(wording_id=row.pk, approved_as="Nurse, NMC 00A0000X", on=on, by=people[role])


def in_force(people, key=HELP, kind=WordingKind.HELP, on=DAY):
    return reads.wording(people["COM"].organisation_id, kind, key, on)


def test_words_count_once_a_second_person_has_approved_them_and_say_who(people):
    row = propose(people)
    assert in_force(people) is None
    approve(people, row)
    words = in_force(people)
    assert (words.text, words.approved_as, words.approved_on) == (
        "A little short of breath.",
        "Nurse, NMC 00A0000X",
        DAY,
    )
    assert words.approved_by == people["CLN"].name
    assert [
        move.verb for move in Move.objects.filter(subject="eligibility.wording", subject_id=row.pk).order_by("id")
    ] == ["created", "approve"]


def test_the_day_before_ours_stand(people):
    approve(people, propose(people))
    reads.forget()
    assert in_force(people, on=DAY - timedelta(days=1)) is None
    assert in_force(people, on=DAY + timedelta(days=400)).text == "A little short of breath."


def test_newer_words_follow_older_ones_and_a_past_day_keeps_its_own(people):
    approve(people, propose(people))
    approve(people, propose(people, words="Mild breathlessness."), on=DAY + timedelta(days=10))
    assert in_force(people, on=DAY + timedelta(days=9)).text == "A little short of breath."
    assert in_force(people, on=DAY + timedelta(days=10)).text == "Mild breathlessness."
    assert list(Wording.objects.order_by("id").values_list("state", flat=True)) == ["REPLACED", "IN_FORCE"]


@pytest.mark.parametrize("role", ["COM", "ADM"])
def test_nobody_approves_their_own_words(people, role):
    row = propose(people, key=LETTER, words="On {completed_on} we met.", role=role)
    with pytest.raises(RuleBroken, match="second person|cannot approve"):
        approve(people, row, role=role)


def test_one_user_with_two_roles_is_still_one_person(people):
    row = propose(people)
    as_clinician = replace(people["COM"], role="CLN")
    with pytest.raises(RuleBroken, match="second person"):
        approve_wording(wording_id=row.pk, approved_as="Nurse", on=DAY, by=as_clinician)


def test_help_is_approved_by_a_clinician_letters_by_a_commissioner_too(people, actor_of):
    other = actor_of("COM")
    row = propose(people)
    with pytest.raises(RuleBroken, match="clinician"):
        approve_wording(wording_id=row.pk, approved_as="Commissioner", on=DAY, by=other)
    letter = propose(people, key=LETTER, words="On {completed_on} we met.")
    act_as(other)
    approve_wording(wording_id=letter.pk, approved_as="Commissioner", on=DAY, by=other)
    assert in_force(people, key=LETTER, kind=WordingKind.LETTER).text == "On {completed_on} we met."


@pytest.mark.parametrize("role", ["CC", "CLN"])
def test_who_may_not_propose(people, role):
    with pytest.raises(RuleBroken, match="cannot propose"):
        propose(people, role=role)


@pytest.mark.parametrize(
    ("key", "words", "says"),
    [
        ("help.dst.breathing.LOW", "   ", "Write the words"),
        ("help.dst.breathing.TWICE", "Words", "no such text"),
        (LETTER, "We met you.", "{completed_on}"),
        (LETTER, "On {completed_on} {nonsense}.", "{nonsense}"),
        (LETTER, "On {completed_on} { we met.", "curly bracket"),
        ("letter.nothing.opening", "Words", "no such"),
        (HELP, "x" * 6001, "6000 characters"),
    ],
)
def test_words_that_may_not_stand_are_refused_with_what_to_do(people, key, words, says):
    with pytest.raises(RuleBroken) as refused:
        propose(people, key=key, words=words)
    assert says in refused.value.message


def test_one_proposal_at_a_time(people):
    propose(people)
    with pytest.raises(RuleBroken, match="wait for a second person already"):
        propose(people, words="Other words.", role="ADM")
    assert Wording.objects.count() == 1


def test_refused_words_keep_the_reasons_and_others_may_be_proposed(people):
    row = propose(people)
    act_as(people["CLN"])
    with pytest.raises(RuleBroken, match="what should change"):
        refuse_wording(wording_id=row.pk, reason=" ", by=people["CLN"])
    refuse_wording(wording_id=row.pk, reason="Too vague.", by=people["CLN"])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("REFUSED", "Too vague.")
    with pytest.raises(RuleBroken, match="decided on already"):
        approve(people, row)
    approve(people, propose(people, words="Mild breathlessness, settled by rest."))


def test_words_taken_back_leave_ours_and_no_older_ones(people):
    approve(people, propose(people))
    second = approve(people, propose(people, words="Second."))
    act_as(people["ADM"])
    with pytest.raises(RuleBroken, match="Write why"):
        withdraw_wording(wording_id=second.pk, reason="", by=people["ADM"])
    withdraw_wording(wording_id=second.pk, reason="Wrong domain.", by=people["ADM"])
    assert in_force(people) is None


def test_a_proposal_may_be_taken_back(people):
    row = propose(people)
    withdraw_wording(wording_id=row.pk, reason="Typing slip.", by=people["COM"])
    propose(people)


def test_another_organisations_words_are_not_there(people, there, actor_of):
    row = approve(people, propose(people))
    stranger = actor_of("CLN", there)
    reads.forget()
    assert reads.wording(there.pk, WordingKind.HELP, HELP, DAY) is None
    assert reads.wording(people["COM"].organisation_id, WordingKind.HELP, HELP, DAY) is None
    with pytest.raises(NotVisible):
        reads.wording_for(stranger, row.pk)
    with pytest.raises(RuleBroken):
        refuse_wording(wording_id=row.pk, reason="No.", by=stranger)


def test_many_texts_cost_one_query_and_a_change_is_seen_at_once(people):
    approve(people, propose(people))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for key in list(reads.texts())[:60]:
            in_force(people, key=key)
    assert len(asked) == 1
    approve(people, propose(people, words="Changed."))
    assert in_force(people).text == "Changed."


def test_the_note_beside_help_says_how_far_it_is_approved(people):
    both = {HELP, "help.dst.breathing.HIGH"}
    organisation = people["COM"].organisation_id
    assert reads.help_note(organisation, both, DAY) == "Needs clinical approval before use"
    approve(people, propose(people))
    assert "save where" in reads.help_note(organisation, both, DAY)
    assert reads.help_note(organisation, {HELP}, DAY) == "Approved by your organisation’s clinician"


def test_each_choice_of_each_domain_and_each_part_of_each_letter_has_a_key():
    texts = reads.texts()
    assert len([key for key in texts if key.startswith("help.checklist.")]) == 33
    levels = sum(len(domain.levels) for domain in adult_domains().values())
    assert len([key for key in texts if key.startswith("help.dst.")]) == levels
    assert all(
        texts[f"help.dst.{key}.{level}"].ours for key, domain in adult_domains().items() for level in domain.levels
    )
    assert len({group.key for group in reads.groups().values() if group.kind is WordingKind.LETTER}) > 30
    assert max(map(len, texts)) <= 100


def test_the_database_itself_refuses_one_person_for_both(people):
    row = propose(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=row.pk).update(approved_by_id=people["COM"].user_id)
