"""Panels: what goes before one, who decides, what its yes, no and in part lead to, and what the database holds of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from careplans import services as plans
from careplans.models import LineDecision, PanelItem, PlanVersion, Risk, Service, SignOff
from careplans.rules.panels import LineAnswer
from careplans.selectors import agendas, deciding
from careplans.services import deciding as decisions
from careplans.services import panels
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Declaration
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan, take
from tests.factories.core import LONG_AGO, make_actor

pytestmark = pytest.mark.django_db
KEY = "test-panel"


def scheme(team, rows, **settings):
    act_as(team.com)
    for key, value in {"approval_limits": rows, "panel_quorum": 2, **settings}.items():
        set_policy(key=key, value=value, starts=LONG_AGO, by=team.com)


ABOVE = [{"measure": "weekly", "limit": "700.00", "role": "COM", "panel": True}]


@pytest.fixture
def before(here):
    """A plan above the limit that waits for authorisation, a panel held today with two members, and its people."""
    version, team = make_plan(here, "finance_checked")
    scheme(team, ABOVE)
    act_as(the_service(here.pk))
    members = [make_actor("COM", here, name="Chair Person"), make_actor("CLN", here, name="Second Member")]
    act_as(team.com)
    panel_id = panels.plan_panel(
        name="PHB panel", held_on=ON, seats=[each.membership_id for each in members] + [team.cc.membership_id],
        others=["Lay Member, Healthwatch"], chair=str(members[0].membership_id), by=team.com, key=KEY,
    )  # fmt: skip
    item = panels.put_to_panel(version_id=version.pk, panel_id=panel_id, why="Above the limit", by=team.com)
    panel = agendas.panel_for(team.com, panel_id)
    panels.hold_panel(panel_id=panel_id, came=[each["key"] for each in panel.members], on=ON, by=team.com)
    return version, team, item, members


def decide(before, decision="yes", *, by=None, lines=(), took_part=None, **more):
    version, team, item, members = before
    by = by or team.com
    act_as(by)
    keys = took_part or [f"u{each.user_id}" for each in members]
    return decisions.decide_item(
        item_id=item.pk, content_hash=more.pop("content_hash", version.content_hash), decision=decision,
        reasons=more.pop("reasons", "It is worth it."), took_part=keys, lines=lines, on=ON, by=by, **more,
    )  # fmt: skip


def answers(version, refused):
    return [
        LineAnswer(row.line, row.description not in refused, "Too dear." if row.description in refused else "")
        for row in version.services.all()
    ]


MACHINE, ASSISTANTS = "Second suction machine", "Personal assistants trained in suction"


def authorise(version_id, by):
    act_as(by)
    version = PlanVersion.objects.get(pk=version_id)
    return plans.sign(
        version_id=version_id, kind="authorisation", content_hash=version.content_hash, by=by, on=ON, words="Yes"
    )


# --- what goes before a panel


def risk(version, **changes):
    Risk.objects.filter(version=version).update(**changes)


def test_a_plan_within_the_scheme_needs_no_panel(here):
    version, team = make_plan(here, "draft")
    scheme(team, [{"measure": "weekly", "limit": "725.00", "role": "COM", "panel": True}])
    assert deciding.panel_needed(version, ON) == ()


@pytest.mark.parametrize(
    ("measure", "limit", "figure"),
    [("weekly", "724.99", "£725.00"), ("annual", "37699.99", "£37,700.00"), ("one_off", "639.99", "£640.00"),
     ("percent_above_package", "44.99", "45%")],
)  # fmt: skip
def test_each_measure_of_the_scheme_takes_it_there_from_a_penny_above(here, measure, limit, figure):
    from careplans.services.exceptions import record_replaced_package

    version, team = make_plan(here, "draft")
    at = {"724.99": "725.00", "37699.99": "37700.00", "639.99": "640.00", "44.99": "45.00"}[limit]
    act_as(team.com)
    record_replaced_package(
        plan_id=version.plan_id, weekly=Decimal("500.00"), basis="The agency until June", on=ON, by=team.com
    )
    scheme(team, [{"measure": measure, "limit": at, "role": "COM", "panel": True}])
    assert deciding.panel_needed(version, ON) == ()
    set_policy(key="approval_limits", value=[{"measure": measure, "limit": limit, "role": "COM", "panel": True}],
               starts=LONG_AGO + timedelta(days=1), by=team.com)  # fmt: skip
    [words] = deciding.panel_needed(version, ON)
    assert figure in words


@pytest.mark.parametrize(
    ("changes", "needed"),
    [({"residual_likelihood": 3, "residual_impact": 5}, False), ({"residual_likelihood": 4, "residual_impact": 4}, True),
     ({"residual_likelihood": 2, "residual_impact": 2}, False), ({"agreement": "not_agreed"}, True)],
)  # fmt: skip
def test_a_risk_that_stays_high_or_that_nobody_agrees_on(here, changes, needed):
    version, team = make_plan(here)
    act_as(team.cc)
    Risk.objects.filter(version=version).update(**changes)
    assert bool(deciding.panel_needed(version, ON)) == needed


def test_family_in_the_household_and_a_kind_outside_the_policy(here):
    version, team = make_plan(here)
    act_as(team.cc)
    paid = {"name": "Ngozi", "relationship": "family", "same_household": True, "exception_reason": "Only she can."}
    plans.save_row(part="paid_people", version_id=version.pk, values=paid, by=team.cc)
    assert "Ngozi" in deciding.panel_needed(version, ON)[0]
    scheme(team, [], panel_matters=["off_policy"], off_policy_kinds=["equipment"])
    [words] = deciding.panel_needed(version, ON)
    assert MACHINE in words and "outside the policy" in words


def test_above_the_limit_nobody_authorises_before_the_panel(before):
    version, _team, _, members = before
    with pytest.raises(RuleBroken, match="A panel must decide this plan first"):
        authorise(version.pk, members[0])


# --- yes, no, more


def test_yes_is_authorised_by_another_than_who_wrote_it_down(before):
    version, team, _, members = before
    item = decide(before, conditions="Review after six weeks")
    assert decide(before).pk == item.pk  # a second press
    with pytest.raises(RuleBroken, match="wrote down what the panel decided"):
        authorise(version.pk, team.com)
    with pytest.raises(DatabaseError, match="decided this plan before"), transaction.atomic():
        SignOff.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, version=version, kind="authorisation",
            content_hash=version.content_hash, signed_by_id=team.com.user_id, signed_role="COM", signed_name="x", signed_on=ON,
        )  # fmt: skip
    assert authorise(version.pk, members[0]).state == "authorised"
    assert [each["name"] for each in item.took_part] == ["Chair Person", "Second Member"]


def test_no_refuses_the_plan_and_writes_to_the_person(before):
    version, _team, *_ = before
    decide(before, "no", reasons="It does not meet the need.")
    version.refresh_from_db()
    assert version.state == "refused"
    [letter] = version.plan.case.letters.filter(kind="PLAN_REFUSED")
    assert "It does not meet the need." in str(letter.contents)


def test_more_information_leaves_the_plan_for_another_panel(before):
    version, team, item, members = before
    decide(before, "more", reasons="Ask the nurse.")
    version.refresh_from_db()
    assert version.state == "finance_checked" and deciding.panel_approval_of(version) is None
    act_as(team.com)
    other = panels.plan_panel(
        name="Next", held_on=ON, seats=[members[0].membership_id], others=[], by=team.com, key="next"
    )
    assert panels.put_to_panel(version_id=version.pk, panel_id=other, why="Answered", by=team.com).pk != item.pk


# --- in part, by line


def again(version, team, members, until="finance_checked"):
    """The coordinator shares it again, and it comes as far as the finance check."""
    for step in ("shared", "agreed_by_person", "clinically_approved", "finance_checked"):
        take(version.pk, step, team)
    return PlanVersion.objects.get(pk=version.pk)


def test_in_part_goes_back_by_line_and_what_was_agreed_is_kept(before):
    version, team, _, members = before
    decide(before, "part", lines=answers(version, {MACHINE}), reasons="The machine is lent by the hospital.")
    version.refresh_from_db()
    assert version.state == "draft" and version.content_hash == ""
    assert "Not agreed: “Second suction machine”. Too dear." in version.returned_reason
    assert version.plan.case.letters.filter(kind="PLAN_IN_PART").count() == 1
    [line] = deciding.refused_lines(version)
    assert line.is_there and line.decision.words == MACHINE
    act_as(team.cc)
    assert decisions.take_refused_out(version_id=version.pk, by=team.cc) == 1
    assert decisions.take_refused_out(version_id=version.pk, by=team.cc) == 0
    version = again(version, team, members)
    approval = deciding.panel_approval_of(version)
    assert approval is not None and approval.kept
    assert authorise(version.pk, members[0]).state == "authorised"


@pytest.mark.parametrize(
    ("column", "value"),
    [("provider", "Somebody else"), ("weekly_amount", Decimal("724.00")), ("description", "Other words"),
     ("holding", "notional"), ("funders", [{"funder": "Council", "share": "100"}])],
)  # fmt: skip
def test_a_line_that_says_something_else_needs_the_panel_again(before, column, value):
    version, team, _, members = before
    decide(before, "part", lines=answers(version, {MACHINE}))
    act_as(team.cc)
    decisions.take_refused_out(version_id=version.pk, by=team.cc)
    Service.objects.filter(version=version).update(**{column: value})
    version = again(version, team, members)
    assert deciding.panel_approval_of(version) is None
    with pytest.raises(RuleBroken, match="A panel must decide this plan first"):
        authorise(version.pk, members[0])


def test_a_new_reason_for_a_panel_needs_it_again(before):
    version, team, _, members = before
    decide(before, "part", lines=answers(version, {MACHINE}))
    act_as(team.cc)
    decisions.take_refused_out(version_id=version.pk, by=team.cc)
    Risk.objects.filter(version=version).update(residual_likelihood=5, residual_impact=5)
    assert deciding.panel_approval_of(again(version, team, members), ON) is None


def test_a_line_kept_after_its_refusal_is_not_authorised(before):
    version, team, _, members = before
    act_as(team.com)
    decide(before, "part", lines=answers(version, {MACHINE}))
    scheme_off(team)
    version = again(version, team, members)
    with pytest.raises(RuleBroken, match="was refused and stands in the plan as it was"):
        authorise(version.pk, members[0])


def scheme_off(team):
    act_as(team.com)
    set_policy(key="approval_limits", value=[], starts=LONG_AGO + timedelta(days=1), by=team.com)


def test_an_upheld_request_lets_another_commissioner_agree_the_line(before, here):
    from tests.factories.challenges import answered

    version, team, _, members = before
    decide(before, "part", lines=answers(version, {MACHINE}))
    scheme_off(team)
    [line] = deciding.refused_lines(version)
    act_as(team.cc)
    asked = {
        "version_id": version.pk, "about": str(line.decision.line), "requested_on": ON, "requested_by": "Ada", "how": "TELEPHONE",
        "words": "I need it at night.", "on": ON, "by": team.cc, "key": "objection",
    }  # fmt: skip
    made = decisions.record_objection(**asked)
    assert decisions.record_objection(**asked) == made  # sent twice
    from eligibility.models import Challenge
    from eligibility.selectors.challenges import judged_before

    assert {each.user_id for each in members} <= set(judged_before(Challenge.objects.get(pk=made)))
    answered(Challenge.objects.get(pk=made), "UPHELD", team.com_deciding, on=ON)
    version = again(version, team, members)
    with pytest.raises(RuleBroken, match="You refused"):
        authorise(version.pk, members[0])  # was on the panel
    act_as(the_service(here.pk))
    third = make_actor("COM", here)
    assert authorise(version.pk, third).state == "authorised"
    assert deciding.refused_lines(version) == []


# --- who takes part, and how many


def test_who_wrote_it_takes_no_part(before):
    _version, team, item, members = before
    assert agendas.barred_from(item) == {f"u{team.cc.user_id}": "wrote part of this plan"}
    with pytest.raises(RuleBroken, match="wrote part of this plan, so they take no part"):
        decide(before, took_part=[f"u{team.cc.user_id}", f"u{members[0].user_id}"])


def test_a_relative_and_who_declared_an_interest_take_no_part(before, here):
    version, team, item, members = before
    act_as(the_service(here.pk))
    Declaration.objects.create(
        organisation=here, person=version.person, user_id=members[0].user_id, relationship="aunt"
    )
    with pytest.raises(RuleBroken, match="family or a friend"):
        decide(before)
    panels.declare_interest(item_id=item.pk, member="o1", why="Knows the provider", by=team.com)
    with pytest.raises(RuleBroken, match="declared an interest"):
        decide(before, took_part=["o1", f"u{members[1].user_id}"])


def test_too_few_do_not_decide(before):
    *_, members = before
    with pytest.raises(RuleBroken, match="At least 2 members must take part"):
        decide(before, took_part=[f"u{members[0].user_id}"])
    assert decide(before, took_part=[f"u{members[0].user_id}", "o1"]).decision == "yes"


@pytest.mark.parametrize(
    ("decision", "refused", "reasons", "words"),
    [("yes", set(), " ", "Write down the reasons"), ("part", set(), "x", "Every line is agreed"),
     ("part", {MACHINE, ASSISTANTS}, "x", "No line is agreed"), ("perhaps", set(), "x", "Choose what was decided")],
)  # fmt: skip
def test_a_decision_says_why_and_what(before, decision, refused, reasons, words):
    with pytest.raises(RuleBroken, match=words):
        decide(before, decision, lines=answers(before[0], refused), reasons=reasons)


def test_a_changed_plan_is_stale_for_the_panel(before):
    version, team, _item, members = before
    with pytest.raises(RuleBroken, match="changed since you opened"):
        decide(before, content_hash="0" * 64)
    act_as(team.com)
    plans.give_back(version_id=version.pk, reasons="One word", by=team.com)
    with pytest.raises(RuleBroken, match="does not wait for a decision"):
        decide(before)
    version = again(version, team, members)
    with pytest.raises(RuleBroken, match="changed after it was put on this agenda"):
        decide((version, *before[1:]))


@pytest.mark.parametrize("role", ["cc", "cln", "fin", "bh"])
def test_only_a_commissioner_writes_down_a_decision(before, role):
    with pytest.raises((RuleBroken, NotVisible)):
        decide(before, by=getattr(before[1], role))


# --- the meeting


def test_a_meeting_is_planned_once_and_held_on_its_day(here, actor_of):
    com = actor_of("COM")
    asked = {
        "name": "Panel",
        "held_on": date(2026, 12, 1),
        "seats": [com.membership_id],
        "others": [],
        "by": com,
        "key": KEY,
    }
    made = panels.plan_panel(**asked)
    assert panels.plan_panel(**asked) == made
    with pytest.raises(RuleBroken, match="planned for 1 December 2026"):
        panels.hold_panel(panel_id=made, came=["o1"], on=date(2026, 11, 30), by=com)
    with pytest.raises(RuleBroken, match="changed since you opened"):
        panels.change_panel(panel_id=made, edits=7, name="P", held_on=ON, seats=[com.membership_id], others=[], by=com)
    held = panels.hold_panel(panel_id=made, came=[f"u{com.user_id}"], on=date(2026, 12, 1), by=com)
    assert held.state == "held"
    with pytest.raises(RuleBroken, match="is not possible"):
        panels.cancel_panel(panel_id=made, reason="Snow", by=com)
    assert panels.write_minutes(panel_id=made, edits=0, minutes="We met.", by=com).minutes == "We met."


def test_a_plan_is_on_one_agenda_and_only_when_it_waits(before):
    version, team, item, members = before
    act_as(team.com)
    other = panels.plan_panel(
        name="Other", held_on=ON, seats=[members[0].membership_id], others=[], by=team.com, key="other"
    )
    with pytest.raises(RuleBroken, match="is on the agenda of “PHB panel”"):
        panels.put_to_panel(version_id=version.pk, panel_id=other, why="x", by=team.com)
    panels.take_off(item_id=item.pk, by=team.com)
    assert panels.put_to_panel(version_id=version.pk, panel_id=other, why="x", by=team.com).position == 1


def test_what_a_panel_of_others_decides_does_not_exist_for_another_organisation(before, there):
    act_as(the_service(there.pk))
    stranger = make_actor("COM", there)
    with pytest.raises(NotVisible):
        decide(before, by=stranger)
    with pytest.raises(NotVisible):
        agendas.panel_for(stranger, before[2].panel_id)


# --- what the database itself refuses


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_decision_is_never_changed_nor_taken_away(before):
    item = decide(before)
    for statement in (
        "UPDATE careplans_panelitem SET reasons = 'x' WHERE id = %s",
        "DELETE FROM careplans_panelitem WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="stays as it was written"):
            sql(statement, item.pk)
    with pytest.raises(DatabaseError):
        sql("UPDATE careplans_linedecision SET agreed = false WHERE item_id = %s", item.pk)


def test_no_decision_by_an_update_alone(before):
    version, team, item, _members = before
    written = "UPDATE careplans_panelitem SET decision = 'yes', reasons = 'x', decided_on = now(), recorded_by_id = %s, {} WHERE id = %s"
    with pytest.raises(DatabaseError, match="decides the plan as it stands"):
        sql(written.format("content_hash = 'other'"), team.com.user_id, item.pk)
    with pytest.raises(DatabaseError, match="takes no part"):
        sql(written.format(f"took_part = '[{{\"user\": {team.cc.user_id}}}]'"), team.com.user_id, item.pk)
    with pytest.raises(DatabaseError, match="does not decide its lines"):
        LineDecision.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, version=version, line=1, words="x", said="x",
            agreed=True, decided_on=ON, decided_by_id=team.cc.user_id,
        )  # fmt: skip


def test_no_line_is_decided_out_of_its_turn(here):
    version, team = make_plan(here, "shared")
    act_as(team.com)
    with pytest.raises(DatabaseError, match="while its plan waits"), transaction.atomic():
        LineDecision.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, version=version, line=1, words="x", said="x",
            agreed=True, decided_on=ON, decided_by_id=team.com.user_id,
        )  # fmt: skip
    assert PanelItem.objects.filter(version=version).count() == 0
