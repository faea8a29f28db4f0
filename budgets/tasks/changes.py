"""The nightly look at budgets that something changed: payments as they must be, and the budget's state on its day."""

from collections.abc import Sequence
from datetime import date

import structlog
from celery import shared_task

from budgets.selectors.changes import to_keep_up
from budgets.services.changes import keep_up
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.jobs import job, tell_progress
from phb.core.models import Job, Organisation
from phb.core.tenancy import acting_as

log = structlog.get_logger("phb.budgets")
KEEP_UP = "budgets.replan_due"
AT_A_TIME = 100


@job(KEEP_UP, in_pieces=True)
def replan_due(asked: Job, by: Actor) -> None:
    """Piece by piece: each commits. A death that came another way than by its page, and a day that has come, are found."""
    on = date.fromisoformat(asked.payload["on"])
    service = the_service(by.organisation_id)
    with acting_as(service):
        ids = to_keep_up(by.organisation_id, on)
    for at in range(0, len(ids), AT_A_TIME):
        _keep_up(ids[at : at + AT_A_TIME], on, service)
        with acting_as(service):
            tell_progress(asked, min(at + AT_A_TIME, len(ids)), len(ids), by=service)


def _keep_up(ids: Sequence[int], on: date, service: Actor) -> None:
    """Some budgets together; where a rule refuses one of them, each by itself, so that the others are looked at."""
    try:
        with acting_as(service):
            keep_up(budget_ids=ids, on=on, by=service)
    except RuleBroken as error:
        if len(ids) == 1:
            log.warning("budget not kept up", budget=ids[0], why=error.message)
            return
        for each in ids:
            _keep_up([each], on, service)


@shared_task(name="budgets.changes_each_night")
def changes_each_night() -> None:
    """Ask for the nightly look of each organisation, once a day however often this is called."""
    today = london_today()
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with acting_as(the_service(organisation_id)) as service:
            jobs.ask(KEEP_UP, by=service, payload={"on": today.isoformat()}, key=f"replan_due:{today:%Y-%m-%d}")
