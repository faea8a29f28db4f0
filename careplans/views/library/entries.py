"""One entry of the library: what it says, what it costs, how it came to say so, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import LibraryKind, LibraryState, PriceState, ServiceKind
from careplans.forms.library import AnswerForm, ChangeForm, EntryForm, ReasonForm
from careplans.models import LibraryItem
from careplans.selectors import library as selectors
from careplans.services import library as services
from careplans.services.library.entries import WORDS
from careplans.views.common import staff_only
from careplans.views.library.lists import entry_tag, per_unit, price_tag
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.models import Move

LABELS = {
    "name": "Name", "description": "What it is", "topic": "Topic", "service_kind": "Kind of plan line",
    "measure": "How one could tell that it is reached", "evidence": "Whether it helps",
}  # fmt: skip
VERBS = {"created": "Proposed", "approve": "Taken into use", "reject": "Not taken up", "retire": "No longer offered", "propose_again": "Proposed again"}  # fmt: skip


@staff_only
def show(request: HttpRequest, item_id: int) -> HttpResponse:
    """The entry with its prices on a line of time, its corrections, and its history."""
    today = london_today()
    item = selectors.item_for(request.actor, item_id)
    prices = selectors.history(item)
    current = [row for row in prices if row.state == PriceState.APPROVED and selectors.as_priced(row).holds(today)]
    changes = list(selectors.changes(request.actor).filter(item=item))
    context = {
        "item": item, "tag": entry_tag(item), "words": words_of(item), "prices": [(row, price_tag(row, today)) for row in prices],
        "current": current, "compare_href": compare_href(current), "changes": [(row, differences(row)) for row in changes],
        "timeline": timeline(item), "actions": actions_of(item, request.actor), "may_price": may_price(item, request.actor),
        "waits": item.state == LibraryState.PROPOSED, "own": item.proposed_by_id == request.actor.user_id,
        "open_change": next((row for row in changes if row.state == "proposed"), None), "per_unit": per_unit,
    }  # fmt: skip
    return render(request, "careplans/library/entry.html", context)


def compare_href(prices: list[Any]) -> str:
    """Where the lowest of these prices stand side by side; "" for fewer than two."""
    if len(prices) < 2:
        return ""
    lowest = sorted(prices, key=lambda row: (row.unit, row.amount, row.pk))[:4]
    return f"{reverse('careplans:library_compare')}?{'&'.join(f'p={row.pk}' for row in lowest)}"


def words_of(item: LibraryItem) -> list[dict[str, Any]]:
    """What the entry says, for a summary list; what is empty is left out."""
    said = {name: in_words(name, getattr(item, name)) for name in WORDS if name != "name"}
    rows = [{"label": "Kind", "value": LibraryKind(item.kind).label}]
    return rows + [{"label": LABELS[name], "value": value} for name, value in said.items() if value]


def in_words(name: str, value: str) -> str:
    """A field of an entry as a page says it."""
    return ServiceKind(value).label if name == "service_kind" and value else value


def differences(change: Any) -> list[list[str]]:
    """[field, what it said, what it would say] of a correction."""
    return [
        [LABELS[name], in_words(name, change.before[name]) or "Nothing", in_words(name, new) or "Nothing"]
        for name, new in change.values.items()
    ]


def timeline(item: LibraryItem) -> list[dict[str, Any]]:
    """What has happened to the entry, the newest first."""
    moves = Move.objects.filter(subject="careplans.libraryitem", subject_id=item.pk).order_by("-id")
    return [moving.in_words(move, VERBS) for move in moves]


def may_price(item: LibraryItem, actor: Actor) -> bool:
    """Whether this role may propose a price of it."""
    open_ = item.state in (LibraryState.IN_USE, LibraryState.PROPOSED) and item.kind != LibraryKind.OUTCOME
    return open_ and may(actor, "library", "W")


def actions_of(item: LibraryItem, actor: Actor) -> list[dict[str, str]]:
    """What this role may do with the entry where it stands."""
    writes, approves = may(actor, "library", "W"), may(actor, "library", "A")
    edits = "Change the proposal" if item.state == LibraryState.PROPOSED else "Propose a correction"
    asked = [
        (item.state == LibraryState.PROPOSED and approves and item.proposed_by_id != actor.user_id, "library_decide", "Approve or not"),
        (may_price(item, actor), "library_price_new", "Propose a price"),
        (item.state in (LibraryState.PROPOSED, LibraryState.IN_USE) and writes, "library_edit", edits),
        (item.state == LibraryState.IN_USE and approves, "library_retire", "Take out of use"),
        (item.state in (LibraryState.REJECTED, LibraryState.RETIRED) and writes, "library_again", "Propose it again"),
    ]  # fmt: skip
    return [{"href": reverse(f"careplans:{name}", args=[item.pk]), "label": label} for yes, name, label in asked if yes]


@staff_only
def new(request: HttpRequest) -> HttpResponse:
    """Propose an entry."""
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            item = services.propose_entry(
                kind=typed["kind"], values=form.values(), key=str(typed["key"]), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Proposed. A colleague approves it; add its price now if you know it.")
            return redirect("careplans:library_item", item.pk)
    back = {"href": reverse("careplans:library"), "label": "Back to the library"}
    context = {"form": form, "title": "Propose an entry", "button": "Propose it", "back": back,
               "lead": "It can be taken into plans once a second person has approved it."}  # fmt: skip
    return render(request, "careplans/library/form.html", context)


@staff_only
def edit(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change a proposal; or propose a correction of what is in use, which stays as it is until somebody else agrees."""
    item = selectors.item_for(request.actor, item_id)
    correction = item.state != LibraryState.PROPOSED
    initial = {**{name: getattr(item, name) for name in WORDS}, "edits": item.edits}
    form = ChangeForm(request.POST or None, correction=correction, initial=initial)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {
            "item_id": item.pk,
            "values": form.values(),
            "edits": form.cleaned_data["edits"] or 0,
            "by": request.actor,
        }
        try:
            if correction:
                services.propose_change(reason=form.cleaned_data["reason"], **said)
            else:
                services.edit_proposal(**said)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request,
                "Proposed. The entry says what it said until a colleague agrees."
                if correction
                else "The proposal is changed.",
            )
            return redirect("careplans:library_item", item.pk)
    lead = "Lines of plans that were taken from it keep their words." if correction else ""
    return small(
        request,
        item,
        form,
        "Propose a correction" if correction else "Change the proposal",
        "Propose it" if correction else "Save",
        lead,
    )


@staff_only
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """A second person's answer to a proposed entry."""
    item = selectors.item_for(request.actor, item_id)
    form = AnswerForm(request.POST or None, initial={"edits": item.edits})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        yes = typed["answer"] == "approve"
        try:
            services.decide_entry(
                item_id=item.pk, approve=yes, edits=typed["edits"] or 0, reason=typed["reason"] or "", by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request, "It is in use now." if yes else "It is not taken up. Whoever proposed it sees why."
            )
            return redirect("careplans:library_item", item.pk)
    return small(
        request,
        item,
        form,
        "Approve this entry or not",
        "Send your answer",
        "Once approved, it can be taken into plans.",
        words_of(item),
    )


@staff_only
def retire(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take an entry out of use."""
    lead = "It can no longer be taken into plans. Lines that took it stay as they are, and their plans say that it is no longer offered."
    return _with_reason(
        request,
        item_id,
        services.retire_entry,
        "Take this entry out of use",
        "Take it out of use",
        lead,
        "It is no longer offered.",
    )


@staff_only
def again(request: HttpRequest, item_id: int) -> HttpResponse:
    """Propose an entry anew."""
    return _with_reason(
        request,
        item_id,
        services.propose_again,
        "Propose this entry again",
        "Propose it",
        "A colleague approves it.",
        "Proposed again.",
    )


def _with_reason(
    request: HttpRequest, item_id: int, do: Any, title: str, button: str, lead: str, done: str
) -> HttpResponse:
    item = selectors.item_for(request.actor, item_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(item_id=item.pk, reason=form.cleaned_data["reason"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, done)
            return redirect("careplans:library_item", item.pk)
    return small(request, item, form, title, button, lead)


@staff_only
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """A correction: what it says now beside what it would say; a second person's answer."""
    row = selectors.change_for(request.actor, change_id)
    decides = (
        row.state == "proposed" and may(request.actor, "library", "A") and row.proposed_by_id != request.actor.user_id
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        yes = typed["answer"] == "approve"
        try:
            services.decide_change(
                change_id=row.pk, approve=yes, reason=typed["reason"] or "", on=london_today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The entry is corrected." if yes else "The correction is not taken up.")
            return redirect("careplans:library_item", row.item_id)
    context = {"row": row, "item": row.item, "form": form, "differences": differences(row), "decides": decides,
               "own": row.proposed_by_id == request.actor.user_id, "back": _back(row.item)}  # fmt: skip
    return render(request, "careplans/library/change.html", context)


def small(
    request: HttpRequest, item: LibraryItem, form: Any, title: str, button: str, lead: str = "", rows: Any = ()
) -> HttpResponse:
    """A page with one form about an entry."""
    context = {
        "item": item,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "rows": rows,
        "back": _back(item),
    }
    return render(request, "careplans/library/form.html", context)


def _back(item: LibraryItem) -> dict[str, str]:
    return {"href": reverse("careplans:library_item", args=[item.pk]), "label": f"Back to {item.name}"}
