"""Jobs of care plans: each takes numbers, asks whether the work is still needed, and makes one call."""

from celery import shared_task

from careplans.services import library, panel_packs, render_plan
from careplans.services.next_review import all_next_reviews
from careplans.services.telling import TELL_OF_ANSWER, tell_of_answer
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.clock import london_today
from phb.core.jobs import job, made
from phb.core.models import Job, Organisation
from phb.core.tenancy import acting_as


@job("careplans.render_plan")
def render(asked: Job, by: Actor) -> None:
    """Print one paper of a version: its variant and format, with or without money."""
    which = {name: asked.payload[name] for name in ("format", "variant", "money", "line") if name in asked.payload}
    document = render_plan(version_id=asked.payload["version_id"], on=london_today(), by=by, **which)
    made(asked, document, by=by)


@job(library.files.KIND)
def take_library_file(asked: Job, by: Actor) -> None:
    """Take the entries and prices of a file, all in one transaction."""
    library.take_rows(file_id=asked.payload["file"], by=by)


@job("careplans.review_days", in_pieces=True)
def review_days(asked: Job, by: Actor) -> None:
    """Work out every plan's next review anew: what moves one day is done on that day, this finds what was missed."""
    all_next_reviews(on=london_today(), by=by)


@job(panel_packs.JOB)
def render_panel(asked: Job, by: Actor) -> None:
    """Print the papers or the minutes of a panel."""
    document = panel_packs.render_pack(
        panel_id=asked.payload["panel"], kind=asked.payload["kind"], on=london_today(), by=by
    )
    made(asked, document, by=by)


@job(TELL_OF_ANSWER)
def tell(asked: Job, by: Actor) -> None:
    """Tell whoever asked online that there is an answer."""
    tell_of_answer(answer_id=asked.payload["answer"], on=london_today())


@shared_task(name="careplans.each_night")
def each_night() -> None:
    """Ask for the nightly job of each organisation, once a day however often this is called."""
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with acting_as(the_service(organisation_id)) as service:
            jobs.ask("careplans.review_days", by=service, payload={}, key=f"review_days:{london_today():%Y-%m-%d}")
