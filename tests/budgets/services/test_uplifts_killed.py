"""Catalogue row M19: an uplift of many budgets, killed at random moments, resumed and undone.

Every budget is raised once and by what was previewed, to the penny; undone, every amount and payment is back. Set
PHB_UPLIFT_BUDGETS to raise how many (5000 for the whole row).
"""

import os
from datetime import date, timedelta
from random import Random

import pytest

from budgets.enums import UpliftItemState, VersionState
from budgets.models import BudgetVersion, Payment, Reckoning
from budgets.services import uplift_applying, uplifting
from budgets.tasks import uplifts as tasks
from phb.core.actors import the_service
from phb.core.models import Job
from phb.core.tenancy import acting_as
from phb.made_up.bulk import make_caseload
from phb.made_up.staff import House
from tests.factories import uplifts as make
from tests.factories.budgets import make_staff

BUDGETS = int(os.environ.get("PHB_UPLIFT_BUDGETS", "60"))
TODAY = date(2026, 11, 23)


class Killed(BaseException):
    """The process is gone."""


def shot(random: Random, every: int):
    def die(*_: object, **__: object) -> None:
        if random.randrange(every) == 0:
            raise Killed

    return die


def run(uplift, what: str, by, random: Random, monkeypatch) -> int:
    """The job again and again, dying within batches and between them, until it is done. How often it died."""
    kind = uplifting.APPLY_JOB if what == "apply" else uplifting.UNDO_JOB
    with acting_as(by):
        job = Job.objects.get(kind=kind, key=f"uplift-{uplift.pk}")
    work = tasks.apply_uplift if what == "apply" else tasks.undo_uplift
    replan, die, deaths = uplift_applying.replan, shot(random, 4), 0

    def replanned(*args, **values):
        found = replan(*args, **values)
        die()
        return found

    monkeypatch.setattr(uplift_applying, "replan", replanned)
    monkeypatch.setattr(tasks, "fault", die)
    while True:
        try:
            work(job, by)
        except Killed:
            deaths += 1
        else:
            monkeypatch.setattr(uplift_applying, "replan", replan)
            return deaths


def planned(by) -> list[tuple]:
    with acting_as(by):
        rows = Payment.objects.exclude(state="cancelled").order_by("budget_id", "kind", "period_start")
        return list(rows.values_list("budget_id", "kind", "period_start", "pay_on", "amount", "split", "state"))


def in_force(by) -> dict[int, object]:
    with acting_as(by):
        return dict(BudgetVersion.objects.filter(state=VersionState.AGREED).values_list("budget_id", "weekly"))


@pytest.mark.django_db(transaction=True)
def test_killed_at_random_each_budget_is_raised_once_and_goes_back(here, monkeypatch) -> None:
    with acting_as(the_service(here.pk)):
        staff = make_staff(here)
    house = House(here, "northmoor", {"coordinator": staff.coordinator, "finance": staff.finance,
                                      "finance2": staff.other_finance, "commissioner": staff.commissioner})  # fmt: skip
    make_caseload(house, budgets=BUDGETS, lines=BUDGETS, seed=7, first=300_000, today=TODAY)
    before, amounts, by = planned(staff.finance), in_force(staff.finance), staff.finance
    day, percents = TODAY - timedelta(days=42), {"agency": "3.6", "personal_assistant": "4.1"}
    with acting_as(by):
        uplift = make.proposed(by, TODAY, effective_from=day, percents=percents)
    with acting_as(staff.commissioner):
        uplifting.approve(uplift_id=uplift.pk, edition=1, on=TODAY, by=staff.commissioner)
    with acting_as(by):
        seen = {row.budget_id: (row.new_weekly, row.arrears) for row in uplift.items.all()}
        uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=by)
    monkeypatch.setattr(uplift_applying, "BATCH", max(3, BUDGETS // 12))
    random = Random(f"uplift {BUDGETS}")
    assert run(uplift, "apply", by, random, monkeypatch) > 0

    with acting_as(by):
        made = list(BudgetVersion.objects.filter(uplift=uplift))
        items = list(uplift.items.all())
        owed = dict(Payment.objects.filter(kind="ARREARS").values_list("budget_id", "amount"))
        reckoned = Reckoning.objects.filter(why__contains=uplift.reference).values_list("budget_id", flat=True)
        assert len(items) == len(made) == len({row.budget_id for row in made}) == BUDGETS
        assert {row.state for row in items} == {UpliftItemState.APPLIED}
        assert {row.budget_id: (row.weekly, owed.get(row.budget_id, 0)) for row in made} == seen
        assert sum(owed.values()) > 0 and len(reckoned) == len(set(reckoned)) == len(owed)
        uplifting.start_undo(uplift_id=uplift.pk, reason="Only tried.", on=TODAY, by=by)
    assert in_force(by) == {budget: new for budget, (new, _) in seen.items()}
    assert run(uplift, "undo", by, random, monkeypatch) > 0
    assert in_force(by) == amounts
    assert planned(by) == before
