"""Pages of uplifts: the list, preparing one, what it comes to, its steps."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets.enums import UpliftState, UpliftWhy
from budgets.forms.uplifting import (
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
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.models import Job, Place
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
# What a worker makes, as its progress is told: "The change of all budgets is being made".
WORK = {
    services.PREVIEW_JOB: "preview", services.APPLY_JOB: "change of all budgets", services.UNDO_JOB: "change back of all budgets",
    writing.JOB: "batch of letters",
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
    counts, left_out, job = selectors.counts(shown), selectors.left_out(shown), selectors.job_of(shown)
    items = reverse("budgets:uplift_items", args=[shown.pk])
    context = {
        "uplift": shown, "tag": uplift_tag(shown), "scope": scope_of(shown), "totals": totals_to_show(shown), "counts": counts,
        "left_out": [(UpliftWhy(code).label, n, f"{items}?state=blocked&why_code={code}") for code, n in left_out.items() if code],
        "items_href": items, "fixed": ", ".join(shown.fixed_providers), "step": step_of(request, shown, job),
        "job": progress_of(job, what=WORK.get(job.kind, "work") if job else "work", refresh_href=reverse("budgets:uplift", args=[shown.pk])),
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
    UpliftState.APPLYING: (("uplift_resume", "Go on", "W", True), ("uplift_undo", "Stop and undo", "W", False)),
    UpliftState.UNDOING: (("uplift_resume", "Go on", "W", True),),
    UpliftState.APPLIED: (
        ("uplift_letters", "Write the letters", "W", False),
        ("uplift_undo", "Undo", "W", False),
    ),
}


def step_of(request: HttpRequest, shown: Uplift, job: Job | None) -> dict[str, Any]:
    """Where an uplift stands, and the buttons of this actor. Going on is offered where the work was set aside."""
    stopped = job is not None and job.state == "set_aside"
    own = shown.state == UpliftState.PROPOSED and request.actor.user_id in services.prepared_by(shown)
    buttons = []
    for route, label, rights, post in _STEPS.get(shown.state, ()):
        missing = (route == "uplift_propose" and shown.previewed_at is None) or (
            route == "uplift_resume" and not stopped
        )
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


def back_to(shown: Uplift) -> dict[str, str]:
    """The way back to an uplift."""
    return {"href": reverse("budgets:uplift", args=[shown.pk]), "label": f"Uplift {shown.reference}"}
