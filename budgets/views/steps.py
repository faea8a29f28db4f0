"""Changes of a budget in three steps: the form, what it would do, then it is done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets.services.replanning import Preview
from budgets.views._common import done
from budgets.views.reckoned import of_preview
from phb.core import audit


def in_steps(
    request: HttpRequest,
    form: Any,
    ahead: Callable[[], Preview],
    record: Callable[[], bool],
    context: dict[str, Any],
    page: str = "budgets/change_form.html",
) -> HttpResponse | None:
    """The page to show, or None once it is recorded. What a rule refuses is said on the form, with what was typed."""
    person, step = context["person"], request.POST.get("do", "")
    if step == "record" and form.is_valid() and record():
        return None
    looked: list[Preview] = []
    if request.method == "POST" and step != "change" and done(request, form, lambda: looked.append(ahead())):
        audit.note_read(person.pk, "looked at what a change would do to your payments")
        told = context.get("cautions")
        checked = {**context, "shown": of_preview(looked[0]), "cautions": told() if told else []}
        return render(request, "budgets/change_check.html", checked)
    audit.note_read(person.pk, "opened a form about a change of your budget")
    return render(request, page, context)
