"""Writing the plan, one part a page; saved by the button, and by itself while typing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.forms import ROW_FORMS, SECTION_FORMS
from careplans.forms.drafts import DraftForm
from careplans.models import PARTS, PlanVersion
from careplans.models.parts import POINTS_AT
from careplans.rules.completeness import gaps
from careplans.services.drafting import SECTIONS, now_of
from careplans.views.common import (
    LEADS,
    PAGES,
    TITLES,
    WHERE,
    case_context,
    content,
    may_write,
    opened,
    pages_of,
    staff_only,
)
from careplans.views.saving import save_page
from careplans.views.shown import ROWS, head_of, short, shown_rows
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken

WRITING = "opened your plan to write in it"
# What a line can be taken from: part → route of the page that offers it.
TAKEN_FROM = {"services": "careplans:take_line", "outcomes": "careplans:take_outcome"}


# --- sections


def section_page(section: str) -> Any:
    """The page of one section of the version itself."""

    @staff_only
    def page(request: HttpRequest, version_id: int) -> HttpResponse:
        version = opened(request, version_id, WRITING)
        form = _section_form(request, version, section, request.POST or None)
        if request.method == "GET":
            return _show_section(request, version, section, form)
        return save_page(
            request, form, lambda: _save_section(request, version, section, form),
            lambda status, disputed: _show_section(request, version, section, form, status, disputed),
            lambda: _after(request, version, section), lambda: _fresh(request, version_id, section),
        )  # fmt: skip

    page.__name__ = section
    return page


def _section_form(request: HttpRequest, version: PlanVersion, section: str, data: Any) -> DraftForm:
    current = {name: getattr(version, name) for name in SECTIONS[section]}
    if section != "people":
        return SECTION_FORMS[section](data, now=current)
    names = [(str(row.pk), row.user.name) for row in selectors.coordinators(request.actor, london_today())]
    return SECTION_FORMS[section](data, now={**current, "coordinator": version.plan.coordinator_id}, coordinators=names)


def _fresh(request: HttpRequest, version_id: int, section: str) -> DraftForm:
    return _section_form(request, selectors.version_for(request.actor, version_id), section, None)


def _save_section(request: HttpRequest, version: PlanVersion, section: str, form: DraftForm) -> None:
    values, by = form.values(), request.actor
    coordinator = values.pop("coordinator", None)
    services.save_section(version_id=version.pk, section=section, values=values, seen=form.cleaned_data["seen"], by=by)
    if coordinator:
        services.name_coordinator(version_id=version.pk, membership_id=int(coordinator), on=london_today(), by=by)


def _show_section(
    request: HttpRequest, version: PlanVersion, section: str, form: DraftForm, status: int = 200, disputed: Any = ()
) -> HttpResponse:
    context = {**case_context(request, version), "form": form, "title": TITLES[section], "lead": LEADS.get(section, ""),
               "writable": may_write(request.actor, version), "next_title": next_page(version, section)[1], "disputed": disputed,
               "gaps": gaps_here(version, section)}  # fmt: skip
    return render(request, "careplans/section.html", context, status=status)


def _after(request: HttpRequest, version: PlanVersion, section: str) -> HttpResponse:
    messages.success(request, f"Saved: {TITLES[section]}.")
    return redirect(f"careplans:{next_page(version, section)[0]}", version.pk)


# --- rows


def rows_page(part: str) -> Any:
    """The page that lists the rows of one part and adds another."""

    @staff_only
    def page(request: HttpRequest, version_id: int) -> HttpResponse:
        version = opened(request, version_id, WRITING)
        form = _row_form(version, part, request.POST or None, begins=_asked_for(request, part))
        if request.method == "POST" and form.is_valid():
            try:
                row = services.save_row(
                    version_id=version_id,
                    part=part,
                    values=form.values(),
                    key=str(form.cleaned_data["key"]),
                    by=request.actor,
                )
            except RuleBroken as error:
                form.add_rule_broken(error)
            else:
                messages.success(request, f"Added to the plan: {ROWS[part][0]}.")
                if "more" in request.POST and row is not None:
                    return redirect(f"careplans:change_{ROWS[part][1]}", row.pk)
                return redirect(f"careplans:{part}", version_id)
        return render(request, "careplans/rows.html", _rows_context(request, version, part, form))

    page.__name__ = part
    return page


def _rows_context(request: HttpRequest, version: PlanVersion, part: str, form: DraftForm) -> dict[str, Any]:
    rows = shown_rows(version, part)
    after, next_title = next_page(version, part)
    return {
        **case_context(request, version), "form": form, "title": TITLES[part], "lead": LEADS.get(part, ""), "part": part,
        "groups": grouped(version, part, rows), "how_many": len(rows), "one": ROWS[part][0], "next_title": next_title,
        "next_href": reverse(f"careplans:{after}", args=[version.pk]), "writable": may_write(request.actor, version),
        "money": selectors.money_of(content(version)) if part == "services" else None,
        "gaps": gaps_here(version, part), "taken_from": _taken_from(version, part),
    }  # fmt: skip


def row_page(part: str) -> Any:
    """The page that changes one row."""

    @staff_only
    def page(request: HttpRequest, row_id: int) -> HttpResponse:
        try:
            row = selectors.row_for(request.actor, PARTS[part], row_id)
        except NotVisible:
            return _gone(request, part)
        version = opened(request, row.version_id, WRITING)
        form = _row_form(version, part, request.POST or None, row)
        if request.method == "GET":
            return _show_row(request, version, part, form)

        def save() -> None:
            services.save_row(
                version_id=version.pk, part=part, row_id=row_id, values=form.values(), seen=form.cleaned_data["seen"],
                by=request.actor,
            )  # fmt: skip

        def fresh() -> DraftForm:
            return _row_form(version, part, None, selectors.row_for(request.actor, PARTS[part], row_id))

        def done() -> HttpResponse:
            if "more" in request.POST:
                return redirect(f"careplans:change_{ROWS[part][1]}", row_id)
            messages.success(request, f"Saved: {ROWS[part][0]}.")
            return redirect(f"careplans:{part}", version.pk)

        return save_page(
            request, form, save, lambda status, disputed: _show_row(request, version, part, form, status, disputed),
            done, fresh,
        )  # fmt: skip

    page.__name__ = f"change_{ROWS[part][1]}"
    return page


def _gone(request: HttpRequest, part: str) -> HttpResponse:
    """A row that somebody else took out while this one was writing: the words stand in the form that adds it anew.

    The page says which version it wrote on; whoever may not see that finds nothing. Raises NotVisible.
    """
    number = request.POST.get("version", "")
    if not number.isdecimal():
        raise NotVisible
    version = opened(request, int(number), WRITING)
    form = _row_form(version, part, request.POST)
    form.add_error(
        None,
        "Somebody else has removed this from the plan meanwhile. Your words are below: add it anew if it is still needed.",
    )
    return render(request, "careplans/rows.html", _rows_context(request, version, part, form), status=409)


def remove_page(part: str) -> Any:
    """Ask before a row is taken out, then take it out."""

    @staff_only
    def page(request: HttpRequest, row_id: int) -> HttpResponse:
        row = selectors.row_for(request.actor, PARTS[part], row_id)
        version = opened(request, row.version_id, WRITING)
        if request.method == "POST":
            services.remove_row(part=part, row_id=row_id, by=request.actor)
            messages.success(request, f"Taken out of the plan: {ROWS[part][0]}.")
            return redirect(f"careplans:{part}", version.pk)
        shown = next(each for each in shown_rows(version, part) if each["pk"] == row_id)
        context = {**case_context(request, version), "row": shown, "one": ROWS[part][0], "writable": may_write(request.actor, version),
                   "back": {"href": reverse(f"careplans:{part}", args=[version.pk]), "label": "Back"}}  # fmt: skip
        return render(request, "careplans/remove.html", context)

    page.__name__ = f"remove_{ROWS[part][1]}"
    return page


def _row_form(
    version: PlanVersion, part: str, data: Any, row: Any = None, begins: dict[str, str] | None = None
) -> DraftForm:
    now = None if row is None else now_of(row, part)
    return ROW_FORMS[part](data, now=now, choices=_choices(version, part), initial=begins or {})


def _choices(version: PlanVersion, part: str) -> dict[str, list[tuple[str, str]]]:
    """The other rows of the version that a row of this part may point at, and who pays if nobody else does."""
    wanted = {POINTS_AT[field.name] for field in PARTS[part]._meta.concrete_fields if field.name in POINTS_AT}
    if part == "services":
        wanted = {"outcomes"}
    found = {
        each: [(str(row.pk), short(head_of(each, row))) for row in PARTS[each].objects.filter(version=version)]
        for each in sorted(wanted)
    }
    return {**found, "funder": [(version.organisation.name, "")]} if part == "services" else found


def _asked_for(request: HttpRequest, part: str) -> dict[str, str]:
    """What the address chooses beforehand, as in “add an action for this outcome”: a number, for a box that points at a row."""
    names = [field.name for field in PARTS[part]._meta.concrete_fields if field.name in POINTS_AT]
    return {name: value for name in names if (value := request.GET.get(name, "")).isdecimal()}


def _show_row(
    request: HttpRequest, version: PlanVersion, part: str, form: DraftForm, status: int = 200, disputed: Any = ()
) -> HttpResponse:
    back = {"href": reverse(f"careplans:{part}", args=[version.pk]), "label": f"Back to {TITLES[part].lower()}"}
    context = {**case_context(request, version), "form": form, "title": f"Change: {ROWS[part][0]}", "lead": "", "back": back,
               "writable": may_write(request.actor, version), "next_title": "", "disputed": disputed, "gaps": []}  # fmt: skip
    return render(request, "careplans/section.html", context, status=status)


# --- what stands around the form


# part → (the field it hangs on, the part above, what to add below it: part, label)
NESTED = {
    "needs": (None, None, ("outcomes", "need", "Add an outcome")),
    "outcomes": ("need", "needs", ("actions", "outcome", "Add an action")),
    "actions": ("outcome", "outcomes", ("stage_goals", "of_action", "Add a step on the way")),
    "stage_goals": ("of_action", "actions", None),
}


def grouped(version: PlanVersion, part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows under what they serve, with what hangs on each: need, outcome, action, step, as the PRSB nests them."""
    above, _, below = NESTED.get(part, (None, None, None))
    if below:
        _hang(version, rows, *below)
    if above is None:
        return [{"title": "", "rows": rows}] if rows else []
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        parent = getattr(row["row"], above)
        words = parent.words if parent else ""
        found.setdefault(parent and parent.pk, {"title": words, "rows": []})["rows"].append(row)
        row["details"] = [each for each in row["details"] if each[0] not in {"Serves", "For", "On the way of"}]
    return sorted(found.values(), key=lambda group: not group["title"])


def _hang(version: PlanVersion, rows: list[dict[str, Any]], part: str, field: str, label: str) -> None:
    """Beneath each row: what hangs on it, and a way to add to that."""
    hung: dict[int, list[dict[str, str]]] = {}
    for each in PARTS[part].objects.filter(version=version, **{f"{field}__isnull": False}):
        href = reverse(f"careplans:change_{ROWS[part][1]}", args=[each.pk])
        hung.setdefault(getattr(each, f"{field}_id"), []).append({"words": short(each.words), "href": href})
    add = reverse(f"careplans:{part}", args=[version.pk])
    for row in rows:
        row["below"] = hung.get(row["pk"], [])
        row["below_title"] = TITLES[part]
        row["add"] = {"href": f"{add}?{field}={row['pk']}#add-title", "label": label}


def gaps_here(version: PlanVersion, part: str) -> list[Any]:
    """What is still missing on this page."""
    return [gap for gap in gaps(content(version)) if WHERE.get(gap.where, gap.where) == part]


def _taken_from(version: PlanVersion, part: str) -> str:
    """Where a line can be taken from the library; "" where nothing can."""
    return reverse(TAKEN_FROM[part], args=[version.pk]) if part in TAKEN_FROM else ""


def next_page(version: PlanVersion, name: str) -> tuple[str, str]:
    """The page after this one (route, title): of those that the plan has, in their order."""
    order = [each for each, _, _ in PAGES]
    there = pages_of(version)
    later = [each for each in order[order.index(name) + 1 :] if each in there]
    return (later[0], TITLES[later[0]]) if later else ("version", "The plan")
