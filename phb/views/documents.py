"""Handing out documents."""

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from budgets.selectors import people_in_run
from careplans.selectors.panel_packs import people_before_panel
from phb.core import audit
from phb.core.documents import content_of, document_for


def download(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document as an attachment, whatever its type; its name in the file says no more than its kind."""
    document = document_for(request.actor, document_id)
    if document.person_id is not None:
        audit.note_read(document.person_id, f"downloaded “{document.kind.replace('_', ' ')}”")
    elif document.area == "payment file":
        audit.note_read(people_in_run(request.actor, document.subject_id), "downloaded a payment file that names you")
    elif document.area == "panel":
        audit.note_read(
            people_before_panel(request.actor, document), "downloaded papers of a panel that decides your plan"
        )
    ending = document.stored_as.rsplit(".", 1)[-1]
    response = HttpResponse(content_of(document), content_type=document.media_type)
    name = f"{slugify(document.kind)}-{document.subject_id}-v{document.version}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
