"""What the rules are told of a version: everything it says, in as many queries for sixty lines as for two."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans import selectors, services
from careplans.models import Competence, PaidPerson
from careplans.selectors.deciding import paid_person_said
from careplans.services.exceptions import decide_family_exception
from phb.core.models import User
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.factories.core import LONG_AGO, make_actor, make_grant

pytestmark = pytest.mark.django_db
MOST_QUERIES = 28


def counted(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return len(seen)


def fill(version, by, lines: int) -> None:
    def row(part, **values):
        return services.save_row(version_id=version.pk, part=part, values=values, by=by)

    outcome = version.outcomes.get()
    for number in range(lines):
        action = row("actions", words=f"Practise {number}", outcome=outcome.pk)
        row("stage_goals", words="One step", of_action=action.pk)
        row("services", description=f"Line {number}", kind="activity", weekly_amount=Decimal("1.00"), holding="notional",
            frequency="weekly", funders=[("NHS", "100")], outcomes=[outcome.pk])  # fmt: skip
        row("tasks", words=f"Task {number}", delegated_by="Nurse Bell", registration="NMC 00A0000A")
        row("paid_people", name=f"Helper {number}")
        row("other_plans", kind="treatment", title=f"Plan {number}")
        row("decisions", question=f"Choice {number}", options=[{"words": "Wait", "benefits": "Calm", "risks": ""}])


def test_queries_do_not_grow_with_the_lines(here):
    version, team = make_plan(here)
    version = selectors.version_for(team.cc, version.pk)
    few = counted(lambda: selectors.content_of(version, ON))
    fill(version, team.cc, 8)
    version = selectors.version_for(team.cc, version.pk)
    many = counted(lambda: selectors.content_of(version, ON))
    assert many - few <= 2  # a prefetch of links is left out where nothing is linked
    assert many <= MOST_QUERIES
    content = selectors.content_of(version, ON)
    assert [len(content.rows(part)) for part in ("actions", "stage_goals", "tasks", "paid_people", "decisions")] == [
        8
    ] * 5
    assert content.actions[0].outcome == content.outcomes[0].key
    assert content.stage_goals[0].action == content.actions[0].key
    assert content.decisions[0].options == ("Wait; Calm",)


def test_competence_is_the_newest_of_each_assistant(here):
    version, team = make_plan(here)
    task = services.save_row(version_id=version.pk, part="tasks", values={"words": "Suction"}, by=team.cc)
    act_as(team.cln)

    def check(assistant, **values):
        Competence.objects.create(
            organisation_id=here.pk, person_id=version.person_id, plan_id=version.plan_id, line=task.line, task="Suction",
            assistant=assistant, recorded_by_id=team.cln.user_id, **values,
        )  # fmt: skip

    done = {"trained_on": ON, "assessed_on": ON}
    check("Joy", **done, result="not_yet")
    check("Joy ", **done, result="competent", expires_on=date(2027, 1, 1))
    check("Tom", **done, result="competent")
    check("Tom", **done, withdrawn_on=ON, withdrawn_why="Unsafe")
    check("Kim", planned_for=date(2026, 12, 1))
    (said,) = selectors.content_of(version, ON).tasks
    assert {c.assistant.strip(): (c.competent_on, c.withdrawn_on, c.planned_for) for c in said.competences} == {
        "Joy": (ON, None, None), "Tom": (None, ON, None), "Kim": (None, None, date(2026, 12, 1)),
    }  # fmt: skip


def test_an_exception_counts_only_for_the_words_it_was_decided_on(here):
    version, team = make_plan(here)
    values = {"name": "Emeka", "relationship": "family", "same_household": True, "exception_reason": "Lifts safely"}
    row = services.save_row(version_id=version.pk, part="paid_people", values=values, by=team.cc)

    def found():
        (gap,) = [gap for gap in selectors.gaps_of(version) if gap.code.startswith("exception")] or [None]
        return gap and gap.code

    assert found() == "exception_undecided"
    act_as(team.com)
    decide_family_exception(
        paid_person_id=row.pk, said=paid_person_said(row), agreed=True, reasons="Nobody else can.", on=ON, by=team.com
    )
    assert found() is None
    act_as(team.cc)
    services.save_row(
        version_id=version.pk, part="paid_people", row_id=row.pk, values={"exception_reason": "Is cheaper"}, by=team.cc
    )
    assert found() == "exception_changed"
    assert PaidPerson.objects.get(pk=row.pk).exception_reason == "Is cheaper"


def test_the_person_and_the_settings_of_the_day_decide_what_is_asked(here):
    version, team = make_plan(here)
    act_as(team.com)
    set_policy(key="minimum_contingency", value=["carer", "hospital"], starts=date(2026, 12, 1), by=team.com)
    set_policy(key="plan_advice_only", value=["support_offered"], starts=LONG_AGO, by=team.com)
    around = [selectors.content_of(version, day).around for day in (date(2026, 11, 30), date(2026, 12, 1))]
    assert around[0].minimum_contingency[0] == "assistant" and around[1].minimum_contingency == ("carer", "hospital")
    assert around[0].not_required == {"support_offered"}
    assert (around[0].age, around[0].route, around[0].helpers) == (68, "CHC", ())
    act_as(team.cc)
    nominee = make_actor("REP", here, name="Kim Other")
    make_grant(version.person, User.objects.get(pk=nominee.user_id), "NOMINEE", basis="NOMINATION")
    content = selectors.content_of(version, ON)
    assert [helper.name for helper in content.around.helpers] == ["Kim Other"]
    shut = {gate.key: gate for gate in selectors.gates_of(version, on=ON)}
    assert "Kim Other is nominee" in shut["consent"].why and shut["consent"].where == "case"


def test_optional_parts_and_criteria_are_read_from_the_record(here):
    version, team = make_plan(here, "active")
    version = selectors.version_for(team.fin, version.pk)
    assert set(selectors.applicable_parts(version)) == {"actions", "support", "tasks", "paid_people", "decisions"}
    five, six = selectors.criteria_of(version, on=ON, indicative_told_on=ON)
    assert [c.number for c in five if c.met] == [4, 5]
    assert [c.number for c in six if c.met] == [3, 4, 5, 6]
