"""Pages of local offers, case finding and places, through the whole stack."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eligibility.models import Candidate, Case, Finding, Offer, PlaceWish
from eligibility.services import offers
from phb.core.clock import london_today
from phb.core.made_up import nhs_number
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case
from tests.factories.offers import SINCE, make_draft, make_offer
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"eligibility:{name}", args=args)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def com(actor_of):
    return actor_of("COM")


@pytest.fixture
def second(actor_of):
    return actor_of("COM")


@pytest.fixture
def cared_for(here, actor_of):
    coordinator = actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    return person, coordinator


# --- offers


def sent(page, **changes):
    """What a browser sends from a page, with some boxes changed."""
    holding = next(name for name in ("edits", "f0_fact", "key") if f'name="{name}"' in page.content.decode())
    return {**sent_form(page, holding), **changes}


def test_an_offer_from_first_word_to_approval_without_scripts(sign_in, com, second, client):
    browser = sign_in(com)
    begun = browser.post(
        url("new_offer"),
        {"key": str(uuid4()), "cohort": "CARERS", "name": "Carer’s break", **day("enabled_from", date(2027, 4, 1))},
    )
    draft = Offer.objects.get()
    assert begun.url == url("edit_offer", draft.pk)
    page = browser.get(begun.url)
    more = browser.post(begun.url, sent(page, c0_text="Does the person care for somebody?", more="1"))
    assert more.url.endswith("#criteria")
    page = browser.get(begun.url)
    saved = browser.post(
        begun.url,
        sent(
            page,
            about="Time for oneself.",
            c1_text="For how many hours a week?",
            c1_type="number",
            c1_at_least="20",
            c1_required="on",
            management_options="NOTIONAL",
            cap_amount="500",
            decision_days="15",
            decider="Panel",
            review_route="Write to us.",
            f0_fact="hours a week",
            f0_at_least="20",
        ),
    )
    assert saved.url == url("offer", draft.pk)
    draft.refresh_from_db()
    assert [row["id"] for row in draft.criteria] == ["c1", "c2"]
    assert draft.find == [{"fact": "hours a week", "at_least": "20", "at_most": ""}]
    assert "As the assessor sees it" in text_of(browser.get(saved.url))
    assert browser.post(url("propose_offer", draft.pk), {"sure": "on"}).status_code == 302
    assert "Another commissioner" in text_of(
        browser.post(url("decide_offer", draft.pk), {"answer": "approve", "edits": draft.edits + 0})
    )
    act_as(second)
    approver = sign_in(second)
    page = approver.get(url("decide_offer", draft.pk))
    assert approver.post(url("decide_offer", draft.pk), sent(page, answer="approve")).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by_id) == ("IN_FORCE", second.user_id)


def test_what_was_typed_stays_when_a_box_is_wrong(sign_in, com):
    draft = make_draft(com)
    browser = sign_in(com)
    page = browser.get(url("edit_offer", draft.pk))
    answer = browser.post(url("edit_offer", draft.pk), sent(page, about="My own words", cap_amount="a lot"))
    assert answer.status_code == 200
    assert "My own words" in answer.content.decode()
    assert 'value="a lot"' in answer.content.decode()


def test_two_people_see_each_others_words(sign_in, com, second):
    draft = make_draft(com)
    browser = sign_in(com)
    page = sent(browser.get(url("edit_offer", draft.pk)), decider="Mine")
    act_as(second)
    offers.save_offer(offer_id=draft.pk, edits=draft.edits, by=second, decider="Theirs")
    act_as(com)
    answer = browser.post(url("edit_offer", draft.pk), page)
    assert "Saved by somebody else meanwhile" in text_of(answer)
    assert "Theirs" in text_of(answer)
    assert 'value="Mine"' in answer.content.decode()
    assert Offer.objects.get(pk=draft.pk).decider == "Theirs"
    assert browser.post(url("edit_offer", draft.pk), sent(answer)).status_code == 302
    assert Offer.objects.get(pk=draft.pk).decider == "Mine"


def test_the_list_filters_by_group_state_and_day(sign_in, com, second):
    make_offer(com, second)
    make_draft(com, cohort="AUTISM", name="Autistic people")
    browser = sign_in(com)
    assert "Autistic people" in text_of(browser.get(url("offers")))
    found = text_of(browser.get(url("offers"), {"state": "IN_FORCE"}))
    assert "Carer’s break" in found
    assert "Draft" not in found.split("Showing")[1]
    before = SINCE - timedelta(days=1)
    assert "Nothing matches" in text_of(browser.get(url("offers"), day("on", before)))
    lines = browser.get(url("offers"), {"format": "csv", "cohort": "CARERS"}).content.decode()
    assert "Carer’s break" in lines and "Autistic" not in lines


def test_the_approver_sees_what_differs(sign_in, com, second):
    old = make_offer(com, second)
    new = offers.new_version(offer_id=old.pk, enabled_from=date(2027, 4, 1), by=com)
    offers.save_offer(offer_id=new.pk, edits=0, by=com, decision_days=30)
    shown = text_of(sign_in(com).get(url("offer", new.pk)))
    assert "What differs from version 1" in shown
    assert "Time to decide 20 days 30 days" in shown


def test_everybody_may_read_what_is_in_force_and_nothing_else(client, com, second, actor_of, there):
    make_offer(com, second)
    make_draft(com, cohort="AUTISM", name="Not yet public")
    there_com, there_second = actor_of("COM", there), actor_of("COM", there)
    make_offer(there_com, there_second, name="Of the neighbours")
    shown = text_of(client.get(url("public_offers", "qxn")))
    assert "Carer’s break" in shown
    assert "Not yet public" not in shown and "Of the neighbours" not in shown
    assert client.get(url("public_offers", "zzz")).status_code == 404


# --- a referral


def test_a_referral_asks_which_offer_and_keeps_it(sign_in, com, second, cared_for):
    person, coordinator = cared_for
    offer = make_offer(com, second)
    act_as(coordinator)
    browser = sign_in(coordinator)
    page = browser.get(url("refer", person.pk))
    assert "None of these" in text_of(page)
    given = sent(
        page, route="LOCAL_OFFER", referred_by="Dr Lewis", setting="OWN_HOME", **day("received_on", date(2026, 9, 1))
    )
    refused = browser.post(url("refer", person.pk), {**given, "offer_local_offer": ""})
    assert "Select which offer" in text_of(refused)
    early = {**given, "offer_local_offer": offer.pk, **day("received_on", SINCE - timedelta(days=1))}
    assert "was not in force on 31 March 2026" in text_of(browser.post(url("refer", person.pk), early))
    done = browser.post(url("refer", person.pk), {**given, "offer_local_offer": offer.pk})
    case = Case.objects.get()
    assert (done.url, case.offer_id) == (url("case", case.pk), offer.pk)
    shown = text_of(browser.get(done.url))
    assert "The carers’ panel" in shown
    assert "Decision on the commissioner’s own offer" in shown


def test_without_an_offer_the_case_says_what_to_do(sign_in, cared_for):
    person, coordinator = cared_for
    case = make_case(person, coordinator, route="MATERNITY")
    shown = text_of(sign_in(coordinator).get(url("case", case.pk)))
    assert "Not available in the area" in shown
    assert "on its own facts" in shown


def test_an_offer_is_named_later(sign_in, com, second, cared_for):
    person, coordinator = cared_for
    case = make_case(person, coordinator, route="LOCAL_OFFER")
    offer = make_offer(com, second)
    act_as(coordinator)
    browser = sign_in(coordinator)
    assert browser.post(url("offer_of_case", case.pk), {"offer_id": offer.pk}).url == url("case", case.pk)
    assert Case.objects.get().offer_id == offer.pk


# --- case finding


def upload(text):
    return SimpleUploadedFile("people.csv", text.encode(), content_type="text/csv")


def test_a_file_is_checked_taken_and_decided_on(sign_in, com, second):
    offer = make_offer(com, second, enabled_to=None)
    browser = sign_in(com)
    rows = f"nhs_number,name,date_of_birth,hours\n{nhs_number(400_001)},Ada Okafor,1958-03-14,25\n"
    wrong = browser.post(url("find_file", offer.pk), {"file": upload(rows.replace(",25\n", ",+25\n"))})
    made = Finding.objects.get()
    page = text_of(browser.get(wrong.url))
    assert "must be a number" in page and "Take these people" not in page
    assert '2,"hours must be a number' in browser.get(url("finding_refused", made.pk)).content.decode()
    assert browser.post(url("discard_finding", made.pk)).status_code == 302
    page = browser.get(url("find_file", offer.pk))
    checked = browser.post(url("find_file", offer.pk), {**sent(page), "file": upload(rows)})
    assert Candidate.objects.count() == 0
    made = Finding.objects.order_by("-pk").first()
    assert "Would be pointed out 1" in text_of(browser.get(checked.url))
    assert browser.post(url("take_finding", made.pk)).status_code == 302
    found = Candidate.objects.get()
    assert "Ada Okafor" in text_of(browser.get(url("candidates")))
    page = browser.get(url("candidate", found.pk))
    refused = browser.post(url("candidate", found.pk), sent(page, answer="dismiss"))
    assert "Write why" in text_of(refused)
    done = browser.post(url("candidate", found.pk), sent(page, answer="refer"))
    case = Case.objects.get()
    assert done.url == url("case", case.pk)
    assert (case.offer_id, case.person.full_name) == (offer.pk, "Ada Okafor")
    assert browser.post(url("candidate", found.pk), sent(page, answer="refer")).url == done.url
    assert Case.objects.count() == 1


def test_a_search_keeps_who_was_shown_in_the_trail(sign_in, com, second, cared_for):
    person, coordinator = cared_for
    make_case(person, coordinator)
    offer = make_offer(com, second)
    browser = sign_in(com)
    empty = browser.post(url("find", offer.pk), {"route": ""})
    assert "at least one condition" in text_of(empty)
    done = browser.post(url("find", offer.pk), {"route": "CHC"})
    assert person.full_name in text_of(browser.get(url("candidates")))
    assert "Search of the records" in text_of(browser.get(done.url))
    act_as(com)
    noted = AuditEvent.objects.filter(person_id=person.pk, what__contains="pointed out for an offer")
    assert noted.exists()


def test_the_list_of_people_asks_the_same_for_few_and_many(sign_in, com, second, django_assert_max_num_queries):
    offer = make_offer(com, second)
    browser = sign_in(com)
    rows = "".join(f"{nhs_number(n)},Ada Okafor,1958-03-14\n" for n in range(400_000, 400_025))
    browser.post(url("find_file", offer.pk), {"file": upload(f"nhs_number,name,date_of_birth\n{rows}"), "f0_fact": ""})
    browser.post(url("take_finding", Finding.objects.get().pk))
    assert Candidate.objects.count() == 25
    with django_assert_max_num_queries(20):
        browser.get(url("candidates"))


# --- places


def test_a_place_is_recorded_kept_and_shown(sign_in, cared_for):
    person, coordinator = cared_for
    case = make_case(person, coordinator, route="END_OF_LIFE")
    browser = sign_in(coordinator)
    page = browser.get(url("places", case.pk))
    answer = browser.post(url("places", case.pk), sent(page, kind="PPD", place="HOME", words="In my own bed."))
    assert "Select who answered" in text_of(answer)
    assert "In my own bed." in answer.content.decode()
    given = sent(page, kind="PPD", place="HOME", who="PERSON", words="In my own bed.")
    assert browser.post(url("places", case.pk), given).status_code == 302
    assert browser.post(url("places", case.pk), given).status_code == 302
    assert PlaceWish.objects.count() == 1
    shown = text_of(browser.get(url("case", case.pk)))
    assert "Preferred place of death Home" in shown and "In my own bed" in shown
    assert "Actual place of death" not in shown


def test_the_figures_are_a_page_and_a_file(sign_in, cared_for, com):
    person, coordinator = cared_for
    make_case(person, coordinator, route="END_OF_LIFE", received_on=london_today() - timedelta(days=3))
    act_as(com)
    browser = sign_in(com)
    assert "fewer than 5" in text_of(browser.get(url("place_figures")))
    lines = browser.get(url("place_figures"), {"format": "csv"}).content.decode()
    assert "End of life care outside Fast Track,fewer than 5" in lines
    assert browser.get(url("place_figures"), {"since_day": "x"}).status_code == 200
