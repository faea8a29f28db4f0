"""Pages of an organisation's own words: propose, decide, take back, by the roles that may."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Wording
from eligibility.selectors import wordings as reads
from phb.core.tenancy import act_as

pytestmark = pytest.mark.django_db
GROUP = "help.dst.breathing"


@pytest.fixture
def people(actor_of):
    return {role: actor_of(role) for role in ("COM", "CLN", "AUD", "CC", "FIN")}


def url(name, *args):
    return reverse(f"eligibility:{name}", args=args)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")


def as_it_stands(key, **changes):
    texts = reads.groups()[key].texts
    return {f"words_{i}": text.ours for i, text in enumerate(texts)} | changes


def test_a_group_is_proposed_by_one_and_approved_by_a_clinician(people, sign_in):
    commissioner = sign_in(people["COM"])
    page = words(commissioner.get(url("wording_group", GROUP)))
    assert "Needs clinical approval before use" in page and "never instead of it" in page
    sent = as_it_stands(GROUP, words_1="A little short of breath.", as_they_stand="yes")
    done = commissioner.post(url("propose_wordings", GROUP), sent, follow=True)
    assert "Proposed by" in words(done)
    act_as(people["COM"])
    assert Wording.objects.filter(state="PROPOSED").count() == 6
    assert "Nothing here waits for you" in words(commissioner.get(url("decide_wordings", GROUP)))

    assert "Texts proposed" not in words(commissioner.get(reverse("desk")))
    clinician = sign_in(people["CLN"])
    assert "Texts proposed, to approve or refuse" in words(clinician.get(reverse("desk")))
    assert "for a second person" in words(clinician.get(url("wordings")))
    act_as(people["CLN"])
    rows = list(Wording.objects.order_by("id"))
    answers = {f"do_{row.pk}": "approve" for row in rows} | {"approved_as": "Nurse, NMC 00A0000X"}
    answers |= {f"do_{rows[0].pk}": "refuse", f"why_{rows[0].pk}": ""}
    page = clinician.post(url("decide_wordings", GROUP), answers)
    assert "Write what should change" in words(page) and "NMC 00A0000X" in page.content.decode()
    done = words(
        clinician.post(url("decide_wordings", GROUP), answers | {f"why_{rows[0].pk}": "Say it shorter."}, follow=True)
    )
    assert "Nurse, NMC 00A0000X" in done and "Reasons: Say it shorter." in done
    act_as(people["CLN"])
    assert sorted(Wording.objects.values_list("state", flat=True)) == ["IN_FORCE"] * 5 + ["REFUSED"]


def test_the_products_help_of_a_whole_form_is_proposed_at_once_and_approved_domain_by_domain(people, sign_in):
    commissioner = sign_in(people["COM"])
    assert "Propose 33 texts: Checklist" in words(commissioner.get(url("wordings")))
    done = commissioner.post(url("propose_ours", "checklist"), follow=True)
    assert "33 texts are proposed" in words(done) and "texts: Checklist" not in words(done)
    again = commissioner.post(url("propose_ours", "checklist"))
    assert "waits for approval already" in words(again)
    assert commissioner.post(url("propose_ours", "fnc")).status_code == 404

    clinician = sign_in(people["CLN"])
    group = "help.checklist.skin"
    act_as(people["CLN"])
    rows = list(Wording.objects.filter(key__startswith=f"{group}."))
    sent = {f"do_{row.pk}": "leave" for row in rows} | {"all": "all", "approved_as": "Nurse"}
    mixed = {**sent, f"do_{rows[0].pk}": "refuse", f"why_{rows[0].pk}": "No."}
    assert "You refuse a text above" in words(clinician.post(url("decide_wordings", group), mixed))
    clinician.post(url("decide_wordings", group), sent)
    act_as(people["CLN"])
    assert Wording.objects.filter(state="IN_FORCE").count() == len(rows) == 3


def test_an_empty_proposal_or_decision_says_so(people, sign_in):
    commissioner = sign_in(people["COM"])
    assert "Nothing is changed" in words(commissioner.post(url("propose_wordings", GROUP), as_it_stands(GROUP)))
    commissioner.post(url("propose_wordings", GROUP), as_it_stands(GROUP, words_1="Other."))
    clinician = sign_in(people["CLN"])
    act_as(people["CLN"])
    row = Wording.objects.get()
    page = clinician.post(url("decide_wordings", GROUP), {f"do_{row.pk}": "leave", "approved_as": "Nurse"})
    assert "Nothing is decided yet" in words(page)


def test_a_letter_keeps_what_it_must_tell_and_what_was_typed(people, sign_in):
    group = "letter.checklist_positive"
    browser = sign_in(people["COM"])
    assert "Must keep: {completed_on}" in words(browser.get(url("propose_wordings", group)))
    page = browser.post(url("propose_wordings", group), as_it_stands(group, words_0="We met you at home."))
    assert "{completed_on}" in words(page) and "We met you at home." in words(page)
    act_as(people["COM"])
    assert not Wording.objects.exists()


def test_what_waits_is_not_proposed_twice_and_may_be_taken_back(people, sign_in):
    browser = sign_in(people["COM"])
    browser.post(url("propose_wordings", GROUP), as_it_stands(GROUP, words_1="Other."))
    page = words(browser.get(url("propose_wordings", GROUP)))
    assert "left out here: Low" in page
    act_as(people["COM"])
    row = Wording.objects.get()
    assert "Why are these words taken back?" in words(browser.get(url("withdraw_wording", row.pk)))
    assert "Answer the question: Why are these words taken back?" in words(
        browser.post(url("withdraw_wording", row.pk), {"reason": ""})
    )
    done = browser.post(url("withdraw_wording", row.pk), {"reason": "A slip."}, follow=True)
    assert "Taken back" in words(done)
    act_as(people["COM"])
    assert Wording.objects.get().state == "WITHDRAWN"


@pytest.mark.parametrize(
    ("role", "may_propose", "may_decide"),
    [("COM", 200, 200), ("CLN", 404, 200), ("AUD", 404, 404), ("CC", 404, 404), ("FIN", 404, 404)],
)
def test_who_may_open_which_page(people, sign_in, role, may_propose, may_decide):
    browser = sign_in(people[role])
    assert browser.get(url("propose_wordings", GROUP)).status_code == may_propose
    assert browser.get(url("decide_wordings", GROUP)).status_code == may_decide
    assert browser.get(url("wordings")).status_code == (404 if role == "FIN" else 200)


def test_an_unknown_group_is_not_there(people, sign_in):
    browser = sign_in(people["COM"])
    assert browser.get(url("wording_group", "help.dst.nothing")).status_code == 404
    assert browser.get(url("propose_wordings", "letter.nothing")).status_code == 404


def test_the_list_costs_the_same_however_many_words_there_are(people, sign_in):
    browser = sign_in(people["COM"])
    browser.get(url("wordings"))
    with CaptureQueriesContext(connection) as without:
        browser.get(url("wordings"))
    for domain in ("breathing", "skin", "mobility"):
        group = f"help.dst.{domain}"
        browser.post(url("propose_wordings", group), as_it_stands(group, as_they_stand="yes"))
    with CaptureQueriesContext(connection) as with_many:
        page = browser.get(url("wordings"))
    assert words(page).count("for a second person") == 3
    assert len(with_many) <= len(without)
