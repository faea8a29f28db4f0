"""Sharing, agreeing, signing and giving back on the pages, by each role; the list; the PDF."""

from datetime import date

import pytest

from careplans import selectors, services
from careplans.models import PlanVersion
from phb.core.models import Document, Grant, Job, Person
from phb.core.tenancy import act_as
from tests.factories.careplans import STEPS, consent, make_plan, take
from tests.factories.core import make_actor
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
TODAY = {"on_day": "22", "on_month": "11", "on_year": "2026"}


def state(version, team):
    act_as(team.com)
    return PlanVersion.objects.get(pk=version.pk).state


@pytest.mark.parametrize("step", STEPS)
def test_the_plan_page_opens_for_all_staff_at_every_step(here, sign_in, step):
    version, team = make_plan(here, step)
    for role in ("cc", "cln", "fin", "com"):
        browser = sign_in(getattr(team, role))
        assert browser.get(f"/plans/versions/{version.pk}/").status_code == 200
        assert browser.get(f"/plans/{version.plan_id}/").status_code == 200


def test_the_whole_way_by_its_pages(here, sign_in):
    version, team = make_plan(here)
    at = f"/plans/versions/{version.pk}"
    browser = sign_in(team.cc)
    assert browser.post(f"{at}/share/", sent_form(browser.get(f"{at}/share/"))).status_code == 302
    browser = sign_in(team.bh)
    page = browser.get(f"/my-plan/{version.pk}/")
    assert "I breathe safely at home" in page.content.decode() and "£725.00 a week" in page.content.decode()
    agree = sent_form(browser.get(f"/my-plan/{version.pk}/agree/"))
    assert browser.post(f"/my-plan/{version.pk}/agree/", agree | {"words": ""}).status_code == 200  # not ticked
    assert (
        browser.post(f"/my-plan/{version.pk}/agree/", agree | {"understood": "on", "words": "Yes please"}).status_code
        == 302
    )
    browser = sign_in(team.cln)
    sign = sent_form(browser.get(f"{at}/clinical/"))
    assert browser.post(f"{at}/clinical/", sign | {"satisfied": "on"}).status_code == 302
    assert state(version, team) == "clinically_approved"
    # The same press again, from the page still open: no second signature, no error.
    assert browser.post(f"{at}/clinical/", sign | {"satisfied": "on"}).status_code == 302
    act_as(team.com)
    assert [row.kind for row in selectors.sign_offs(version)] == []  # the old copy in memory knows no hash
    version.refresh_from_db()
    assert [(row.kind, row.words) for row in selectors.sign_offs(version)] == [
        ("person", "Yes please"),
        ("clinical", ""),
    ]


def test_a_page_that_is_out_of_date_neither_shares_nor_agrees(here, sign_in):
    version, team = make_plan(here)
    at = f"/plans/versions/{version.pk}"
    browser = sign_in(team.cc)
    old = sent_form(browser.get(f"{at}/share/"))
    act_as(team.cc)
    services.save_section(version_id=version.pk, section="about_me", values={"strengths": "I sing"}, by=team.cc)
    answer = browser.post(f"{at}/share/", old)
    assert answer.status_code == 200 and "has changed since you opened this page" in answer.content.decode()
    take(version.pk, "shared", team)
    browser = sign_in(team.bh)
    old = sent_form(browser.get(f"/my-plan/{version.pk}/agree/"))
    act_as(team.cc)
    services.save_section(version_id=version.pk, section="about_me", values={"strengths": "I sing alto"}, by=team.cc)
    answer = browser.post(f"/my-plan/{version.pk}/agree/", old | {"understood": "on"})
    assert "has changed since you opened this page" in answer.content.decode()
    assert state(version, team) == "shared"


def test_the_person_asks_for_changes_in_their_own_words(here, sign_in):
    version, team = make_plan(here, "shared")
    browser = sign_in(team.bh)
    form = sent_form(browser.get(f"/my-plan/{version.pk}/changes/"))
    assert browser.post(f"/my-plan/{version.pk}/changes/", form | {"reasons": "I want choir in it"}).status_code == 302
    assert state(version, team) == "draft"
    assert "I want choir in it" in sign_in(team.cc).get(f"/plans/versions/{version.pk}/").content.decode()
    assert sign_in(team.bh).get(f"/my-plan/{version.pk}/").status_code == 404  # a draft is not theirs to see


def test_the_person_writes_about_themselves_while_it_is_shared_and_nothing_else(here, sign_in):
    version, team = make_plan(here, "shared")
    browser = sign_in(team.bh)
    form = sent_form(browser.get(f"/my-plan/{version.pk}/words/"), holding="strengths")
    assert browser.post(f"/my-plan/{version.pk}/words/", form | {"strengths": "I know my own chest"}).status_code == 302
    act_as(team.bh)
    version.refresh_from_db()
    assert version.strengths == "I know my own chest"
    from phb.core.errors import RuleBroken

    with pytest.raises(RuleBroken, match="your own words"):
        services.save_section(version_id=version.pk, section="review", values={"review_how": "x"}, by=team.bh)


@pytest.mark.parametrize(
    ("parts", "reads", "acts"),
    [
        ({"see_plan": True, "act_on_plan": True}, 200, 200),
        ({"see_plan": True, "act_on_plan": False}, 200, 404),
        ({"see_plan": False, "act_on_plan": False}, 404, 404),
    ],
)
def test_a_representative_reads_and_acts_by_the_parts_of_the_grant(here, sign_in, parts, reads, acts):
    version, team = make_plan(here, "shared")
    act_as(team.cc)
    other = make_actor("REP", here, person=version.person, **parts)
    browser = sign_in(other)
    assert browser.get(f"/my-plan/{version.pk}/").status_code == reads
    for page in ("words", "agree", "changes"):
        assert browser.get(f"/my-plan/{version.pk}/{page}/").status_code == acts
        assert browser.post(f"/my-plan/{version.pk}/{page}/", {}).status_code == acts


def test_a_representative_agrees_only_for_someone_who_cannot(here, sign_in):
    version, team = make_plan(here, "shared")
    act_as(team.cc)
    daughter = make_actor("REP", here, person=version.person)
    browser = sign_in(daughter)
    text = browser.get(f"/my-plan/{version.pk}/agree/").content.decode()
    assert "they agree the plan themselves" in text and "I agree" not in text
    act_as(team.cc)
    consent(
        version.person, team.cc, capacity="LACKS_CAPACITY", basis="LPA", given_by="Ngozi", evidence="Pictures, twice."
    )
    # Of somebody who cannot decide about their care the plan says how they are kept safe, and free.
    assert "not finished yet" in browser.get(f"/my-plan/{version.pk}/agree/").content.decode()
    act_as(team.cc)
    safety = {"safeguarding": "Ngozi visits daily.", "liberty": "The door is never locked."}
    services.save_section(version_id=version.pk, section="safety", values=safety, by=team.cc)
    form = sent_form(browser.get(f"/my-plan/{version.pk}/agree/"))
    assert browser.post(f"/my-plan/{version.pk}/agree/", form | {"understood": "on"}).status_code == 302
    assert state(version, team) == "agreed_by_person"


def test_a_child_does_not_agree_alone_and_a_nominee_never_does(here, sign_in):
    version, team = make_plan(here, "shared")
    act_as(team.cc)
    Person.objects.filter(pk=version.person_id).update(date_of_birth=date(2011, 1, 1))
    assert "under 16" in sign_in(team.bh).get(f"/my-plan/{version.pk}/agree/").content.decode()
    act_as(team.cc)
    nominee = make_actor("REP", here)
    Grant.objects.create(organisation_id=here.pk, person=version.person, user_id=nominee.user_id, kind="NOMINEE", basis="NOMINATION",
                         act_on_plan=True, starts=date(2020, 1, 1))  # fmt: skip
    assert "looks after the money" in sign_in(nominee).get(f"/my-plan/{version.pk}/agree/").content.decode()


def test_what_was_agreed_on_paper_counts_as_much(here, sign_in):
    version, team = make_plan(here, "shared")
    browser = sign_in(team.cc)
    at = f"/plans/versions/{version.pk}/agreement/"
    form = sent_form(browser.get(at)) | {
        "agreed_by": "HOLDER",
        "how": "paper",
        "words": "That is how I want it",
        **TODAY,
    }
    late = browser.post(at, form | {"on_year": "2027"})
    assert late.status_code == 200 and "must be on or before" in late.content.decode()
    assert browser.post(at, form | {"words": ""}).status_code == 200
    act_as(team.cc)
    PlanVersion.objects.filter(pk=version.pk).update(shared_at="2026-11-02T09:00Z")
    assert browser.post(at, form).status_code == 302
    act_as(team.cc)
    version.refresh_from_db()
    (row,) = selectors.sign_offs(version)
    assert (row.how, row.words, row.signed_name, row.signed_by_id) == (
        "paper",
        "That is how I want it",
        version.person.full_name,
        team.cc.user_id,
    )


def test_the_checklist_says_what_is_missing_and_where_to_mend_it(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    services.withdraw_consent(
        consent_id=selectors.consents_of(version.person_id)["CARE"].pk, on=date(2026, 11, 3), by=team.cc
    )
    text = sign_in(team.cln).get(f"/plans/versions/{version.pk}/clinical/").content.decode()
    assert (
        "was withdrawn on" in text and f'href="/plans/versions/{version.pk}/consent/"' in text and ">Sign<" not in text
    )


@pytest.mark.parametrize(
    ("step", "giver", "others"),
    [
        ("agreed_by_person", "cln", ("fin", "com")),
        ("clinically_approved", "fin", ("com",)),
        ("finance_checked", "com", ("fin",)),
    ],
)
def test_whoever_s_turn_it_is_gives_it_back(here, sign_in, step, giver, others):
    version, team = make_plan(here, step)
    at = f"/plans/versions/{version.pk}/give-back/"
    for other in others:
        browser = sign_in(getattr(team, other))
        answer = browser.post(at, sent_form(browser.get(at)) | {"reasons": "Too dear"})
        assert "It is not your turn" in answer.content.decode()
    browser = sign_in(getattr(team, giver))
    assert browser.post(at, sent_form(browser.get(at)) | {"reasons": "Too dear"}).status_code == 302
    assert state(version, team) == "draft"


def test_an_auditor_reads_and_does_nothing(here, sign_in, actor_of):
    version, _team = make_plan(here, "agreed_by_person")
    auditor = actor_of("AUD")
    browser = sign_in(auditor)
    assert browser.get(f"/plans/versions/{version.pk}/").status_code == 200
    for page in ("give-back", "share", "agreement", "withdraw"):
        assert browser.get(f"/plans/versions/{version.pk}/{page}/").status_code == 404
    assert browser.post(f"/plans/versions/{version.pk}/clinical/").status_code == 404


# --- the list


def test_the_list_filters_sorts_and_exports(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    browser = sign_in(team.com)
    name = version.person.full_name
    assert name in browser.get("/plans/").content.decode()
    assert name in browser.get("/plans/?state=agreed_by_person&sort=-person").content.decode()
    assert name not in browser.get("/plans/?state=draft").content.decode()
    assert name not in browser.get("/plans/?review=overdue").content.decode()
    assert name in browser.get("/plans/?format=csv").getvalue().decode()
    assert browser.get("/plans/?person=Okafor").status_code == 400
    assert browser.get(f"/plans/?coordinator={team.cc.membership_id}").content.decode().count(name) == 1


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_four(here, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _version, team = make_plan(here, written=False)
    browser = sign_in(team.com)
    browser.get("/plans/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/plans/")
    for _ in range(3):
        make_plan(here, written=False)
    with CaptureQueriesContext(connection) as four:
        browser.get("/plans/")
    assert len(four) == len(one)


# --- the PDF


def test_the_pdf_is_made_once_for_the_same_content_and_again_when_it_changes(here):
    from careplans.services import render_plan

    version, team = make_plan(here, "authorised")
    act_as(team.com)
    first = render_plan(version_id=version.pk, format="STANDARD", by=team.com)
    assert render_plan(version_id=version.pk, format="STANDARD", by=team.com) == first
    large = render_plan(version_id=version.pk, format="LARGE_PRINT", by=team.com)
    take(version.pk, "active", team)
    later = render_plan(version_id=version.pk, format="STANDARD", by=team.fin)
    assert len({first.pk, large.pk, later.pk}) == 3 and later.version == 2
    assert Document.objects.filter(kind="care_plan").count() == 3


def test_the_pdf_says_what_the_plan_says(here):
    import io

    from pypdf import PdfReader

    from careplans.services import render_plan
    from phb.core.documents import content_of

    version, team = make_plan(here, "authorised")
    act_as(team.com)
    made = content_of(render_plan(version_id=version.pk, format="STANDARD", by=team.com))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    text = " ".join(text.split())
    for words in ("Allergic to penicillin", "I breathe safely at home", "£725.00", "£640.00", "Tomasz comes.", "Emeka Okafor",
                  "Suction at once, then 999.", version.plan.reference):  # fmt: skip
        assert words in text, words


def test_asking_twice_is_one_job_and_nobody_prints_a_draft(here, sign_in):
    draft, team = make_plan(here)
    browser = sign_in(team.cc)
    assert browser.post(f"/plans/versions/{draft.pk}/pdf/", {"format": "STANDARD"}).status_code == 400
    for step in STEPS[1:3]:
        take(draft.pk, step, team)
    for _ in range(2):
        assert browser.post(f"/plans/versions/{draft.pk}/pdf/", {"format": "STANDARD"}).status_code == 302
    act_as(team.cc)
    assert Job.objects.filter(kind="careplans.render_plan").count() == 1
    assert "waiting to be made" in browser.get(f"/plans/versions/{draft.pk}/").content.decode()
