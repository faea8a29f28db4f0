"""The figures that amounts rest on, and the algorithm transparency record: for everybody, without anybody's record."""

from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from budgets.rules import transparency
from budgets.rules.methods import METHODS
from budgets.selectors import figures as selectors
from phb.core.access import may
from phb.core.actors import the_service
from phb.core.clock import london_today
from phb.core.models import Organisation
from phb.core.tenancy import act_as, act_as_nobody

PAGE_SECONDS = 15 * 60


def figures(request: HttpRequest) -> HttpResponse:
    """National figures by date with their sources; for staff also the way to their own organisation's."""
    here = None
    if request.actor is not None:
        here = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    context = {"tables": selectors.national_tables(london_today()), "here": here, "today": london_today()}
    return _open_to_all(request, render(request, "budgets/figures.html", context))


def local(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What one organisation has set about amounts: its tables as people read them, and its settings."""
    today, organisation = london_today(), _organisation(ods_code)
    with _reading(request, organisation):
        tables = [(table, selectors.table_shown(table)) for table in selectors.local_tables(organisation.pk)]
        settings = selectors.local_settings(organisation.pk, today)
    context = {
        "organisation": organisation,
        "tables": tables,
        "settings": settings,
        "today": today,
        "reads_library": may(request.actor, "library", "R") and request.actor.is_staff,
    }
    return _open_to_all(request, render(request, "budgets/figures_local.html", context))


def record(request: HttpRequest, ods_code: str = "") -> HttpResponse:
    """The algorithm transparency record, of the product or of one organisation."""
    entries, organisation = _record(request, ods_code)
    sections: dict[tuple[int, str], list[transparency.Entry]] = {}
    for entry in entries:
        sections.setdefault((entry.tier, entry.section), []).append(entry)
    context = {
        "sections": sections,
        "organisation": organisation,
        "standard": transparency.STANDARD,
        "standard_at": transparency.STANDARD_AT,
        "json_href": reverse("budgets:record_json_of", args=[ods_code]) if ods_code else reverse("budgets:record_json"),
        "methods": METHODS,
    }
    return _open_to_all(request, render(request, "budgets/transparency.html", context))


def record_json(request: HttpRequest, ods_code: str = "") -> HttpResponse:
    """The same record for machines."""
    entries, _ = _record(request, ods_code)
    return _open_to_all(request, JsonResponse(transparency.as_json(entries), json_dumps_params={"ensure_ascii": False}))


def _record(request: HttpRequest, ods_code: str) -> tuple[tuple[transparency.Entry, ...], Organisation | None]:
    if not ods_code:
        return transparency.record(), None
    organisation = _organisation(ods_code)
    website = request.build_absolute_uri(reverse("budgets:figures_of", args=[ods_code]))
    with _reading(request, organisation):
        owner = selectors.owner_of(organisation, website)
    return transparency.record(owner), organisation


def _organisation(ods_code: str) -> Organisation:
    found = Organisation.objects.filter(ods_code=ods_code.upper()).first()
    if found is None:
        raise Http404
    return found


@contextmanager
def _reading(request: HttpRequest, organisation: Organisation):
    """For these few lines, which only read, the service itself speaks for the organisation, whoever asks."""
    act_as(the_service(organisation.pk))
    try:
        yield
    finally:
        if request.actor is not None:
            act_as(request.actor)
        else:
            act_as_nobody(request.user.pk, request.request_id)


def _open_to_all(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The same for everybody who is not signed in, so it may be kept by caches."""
    if request.actor is None:
        patch_cache_control(answer, public=True, max_age=PAGE_SECONDS)
    return answer
