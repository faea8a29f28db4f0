"""Forms on paper: marked as what they are, with room to write, or with what was recorded and why."""

import itertools
from datetime import date

import pytest

from eligibility.documents import print_working_copy, sections_of
from eligibility.documents.working_copies import Ask
from eligibility.enums import Tool
from eligibility.services import working_copies as services
from eligibility.sheets import Kind, fields_of, sheet_parts
from phb.core import documents, jobs
from phb.core.actors import the_service
from phb.core.errors import NotVisible
from phb.core.models import Document, Organisation
from phb.core.pdf import fingerprint
from phb.core.tenancy import acting_as
from tests.documents import reading
from tests.factories.core import assign, make_actor, make_person
from tests.factories.eligibility import assessed, dst_answers, dst_of

ON = date(2026, 9, 15)


def _blank(tool: Tool):
    organisation = Organisation(
        name="NHS Northmoor ICB", address="1 Moor Road", phone="01632 960100", email="a@b.example", pk=0
    )
    return services.blank_copy(organisation=organisation, tool=tool, on=ON, route="CHC")


@pytest.mark.django_db
@pytest.mark.parametrize("tool", list(Tool))
def test_each_tool_has_a_blank_form_marked_as_a_working_copy(tool: Tool):
    printed = print_working_copy(_blank(tool))
    words, pdf = reading.one_line(printed.pdf), reading.open_pdf(printed.pdf)
    assert "Working copy – not the official form" in words
    assert services.rule_set_for(tool, ON).id in words
    for each in fields_of(sheet_parts(tool)):
        assert " ".join(each.label.split()) in words
    assert printed.missing == ()
    assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.docinfo["/Title"]) == f"{tool.label}: to fill in by hand"
    levels = [int(kind[2]) for kind in reading.kinds(pdf) if kind in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [float(value) for value in pdf.pages[0].mediabox[2:]] == pytest.approx([595.3, 841.9], abs=0.5)  # A4


def test_a_blank_form_has_room_for_every_question():
    for tool in Tool:
        for section in sections_of(sheet_parts(tool), None, {}, tool.value):
            for answer in section.answers:
                assert answer.given == () and not any(choice.chosen for choice in answer.choices)
                assert (
                    answer.lines >= 1
                    if answer.ask is Ask.WRITE
                    else answer.choices or answer.rows or answer.ask in (Ask.DAY, Ask.POUNDS)
                )


def test_a_filled_one_shows_each_choice_and_text():
    answers = dst_answers(breathing="SEVERE") | {"evidence": {"breathing": "Seen at home.\nTwice."}}
    sections = sections_of(sheet_parts(Tool.DST), answers, {"help.dst.breathing.SEVERE": "Our own help."}, "dst")
    breathing = sections[0].answers[0]
    assert [choice.label for choice in breathing.choices if choice.chosen] == ["Severe"]
    assert [choice.help for choice in breathing.choices if choice.chosen] == ["Our own help."]
    assert breathing.beside[0].given == ("Seen at home.", "Twice.")
    members = next(answer for section in sections for answer in section.answers if answer.ask is Ask.ROWS)
    assert [row[0] for row in members.rows] == ["Sister Catherine Bell", "Tom Ade"]
    assert members.rows[0][1] == "Nurse assessor"


def test_what_does_not_apply_and_was_not_answered_is_left_out_of_a_filled_one():
    answers = {"participated": "PERSON"}
    labels = [
        answer.label for part in sections_of(sheet_parts(Tool.DST), answers, {}, "dst") for answer in part.answers
    ]
    assert "If neither took part: why" not in labels
    answers = {"participated": "NEITHER_WITH_REASON"}
    labels = [
        answer.label for part in sections_of(sheet_parts(Tool.DST), answers, {}, "dst") for answer in part.answers
    ]
    assert "If neither took part: why" in labels


def test_every_kind_of_question_is_laid_out():
    assert {kind for tool in Tool for kind in (each.kind for each in fields_of(sheet_parts(tool)))} <= set(Kind)


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_both_and_a_stranger_gets_neither(here, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}},
    }  # fmt: skip
    with acting_as(the_service(here.pk)):
        coordinator, stranger = make_actor("CC", here, name="Sam Okafor"), make_actor("CC", here)
        person = make_person(here, given_name="Łucja", family_name="محمد")
        assign(person, coordinator)
    with acting_as(coordinator):
        case = assessed(person, coordinator)
        form = dst_of(case)
        blank = services.ask_for_blank(case_id=case.pk, tool="checklist", on=ON, by=coordinator)
        filled = services.ask_for_filled(assessment_id=form.pk, on=ON, by=coordinator)
        assert services.ask_for_filled(assessment_id=form.pk, on=ON, by=coordinator).pk == filled.pk
        with pytest.raises(NotVisible):
            services.ask_for_blank(case_id=case.pk, tool="wheelchair", on=ON, by=coordinator)
    for job in (blank, filled):
        assert jobs.run(here.pk, job.pk) == "done"
    with acting_as(coordinator):
        blank.refresh_from_db()
        filled.refresh_from_db()
        copy = Document.objects.get(pk=filled.document_id)
        words = reading.one_line(documents.content_of(copy))
        assert Document.objects.get(pk=blank.document_id).person_id is None
        assert fingerprint(services.filled_copy(form=form, on=ON)) == copy.source_hash
    for piece in (
        "Łucja",
        case.reference,
        "expected",
        "Severe",
        "Taken together the needs are health needs.",
        "Sam Okafor",
    ):
        assert piece in words
    with acting_as(stranger):
        with pytest.raises(NotVisible):
            services.ask_for_filled(assessment_id=form.pk, on=ON, by=stranger)
        with pytest.raises(NotVisible):
            documents.document_for(stranger, copy.pk)
