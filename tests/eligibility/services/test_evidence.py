"""Evidence asked for, what became of it, and files kept once."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image

from eligibility.models import Attachment, EvidenceRequest
from eligibility.selectors import work as look
from eligibility.services import close_case, work
from phb.core.documents import content_of, documents_of
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Document, Move
from phb.core.tenancy import act_as
from tests.conftest import settle
from tests.factories.core import assign, make_person
from tests.factories.eligibility import RECEIVED, make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)


def photo(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (12, 12), colour).save(out, "PNG")
    out.seek(0)
    return out


@pytest.fixture
def asked(here, actor_of):
    cc = actor_of("CC")
    person = make_person(here)
    assign(person, cc)
    case = make_case(person, cc)
    return cc, case, ask(cc, case)


def ask(by, case, **more):
    values = {"asked_of": "Ward 4", "what": "Care notes", "on": TODAY, "due_on": TODAY + timedelta(days=10)}
    return work.ask_evidence(case_id=case.pk, by=by, **{**values, **more})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"asked_of": " "}, "of whom"),
        ({"what": ""}, "what is asked"),
        ({"due_on": TODAY - timedelta(days=1)}, "before it was asked"),
        ({"on": RECEIVED - timedelta(days=1)}, "before the referral"),
    ],
)
def test_a_request_names_whom_what_and_when(asked, more, says):
    cc, case, _ = asked
    with pytest.raises(RuleBroken, match=says):
        ask(cc, case, **more)
    assert EvidenceRequest.objects.count() == 1


def test_the_clock_of_the_decision_does_not_move(asked):
    cc, case, request = asked
    before = (case.due_on, case.clock_started_on, case.state)
    work.receive_evidence(request_id=request.pk, on=TODAY, by=cc)
    case.refresh_from_db()
    assert (case.due_on, case.clock_started_on, case.state) == before


@pytest.mark.parametrize(
    ("days", "group"),
    [(-1, "overdue"), (0, "soon"), (7, "soon"), (8, "running")],
    ids=["late", "today", "last", "later"],
)
def test_what_is_due_when(asked, days, group):
    cc, _, request = asked
    EvidenceRequest.objects.filter(pk=request.pk).update(due_on=TODAY + timedelta(days=days))
    for each in ("overdue", "soon", "running"):
        found = look.evidence_requests(cc).filter(look.evidence_condition(each, TODAY, 7))
        assert found.exists() == (each == group)
    work.cancel_evidence(request_id=request.pk, reason="Found in the notes.", by=cc)
    assert not look.evidence_requests(cc).filter(look.evidence_condition(group, TODAY, 7)).exists()


def test_what_cannot_be_had_may_still_come_and_then_it_is_done(asked):
    cc, _, request = asked
    with pytest.raises(RuleBroken, match="what was tried"):
        work.mark_evidence_not_available(request_id=request.pk, on=TODAY, reason=" ", by=cc)
    with pytest.raises(RuleBroken, match="before it was asked"):
        work.receive_evidence(request_id=request.pk, on=TODAY - timedelta(days=1), by=cc)
    work.mark_evidence_not_available(request_id=request.pk, on=TODAY, reason="Notes were lost.", by=cc)
    work.receive_evidence(request_id=request.pk, on=TODAY + timedelta(days=1), answer="Found.", by=cc)
    row = EvidenceRequest.objects.get()
    assert (row.state, row.answered_on, row.answer) == ("RECEIVED", TODAY + timedelta(days=1), "Found.")
    assert list(Move.objects.filter(subject_id=row.pk, subject="eligibility.evidencerequest").order_by("id").values_list("verb", flat=True)) == ["created", "mark_not_available", "receive"]  # fmt: skip
    with pytest.raises(RuleBroken, match="not possible"):
        work.cancel_evidence(request_id=row.pk, reason="x", by=cc)
    settle()


def test_a_file_is_kept_once_for_a_case(asked):
    cc, case, request = asked
    first, new = work.attach(case_id=case.pk, file=photo(), about="Care notes", evidence_id=request.pk, by=cc)
    again, once_more = work.attach(case_id=case.pk, file=photo(), about="Other words", evidence_id=request.pk, by=cc)
    assert new and not once_more and again == first
    other, _ = work.attach(case_id=case.pk, file=photo("black"), about="Second page", evidence_id=request.pk, by=cc)
    beside, made = work.attach(case_id=case.pk, file=photo(), about="On the case itself", by=cc)
    assert made and beside.document == first.document and other.document != first.document
    assert Document.objects.filter(kind="attachment").count() == 2 and Attachment.objects.count() == 3
    assert [row.files for row in look.evidence_of(case)] == [2]
    assert content_of(first.document)[:4] == b"\x89PNG"
    assert documents_of(cc, case.person_id).filter(kind="attachment").count() == 2
    settle()


def test_files_follow_who_may_see_assessments(asked, actor_of):
    cc, case, _ = asked
    work.attach(case_id=case.pk, file=photo(), about="Care notes", by=cc)
    finance, auditor = actor_of("FIN"), actor_of("AUD")
    act_as(finance)
    assert not documents_of(finance, case.person_id).filter(kind="attachment").exists()
    act_as(auditor)
    assert documents_of(auditor, case.person_id).filter(kind="attachment").exists()


def test_a_bad_file_leaves_nothing(asked):
    cc, case, _ = asked
    with pytest.raises(RuleBroken, match="Choose a PDF") as refused:
        work.attach(case_id=case.pk, file=io.BytesIO(b"MZ not a picture"), about="Care notes", by=cc)
    assert refused.value.field == "file" and not Document.objects.filter(kind="attachment").exists()
    with pytest.raises(RuleBroken, match="Write what it is"):
        work.attach(case_id=case.pk, file=photo(), about=" ", by=cc)


def test_others_reach_neither_request_nor_case_and_a_closed_case_takes_nothing(asked, here, actor_of):
    cc, case, request = asked
    stranger = actor_of("CC")
    for reach in (
        lambda: look.evidence_for(stranger, request.pk),
        lambda: work.receive_evidence(request_id=request.pk, on=TODAY, by=stranger),
        lambda: work.attach(case_id=case.pk, file=photo(), about="x", by=stranger),
    ):
        with pytest.raises(NotVisible):
            reach()
    act_as(cc)
    person = make_person(here)
    assign(person, cc)
    other = make_case(person, cc)
    with pytest.raises(NotVisible):
        work.attach(case_id=other.pk, file=photo(), about="x", evidence_id=request.pk, by=cc)
    close_case(case_id=case.pk, reason="Moved away.", by=cc)
    with pytest.raises(RuleBroken, match="closed"):
        work.attach(case_id=case.pk, file=photo(), about="x", by=cc)
    with pytest.raises(RuleBroken, match="closed"):
        ask(cc, case)
