"""A job as a page shows it while it waits: words, how far it is, and the result."""

from typing import Any

from django.urls import reverse

from phb.core.models import Job

STATES = {"waiting": "waiting", "leased": "running", "done": "done", "set_aside": "failed"}


def progress_of(job: Job | None, *, what: str = "document", refresh_href: str = "") -> dict[str, Any] | None:
    """For `ui.job(...)`: None when there is no job. `what` stands in "The … is being made"."""
    if job is None:
        return None
    words = {
        "waiting": f"The {what} is waiting to be made.",
        "leased": f"The {what} is being made.",
        "done": f"The {what} is ready.",
        "set_aside": f"The {what} could not be made. {job.problem} The service team has been told.",
    }[job.state]
    address = reverse("progress", args=[job.pk])
    return {
        "state": STATES[job.state],
        "words": words,
        "done": job.done_items,
        "total": job.all_items,
        "href": f"{address}?what={what.replace(' ', '+')}",
        "refresh_href": refresh_href or address,
        "result_href": reverse("document", args=[job.document_id]) if job.document_id else "",
        "result_label": "Download",
    }
