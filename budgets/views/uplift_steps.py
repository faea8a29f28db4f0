"""The steps of an uplift: sent, approved, applied, taken back, given up, undone, and its letters; each confirmed on a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets.enums import UpliftItemState
from budgets.forms.paying import ReasonForm
from budgets.forms.uplifting import EditionForm
from budgets.models import Uplift
from budgets.selectors import uplifts as selectors
from budgets.services import uplift_letters as writing
from budgets.services import uplifting as services
from budgets.views._common import done, say
from budgets.views.uplifts import back_to, scope_of, totals_to_show
from phb.core import forms as nhs
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.money import format_pounds


def propose(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Send it for approval."""
    shown = selectors.uplift_for(request.actor, uplift_id)
    form = EditionForm(request.POST or None, initial={"edition": shown.edition})

    def effect() -> None:
        services.propose(uplift_id=shown.pk, edition=form.cleaned_data["edition"], by=request.actor)

    if done(request, form, effect):
        return say(request, "Sent. A colleague approves it.", "budgets:uplift", shown.pk)
    lead = "A colleague who had no hand in it looks at these figures. Budgets that are left out stay as they are."
    return form_page(request, shown, form, "Send this uplift for approval", "Send for approval", lead)


def approve(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """A second person approves what they saw."""
    shown = selectors.uplift_for(request.actor, uplift_id)
    form = EditionForm(request.POST or None, initial={"edition": shown.edition})

    def effect() -> None:
        edition = form.cleaned_data["edition"]
        services.approve(uplift_id=shown.pk, edition=edition, on=london_today(), by=request.actor)

    if done(request, form, effect):
        return say(request, "Approved. It can be applied now.", "budgets:uplift", shown.pk)
    lead = "You approve the figures as they stand here. An uplift that is worked out again needs approval again."
    return form_page(request, shown, form, "Approve this uplift", "Approve", lead)


def apply(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Begin to put it in force."""
    shown = selectors.uplift_for(request.actor, uplift_id)
    form = nhs.IdempotentForm(request.POST or None)
    if done(request, form, lambda: services.start_apply(uplift_id=shown.pk, on=london_today(), by=request.actor)):
        return say(request, "It is being applied. This page shows how far it is.", "budgets:uplift", shown.pk)
    lead = (
        "Each budget gets its new amount and its payments to come are worked out again. It can be undone as long as no "
        "payment of the new amount has gone into a run."
    )
    return form_page(request, shown, form, "Apply this uplift", "Apply it", lead, warning=True)


def _with_reason(
    request: HttpRequest, uplift_id: int, do: Any, title: str, button: str, lead: str, said: str, dated: bool = False
) -> HttpResponse:
    shown = selectors.uplift_for(request.actor, uplift_id)
    form = ReasonForm(request.POST or None)
    when = {"on": london_today()} if dated else {}
    if done(
        request, form, lambda: do(uplift_id=shown.pk, reason=form.cleaned_data["reason"], by=request.actor, **when)
    ):
        return say(request, said, "budgets:uplift", shown.pk)
    return form_page(request, shown, form, title, button, lead, warning=button == "Undo it")


def take_back(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Back to preparation, with what is to be put right."""
    lead = "It can be changed and worked out again. Write what is to be put right."
    return _with_reason(
        request,
        uplift_id,
        services.take_back,
        "Take this uplift back",
        "Take it back",
        lead,
        "It is in preparation again.",
    )


def withdraw(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Give it up."""
    lead = "It stays on record and changes nothing. It cannot be taken up again."
    return _with_reason(
        request, uplift_id, services.withdraw, "Give this uplift up", "Give it up", lead, "It is given up."
    )


def undo(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Begin to take it back from every budget where no payment rests on it."""
    lead = (
        "Each budget goes back to the amount before, and its payments to come with it. A budget whose new amount was paid, or "
        "is in a payment run, keeps it: an amount that was paid is lowered only with notice."
    )
    return _with_reason(
        request, uplift_id, services.start_undo, "Undo this uplift", "Undo it", lead,
        "It is being undone. This page shows how far it is.", dated=True,
    )  # fmt: skip


def resume(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Go on where the work was set aside."""
    services.resume(uplift_id=uplift_id, on=london_today(), by=request.actor)
    return say(request, "It goes on from where it stopped.", "budgets:uplift", uplift_id)


def letters(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Have the letters written to all whose budget was raised."""
    shown = selectors.uplift_for(request.actor, uplift_id)
    form = nhs.IdempotentForm(request.POST or None)

    def effect() -> None:
        writing.start_letters(uplift_id=shown.pk, on=london_today(), by=request.actor)

    if done(request, form, effect):
        return say(
            request, "The letters are being written. Each stands with the person's case.", "budgets:uplift", shown.pk
        )
    lead = "A letter to each person whose budget was raised: what it was and is, from when, what is paid next, and why."
    return form_page(request, shown, form, "Write the letters", "Write them", lead)


def letter(request: HttpRequest, item_id: int) -> HttpResponse:
    """Write the letter of one budget."""
    writing.write_for(item_id=item_id, on=london_today(), by=request.actor)
    return say(request, "The letter is written. It stands with the person's case.", "budgets:uplift_item", item_id)


def form_page(
    request: HttpRequest, shown: Uplift, form: Any, title: str, button: str, lead: str, warning: bool = False
) -> HttpResponse:
    """A page with one form about an uplift, and what it comes to beside it."""
    totals = totals_to_show(shown)
    rows = [
        {"label": "Uplift", "value": f"{shown.reference}: {shown.name}"},
        {"label": "What", "value": scope_of(shown)},
    ]
    if totals:
        raised = f"{plural(totals['budgets'], 'budget')}, {format_pounds(totals['more'])} more a week"
        rows += [{"label": "Raises", "value": raised}, {"label": "Arrears", "value": format_pounds(totals["arrears"])}]
        out = selectors.counts(shown).get(UpliftItemState.BLOCKED, 0)
        rows.append({"label": "Left out", "value": plural(out, "budget")})
    context = {
        "form": form, "title": title, "button": button, "lead": lead, "warning": warning, "rows": rows, "back": back_to(shown),
    }  # fmt: skip
    return render(request, "budgets/uplift_step.html", context)
