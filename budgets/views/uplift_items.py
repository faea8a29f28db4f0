"""Pages of the budgets in an uplift: all of them, and each with its lines, its arrears, and whether it takes part."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.forms.paying import ReasonForm
from budgets.forms.uplifting import ItemFilters
from budgets.models import UpliftItem
from budgets.rules.uplifting import JUDGEMENT, in_pounds, line_words
from budgets.selectors import uplifts as selectors
from budgets.selectors.uplift_arrears import arrears_of, periods_gone_out
from budgets.services import uplifting as services
from budgets.views._common import done, say
from budgets.views.uplifts import back_to, scope_of, uplift_tag
from careplans.enums import ServiceKind
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.moving import in_words
from phb.core.tables import Column, Table, Tag

COLOURS = {
    UpliftItemState.WAITING: "blue", UpliftItemState.BLOCKED: "orange", UpliftItemState.APPLIED: "green",
    UpliftItemState.UNDONE: "white", UpliftItemState.KEPT: "purple",
}  # fmt: skip
VERBS = {
    "block": "left out", "unblock": "taken in", "apply": "applied", "undo": "undone", "keep": "kept, not undone",
}  # fmt: skip


def item_tag(item: UpliftItem) -> Tag:
    """Where one budget of an uplift stands."""
    return Tag(item.get_state_display(), COLOURS[UpliftItemState(item.state)])


def why_of(item: UpliftItem) -> str:
    """Why it is left out, in a word."""
    return UpliftWhy(item.why_code).label if item.why_code else item.why_not


class ItemTable(Table):
    """The budgets of an uplift."""

    caption, order, filter_form = "Budgets of the uplift", "person", ItemFilters
    empty = "The uplift has not been worked out, or it raises nothing."
    page_size = 50
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name",
               link=lambda row: reverse("budgets:uplift_item", args=[row.pk]), note=lambda row: row.budget.reference),
        Column("old", "A week now", sort="old_weekly", cell="old_weekly", kind="money"),
        Column("new", "A week then", sort="new_weekly", cell="new_weekly", kind="money"),
        Column("more", "More", sort="more", cell="more", kind="money", never_empty=True),
        Column("direct", "To the holder then", sort="new_direct", cell="new_direct", kind="money"),
        Column("arrears", "Arrears", sort="arrears", cell="arrears", kind="money"),
        Column("state", "Where it stands", sort="state", cell=item_tag, note=why_of),
        Column("told", "To know", cell=lambda row: " ".join(row.told)),
    )  # fmt: skip

    def filter_kind(self, queryset: Any, value: str) -> Any:
        """Those with a line of a kind."""
        return queryset.filter(lines__contains=[{"kind": value}])

    def filter_told(self, queryset: Any, value: str) -> Any:
        """Those with something that the approver should know."""
        return queryset.exclude(told=[])


def items(request: HttpRequest, uplift_id: int) -> HttpResponseBase:
    """All budgets of an uplift that this actor may open."""
    uplift = selectors.uplift_for(request.actor, uplift_id)
    table = ItemTable(request.GET, selectors.items_for_list(request.actor, uplift), path=request.path)
    if table.wants_csv:
        audit.note_read(list(table.filtered.values_list("person_id", flat=True)), "exported an uplift with your budget")
        return table.csv_response(f"uplift-{uplift.reference}.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your budget in an uplift")
    context = {"table": table, "uplift": uplift, "tag": uplift_tag(uplift), "scope": scope_of(uplift)}
    return render(request, "budgets/uplift_items.html", context)


def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One budget: each line before and after, what is made up for, and whether it takes part."""
    shown = selectors.item_for(request.actor, item_id)
    audit.note_read(shown.person_id, "opened your budget in an uplift")
    uplift, today = shown.uplift, london_today()
    preparing = uplift.state == UpliftState.DRAFT and may(request.actor, "uplift", "W")
    out = shown.state == UpliftItemState.BLOCKED
    decides = preparing and (not out or UpliftWhy(shown.why_code) in JUDGEMENT)
    form = ReasonForm(request.POST or None)
    do = services.take_in if out else services.leave_out

    def effect() -> None:
        do(item_id=shown.pk, reason=form.cleaned_data["reason"], on=today, by=request.actor)

    if done(request, form, effect):
        return say(request, "It is taken in." if out else "It is left out.", "budgets:uplift_item", shown.pk)
    context = {
        "item": shown, "uplift": uplift, "tag": item_tag(shown), "why": why_of(shown), "lines": lines_to_show(shown),
        "arrears": _arrears(shown), "form": form, "decides": decides, "out": out,
        "letter": shown.letter if may(request.actor, "letter", "R") else None, "writes": may(request.actor, "uplift", "W") and shown.letter is None and shown.state == UpliftItemState.APPLIED,
        "history": [in_words(move, VERBS) for move in selectors.history_of_item(shown)],
        "back": {"href": reverse("budgets:uplift_items", args=[uplift.pk]), "label": f"Budgets of {uplift.reference}"},
        "uplift_back": back_to(uplift),
    }  # fmt: skip
    return render(request, "budgets/uplift_item.html", context)


def lines_to_show(shown: UpliftItem) -> list[dict[str, Any]]:
    """Each line with its amounts and the sentence that says how."""
    found = []
    for line in shown.lines:
        old, new = in_pounds(line["old"]), in_pounds(line["new"])
        percent = None if line["percent"] is None else Decimal(line["percent"])
        said = line_words(line["words"], percent, old, new, line["because"])
        kind = ServiceKind(line["kind"]).label
        found.append(
            {**line, "kind": kind, "old": old, "new": new, "more": new - old, "percent": percent, "said": said}
        )
    return found


def _arrears(shown: UpliftItem) -> list[Any]:
    """Period by period what is still owed, while the uplift is not applied; afterwards the budget's changes say it."""
    if shown.state not in {UpliftItemState.WAITING, UpliftItemState.BLOCKED} or not shown.arrears:
        return []
    day = shown.uplift.effective_from
    periods = periods_gone_out(shown.organisation_id, day, [shown.budget_id])
    return list(arrears_of({shown.budget_id: shown.new_direct}, day, periods).get(shown.budget_id, ()))
