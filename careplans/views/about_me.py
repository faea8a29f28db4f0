"""About me of the plan in force, changed at any time: by the person on their own page, by staff in the person's words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.enums import PlanState
from careplans.forms.about_me import AboutMeNowForm
from careplans.forms.sections import AboutMeForm
from careplans.models import PlanVersion
from careplans.selectors.about_me import about_me_changed, about_me_of
from careplans.services.about_me import write_about_me
from careplans.services.sharing import acts_as
from careplans.views.common import case_context, opened, outside_only, staff_only
from careplans.views.saving import Disputed, save_page
from phb.core import audit
from phb.core.clock import london_today

SAVED = "Saved. About me says so from now on. Papers that were made before still say the old words: make new ones."
Show = Callable[[AboutMeForm, int, Disputed], HttpResponse]


@outside_only
def own_about_me(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person changes what the plan in force says about them. While the plan is shared, they write in the draft."""
    version = selectors.version_for(request.actor, version_id, part="act_on_plan")
    audit.note_read(version.person_id, "opened the plan to change what it says about you")
    if version.state == PlanState.SHARED:
        return redirect("careplans:own_words", version.pk)
    mine = acts_as(request.actor, version.person_id, london_today()) == "HOLDER"

    def show(form: AboutMeForm, status: int, disputed: Disputed) -> HttpResponse:
        back = {"href": reverse("careplans:own_version", args=[version.pk]), "label": "Back to the plan"}
        context = {**_context(version, form, disputed), "person": version.person, "mine": mine, "back": back}
        return render(request, "careplans/own/about_me.html", context, status=status)

    return _page(request, version, AboutMeForm, show, "careplans:own_version")


@staff_only
def about_me_now(request: HttpRequest, version_id: int) -> HttpResponse:
    """Staff write down what the person says about themselves now. A draft has its own page."""
    version = opened(request, version_id, "opened your plan to change About me")
    if version.state in {PlanState.DRAFT, PlanState.SHARED}:
        return redirect("careplans:about_me", version.pk)

    def show(form: AboutMeForm, status: int, disputed: Disputed) -> HttpResponse:
        context = {**case_context(request, version), **_context(version, form, disputed)}
        return render(request, "careplans/about_me_now.html", context, status=status)

    return _page(request, version, AboutMeNowForm, show, "careplans:version")


def _page(request: HttpRequest, version: PlanVersion, kind: type[AboutMeForm], show: Show, after: str) -> HttpResponse:
    form = kind(request.POST or None, now=about_me_of(version))
    if request.method == "GET":
        return show(form, 200, [])

    def save() -> None:
        typed = form.values()
        told = {name: typed.pop(name) for name in ("said_by", "how") if name in typed}
        write_about_me(
            plan_id=version.plan_id, values=typed, seen=form.cleaned_data["seen"], on=london_today(), by=request.actor, **told
        )  # fmt: skip

    def done() -> HttpResponse:
        messages.success(request, SAVED)
        return redirect(after, version.pk)

    def fresh() -> AboutMeForm:
        return kind(now=about_me_of(selectors.version_for(request.actor, version.pk)))

    return save_page(request, form, save, lambda status, disputed: show(form, status, disputed), done, fresh)


def _context(version: PlanVersion, form: AboutMeForm, disputed: Disputed) -> dict[str, Any]:
    return {
        "version": version, "form": form, "disputed": disputed, "changed": about_me_changed(version),
        "writable": version.state in selectors.IN_FORCE,
    }  # fmt: skip
