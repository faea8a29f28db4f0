"""A worker that is killed while it takes a file in: nothing is half taken, and another goes on where it stopped."""

import pytest
from django.db import transaction

from budgets.models import Budget, BudgetFile, Payment
from budgets.services import bringing_in
from careplans.models import PlanVersion
from phb.core.clock import london_today
from phb.core.models import Organisation, Person
from phb.core.periods import add_days
from phb.core.tenancy import acting_as
from tests.budgets.services.test_statements import leases_run_out, run_the_worker
from tests.conftest import HERE
from tests.factories.budgets import make_staff
from tests.factories.live_budgets import file_of, rows_for

MANY = 45


def states(by) -> tuple[set[str], int, str]:
    with acting_as(by):
        found = set(Budget.objects.values_list("state", flat=True)) | set(
            PlanVersion.objects.values_list("state", flat=True)
        )
        return found, Budget.objects.count(), BudgetFile.objects.get().state


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_pieces_and_after_all_is_in_force():
    with transaction.atomic():
        staff = make_staff(Organisation.objects.get(ods_code=HERE))
    by, today = staff.commissioner, london_today()
    rows = rows_for(MANY, paid_to=str(today), anchor=str(add_days(today, 1)))
    with acting_as(staff.finance):
        row = bringing_in.check_file(
            name="live.csv", content=file_of(*rows), on=today, by=staff.finance, coordinator_id=staff.coordinator.membership_id
        )  # fmt: skip
        assert row.refusals == []
    with acting_as(by):
        bringing_in.take(file_id=row.pk, by=by)

    assert run_the_worker("mid_batch:1") == "killed"
    assert states(by) == ({"setting_up", "draft"}, 40, "taking"), "what is made ready is not in force"
    leases_run_out(by)
    assert run_the_worker("mid_batch:2") == "killed", "the second piece, and then all in force"
    assert states(by) == ({"active"}, MANY, "taking"), "all of it came into force at once"
    leases_run_out(by)
    assert run_the_worker() == "done"
    assert states(by) == ({"active"}, MANY, "taken")
    with acting_as(by):
        assert Budget.objects.filter(payments__isnull=False).distinct().count() == MANY
        periods = Payment.objects.values_list("budget_id", "period_start")
        assert len(periods) == len(set(periods)), "nobody is paid twice for a day"
        assert Person.objects.filter(nhs_number__startswith="9995").count() == MANY
