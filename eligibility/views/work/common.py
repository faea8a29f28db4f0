"""What the pages of work have in common."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from eligibility.models import Case
from phb.core.errors import RuleBroken
from phb.core.once import once


def done(request: HttpRequest, form: Any, effect: Callable[[], Any], *, operation: str = "", about: Any = None) -> bool:
    """Whether the form was sent, is in order, and its effect happened: once for its key where an `operation` is named.

    A rule that refuses is shown beside its field, what was typed stays, and whatever the effect had done is taken back.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        if not operation:
            with transaction.atomic():
                effect()
            return True
        said = {name: str(value) for name, value in form.cleaned_data.items() if name not in ("key", "file")}

        def once_only() -> dict[str, Any]:
            effect()
            return {"done": True}

        key = str(form.cleaned_data["key"])
        with transaction.atomic():
            once(f"eligibility.{operation}", key, {"about": str(about), **said}, once_only, by=request.actor)
        return True
    except RuleBroken as error:
        form.add_rule_broken(error)
        return False


def form_page(
    request: HttpRequest,
    *,
    case: Case,
    form: Any,
    title: str,
    button: str,
    back: str = "",
    lead: str = "",
    notes: tuple[str, ...] = (),
    files: bool = False,
    warning: bool = False,
    **more: Any,
) -> HttpResponse:
    """A page with one form on a case: title, a sentence, further notes, the form and a way back."""
    back = back or reverse("eligibility:case", args=[case.pk])
    context = {
        "case": case,
        "person": case.person,
        "form": form,
        "heading": title,
        "button": button,
        "lead": lead,
        "notes": notes,
        "files": files,
        "warning": warning,
        "back": {"href": back, "label": "Back"},
        **more,
    }
    return render(request, "eligibility/work_form.html", context)
