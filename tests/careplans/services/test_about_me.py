"""About me at any time: who changes it in which state, what two people write at once, and what new versions make of it."""

from datetime import date

import pytest

from careplans import documents, selectors, services
from careplans.exports import prsb
from careplans.exports.record import record_of
from careplans.models import Plan
from careplans.rules.merging import marks
from careplans.selectors.about_me import about_me_changed, about_me_of
from careplans.services import Changed
from careplans.services.about_me import write_about_me
from careplans.services.correcting import correct
from careplans.services.paper import build
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import AuditEvent, Grant
from phb.core.pdf import to_html
from phb.core.tenancy import act_as
from tests.factories.careplans import STEPS, make_plan, take
from tests.factories.core import make_person
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 11, 20), date(2026, 12, 1)
NEW = "Allergic to penicillin and latex"


def tell(version, by, seen=None, **words):
    act_as(by)
    plan = write_about_me(plan_id=version.plan_id, values=words, seen=seen, on=TODAY, by=by)
    return plan


def now(version):
    return about_me_of(type(version).objects.get(pk=version.pk))


@pytest.fixture
def in_force(here):
    return make_plan(here, "active")


def test_the_person_changes_what_the_plan_in_force_says_and_the_signed_words_stay(in_force, settle):
    version, team = in_force
    signed = (version.must_know, version.content_hash, version.edits)
    tell(version, team.bh, must_know=NEW, please_do="", who_i_am=version.who_i_am)
    settle()
    version.refresh_from_db()
    assert (version.must_know, version.content_hash, version.edits) == signed
    assert selectors.content_hash(version) == version.content_hash
    assert version.plan.about_me == {"must_know": NEW, "please_do": ""}
    assert (about_me_of(version)["must_know"], about_me_of(version)["please_do"]) == (NEW, "")
    assert about_me_changed(version).on == TODAY and about_me_changed(version).by == team.bh.name
    kept = AuditEvent.objects.filter(person_id=version.person_id, table="careplans_plan", role="BH").get()
    assert kept.after["about_me"]["must_know"] == NEW
    # The same again changes nothing; what reads as it was agreed is no change any more.
    tell(version, team.cc, must_know=NEW)
    assert Plan.objects.get(pk=version.plan_id).about_me_by == team.bh.name
    plan = tell(version, team.bh, must_know=version.must_know, please_do=version.please_do)
    assert (plan.about_me, plan.about_me_on, plan.about_me_by) == ({}, None, "")


def test_who_changes_it_and_who_does_not(in_force, here, there, actor_of):
    version, team = in_force
    family = actor_of("REP", person=version.person)
    for by in (team.cc, team.cln, team.bh, family):
        tell(version, by, strengths=by.role)
        assert now(version)["strengths"] == by.role
    for by in (team.fin, team.com):
        with pytest.raises(RuleBroken, match="may read"):
            tell(version, by, strengths="x")
    act_as(the_service(here.pk))
    Grant.objects.filter(user_id=family.user_id).update(act_on_plan=False)
    for by in (family, actor_of("CC"), actor_of("BH", person=make_person(here)), actor_of("CC", there)):
        with pytest.raises(NotVisible):
            tell(version, by, strengths="x")
    act_as(team.cc)
    assert now(version)["strengths"] == "REP"


def test_staff_say_whose_words_they_wrote_down(in_force):
    version, team = in_force
    act_as(team.cc)
    given = {"plan_id": version.plan_id, "seen": None, "on": TODAY, "by": team.cc, "said_by": "Grace Bell"}
    for how in ("", "online", "pigeon"):
        with pytest.raises(RuleBroken, match="how they told you|Say how"):
            write_about_me(values={"must_know": NEW}, how=how, **given)
    plan = write_about_me(values={"must_know": NEW}, how="telephone", **given)
    assert plan.about_me_by == f"Grace Bell, by telephone; written down by {team.cc.name}"
    with pytest.raises(RuleBroken, match="200 characters"):
        write_about_me(values={"written_with": "x" * 201}, how="paper", **given)


def test_nothing_to_change_before_a_plan_is_in_force(here):
    version, team = make_plan(here, "shared")
    for step in (*STEPS[2:-1], None):
        with pytest.raises(RuleBroken, match="No version of this plan is in force"):
            tell(version, team.bh, must_know=NEW)
        if step:
            take(version.pk, step, team, TODAY)


def test_two_who_change_the_same_words_see_both_and_other_words_are_merged(in_force):
    version, team = in_force
    seen = marks(about_me_of(version))
    tell(version, team.bh, seen, must_know=NEW)
    with pytest.raises(Changed) as both:
        tell(version, team.cc, seen, must_know="Allergic to nuts", strengths="Sings")
    assert both.value.theirs == {"must_know": NEW}
    tell(version, team.cc, seen, must_know=version.must_know, strengths="Sings")
    assert (now(version)["must_know"], now(version)["strengths"]) == (NEW, "Sings")


def test_a_new_version_begins_with_the_words_of_the_day_and_holds_them_once_in_force(in_force, settle):
    version, team = in_force
    tell(version, team.bh, must_know=NEW)
    act_as(team.cc)
    draft = services.new_version(plan_id=version.plan_id, reason="More hours", by=team.cc)
    assert draft.must_know == NEW
    # Written while it is drafted: it counts today, and goes into the draft where that still said the same.
    act_as(team.cc)
    services.save_section(version_id=draft.pk, section="about_me", values={"please_do": "Ring first"}, by=team.cc)
    tell(version, team.bh, please_do="Wave", strengths="Sings")
    draft.refresh_from_db()
    assert (draft.strengths, draft.please_do) == ("Sings", "Ring first")
    assert (now(version)["strengths"], now(version)["please_do"]) == ("Sings", "Wave")
    # The clinician who will sign the draft does not become one of its writers.
    tell(version, team.cln, my_wellness="Quiet means pain")
    for step in STEPS[1:-1]:
        take(draft.pk, step, team, TODAY)
    take(draft.pk, "active", team, LATER)
    settle()
    assert now(draft)["my_wellness"] == "Quiet means pain"
    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.about_me, plan.about_me_by) == ({"my_wellness": "Quiet means pain"}, team.cln.name)
    assert (now(draft)["must_know"], now(draft)["please_do"]) == (NEW, "Ring first")
    assert now(version)["must_know"] == version.must_know  # what was agreed then


def test_what_is_changed_while_a_version_waits_for_signatures_outlasts_its_start(in_force):
    version, team = in_force
    tell(version, team.bh, strengths="Sings")
    act_as(team.cc)
    draft = services.new_version(plan_id=version.plan_id, reason="More hours", by=team.cc)
    for step in STEPS[1:4]:
        take(draft.pk, step, team, TODAY)
    tell(version, team.bh, must_know=NEW)
    for step in STEPS[4:-1]:
        take(draft.pk, step, team, TODAY)
    take(draft.pk, "active", team, LATER)
    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.about_me, plan.about_me_over, plan.about_me_by) == ({"must_know": NEW}, {}, team.bh.name)
    assert (now(draft)["must_know"], now(draft)["strengths"]) == (NEW, "Sings")


def test_a_small_correction_takes_the_words_of_the_day_along(in_force):
    version, team = in_force
    tell(version, team.bh, must_know=NEW)
    act_as(team.cc)
    draft = services.new_version(plan_id=version.plan_id, reason="A wrong number", by=team.cc)
    row = draft.plancontacts.get()
    services.save_row(version_id=draft.pk, part="contacts", row_id=row.pk, values={"phone": "01632 960999"}, by=team.cc)
    draft.refresh_from_db()
    correct(version_id=draft.pk, edits=draft.edits, on=TODAY, by=team.cc)
    assert now(draft)["must_know"] == NEW and Plan.objects.get(pk=draft.plan_id).about_me == {}


def test_papers_and_exports_say_what_is_so_today(in_force):
    version, team = in_force
    tell(version, team.bh, must_know=NEW, what_matters="The sea")
    version = type(version).objects.get(pk=version.pk)
    plan = build(version)
    papers = {
        "care_plan": plan,
        "care_plan_summary": plan,
        "care_plan_provider": documents.part_for(plan, "Moorside Medical"),
    }
    for name, paper in papers.items():
        html = (
            to_html(f"documents/{name}.html", paper, title="x")
            .replace("\N{NO-BREAK SPACE}", " ")
            .replace("&nbsp;", " ")
        )
        assert NEW in html and "The sea" in html and "20 November 2026" in html
    record = record_of(team.cc, version.pk, TODAY)
    said = prsb.document(record)["About me"]
    assert NEW in said["What is most important to me"] and said["Date"] == "2026-11-20"


def test_the_person_changes_it_on_their_own_page(in_force, sign_in, settle):
    version, team = in_force
    settle()
    browser = sign_in(team.bh)
    plan_page, page = f"/my-plan/{version.pk}/", f"/my-plan/{version.pk}/about-me/"
    assert page in browser.get(plan_page).content.decode()
    form = sent_form(browser.get(page))
    assert browser.post(page, {**form, "must_know": NEW}).url == plan_page
    shown = browser.get(plan_page).content.decode()
    assert NEW in shown and "was last changed on" in shown
    late = browser.post(page, {**form, "must_know": "Nuts", "key": "1c2d5bb6-0000-4000-8000-00000000000c"})
    assert late.status_code == 409 and NEW in late.content.decode() and "Nuts" in late.content.decode()


def test_staff_change_it_on_theirs_and_nobody_else_finds_the_pages(in_force, sign_in, settle, actor_of, here, there):
    version, team = in_force
    act_as(the_service(here.pk))
    somebody_else = make_person(here)
    settle()
    own, page = f"/my-plan/{version.pk}/about-me/", f"/plans/versions/{version.pk}/about-me-now/"
    for by in (actor_of("BH", person=somebody_else), actor_of("CC"), actor_of("CC", there), team.fin):
        browser = sign_in(by)
        assert [browser.get(each).status_code for each in (own, page)] == [404, 404]
    browser = sign_in(team.cc)
    form = {**sent_form(browser.get(page)), "must_know": NEW, "said_by": "Grace", "how": ""}
    assert "Say how they told you" in browser.post(page, form).content.decode()
    assert browser.post(page, {**form, "how": "visit"}).status_code == 302
    shown = browser.get(f"/plans/versions/{version.pk}/").content.decode()
    assert NEW in shown and "Grace, in person, at a visit; written down by" in shown
