"""Pages of uplifts: the list, preparing one, what it comes to, its steps."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.forms.paying import ReasonForm
from budgets.forms.uplifting import (
    EditionForm,
    UpliftFilters,
    UpliftForm,
    first_of_april,
    initial_of,
    kinds_with_percents,
)
from budgets.models import Uplift
from budgets.rules.uplifting import scope_words
from budgets.selectors import uplifts as selectors
from budgets.services import uplift_letters as writing
from budgets.services import uplifting as services
from budgets.views._common import done, say
from careplans.enums import ServiceKind
from eligibility.enums import Route
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.models import Place
from phb.core.money import format_pounds
from phb.core.moving import in_words
from phb.core.progress import progress_of
from phb.core.tables import Column, Table, Tag

COLOURS = {
    UpliftState.DRAFT: "grey", UpliftState.PROPOSED: "yellow", UpliftState.APPROVED: "blue", UpliftState.APPLYING: "purple",
    UpliftState.APPLIED: "green", UpliftState.UNDOING: "orange", UpliftState.UNDONE: "white", UpliftState.WITHDRAWN: "white",
}  # fmt: skip
VERBS = {
    "created": "begun", "change": "changed", "propose": "sent for approval", "return": "taken back to be prepared",
    "approve": "approved", "apply": "begun to be applied", "finish": "applied", "undo": "begun to be undone",
    "finish_undo": "undone", "withdraw": "given up",
}  # fmt: skip
# So many are worked out while the page waits; more by a worker.
AT_ONCE = 500


def uplift_tag(uplift: Uplift) -> Tag:
    """Where an uplift stands."""
    return Tag(uplift.get_state_display(), COLOURS[UpliftState(uplift.state)])


def scope_of(uplift: Uplift) -> str:
    """Which budgets an uplift names and by how much, in a sentence."""
    stream = Route(uplift.stream).label if uplift.stream in set(Route) else uplift.stream
    place = uplift.place.name if uplift.place else ""
    return scope_words(stream, uplift.provider, place, kinds_with_percents(uplift.percents))


class UpliftTable(Table):
    """All uplifts."""

    caption, order, filter_form = "Uplifts", "-from", UpliftFilters
    empty = "No uplift yet. Prepare one when prices or wages go up for many budgets at once."
    columns = (
        Column("reference", "Uplift", sort="reference", cell="name", link=lambda row: reverse("budgets:uplift", args=[row.pk]),
               note=lambda row: row.reference),
        Column("state", "Where it stands", cell=uplift_tag),
        Column("from", "From", sort="effective_from", cell="effective_from", kind="date"),
        Column("what", "What", cell=scope_of),
        Column("budgets", "Budgets", cell=lambda row: row.totals.get("budgets"), kind="number"),
        Column("more", "More a week", cell=lambda row: more_of(row), kind="money"),
        Column("prepared", "Prepared by", cell="prepared_by.name"),
        Column("approved", "Approved by", cell="approved_by.name"),
    )  # fmt: skip


def more_of(uplift: Uplift) -> Decimal | None:
    """Pounds a week that an uplift adds, as it was worked out."""
    totals = uplift.totals
    return Decimal(totals["new"]) - Decimal(totals["old"]) if totals else None


def uplifts(request: HttpRequest) -> HttpResponseBase:
    """The list of uplifts."""
    table = UpliftTable(request.GET, selectors.uplifts(request.actor).order_by(), path=request.path)
    if table.wants_csv:
        return table.csv_response("uplifts.csv")
    action = None
    if may(request.actor, "uplift", "W"):
        action = {"label": "Prepare an uplift", "href": reverse("budgets:uplift_new")}
    return render(request, "budgets/list.html", {"table": table, "title": "Uplifts", "action": action})


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    rows = Place.objects.filter(organisation_id=request.actor.organisation_id).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def new(request: HttpRequest) -> HttpResponse:
    """Prepare an uplift."""
    today = london_today()
    form = UpliftForm(request.POST or None, places=_places(request), initial={"effective_from": first_of_april(today)})
    made: list[Uplift] = []

    def effect() -> None:
        key = str(form.cleaned_data["key"])
        made.append(services.prepare(values=form.values(), on=today, by=request.actor, key=key))

    if done(request, form, effect):
        return say(request, "Begun. Work it out now to see what it does.", "budgets:uplift", made[0].pk)
    back = {"href": reverse("budgets:uplifts"), "label": "Uplifts"}
    return render(request, "budgets/uplift_form.html", {"form": form, "title": "Prepare an uplift", "back": back})


def edit(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Change what an uplift in preparation names."""
    uplift = selectors.uplift_for(request.actor, uplift_id)
    form = UpliftForm(request.POST or None, places=_places(request), initial=initial_of(uplift))
    if done(request, form, lambda: services.change(uplift_id=uplift.pk, values=form.values(), by=request.actor)):
        return say(request, "Changed. Work it out again to see what it does.", "budgets:uplift", uplift.pk)
    context = {"form": form, "title": "Change this uplift", "back": back_to(uplift)}
    return render(request, "budgets/uplift_form.html", context)


def uplift(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """What an uplift comes to, whom it leaves out, and the next step of this actor."""
    shown = selectors.uplift_for(request.actor, uplift_id)
    counts, left_out = selectors.counts(shown), selectors.left_out(shown)
    items = reverse("budgets:uplift_items", args=[shown.pk])
    context = {
        "uplift": shown, "tag": uplift_tag(shown), "scope": scope_of(shown), "totals": totals_to_show(shown), "counts": counts,
        "left_out": [(UpliftWhy(code).label, n, f"{items}?state=blocked&why_code={code}") for code, n in left_out.items() if code],
        "items_href": items, "fixed": ", ".join(shown.fixed_providers), "step": step_of(request, shown),
        "job": progress_of(selectors.job_of(shown), what="uplift", refresh_href=reverse("budgets:uplift", args=[shown.pk])),
        "hidden": sum(counts.values()) - selectors.items(request.actor, shown).count(),
        "now": selectors.sums(shown),
        "history": [in_words(move, VERBS) for move in selectors.history(shown)],
    }  # fmt: skip
    return render(request, "budgets/uplift.html", context)


def totals_to_show(shown: Uplift) -> dict[str, Any] | None:
    """The kept totals with amounts as values, and a table of months by funder."""
    if not shown.totals:
        return None
    kept = shown.totals
    sums = {name: Decimal(kept[name]) for name in ("old", "new", "old_direct", "new_direct", "arrears")}
    funders = [name for name, _ in kept["funders"]]
    months = [
        (
            f"{date.fromisoformat(row['first']):%B %Y}",
            [Decimal(row["parts"].get(name, "0.00")) for name in funders],
            Decimal(row["whole"]),
        )
        for row in kept["months"]
    ]
    return {
        **sums,
        "more": sums["new"] - sums["old"],
        "budgets": kept["budgets"],
        "untouched": kept["untouched"],
        "funders": [(name, Decimal(part)) for name, part in kept["funders"]],
        "kinds": [(ServiceKind(kind).label, Decimal(more)) for kind, more in kept["kinds"].items()],
        "names": funders,
        "months": months,
        "whole": [sum(column) for column in zip(*(parts for _, parts, _ in months), strict=True)],
        "sum": sum(whole for _, _, whole in months),
    }


_WORDS = {
    UpliftState.DRAFT: "Being prepared. Nothing of any budget has changed.",
    UpliftState.PROPOSED: "Waits for approval by somebody who had no hand in preparing it.",
    UpliftState.APPROVED: "Approved. It changes budgets once it is applied.",
    UpliftState.APPLYING: "It is being applied, a few hundred budgets at a time.",
    UpliftState.APPLIED: "Applied.",
    UpliftState.UNDOING: "It is being undone, a few hundred budgets at a time.",
    UpliftState.UNDONE: "Undone, save where a payment rests on it.",
    UpliftState.WITHDRAWN: "Given up. Nothing of any budget has changed.",
}
# (route, label, rights, whether it is pressed on the spot) in each state.
_STEPS: dict[str, tuple[tuple[str, str, str, bool], ...]] = {
    UpliftState.DRAFT: (
        ("uplift_preview", "Work it out", "W", True),
        ("uplift_propose", "Send for approval", "W", False),
        ("uplift_edit", "Change", "W", False),
        ("uplift_withdraw", "Give up", "W", False),
    ),
    UpliftState.PROPOSED: (
        ("uplift_approve", "Approve", "A", False),
        ("uplift_take_back", "Take back", "WA", False),
        ("uplift_withdraw", "Give up", "W", False),
    ),
    UpliftState.APPROVED: (
        ("uplift_apply", "Apply", "W", False),
        ("uplift_withdraw", "Give up", "W", False),
    ),
    UpliftState.APPLYING: (("uplift_undo", "Stop and undo", "W", False),),
    UpliftState.APPLIED: (
        ("uplift_letters", "Write the letters", "W", False),
        ("uplift_undo", "Undo", "W", False),
    ),
}


def step_of(request: HttpRequest, shown: Uplift) -> dict[str, Any]:
    """Where an uplift stands, and the buttons of this actor."""
    own = shown.state == UpliftState.PROPOSED and request.actor.user_id in services.prepared_by(shown)
    buttons = []
    for route, label, rights, post in _STEPS.get(shown.state, ()):
        missing = route == "uplift_propose" and shown.previewed_at is None
        if may(request.actor, "uplift", rights) and not missing and not (own and route == "uplift_approve"):
            label = "Work it out again" if route == "uplift_preview" and shown.previewed_at else label
            buttons.append({"label": label, "href": reverse(f"budgets:{route}", args=[shown.pk]), "post": post})
    words = _WORDS[UpliftState(shown.state)] + (" You had a hand in it, so a colleague approves it." if own else "")
    return {"words": words, "buttons": buttons}


def preview(request: HttpRequest, uplift_id: int) -> HttpResponse:
    """Work it out: at once for some hundred budgets, by a worker for more."""
    shown, today = selectors.uplift_for(request.actor, uplift_id), london_today()
    if selectors.versions_on(shown.organisation_id, shown.effective_from).count() <= AT_ONCE:
        services.preview(uplift_id=shown.pk, on=today, by=request.actor)
        return say(request, "Worked out.", "budgets:uplift", shown.pk)
    services.ask_preview(uplift_id=shown.pk, on=today, by=request.actor)
    return redirect("budgets:uplift", shown.pk)


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


def back_to(shown: Uplift) -> dict[str, str]:
    """The way back to an uplift."""
    return {"href": reverse("budgets:uplift", args=[shown.pk]), "label": f"Uplift {shown.reference}"}
