"""A plan from its start to being replaced: each step by its own person, each sentence where it belongs."""

from datetime import date
from decimal import Decimal

import pytest

from careplans import selectors, services
from careplans.models import Consent, PlanVersion
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, STEPS, make_plan, make_team, take
from tests.factories.core import make_person
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db


def test_the_whole_way_leaves_a_row_for_each_step(here, settle):
    version, _team = make_plan(here, "active")
    moves = Move.objects.filter(subject="careplans.planversion", subject_id=version.pk).values_list("verb", flat=True)
    assert list(moves) == ["created", "share", "agree", "approve_clinically", "check_finance", "authorise", "activate"]
    assert [row.kind for row in selectors.sign_offs(version)] == ["person", "clinical", "finance", "authorisation"]
    assert len({row.signed_by_id for row in selectors.sign_offs(version)}) == 4
    assert {row.content_hash for row in selectors.sign_offs(version)} == {version.content_hash}
    settle()


def test_a_plan_needs_a_right_or_an_offer(here):
    act_as(the_service(here.pk))
    person = make_person(here)
    team = make_team(here, person)
    act_as(team.cc)
    case = make_case(person, team.cc)
    with pytest.raises(RuleBroken, match="right to a budget"):
        services.start_plan(case_id=case.pk, by=team.cc, on=ON)


def test_a_case_has_one_plan(here):
    version, team = make_plan(here, written=False)
    act_as(team.cc)
    with pytest.raises(RuleBroken, match="already has a plan"):
        services.start_plan(case_id=version.plan.case_id, by=team.cc, on=ON)


def test_a_new_plan_takes_the_commissioners_own_notice_and_frequency(here):
    version, _ = make_plan(here, written=False)
    assert (version.notice_days, version.payment_frequency) == (28, "four_weekly")


def test_hours_times_rate_is_worked_out_and_explained(here):
    version, team = make_plan(here, written=False)
    act_as(team.cc)
    values = {"description": "Care", "kind": "agency", "hours_per_week": Decimal("7.25"), "rate": Decimal("21.30"),
              "holding": "notional", "frequency": "four_weekly", "funders": [("NHS", "100")], "outcomes": []}  # fmt: skip
    row = services.save_row(version_id=version.pk, part="services", values=values, by=team.cc)
    assert row.weekly_amount == Decimal("154.43")  # 154.425, half away from zero
    assert row.working["words"] == "7.25 hours × £21.30 = £154.43 a week"
    services.save_row(
        version_id=version.pk, part="services", row_id=row.pk, values={"rate": Decimal("20.00")}, by=team.cc
    )
    row.refresh_from_db()
    assert row.weekly_amount == Decimal("145.00")


@pytest.mark.parametrize(
    ("funders", "words"),
    [
        ([("NHS", "99.99")], "add up to 99.99"),
        ([("NHS", "60"), ("Council", "41")], "add up to 101"),
        ([("NHS", "60"), ("nhs ", "40")], "stands once"),
        ([("", "100")], "Name each funder"),
        ([], "at least one"),
    ],
)
def test_a_split_between_funders_is_exactly_the_whole(here, funders, words):
    version, team = make_plan(here, written=False)
    act_as(team.cc)
    values = {"description": "Care", "kind": "agency", "weekly_amount": Decimal("10.00"), "holding": "notional",
              "frequency": "four_weekly", "funders": funders, "outcomes": []}  # fmt: skip
    with pytest.raises(RuleBroken, match=words):
        services.save_row(version_id=version.pk, part="services", values=values, by=team.cc)
    assert not version.services.exists()


def test_an_incomplete_plan_is_not_agreed_and_says_what_is_missing(here):
    version, team = make_plan(here, written=False)
    take(version.pk, "shared", team)
    act_as(team.bh)
    with pytest.raises(RuleBroken, match="Add at least one need"):
        services.agree(version_id=version.pk, content_hash=selectors.content_hash(version), by=team.bh, on=ON)
    assert not version.sign_offs.exists()


def test_the_clinician_is_stopped_by_each_shut_gate(here):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    row = Consent.objects.get(person=version.person, about="CARE")
    services.withdraw_consent(consent_id=row.pk, on=ON, by=team.cc)
    act_as(team.cln)
    with pytest.raises(RuleBroken, match="was withdrawn on"):
        services.sign(version_id=version.pk, kind="clinical", content_hash=version.content_hash, by=team.cln, on=ON)
    assert version.sign_offs.count() == 1


def test_given_back_it_can_be_agreed_again_under_another_name(here):
    version, team = make_plan(here, "clinically_approved")
    first = version.content_hash
    act_as(team.fin)
    services.give_back(version_id=version.pk, reasons="The machine costs £740.", by=team.fin)
    version.refresh_from_db()
    assert (version.state, version.content_hash, version.returned_reason) == ("draft", "", "The machine costs £740.")
    for step in STEPS[1:3]:
        take(version.pk, step, team)
    version.refresh_from_db()
    assert version.content_hash not in {"", first}
    assert version.sign_offs.count() == 3
    assert [row.kind for row in selectors.sign_offs(version)] == ["person"]


def test_a_new_version_is_a_copy_that_tells_what_it_changes_and_replaces_the_old(here):
    version, team = make_plan(here, "active")
    act_as(team.cc)
    new = services.new_version(plan_id=version.plan_id, reason="More nights", by=team.cc)
    assert selectors.changes_since(new) == ()
    row = new.services.get(kind="personal_assistant")
    assert row.first_row != row.pk and row.links.count() == 1
    services.save_row(
        version_id=new.pk, part="services", row_id=row.pk, values={"weekly_amount": Decimal("800.00")}, by=team.cc
    )
    services.save_row(version_id=new.pk, part="needs", values={"words": "I am alone at night"}, by=team.cc)
    words = [change.words for change in selectors.changes_since(new)]
    assert any("£75.00 a week more" in each for each in words) and any("I am alone at night" in each for each in words)
    with pytest.raises(RuleBroken, match="being worked on"):
        services.new_version(plan_id=version.plan_id, reason="Again", by=team.cc)
    services.remove_row(part="needs", row_id=new.needs.get(words="I am alone at night").pk, by=team.cc)
    for step in STEPS[1:6]:
        take(new.pk, step, team)
    act_as(team.fin)
    with pytest.raises(RuleBroken, match="after the day"):
        services.activate(version_id=new.pk, on=ON, by=team.fin)
    services.activate(version_id=new.pk, on=date(2026, 12, 1), by=team.fin)
    version.refresh_from_db()
    new.refresh_from_db()
    assert (version.state, version.effective_to, new.state) == ("superseded", date(2026, 11, 30), "active")


def test_a_removed_need_leaves_its_outcomes_and_shows_as_a_gap(here):
    version, team = make_plan(here)
    assert not [gap for gap in selectors.gaps_of(version) if gap.blocks]
    act_as(team.cc)
    services.remove_row(part="needs", row_id=version.needs.get().pk, by=team.cc)
    assert {gap.where for gap in selectors.gaps_of(version) if gap.blocks} == {"needs", "outcomes"}


def test_counts_of_the_desk_follow_the_plan(here):
    version, team = make_plan(here)
    keys = ["drafts", "waiting_for_person", "clinical_sign_off", "finance_check", "authorisation"]
    seen = [selectors.desk_counts(team.com, ON)[keys[0]]]
    for step, key in zip(STEPS[1:5], keys[1:], strict=True):
        take(version.pk, step, team)
        seen.append(selectors.desk_counts(team.com, ON)[key])
    assert seen == [1, 1, 1, 1, 1]
    take(version.pk, "authorised", team)
    take(version.pk, "active", team)
    # The case's own clock, 3 months after the decision, comes before the day that the plan names.
    version.plan.refresh_from_db()
    assert version.plan.next_review_on == date(2026, 12, 20)
    counts = [
        selectors.desk_counts(team.com, day)
        for day in (date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 20), date(2026, 12, 21))
    ]
    assert [(c["reviews_due"], c["reviews_overdue"]) for c in counts] == [(0, 0), (1, 0), (1, 0), (0, 1)]


def test_another_organisation_sees_nothing(here, there, actor_of):
    version, _ = make_plan(here, "authorised")
    for role in ("COM", "CC", "FIN"):
        stranger = actor_of(role, there)
        with pytest.raises(NotVisible):
            selectors.version_for(stranger, version.pk)
        with pytest.raises((NotVisible, RuleBroken)):
            services.give_back(version_id=version.pk, reasons="x", by=stranger)
    assert not PlanVersion.objects.exists()  # row-level security, even without a filter


def test_a_right_that_has_gone_stops_the_authorisation(here, monkeypatch):
    version, team = make_plan(here, "finance_checked")
    monkeypatch.setattr("careplans.services.signing.eligibility.right_stands", lambda case, on: False)
    act_as(team.com)
    with pytest.raises(RuleBroken, match="does not stand"):
        services.sign(
            version_id=version.pk, kind="authorisation", content_hash=version.content_hash, by=team.com, on=ON
        )
    version.refresh_from_db()
    assert version.state == "finance_checked" and version.sign_offs.count() == 3
