"""Two versions side by side: matched by the line they were copied from, over any number of versions."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from careplans import services
from careplans.models import PlanVersion
from careplans.views.compare import comparison
from phb.core.tenancy import act_as
from tests.factories.careplans import STEPS, make_plan, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(here):
    """Three versions: the second costs more, the third drops a service and gains one."""
    version, team = make_plan(here, "active")
    found = [version]
    for change, on in ((_dearer, date(2026, 11, 9)), (_another_service, date(2026, 11, 16))):
        act_as(team.cc)
        made = services.new_version(plan_id=version.plan_id, reason="The nights are harder.", by=team.cc)
        change(made, team.cc)
        for step in STEPS[1:]:
            take(made.pk, step, team, on)
        found.append(PlanVersion.objects.get(pk=made.pk))
    return found, team


def _dearer(version, by):
    row = version.services.get(kind="personal_assistant")
    services.save_row(version_id=version.pk, part="services", row_id=row.pk, by=by,
                      values={"description": row.description, "weekly_amount": Decimal("800.00")})  # fmt: skip
    services.save_row(version_id=version.pk, part="actions", values={"words": "Ring the choir"}, by=by)
    services.save_section(version_id=version.pk, section="carers", values={"carers_situation": "Emeka is tired"}, by=by)
    services.save_row(version_id=version.pk, part="outcomes", row_id=version.outcomes.get().pk, by=by,
                      values={"levels": {"0": "No night in hospital"}})  # fmt: skip


def _another_service(version, by):
    services.remove_row(part="services", row_id=version.services.get(kind="equipment").pk, by=by)
    services.save_row(version_id=version.pk, part="services", by=by, values={
        "description": "Choir lift", "kind": "transport", "weekly_amount": Decimal("20.00"), "holding": "direct_payment",
        "frequency": "four_weekly", "funders": [("NHS Northmoor", "100")], "outcomes": [version.outcomes.get().pk],
    })  # fmt: skip


def kinds(found, title):
    return {pair.label: pair.kind for part in found["parts"] if part["title"] == title for pair in part["pairs"]}


def test_any_two_versions_are_matched_line_by_line(three):
    (first, second, third), _ = three
    assert kinds(comparison(first, second), "Services and cost") == {
        "Personal assistants trained in suction": "changed", "Second suction machine": "same",
    }  # fmt: skip
    near = comparison(first, second)
    assert (kinds(near, "Actions"), kinds(near, "Carers")) == (
        {"Ring the choir": "added"},
        {"How the carers are": "added"},
    )
    assert kinds(near, "Outcomes") == {"I breathe safely at home": "changed"}, "what it is scored by is part of it"
    far = comparison(first, third)
    assert kinds(far, "Services and cost") == {
        "Personal assistants trained in suction": "changed", "Choir lift": "added", "Second suction machine": "dropped",
    }  # fmt: skip
    assert kinds(far, "Needs") == {"I cannot clear my chest by myself": "same"}
    assert far["counts"]["added"] == 3 and far["counts"]["dropped"] == 1


def test_the_money_of_the_lines_adds_up_to_the_money_of_the_versions(three):
    (first, _, third), _ = three
    found = comparison(first, third)
    pairs = [pair for part in found["parts"] for pair in part["pairs"]]
    weekly, _, once = (row["difference"] for row in found["money"])
    assert sum(pair.weekly for pair in pairs) == weekly == Decimal("95.00")
    assert sum(pair.once for pair in pairs) == once == Decimal("-640.00")
    back = comparison(third, first)
    assert [row["difference"] for row in back["money"]] == [-row["difference"] for row in found["money"]]


def test_pages_for_staff_and_for_the_person(three, sign_in):
    (first, second, third), team = three
    staff = sign_in(team.cc)
    address = reverse("careplans:compare", args=[first.plan_id])
    assert "Version 2 beside version 3" in staff.get(address).text
    chosen = staff.get(address, {"from": "1", "with": "3"}).text
    assert "Version 1 beside version 3" in chosen and "£95.00" in chosen and "Choir lift" in chosen
    assert "Needs</h2>" not in chosen, "what is the same in both stands only among all lines"
    assert "Needs</h2>" in staff.get(address, {"from": "1", "with": "3", "all": "1"}).text
    assert "Version 1 beside version 3" in staff.get(address, {"from": "3", "with": "1"}).text, (
        "the earlier comes first"
    )
    assert "Version 2 beside version 3" in staff.get(address, {"from": "x", "with": "99"}).text
    own = sign_in(team.bh).get(reverse("careplans:own_compare", args=[second.pk]))
    assert "What is new in the plan" in own.text and "£800.00" in own.text
    assert sign_in(team.bh).get(address).status_code == 404
    assert third.number == 3


def test_one_version_has_nothing_to_be_compared_with(here, sign_in):
    version, team = make_plan(here)
    answer = sign_in(team.cc).get(reverse("careplans:compare", args=[version.plan_id]))
    assert "one version so far" in answer.text


def test_a_line_has_the_same_number_in_every_version(three):
    (first, _, third), _ = three
    kept = third.services.get(kind="personal_assistant")
    assert kept.line == first.services.get(kind="personal_assistant").pk != kept.pk
