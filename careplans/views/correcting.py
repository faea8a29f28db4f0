"""A small correction of the plan in force: what it changes, whether it is small, and the button that puts it in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from careplans.forms import ShareForm
from careplans.rules.difference import differences
from careplans.rules.minor import why_not_minor
from careplans.selectors.about_me import content_today
from careplans.services.correcting import correct as put_in_force
from careplans.views.common import case_context, content, opened, staff_only
from phb.core.clock import london_today
from phb.core.errors import RuleBroken


@staff_only
def correct(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show each change beside whether it is a small one; put the correction in force when all are."""
    shown = opened(request, version_id, "looked at a correction of your plan")
    form = ShareForm(request.POST or None, initial={"edits": shown.edits})
    if request.method == "POST" and form.is_valid():
        try:
            put_in_force(version_id=version_id, edits=form.cleaned_data["edits"], on=london_today(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The correction is in force. The version before it is kept.")
            return redirect("careplans:version", shown.pk)
    before = shown.based_on
    stated = None if before is None else content_today(before)
    context = {
        "form": form,
        "changes": () if stated is None else differences(stated, content(shown)),
        "too_much": () if stated is None else why_not_minor(stated, content(shown)),
        "before": before,
    }
    return render(request, "careplans/correct.html", {**case_context(request, shown), **context})
