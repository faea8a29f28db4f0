"""Deciding a plan by its pages: a panel from its planning to the letter, in part, refused, asked again, two approvals."""

import re

import pytest

from budgets import services as budgets
from careplans import services as plans
from careplans.models import Panel, PanelItem, PlanVersion
from careplans.selectors import deciding
from eligibility.models import Challenge
from phb.core.actors import the_service
from phb.core.clock import london_today
from phb.core.models import Document
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.challenges import answered
from tests.factories.core import LONG_AGO, assign, make_actor
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
TODAY, MACHINE = london_today(), "Second suction machine"


def day(on, name):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


@pytest.fixture
def waiting(here):
    """A plan that finance has proposed, above the limit of a commissioner; a second commissioner."""
    version, team = make_plan(here, "clinically_approved")
    act_as(team.fin)
    version.refresh_from_db()
    budgets.propose(
        plan_version_id=version.pk, content_hash=version.content_hash, by=team.fin, on=TODAY, difference_reason="As needed",
        enough={str(row.line): "The payroll line carries the rest." for row in version.services.all()},
    )  # fmt: skip
    act_as(the_service(here.pk))
    other = make_actor("COM", here, name="Other Commissioner")
    act_as(team.com)
    set_policy(key="panel_quorum", value=1, starts=LONG_AGO, by=team.com)
    return version, team, other


def limits(team, **row):
    act_as(team.com)
    value = [{"measure": "weekly", "limit": "700.00", "role": "COM", **row}]
    set_policy(key="approval_limits", value=value, starts=LONG_AGO, by=team.com)


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def errors(answer):
    """What the page says is wrong."""
    return re.findall(
        r"(?:nhsuk-error-message|error-summary__body).*?>(.*?)</(?:div|span|ul)", words(answer), re.DOTALL
    )


def press(browser, path, **typed):
    """Open a page, type, send; the page it leads to must be another."""
    page = browser.get(path)
    answer = browser.post(path, sent_form(page) | typed)
    assert answer.status_code == 302, errors(answer)
    return answer


def now(version, team):
    act_as(team.com)
    return PlanVersion.objects.get(pk=version.pk)


def test_from_the_limit_to_a_panel_and_back_by_line(waiting, sign_in):
    version, team, other = waiting
    limits(team, panel=True)
    at = f"/plans/versions/{version.pk}"
    browser = sign_in(team.com)
    page = words(browser.get(f"/plans/versions/{version.pk}/authorise/"))
    assert "A panel decides first" in page and "£725.00 is more than £700.00" in page and ">Authorise<" not in page
    assert "Plan a panel" in words(browser.get(f"{at}/panel/"))
    made = press(
        browser, "/plans/panels/add/", name="PHB panel", seats=[str(other.membership_id)], chair=str(other.membership_id),
        others="Lay Member, Healthwatch", **day(TODAY, "held_on"),
    )  # fmt: skip
    panel = Panel.objects.get()
    assert made.url == f"/plans/panels/{panel.pk}/" and panel.members[0]["role"] == "Chair"
    press(browser, f"{at}/panel/", panel=str(panel.pk))
    page = words(browser.get(f"/plans/panels/{panel.pk}/"))
    assert version.plan.reference in page and version.person.family_name not in page.split("<main")[1]  # initials only
    paper = words(browser.get(f"/plans/panels/{panel.pk}/papers/"))
    assert version.person.full_name in paper and "£725.00" in paper and "My airway can block at night" in paper
    press(browser, f"/plans/panels/{panel.pk}/held/", came=[f"u{other.user_id}", "o1"])
    item = PanelItem.objects.get()
    lines = {row.description: row.line for row in version.services.all()}
    sent = {
        "took_part": [f"u{other.user_id}"], "decision": "part", "reasons": "The hospital lends one.",
        **{f"line_{line}": "no" if name == MACHINE else "yes" for name, line in lines.items()},
        f"why_{lines[MACHINE]}": "It is lent free of charge.",
    }  # fmt: skip
    at_item = f"/plans/panel-items/{item.pk}/"
    page = browser.get(at_item)
    without = {**sent, f"why_{lines[MACHINE]}": ""}
    assert "Write down why “Second suction machine” is refused" in words(
        browser.post(at_item, sent_form(page) | without)
    )
    press(browser, at_item, **sent)
    assert "It is lent free of charge." in words(browser.get(at_item))
    page = words(sign_in(team.cc).get(f"{at}/"))
    assert "It is lent free of charge." in page and "It still stands in the plan." in page
    assert browser.post(f"{at}/refused-out/").status_code == 302
    assert "It was taken out." in words(browser.get(f"{at}/"))
    assert Document.objects.filter(kind="letter").count() == 0  # printed by a worker, not here
    plans.share(version_id=version.pk, edits=now(version, team).edits, by=team.cc)
    page = words(sign_in(team.bh).get(f"/my-plan/{version.pk}/"))
    assert "We said no to" in page and "It is lent free of charge." in page and "If you do not agree" in page


def test_a_stale_paper_is_not_decided_from(waiting, sign_in):
    version, team, other = waiting
    limits(team, panel=True)
    browser = sign_in(team.com)
    press(browser, "/plans/panels/add/", name="P", seats=[str(other.membership_id)], **day(TODAY, "held_on"))
    panel = Panel.objects.get()
    press(browser, f"/plans/versions/{version.pk}/panel/", panel=str(panel.pk))
    press(browser, f"/plans/panels/{panel.pk}/held/", came=[f"u{other.user_id}"])
    at = f"/plans/panel-items/{PanelItem.objects.get().pk}/"
    page = browser.get(at)
    budgets.give_back(plan_version_id=version.pk, reasons="A word", by=team.com)
    sent = sent_form(page) | {"took_part": [f"u{other.user_id}"], "decision": "yes", "reasons": "Good"}
    assert "does not wait for a decision now" in words(browser.post(at, sent))
    assert "The plan is not the one that was put here" in words(browser.get(at))


def test_two_commissioners_approve_where_the_scheme_asks_for_two(waiting, sign_in):
    version, team, other = waiting
    limits(team, second=True)
    at = f"/plans/versions/{version.pk}/authorise/"
    browser = sign_in(team.com)
    old = sent_form(browser.get(at)) | {"words": "Right for her", "sure": "on"}
    assert "Give the first approval" in words(browser.get(at))
    assert browser.post(at, old).status_code == 302
    assert browser.post(at, old).status_code == 302  # the same press again
    assert now(version, team).state == "finance_checked"
    page = words(browser.get(at))
    assert "You gave the first approval" in page and ">Authorise<" not in page
    browser = sign_in(other)
    assert "First approval of two" in words(browser.get(at))
    late = browser.post(at, old | {"key": "6c2d5bb6-0000-4000-8000-0000000000aa"})
    assert late.status_code == 200  # a page that asked for the first approval does not give the second
    press(browser, at, words="I agree", sure="on")
    assert now(version, team).state == "authorised"
    assert [row.kind for row in now(version, team).sign_offs.all()] == [
        "person",
        "clinical",
        "finance",
        "approval",
        "authorisation",
    ]


def test_refused_asked_again_and_decided_by_another(waiting, sign_in, here):
    version, team, other = waiting
    at = f"/plans/versions/{version.pk}"
    browser = sign_in(team.com)
    press(browser, f"{at}/refuse/", reasons="It does not meet the need.")
    assert "You can ask us to think again" in words(sign_in(team.bh).get(f"/my-plan/{version.pk}/"))
    cc = sign_in(team.cc)
    made = press(cc, f"{at}/objection/", about="plan", how="TELEPHONE", words="Please look again.")
    challenge = Challenge.objects.get()
    assert made.url.endswith(f"/{challenge.pk}/") and challenge.details["service"] == deciding.whole_plan(version)
    browser = sign_in(team.com)
    refused = browser.post(f"{at}/reconsider/", sent_form(browser.get(f"{at}/reconsider/")) | {"reasons": "Upheld"})
    assert "No request about this plan was upheld" in words(refused)
    answered(challenge, "UPHELD", team.com_deciding, on=TODAY)
    press(sign_in(team.com), f"{at}/reconsider/", reasons="The request was upheld.")
    assert now(version, team).state == "finance_checked"
    page = words(sign_in(team.com).get(f"/plans/versions/{version.pk}/authorise/"))
    assert "You refused this plan before" in page
    press(sign_in(other), f"/plans/versions/{version.pk}/authorise/", words="Now it is clear", sure="on")
    assert now(version, team).state == "authorised"


def test_in_part_by_one_commissioner_withdraws_the_proposal_until_finance_checks_anew(waiting, sign_in):
    version, team, _ = waiting
    lines = {row.description: row.line for row in version.services.all()}
    typed = {f"line_{line}": "no" if name == MACHINE else "yes" for name, line in lines.items()}
    press(
        sign_in(team.com), f"/plans/versions/{version.pk}/in-part/", reasons="Lent by the hospital",
        **typed, **{f"why_{lines[MACHINE]}": "Free elsewhere"},
    )  # fmt: skip
    assert now(version, team).state == "draft"
    page = words(sign_in(team.com).get(f"/plans/versions/{version.pk}/authorise/"))
    assert "This plan does not wait for authorisation" in page


def test_family_who_are_paid_and_what_the_care_cost_before(here, sign_in):
    version, team = make_plan(here)
    act_as(team.cc)
    paid = {
        "name": "Ngozi",
        "relationship": "family",
        "same_household": True,
        "exception_reason": "Only she knows the signs.",
    }
    row = plans.save_row(part="paid_people", version_id=version.pk, values=paid, by=team.cc)
    at = f"/plans/paid-people/{row.pk}/exception/"
    assert "A commissioner who wrote no part of the plan decides this" in words(sign_in(team.cc).get(at))
    browser = sign_in(team.com)
    old = sent_form(browser.get(at)) | {"agreed": "yes", "reasons": "Nobody else can."}
    press(browser, at, agreed="yes", reasons="Nobody else can.")
    assert deciding.family_exception_of(version.plan_id, row).agreed
    act_as(team.cc)
    plans.save_row(
        part="paid_people", version_id=version.pk, row_id=row.pk, values={"exception_reason": "Other words"}, by=team.cc
    )
    row.refresh_from_db()
    assert deciding.family_exception_of(version.plan_id, row) is None  # changed words need a new decision
    assert "has changed since you opened the page" in words(sign_in(team.com).post(at, old))
    at = f"/plans/{version.plan_id}/without-the-budget/"
    browser = sign_in(team.cc)
    assert "Enter what the care would cost" in words(
        browser.post(at, sent_form(browser.get(at)) | {"known": "yes", "weekly": "", "basis": "x"})
    )
    press(browser, at, known="no", weekly="", basis="Her first care; nothing came before.")
    assert deciding.replaced_package_of(version.plan_id).weekly is None
    press(browser, at, known="yes", weekly="912.50", basis="The agency until June.")
    assert str(deciding.replaced_package_of(version.plan_id).weekly) == "912.50"


def test_a_coordinator_sees_on_an_agenda_only_their_own_people(waiting, sign_in, here):
    version, team, other = waiting
    browser = sign_in(team.com)
    press(browser, "/plans/panels/add/", name="P", seats=[str(other.membership_id)], **day(TODAY, "held_on"))
    panel = Panel.objects.get()
    press(browser, f"/plans/versions/{version.pk}/panel/", panel=str(panel.pk), why="High risk")
    act_as(the_service(here.pk))
    stranger = make_actor("CC", here)
    page = words(sign_in(stranger).get(f"/plans/panels/{panel.pk}/"))
    assert version.plan.reference not in page and "people whose record" not in page
    assert sign_in(stranger).get(f"/plans/panel-items/{PanelItem.objects.get().pk}/").status_code == 404
    assign(version.person, stranger)
    assert version.plan.reference in words(sign_in(stranger).get(f"/plans/panels/{panel.pk}/"))
