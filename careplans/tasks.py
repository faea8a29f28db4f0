"""Jobs of care plans: each takes numbers, asks whether the work is still needed, and makes one call."""

from careplans.services import library, render_plan
from phb.core.actors import Actor
from phb.core.jobs import job, made
from phb.core.models import Job


@job("careplans.render_plan")
def render(asked: Job, by: Actor) -> None:
    """Print one version of a plan in one format."""
    document = render_plan(version_id=asked.payload["version_id"], format=asked.payload["format"], by=by)
    made(asked, document, by=by)


@job(library.files.KIND)
def take_library_file(asked: Job, by: Actor) -> None:
    """Take the entries and prices of a file, all in one transaction."""
    library.take_rows(file_id=asked.payload["file"], by=by)
