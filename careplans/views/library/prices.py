"""A price of the library: proposed, looked at with what it would end, answered by a second person, ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import PriceState
from careplans.forms.library import AnswerForm, EndPriceForm, PriceForm
from careplans.models import LibraryPrice
from careplans.rules.library import Ending
from careplans.selectors import library as selectors
from careplans.services import library as services
from careplans.services.library.prices import what_ends
from careplans.views.common import staff_only
from careplans.views.library.entries import small
from careplans.views.library.lists import per_unit, price_tag
from phb.core import moving
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.models import Move

VERBS = {"created": "Proposed", "approve": "Approved", "reject": "Not approved", "end": "Given its last day"}


@staff_only
def new(request: HttpRequest, item_id: int) -> HttpResponse:
    """Propose a price of an entry."""
    item = selectors.item_for(request.actor, item_id)
    places = [(str(place.pk), place.name) for place in selectors.places(request.actor)]
    form = PriceForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            price = services.propose_price(
                item_id=item.pk, key=str(form.cleaned_data["key"]), by=request.actor, **form.values()
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Proposed. It holds once a colleague has approved it.")
            return redirect("careplans:library_price", price.pk)
    lead = "An approved price is never changed. A new one follows it from its first day, and the earlier ends the day before."
    return small(request, item, form, f"Propose a price: {item.name}", "Propose it", lead)


@staff_only
def show(request: HttpRequest, price_id: int) -> HttpResponse:
    """One price, what approving it would end, and the second person's answer."""
    price = selectors.price_for(request.actor, price_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        yes = typed["answer"] == "approve"
        try:
            _, endings = services.decide_price(
                price_id=price.pk, approve=yes, reason=typed["reason"] or "", by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            said = [
                "The price is approved." if yes else "The price is not approved.",
                *(each.words for each in endings),
            ]
            messages.success(request, " ".join(said))
            return redirect("careplans:library_price", price.pk)
    return render(request, "careplans/library/price.html", _context(request, price, form))


def _context(request: HttpRequest, price: LibraryPrice, form: Any) -> dict[str, Any]:
    approves, waits = may(request.actor, "library", "A"), price.state == PriceState.PROPOSED
    moves = Move.objects.filter(subject="careplans.libraryprice", subject_id=price.pk).order_by("-id")
    ends: tuple[Ending, ...] = ()
    in_the_way = ""
    if waits:
        try:
            ends = what_ends(price)
        except RuleBroken as error:
            in_the_way = error.message
    return {
        "price": price, "item": price.item, "form": form, "tag": price_tag(price, london_today()), "rows": rows_of(price),
        "ends": [each.words for each in ends], "in_the_way": in_the_way, "waits": waits,
        "own": price.proposed_by_id == request.actor.user_id,
        "decides": waits and approves and price.proposed_by_id != request.actor.user_id,
        "may_end": price.state == PriceState.APPROVED and approves and (price.ends is None or price.ends >= london_today()),
        "timeline": [moving.in_words(move, VERBS) for move in moves],
        "back": {"href": reverse("careplans:library_item", args=[price.item_id]), "label": f"Back to {price.item.name}"},
    }  # fmt: skip


def rows_of(price: LibraryPrice) -> list[dict[str, Any]]:
    """What a price says, for a summary list."""
    return [
        {"label": "Price", "value": per_unit(price.amount, price.unit)},
        {"label": "Provider", "value": price.provider or "Whoever provides it"},
        {"label": "Place", "value": price.place.name if price.place else "Everywhere"},
        {"label": "Covers", "value": price.includes or "Nothing said"},
        {"label": "First day", "value": day(price.starts)},
        {"label": "Last day", "value": day(price.ends) if price.ends else "Until further notice"},
        {"label": "Source", "value": price.source},
        {"label": "Proposed by", "value": price.proposed_by.name},
        *([{"label": "Approved by", "value": price.approved_by.name}] if price.approved_by else []),
    ]


@staff_only
def end(request: HttpRequest, price_id: int) -> HttpResponse:
    """Give an approved price its last day."""
    price = selectors.price_for(request.actor, price_id)
    form = EndPriceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.end_price(price_id=price.pk, last_day=typed["last_day"], reason=typed["reason"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"The price ends on {day(typed['last_day'])}.")
            return redirect("careplans:library_price", price.pk)
    lead = "It cannot be made to last longer again. Plans with lines taken at this price say that it has ended."
    return small(
        request,
        price.item,
        form,
        f"End the price of {per_unit(price.amount, price.unit)}",
        "End the price",
        lead,
        rows_of(price),
    )
