"""Writing an offer: a draft, its proposal, a second person's answer, the next version, the end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import OfferState
from eligibility.forms.offers import DecideOfferForm, EndOfferForm, NewOfferForm, NewVersionForm, OfferForm, SureForm
from eligibility.models import Offer
from eligibility.rules.offer_terms import position_of
from eligibility.selectors import offers as selectors
from eligibility.services import offers as services
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.periods import add_days

SPARE_ROWS, SPARE_FINDS, MOST_ROWS = 3, 2, 40


def new(request: HttpRequest) -> HttpResponse:
    """Begin an offer."""
    form = NewOfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            answer, _ = once(
                "eligibility.draft_offer",
                str(form.cleaned_data["key"]),
                details,
                lambda: {"offer": services.draft_offer(by=request.actor, **details).pk},
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("eligibility:edit_offer", answer["offer"])
    return render(request, "eligibility/offer_new.html", {"form": form})


def edit(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Write the terms of a draft. More rows come with "Save and add rows"; nothing needs JavaScript."""
    offer = _writable(request, offer_id)
    rows = _count(request, "rows", len(offer.criteria) + SPARE_ROWS)
    finds = _count(request, "finds", len(offer.find) + SPARE_FINDS)
    sizes: dict[str, Any] = {"cohort": offer.cohort, "rows": rows, "finds": finds}
    form = OfferForm(request.POST or None, initial=OfferForm.initial_of(offer, rows), **sizes)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_offer(
                offer_id=offer.pk, edits=int(form.cleaned_data["edits"]), by=request.actor, **form.terms()
            )
        except services.SavedMeanwhile as error:
            form, theirs = _with_newer(request, error, sizes), _their_words(error)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            if "more" in request.POST:
                messages.success(request, "Saved. There is room for more below.")
                return redirect(f"{reverse('eligibility:edit_offer', args=[saved.pk])}#criteria")
            messages.success(request, "The draft is saved.")
            return redirect("eligibility:offer", saved.pk)
    context = {"form": form, "offer": offer, "theirs": theirs, "position": position_of(offer.cohort), **sizes}
    return render(request, "eligibility/offer_edit.html", context)


def propose(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Hand a draft to a second person."""
    offer = _writable(request, offer_id)
    form = SureForm(request.POST or None)
    form.fields["sure"].label = "The terms are complete and I have read how the assessor will see them"
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_offer(offer_id=offer.pk, by=request.actor)
        except RuleBroken as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Proposed. Another commissioner approves it or gives it back.")
            return redirect("eligibility:offer", offer.pk)
    return _small(request, offer, form, "Propose this offer", "Propose it", "Until it is approved nothing changes.")


def decide(request: HttpRequest, offer_id: int) -> HttpResponse:
    """A second person approves a version or gives it back."""
    offer = selectors.offer_for(request.actor, offer_id)
    form = DecideOfferForm(request.POST or None, initial={"edits": offer.edits})
    if request.method == "POST" and form.is_valid():
        c = form.cleaned_data
        try:
            if c["answer"] == "approve":
                services.approve_offer(offer_id=offer.pk, edits=int(c["edits"]), on=london_today(), by=request.actor)
                messages.success(request, "Approved.")
            else:
                services.give_back_offer(offer_id=offer.pk, reason=c["reason"], by=request.actor)
                messages.success(request, "Given back.")
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("eligibility:offer", offer.pk)
    lead = "It comes into force on its first day. Cases that came under an earlier version keep that one."
    return _small(request, offer, form, "Approve or give back", "Send your answer", lead)


def new_version(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Begin the next version with the same terms."""
    offer = selectors.offer_for(request.actor, offer_id)
    form = NewVersionForm(request.POST or None, after=max(london_today(), add_days(offer.enabled_from, 1)))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.new_version(
                offer_id=offer.pk, enabled_from=form.cleaned_data["enabled_from"], by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"Version {made.version} begun with the same terms.")
            return redirect("eligibility:edit_offer", made.pk)
    lead = "This version stays in force until the new one is approved and its first day comes."
    return _small(request, offer, form, "New version", "Begin the new version", lead)


def end(request: HttpRequest, offer_id: int) -> HttpResponse:
    """End an offer after its last day."""
    offer = selectors.offer_for(request.actor, offer_id)
    form = EndOfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        c = form.cleaned_data
        try:
            services.end_offer(
                offer_id=offer.pk, last_day=c["last_day"], reason=c["reason"], on=london_today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The offer ends after its last day.")
            return redirect("eligibility:offer", offer.pk)
    lead = (
        "Cases that came under it go on under it. Requests after its last day are still looked at on their own facts."
    )
    return _small(request, offer, form, "End this offer", "End the offer", lead, warning=True)


def discard(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Put a draft away."""
    offer = selectors.offer_for(request.actor, offer_id)
    form = SureForm(request.POST or None)
    form.fields["sure"].label = "I understand that this draft is not opened again"
    if request.method == "POST" and form.is_valid():
        try:
            services.discard_offer(offer_id=offer.pk, by=request.actor)
        except RuleBroken as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "The draft is discarded.")
            return redirect("eligibility:offers")
    return _small(request, offer, form, "Discard this draft", "Discard it", "", warning=True)


def _writable(request: HttpRequest, offer_id: int) -> Offer:
    offer = selectors.offer_for(request.actor, offer_id)
    if offer.state not in (OfferState.DRAFT, OfferState.REFUSED):
        raise RuleBroken("This version is proposed or approved. Make a new version to change its terms.")
    return offer


def _count(request: HttpRequest, name: str, least: int) -> int:
    sent = request.POST.get(name, "")
    return max(least, min(MOST_ROWS, int(sent))) if sent.isascii() and sent.isdigit() and len(sent) < 4 else least


def _with_newer(request: HttpRequest, error: services.SavedMeanwhile, sizes: dict[str, Any]) -> OfferForm:
    """The page again with what was typed, and the number of the save that it would now put aside."""
    sent = request.POST.copy()
    sent["edits"] = str(error.edits)
    form = OfferForm(sent, **sizes)
    form.is_valid()
    form.add_error(None, error.message)
    return form


LABELS = {
    "criteria": "Criteria",
    "find": "People are looked for by",
    "periods": "How long a budget runs",
    "repairs_in_budget": "Repairs",
    "outside": "Usually outside the offer",
}


def _their_words(error: services.SavedMeanwhile) -> list[tuple[str, str]]:
    def words(value: Any) -> str:
        if isinstance(value, list):
            return "; ".join(str(row.get("text") or row) if isinstance(row, dict) else str(row) for row in value)
        return "" if value is None else str(value)

    fields = OfferForm.base_fields
    return [
        (LABELS.get(name) or str(fields[name].label if name in fields else name), words(value) or "Nothing")
        for name, value in error.theirs.items()
    ]


def _small(
    request: HttpRequest, offer: Offer, form: Any, title: str, button: str, lead: str, *, warning: bool = False
) -> HttpResponse:
    context = {"offer": offer, "form": form, "title": title, "button": button, "lead": lead, "warning": warning}
    return render(request, "eligibility/offer_small.html", context)
