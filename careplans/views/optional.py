"""Parts that only some plans need: which there are, why they apply, and bringing in one that nothing on record asks for."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.models import PlanVersion
from careplans.selectors.parts_shown import OptionalPart, optional_parts
from careplans.services.drafting import add_part, drop_part
from careplans.views.common import LEADS, TITLES, case_context, content, may_write, opened, staff_only


@staff_only
def parts(request: HttpRequest, version_id: int) -> HttpResponse:
    """The optional parts of a plan; added or left out by a press."""
    version = opened(request, version_id, "opened your plan to write in it")
    if request.method == "POST":
        return _change(request, version)
    context = {**case_context(request, version), "writable": may_write(request.actor, version),
               "parts": [_said(version, part) for part in optional_parts(content(version))]}  # fmt: skip
    return render(request, "careplans/parts.html", context)


def _change(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Do what was pressed; what is refused is said by the house's own page. Then on to the part, or back to the list."""
    name = request.POST.get("add") or request.POST.get("drop") or ""
    if "add" in request.POST:
        add_part(version_id=version.pk, part=name, by=request.actor)
        messages.success(request, f"Added to the plan: {TITLES[name]}.")
        return redirect(f"careplans:{name}", version.pk)
    drop_part(version_id=version.pk, part=name, by=request.actor)
    if name in TITLES:
        messages.success(request, f"Left out of the plan: {TITLES[name]}.")
    return redirect("careplans:parts", version.pk)


def _said(version: PlanVersion, part: OptionalPart) -> dict[str, Any]:
    return {
        "name": part.name, "title": TITLES[part.name], "lead": LEADS[part.name], "why": part.why, "shown": bool(part.why),
        "may_drop": part.added,
        "href": reverse(f"careplans:{part.name}", args=[version.pk]),
    }  # fmt: skip
