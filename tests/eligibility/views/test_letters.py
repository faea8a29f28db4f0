"""Letters in the browser: what is owed, a look before writing, sending on a day; and forms on paper."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Letter
from eligibility.services import working_copies
from eligibility.services.letters import cancel_letter, write_letter
from phb.core.models import Job
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import eligible, screened_in

INVITED = {"meeting_at": "5 October 2026 at 2pm", "meeting_place": "At your home"}
DAY = {"c_review_on_day": "5", "c_review_on_month": "10", "c_review_on_year": "2027"}


@pytest.fixture
def coordinator(actor_of):
    return actor_of("CC", name="Sam Okafor")


@pytest.fixture
def case(here, actor_of, coordinator):
    commissioner = actor_of("COM")
    act_as(coordinator)
    person = make_person(here, given_name="Amira", family_name="Yusuf")
    assign(person, coordinator)
    return eligible(person, coordinator, commissioner)


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def post(client, name, args, **data):
    return client.post(reverse(f"eligibility:{name}", args=args), data)


def test_the_case_shows_its_letters_and_what_is_owed(case, coordinator, sign_in):
    client = sign_in(coordinator)
    address = reverse("eligibility:case", args=[case.pk])
    shown = page(client.get(address))
    assert "You can have NHS continuing healthcare" in shown and "Written, not sent" in shown
    assert "is still to be written" not in shown
    act_as(coordinator)
    cancel_letter(letter_id=case.letters.get().pk, reason="The wrong address.", by=coordinator)
    assert "is still to be written" in page(client.get(address))


def test_a_letter_is_looked_at_then_written(case, coordinator, sign_in):
    client = sign_in(coordinator)
    shown = page(client.get(reverse("eligibility:case_letters", args=[case.pk])))
    assert "It is time to look at your care together" in shown
    assert "Our decision about NHS continuing healthcare" not in shown  # no such decision was made
    form = page(client.get(reverse("eligibility:write_letter", args=[case.pk, "review-invitation"])))
    assert "The day of the review" in form
    given = {"to": "person", **DAY, "c_review_how": "at your home", "free": "Bring the cat."}
    looked = page(post(client, "write_letter", [case.pk, "review-invitation"], do="look", **given))
    assert "Check the letter" in looked and "Bring the cat." in looked and "5 October 2027" in looked
    assert not Letter.objects.filter(kind="REVIEW_INVITATION").exists()
    changed = page(post(client, "write_letter", [case.pk, "review-invitation"], do="change", **given))
    assert "Bring the cat." in changed and "Look at the letter" in changed
    done = post(client, "write_letter", [case.pk, "review-invitation"], do="write", **given)
    letter = Letter.objects.get(kind="REVIEW_INVITATION")
    assert done["Location"] == reverse("eligibility:letter", args=[letter.pk])
    post(client, "write_letter", [case.pk, "review-invitation"], do="write", **given)
    assert Letter.objects.filter(kind="REVIEW_INVITATION").count() == 1
    assert "Bring the cat." in page(client.get(done["Location"]))


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(case, coordinator, sign_in):
    client = sign_in(coordinator)
    given = {"to": "person", "c_review_how": "at your home", "free": "Bring the cat."}
    shown = page(post(client, "write_letter", [case.pk, "review-invitation"], do="look", **given))
    assert "Error:" in shown and "Enter the day of the review" in shown
    assert "Bring the cat." in shown and "at your home" in shown


def test_a_letter_to_somebody_else_needs_their_name(case, coordinator, sign_in):
    client = sign_in(coordinator)
    given = {"to": "other", **DAY, "c_review_how": "at your home"}
    assert "Enter to whom the letter goes" in page(
        post(client, "write_letter", [case.pk, "review-invitation"], do="look", **given)
    )
    given |= {"to_name": "Moorside Home", "to_address": "3 Far Lane"}
    looked = page(post(client, "write_letter", [case.pk, "review-invitation"], do="look", **given))
    assert "Moorside Home<br>3 Far Lane" in looked and "This letter is about Amira Yusuf." in looked


@pytest.mark.parametrize("name", ["not-eligible", "fnc-yes", "dispute-outcome"])
def test_a_letter_that_does_not_fit_leads_back_with_the_reason(case, coordinator, sign_in, name):
    client = sign_in(coordinator)
    response = client.get(reverse("eligibility:write_letter", args=[case.pk, name]), follow=True)
    assert "This letter" in page(response)
    assert response.redirect_chain[-1][0] == reverse("eligibility:case_letters", args=[case.pk])


def test_a_kind_that_does_not_exist_is_not_found(case, coordinator, sign_in):
    assert sign_in(coordinator).get(reverse("eligibility:write_letter", args=[case.pk, "poem"])).status_code == 404


def test_a_letter_is_recorded_as_sent_with_its_day_and_way(case, coordinator, sign_in):
    client, letter = sign_in(coordinator), case.letters.get()
    assert "Record that it was sent" in page(client.get(reverse("eligibility:letter", args=[letter.pk])))
    day = {"sent_on_day": "19", "sent_on_month": "9", "sent_on_year": "2026"}
    early = page(post(client, "send_letter", [letter.pk], how="Post", **day))
    assert "Error:" in early
    post(client, "send_letter", [letter.pk], how="Other", other="By courier", **{**day, "sent_on_day": "21"})
    letter.refresh_from_db()
    assert (letter.state, letter.sent_on, letter.sent_how) == ("SENT", date(2026, 9, 21), "By courier")
    shown = page(client.get(reverse("eligibility:letter", args=[letter.pk])))
    assert "By courier" in shown and "Record that it was sent" not in shown


def test_a_letter_is_not_sent_with_a_reason(case, coordinator, sign_in):
    client, letter = sign_in(coordinator), case.letters.get()
    assert "Write why it is not sent" in page(post(client, "cancel_letter", [letter.pk], reason=""))
    post(client, "cancel_letter", [letter.pk], reason="The wrong address.")
    assert "The wrong address." in page(client.get(reverse("eligibility:letter", args=[letter.pk])))


def test_the_list_is_of_letters_not_sent_and_costs_the_same_for_any_number(case, coordinator, sign_in):
    client, address = sign_in(coordinator), reverse("eligibility:letters")
    with CaptureQueriesContext(connection) as one:
        assert "Amira Yusuf" in page(client.get(address))
    act_as(coordinator)
    for number in range(3, 9):
        extra = {**INVITED, "meeting_at": f"{number} October 2026"}
        write_letter(kind="MEETING_INVITATION", case_id=case.pk, by=coordinator, on=date(2026, 10, 1), extra=extra)
    with CaptureQueriesContext(connection) as many:
        assert page(client.get(address)).count("Please join the meeting") == 6
    assert len(many) == len(one)
    assert "Please join" not in page(client.get(f"{address}?group=decision"))
    assert "Please join" not in page(client.get(f"{address}?state=SENT"))
    csv = client.get(f"{address}?format=csv")
    assert csv.status_code == 200 and b"Please join the meeting" in csv.content


def test_an_auditor_reads_letters_and_writes_none(case, actor_of, sign_in):
    auditor = actor_of("AUD")
    client, letter = sign_in(auditor), case.letters.get()
    shown = page(client.get(reverse("eligibility:letter", args=[letter.pk])))
    assert "Record that it was sent" not in shown
    assert "Write a letter" not in page(client.get(reverse("eligibility:case_letters", args=[case.pk])))
    for name in ("send_letter", "cancel_letter"):
        assert post(client, name, [letter.pk], reason="x").status_code in (403, 404)


def test_a_blank_form_is_asked_for_once_and_shown_as_it_is_made(case, coordinator, sign_in):
    client = sign_in(coordinator)
    address = reverse("eligibility:working_copies", args=[case.pk])
    shown = page(client.get(address))
    assert "Make a blank form: Decision Support Tool" in shown and "never take the place of the official form" in shown
    for _ in range(2):
        assert post(client, "print_blank", [case.pk, "dst"])["Location"] == address
    assert Job.objects.filter(kind=working_copies.JOB).count() == 1
    shown = page(client.get(address))
    assert "Make a blank form: Decision Support Tool" not in shown and "waiting to be made" in shown
    assert post(client, "print_blank", [case.pk, "wheelchair"]).status_code == 404


def test_a_filled_copy_is_of_the_form_as_it_stands(here, coordinator, sign_in):
    act_as(coordinator)
    person = make_person(here)
    assign(person, coordinator)
    case = screened_in(person, coordinator)
    form = case.assessments.get()
    client = sign_in(coordinator)
    for _ in range(2):
        assert post(client, "print_filled", [form.pk]).status_code == 302
    job = Job.objects.get(kind=working_copies.JOB)
    assert job.payload["assessment"] == form.pk and job.person_id == person.pk
    assert "Completed by Sam Okafor" in page(client.get(reverse("eligibility:working_copies", args=[case.pk])))
