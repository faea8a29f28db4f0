"""The decision letter: made by the worker's own way of working, kept once, and readable."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from eligibility import selectors, services
from phb.core import documents, jobs
from phb.core.models import Document, Job
from phb.core.tenancy import acting_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import assessed, dst_answers, eligible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _store_apart(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


@pytest.fixture
def decided(here):
    """Commits, as a request does: a function that decides, and the two who took part."""
    from phb.core.actors import the_service
    from tests.factories.core import make_actor

    with acting_as(the_service(here.pk)):
        commissioner, coordinator = make_actor("COM", here), make_actor("CC", here, name="Sam Okafor")

    def make(decision: str, **fields):
        with acting_as(coordinator):
            person = make_person(here, **fields)
            assign(person, coordinator)
            case = eligible(person, coordinator, commissioner) if decision == "ELIGIBLE" else _refused(person)
        return case, commissioner

    def _refused(person):
        case = assessed(person, coordinator, answers=dst_answers("RECOMMEND_NOT_ELIGIBLE", mobility="LOW"))
        services.decide(
            case_id=case.pk,
            decision="NOT_ELIGIBLE",
            reasons="The needs are steady.\n\nA council can meet them.",
            reason_codes=["NATURE"],
            on=case.received_on.replace(day=20),
            by=commissioner,
            review_rights_given=True,
        )
        return case

    return make


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_letter_of_an_eligible_case_names_the_right_and_is_made_once(decided):
    case, commissioner = decided("ELIGIBLE", given_name="Amira", family_name="Yusuf")
    with acting_as(commissioner):
        job = Job.objects.get(kind="eligibility.render_letter")
    assert jobs.run(case.organisation_id, job.pk) == "done"
    assert jobs.run(case.organisation_id, job.pk) == "not_mine"
    with acting_as(commissioner):
        job.refresh_from_db()
        kept = Document.objects.get()
        assert (job.document_id, kept.kind, kept.version) == (kept.pk, "letter", 1)
        words = text_of(documents.content_of(kept))
        again = services.ask_for_letter(case_id=case.pk, by=commissioner)
        assert again.pk == job.pk
    for piece in (
        "Amira Yusuf",
        "You have a right to a personal health budget",
        case.reference,
        "Severe",
        "20 December 2026",
    ):
        assert piece in words


def test_a_refusal_tells_when_and_how_to_ask_for_a_review_in_large_print(decided):
    case, commissioner = decided("NOT_ELIGIBLE", format="LARGE_PRINT", address_withheld=True, address="7 Hidden Row")
    with acting_as(commissioner):
        job = Job.objects.get(kind="eligibility.render_letter")
    jobs.run(case.organisation_id, job.pk)
    with acting_as(commissioner):
        kept = Document.objects.get()
        words = text_of(documents.content_of(kept))
        assert selectors.right_stands(case, case.received_on) is False
    assert kept.format == "LARGE_PRINT" and "20 March 2027" in words and "A council can meet them." in words
    assert "Hidden Row" not in words
