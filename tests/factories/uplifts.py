"""Uplifts in every stage, and running budgets for them to raise."""

from datetime import date
from decimal import Decimal as D
from itertools import count

from budgets.models import Budget, Uplift
from budgets.services import uplift_preview, uplifting
from budgets.tasks import uplifts as tasks
from phb.core.actors import Actor
from phb.core.models import Job
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, Staff, make_active

APRIL = date(2027, 4, 1)
AGENCY = {"description": "Agency care", "kind": "agency", "provider": "Moor Care Ltd", "weekly_amount": D("689.37"),
          "hours_per_week": D("27"), "rate": D("25.53")}  # fmt: skip
_next = count(1)


def make_running(staff: Staff, *lines: dict, on: date = TODAY, **plan) -> Budget:
    """A running budget with lines of agency care where nothing else is said."""
    rows = [{**AGENCY, **line} for line in lines or ({},)]
    for row in rows:
        if "one_off_amount" in row:
            row.update(weekly_amount=None, hours_per_week=None, rate=None, frequency="one_off")
    return make_active(staff, on, services_=rows, **plan)


def make_uplift(by: Actor, on: date = TODAY, percents: dict[str, str] | None = None, **values) -> Uplift:
    """An uplift in preparation, not worked out yet."""
    act_as(by)
    said = {
        "name": f"Yearly uplift {next(_next)}",
        "reason": "Prices of 2027 to 2028, published by the board.",
        "percents": percents or {"agency": "3.6"},
        "effective_from": APRIL,
        **values,
    }
    return uplifting.prepare(values=said, on=on, by=by)


def worked_out(by: Actor, on: date = TODAY, **values) -> Uplift:
    return uplift_preview.preview(uplift_id=make_uplift(by, on, **values).pk, on=on, by=by)


def proposed(by: Actor, on: date = TODAY, **values) -> Uplift:
    uplift = worked_out(by, on, **values)
    return uplifting.propose(uplift_id=uplift.pk, edition=uplift.edition, by=by)


def approved(staff: Staff, on: date = TODAY, **values) -> Uplift:
    uplift = proposed(staff.finance, on, **values)
    act_as(staff.commissioner)
    return uplifting.approve(uplift_id=uplift.pk, edition=uplift.edition, on=on, by=staff.commissioner)


def applied(staff: Staff, on: date = TODAY, **values) -> Uplift:
    """Applied by the worker's own code, in this process."""
    uplift = approved(staff, on, **values)
    act_as(staff.finance)
    uplifting.start_apply(uplift_id=uplift.pk, on=on, by=staff.finance)
    return worked(uplift, "apply", staff.finance)


def undone(uplift: Uplift, by: Actor, on: date = TODAY, reason: str = "Prices were wrong.") -> Uplift:
    act_as(by)
    uplifting.start_undo(uplift_id=uplift.pk, reason=reason, on=on, by=by)
    return worked(uplift, "undo", by)


def worked(uplift: Uplift, what: str, by: Actor) -> Uplift:
    """The job of an uplift done here and now."""
    kind = uplifting.APPLY_JOB if what == "apply" else uplifting.UNDO_JOB
    job = Job.objects.get(kind=kind, key=f"uplift-{uplift.pk}")
    (tasks.apply_uplift if what == "apply" else tasks.undo_uplift)(job, by)
    act_as(by)
    uplift.refresh_from_db()
    return uplift
