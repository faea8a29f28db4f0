"""Competence and checks as they are recorded: refusals with a way to mend, once for a double press, seen on the pages."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans.models import Competence, EmploymentCheck, HealthTask, PaidPerson, PlanVersion, Service
from careplans.selectors.competence import desk_counts, red_services, running_out, tasks_of
from careplans.services.competence import record_check, record_competence, sign_competence, withdraw_competence
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
RIGHT = {"assistant": "Joy Bell", "trained_on": date(2026, 10, 1), "assessed_on": date(2026, 10, 8), "result": "competent",
         "assessed_by": "Sister Bell"}  # fmt: skip


@pytest.fixture
def plan(here):
    version, team = make_plan(here)
    act_as(the_service(here.pk))
    base = {"organisation_id": here.pk, "person_id": version.person_id, "version": version}
    service = Service.objects.get(version=version, kind="personal_assistant")
    task = HealthTask.objects.create(**base, words="Suction", service=service, delegated_by="Sister Bell")
    PaidPerson.objects.create(**base, name="Joy Bell", employment="employed")
    act_as(team.cln)
    return version, task, team


def key() -> str:
    return str(uuid.uuid4())


def record(task, by, **changes):
    return record_competence(task_id=task.pk, values={**RIGHT, **changes}, key=changes.pop("key", key()), on=ON, by=by)


def test_a_check_holds_for_the_months_of_the_setting_and_turns_the_service_green(plan):
    version, task, team = plan
    line = task.service.line
    assert line in red_services(version, ON), "nobody on record: red"
    row = record(task, team.cln)
    assert row.expires_on == date(2027, 10, 8)
    assert red_services(version, ON) == {}
    assert line in red_services(version, date(2027, 10, 9)) and line not in red_services(version, date(2027, 10, 8))
    assert tasks_of(version, ON)[0].standing.code == "unsigned"
    sign_competence(competence_id=row.pk, on=ON, by=team.cln, signed={"practitioner_signed_on": ON,
                    "employer_signed_on": ON, "assistant_signed_on": ON})  # fmt: skip
    assert tasks_of(version, ON)[0].standing.code == "in_place"
    withdraw_competence(competence_id=row.pk, withdrawn_on=ON, why="No longer safe", by=team.cln)
    assert tasks_of(version, ON)[0].standing.code == "withdrawn" and line in red_services(version, ON)


def test_a_check_that_is_only_planned_changes_nothing_of_what_stands(plan):
    version, task, team = plan
    record(task, team.cln)
    planned = {
        "trained_on": None,
        "assessed_on": None,
        "result": "",
        "assessed_by": "",
        "planned_for": date(2027, 9, 1),
    }
    record(task, team.cln, **planned)
    assert red_services(version, ON) == {}


def test_sent_twice_it_is_recorded_once(plan):
    _, task, team = plan
    same = key()
    for _ in range(2):
        record_competence(task_id=task.pk, values=RIGHT, key=same, on=ON, by=team.cln)
    assert Competence.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"assistant": " "}, "assistant"),
        ({"assessed_by": ""}, "assessed_by"),
        ({"trained_on": None}, "trained_on"),
        ({"trained_on": date(2026, 10, 9)}, "trained_on"),
        ({"result": ""}, "result"),
        ({"assessed_on": None}, "assessed_on"),
        ({"assessed_on": ON + timedelta(days=1)}, "assessed_on"),
        ({"expires_on": date(2026, 10, 8)}, "expires_on"),
        ({"employer_signed_on": date(2026, 10, 7)}, "employer_signed_on"),
        ({"trained_on": None, "assessed_on": None, "result": ""}, "planned_for"),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field(plan, changes, field):
    _, task, team = plan
    with pytest.raises(RuleBroken) as refused:
        record(task, team.cln, **changes)
    assert refused.value.field == field and Competence.objects.count() == 0


def test_who_may_not(plan, here):
    _, task, team = plan
    for by, error in ((team.com, RuleBroken), (make_actor("CLN", here), NotVisible)):
        act_as(by)
        with pytest.raises(error):
            record(task, by)


def test_what_runs_out_is_counted_only_for_plans_in_force(here):
    version, team = make_plan(here, "active")
    act_as(the_service(here.pk))
    base = {"organisation_id": here.pk, "person_id": version.person_id, "plan_id": version.plan_id, "line": 1, "task": "Suction",
            "recorded_by_id": team.cln.user_id, "assessed_on": date(2026, 1, 1)}  # fmt: skip
    for who, ends in (
        ("A", ON + timedelta(60)),
        ("B", ON + timedelta(61)),
        ("C", ON - timedelta(1)),
        ("D", ON - timedelta(9)),
    ):
        Competence.objects.create(**base, assistant=who, expires_on=ends)
    Competence.objects.create(**base, assistant="d", expires_on=ON + timedelta(300))  # checked again meanwhile
    act_as(team.cc)
    assert desk_counts(team.cc, ON) == {"competence_due": 1, "competence_over": 1}
    assert running_out(team.cc).count() == 4
    act_as(the_service(here.pk))
    PlanVersion.objects.filter(pk=version.pk).update()
    assert running_out(make_actor("CC", here)).count() == 0


def test_checks_of_who_is_paid(plan):
    version, _, team = plan
    line = PaidPerson.objects.get(version=version).line
    act_as(team.cc)
    given = {"version_id": version.pk, "line": line, "done_on": date(2026, 1, 2), "on": ON, "by": team.cc}
    row = record_check(check_kind="dbs", key=key(), **given)
    assert row.expires_on == date(2029, 1, 2), "36 months by the setting"
    for number in ("001234567890", "Seen 0012 3456 7890"):
        with pytest.raises(RuleBroken, match="not kept"):
            record_check(check_kind="dbs", key=key(), words=number, **given)
    with pytest.raises(RuleBroken):
        record_check(check_kind="contract", key=key(), **{**given, "line": line + 1})
    assert EmploymentCheck.objects.count() == 1


def test_the_pages(plan, sign_in):
    version, task, team = plan
    client = sign_in(team.cln)
    page = client.get(reverse("careplans:competence", args=[version.pk])).content.decode()
    assert "No assistant is on record" in page
    day = {"trained_on_day": "1", "trained_on_month": "10", "trained_on_year": "2026"}
    sent = {"assistant": "Joy Bell", "trained_by": "Moorside", "key": key(), **day}
    wrong = client.post(reverse("careplans:record_competence", args=[task.pk]), {"assistant": "Joy Bell", "key": key()})
    assert wrong.status_code == 200 and "Joy Bell" in wrong.content.decode()
    client.post(reverse("careplans:record_competence", args=[task.pk]), sent)
    assert "Joy Bell" in client.get(reverse("careplans:competence", args=[version.pk])).content.decode()
    assert "Right to work" in client.get(reverse("careplans:checks", args=[version.pk])).content.decode()
    assert client.get(reverse("careplans:health_tasks")).status_code == 200
    plan_page = client.get(reverse("careplans:version", args=[version.pk])).content.decode()
    assert "Health task not covered" in plan_page, "the line of the service is red"
    assert "Health tasks and checks" in plan_page and "Payments go on" in plan_page
