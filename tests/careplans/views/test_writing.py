"""The pages on which a plan is written: saved by hand and by itself, by two people at once, and never lost."""

import re
from datetime import date
from html import unescape

import pytest

from careplans import selectors, services
from careplans.views import common
from phb.core.errors import RuleBroken
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
PAGES = [name for name, _, _ in common.PAGES]


def page(version, name):
    return f"/plans/versions/{version.pk}/{name.replace('_', '-')}/"


@pytest.mark.parametrize("written", [True, False])
def test_every_page_of_a_draft_opens_and_is_noted(here, sign_in, settle, written):
    version, team = make_plan(here, written=written)
    settle()
    browser = sign_in(team.cc)
    for name in PAGES:
        assert browser.get(page(version, name)).status_code == 200, name
    settle()
    act_as(team.cc)
    read = AuditEvent.objects.filter(person_id=version.person_id, what__startswith="read: opened")
    assert read.count() >= len(PAGES)


@pytest.mark.parametrize("name", ["about_me", "needs", "review"])
@pytest.mark.parametrize("role", ["fin", "com", "bh"])
def test_those_who_do_not_write_find_no_page_to_write_on(here, sign_in, name, role):
    version, team = make_plan(here, "shared")
    assert sign_in(getattr(team, role)).get(page(version, name)).status_code == 404


def test_a_coordinator_without_the_person_and_another_organisation_get_the_same_404(here, there, actor_of, sign_in):
    version, _team = make_plan(here)
    stranger, outsider = actor_of("CC"), actor_of("CC", there)
    for actor in (stranger, outsider):
        browser = sign_in(actor)
        missing = browser.get("/plans/versions/999999/")
        found = browser.get(f"/plans/versions/{version.pk}/")
        assert (found.status_code, missing.status_code) == (404, 404)
        assert _still(found) == _still(missing)


def _still(answer):
    """The page without what differs in each answer."""
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode().replace(answer["X-Request-Id"], "")
    )


def test_words_are_saved_and_lead_to_the_next_page(here, sign_in):
    version, team = make_plan(here, written=False)
    browser = sign_in(team.cc)
    first = browser.get(page(version, "about_me"))
    data = sent_form(first) | {"what_matters": "Choir.\r\nThe cat."}
    answer = browser.post(page(version, "about_me"), data)
    assert (answer.status_code, answer["Location"]) == (302, page(version, "needs"))
    act_as(team.cc)
    version.refresh_from_db()
    assert (version.what_matters, version.edits) == ("Choir.\nThe cat.", 1)


def test_saving_by_itself_answers_a_line_and_the_new_marks(here, sign_in):
    version, team = make_plan(here, written=False)
    browser = sign_in(team.cc)
    first = browser.get(page(version, "about_me"))
    data = sent_form(first)
    for words in ("Choir", "Choir and cat", "Choir, cat, sea"):
        answer = browser.post(
            page(version, "about_me"), {**data, "what_matters": words}, headers={"HX-Request": "true"}
        )
        assert b"Saved at" in answer.content and b"<html" not in answer.content
        data["seen"] = unescape(re.search(r'id="id_seen" value="([^"]*)"', answer.content.decode())[1])
    act_as(team.cc)
    version.refresh_from_db()
    assert version.what_matters == "Choir, cat, sea"


def test_two_people_on_different_fields_are_both_kept_and_on_one_field_both_are_shown(here, sign_in):
    version, team = make_plan(here, "shared")
    older = sent_form(sign_in(team.cc).get(page(version, "about_me")))
    act_as(team.bh)
    services.save_section(
        version_id=version.pk, section="about_me", values={"strengths": "I sing", "what_matters": "The sea"}, by=team.bh
    )
    # The coordinator's page is older. Another field: both stay.
    data = older | {"also_worth_knowing": "Physics"}
    assert sign_in(team.cc).post(page(version, "about_me"), data).status_code == 302
    act_as(team.cc)
    version.refresh_from_db()
    assert (version.strengths, version.what_matters, version.also_worth_knowing) == ("I sing", "The sea", "Physics")
    # The same field: nothing is written, both are on the page, and sending again decides.
    data["what_matters"] = "Being at home, and choir"
    answer = sign_in(team.cc).post(page(version, "about_me"), data)
    text = answer.content.decode()
    assert answer.status_code == 409 and "The sea" in text and "Being at home, and choir" in text
    act_as(team.cc)
    version.refresh_from_db()
    assert version.what_matters == "The sea"
    assert sign_in(team.cc).post(page(version, "about_me"), sent_form(answer)).status_code == 302
    act_as(team.cc)
    version.refresh_from_db()
    assert (version.what_matters, version.strengths) == (
        "Being at home, and choir",
        "I sing",
    )  # what was not disputed stays


def service_data(version, **more):
    return {
        "key": "1c2d5bb6-0000-4000-8000-00000000000a", "description": "Waking night", "kind": "agency", "cost": "hours",
        "hours_per_week": "10", "rate": "21.305", "holding": "notional", "frequency": "four_weekly", "paid_by": "shared", "funder_1": "NHS",
        "share_1": "100", "outcomes": [str(version.outcomes.get().pk)], **more,
    }  # fmt: skip


def test_a_bad_amount_keeps_all_that_was_typed(here, sign_in):
    version, team = make_plan(here)
    answer = sign_in(team.cc).post(page(version, "services"), service_data(version))
    text = answer.content.decode()
    assert answer.status_code == 200 and "21.305" in text and "Waking night" in text and "no more than 2 digits" in text
    assert "Error:" in text.split("</title>")[0]


def test_the_same_page_sent_twice_adds_one_service(here, sign_in):
    version, team = make_plan(here)
    browser = sign_in(team.cc)
    for _ in range(2):
        assert browser.post(page(version, "services"), service_data(version, rate="21.30")).status_code == 302
    act_as(team.cc)
    assert version.services.filter(description="Waking night").count() == 1


def test_a_split_that_is_not_a_whole_is_refused_beside_its_box(here, sign_in):
    version, team = make_plan(here)
    data = service_data(version, rate="21.30", share_1="60", funder_2="Council", share_2="39")
    answer = sign_in(team.cc).post(page(version, "services"), data)
    text = answer.content.decode()
    assert 'href="#id_share_1"' in text and "add up to 99" in text


@pytest.mark.parametrize(
    ("cost", "boxes", "weekly", "once"),
    [
        ("hours", {"hours_per_week": "42", "rate": "13.85"}, "581.70", None),
        ("hours", {"hours_per_week": "42", "rate": "13.85", "with_on_costs": "725"}, "725.00", None),
        ("weekly", {"weekly": "28"}, "28.00", None),
        ("once", {"one_off_amount": "640"}, None, "640.00"),
        ("free", {}, "0.00", None),
    ],
)
def test_a_row_changes_from_any_cost_to_any_other(here, sign_in, cost, boxes, weekly, once):
    version, team = make_plan(here)
    row = version.services.get(kind="personal_assistant")
    browser = sign_in(team.cc)
    first = browser.get(f"/plans/service/{row.pk}/")
    data = sent_form(first) | {"hours_per_week": "", "rate": "", "with_on_costs": "", "cost": cost, **boxes}
    assert browser.post(f"/plans/service/{row.pk}/", data).status_code == 302
    act_as(team.cc)
    row.refresh_from_db()
    shown = [None if amount is None else f"{amount:.2f}" for amount in (row.weekly_amount, row.one_off_amount)]
    assert shown == [weekly, once]


def test_a_row_removed_by_somebody_else_says_so(here, sign_in):
    version, team = make_plan(here)
    pk = version.needs.get().pk
    act_as(team.cc)
    services.remove_row(part="needs", row_id=pk, by=team.cc)
    assert sign_in(team.cc).get(f"/plans/need/{pk}/").status_code == 404


def test_removing_asks_first(here, sign_in):
    version, team = make_plan(here)
    pk = version.risks.get().pk
    browser = sign_in(team.cc)
    assert browser.get(f"/plans/risk/{pk}/remove/").status_code == 200
    act_as(team.cc)
    assert version.risks.exists()
    assert browser.post(f"/plans/risk/{pk}/remove/").status_code == 302
    act_as(team.cc)
    assert not version.risks.exists()


def test_consent_is_recorded_and_withdrawn(here, sign_in):
    version, team = make_plan(here, written=False)
    browser = sign_in(team.cc)
    data = {"key": "1c2d5bb6-0000-4000-8000-00000000000b", "about": "CARE", "capacity": "HAS_CAPACITY", "consents": "yes", "basis": "SELF",
            "given_by": "Adaeze Okafor", "assessed_on_day": "2", "assessed_on_month": "11", "assessed_on_year": "2026"}  # fmt: skip
    assert browser.post(page(version, "consent"), data).status_code == 302
    act_as(team.cc)
    row = selectors.consents_of(version.person_id)["CARE"]
    assert (row.consents, row.assessed_on) == (True, date(2026, 11, 2))
    with pytest.raises(RuleBroken, match="16 or over"):
        services.record_consent(person_id=version.person_id, about="CARE", capacity="UNDER_16", consents=True, basis="PARENT",
                                given_by="A parent", assessed_on=row.assessed_on, by=team.cc)  # fmt: skip
    data = {"key": data["key"], "withdrawn_on_day": "3", "withdrawn_on_month": "11", "withdrawn_on_year": "2026"}
    assert browser.post(f"/plans/consents/{row.pk}/withdraw/", data).status_code == 302
    act_as(team.cc)
    row.refresh_from_db()
    assert row.withdrawn_on == date(2026, 11, 3)


def test_a_frozen_plan_shows_no_form_and_takes_no_words(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    browser = sign_in(team.cc)
    text = browser.get(page(version, "about_me")).content.decode()
    assert "words stay as they are" in text and "<textarea" not in text
    answer = browser.post(
        page(version, "about_me"), {"key": "1c2d5bb6-0000-4000-8000-00000000000c", "what_matters": "New"}
    )
    assert "its words stay as they are" in answer.content.decode()
    act_as(team.cc)
    version.refresh_from_db()
    assert version.what_matters.startswith("Being at home")
