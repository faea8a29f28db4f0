"""The figures of budgets' years, worked out anew each night and when somebody asks."""

from datetime import date

from celery import shared_task
from django.db import transaction

from budgets.models import Budget
from budgets.services._common import lock_budgets
from budgets.services.years import WORK_OUT, keep_years
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.clock import london_today
from phb.core.jobs import job, tell_progress
from phb.core.models import Job, Organisation
from phb.core.tenancy import acting_as

AT_A_TIME = 250


@job(WORK_OUT, in_pieces=True)
def work_out_years(asked: Job, by: Actor) -> None:
    """Every budget of the organisation, piece by piece: each piece commits, so that nobody waits for all of it."""
    on = date.fromisoformat(asked.payload["on"])
    service = the_service(by.organisation_id)  # figures are of every budget, whoever asked for them
    with acting_as(service):
        ids = list(Budget.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), AT_A_TIME):
        piece = ids[at : at + AT_A_TIME]
        with acting_as(service), transaction.atomic():
            lock_budgets(service, piece)
            keep_years(piece, on=on)
            tell_progress(asked, min(at + AT_A_TIME, len(ids)), len(ids), by=service)


@shared_task(name="budgets.years_each_night")
def years_each_night() -> None:
    """Ask for the figures of each organisation, once a day however often this is called."""
    today = london_today()
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with acting_as(the_service(organisation_id)) as service:
            jobs.ask(WORK_OUT, by=service, payload={"on": today.isoformat()}, key=f"years:{today:%Y-%m-%d}")
