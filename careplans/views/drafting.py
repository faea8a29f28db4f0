"""Writing the plan, one part a page; saved by the button, and by itself while typing."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.forms import ROW_FORMS, SECTION_FORMS
from careplans.forms.drafts import DraftForm
from careplans.models import PARTS, PlanVersion
from careplans.rules.lifecycle import PLAN
from careplans.rules.merging import marks
from careplans.services.drafting import SECTIONS, now_of
from careplans.views.common import PAGES, case_context, opened, staff_only
from phb.core.clock import LONDON, london_today, now
from phb.core.display import day
from phb.core.errors import RuleBroken

TITLES = {name: title for name, title, _ in PAGES}
# part → what one row of it is called, and the word in the address of a row
ROWS = {
    "needs": ("need", "need"), "outcomes": ("outcome", "outcome"), "services": ("service", "service"), "risks": ("risk", "risk"),
    "contingency": ("“if… then…”", "contingency"), "contacts": ("person to reach", "contact"),
}  # fmt: skip
LEADS = {
    "about_me": "The person's own words, by the headings of About Me. Fill in only what helps.",
    "needs": "The health needs that this plan is to meet.",
    "outcomes": "What should come of it. Each outcome serves a need.",
    "services": "Everything that is bought or arranged, with its cost. Each works towards an outcome.",
    "risks": "The question is how it can be done safely enough. Write down what the person thinks.",
    "contingency": "What happens when something goes wrong: an assistant is ill, the power fails, a sudden change, a hospital stay.",
    "contacts": "Whom the plan names, and whom to call in a crisis.",
}


# --- sections


def section_page(section: str) -> Any:
    """The page of one section of the version itself."""

    @staff_only
    def page(request: HttpRequest, version_id: int) -> HttpResponse:
        version = opened(request, version_id, "opened your plan to write in it")
        form = _section_form(request, version, section, request.POST or None)
        if request.method == "GET":
            return _show_section(request, version, section, form)
        return _save(
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
               "writable": PLAN.is_in(version.state, "can_be_edited"), "next_title": _next_title(section),
               "disputed": disputed}  # fmt: skip
    return render(request, "careplans/section.html", context, status=status)


# --- rows


def rows_page(part: str) -> Any:
    """The page that lists the rows of one part and adds another."""

    @staff_only
    def page(request: HttpRequest, version_id: int) -> HttpResponse:
        version = opened(request, version_id, "opened your plan to write in it")
        form = _row_form(version, part, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                services.save_row(
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
                return redirect(f"careplans:{part}", version_id)
        return render(request, "careplans/rows.html", {
            **case_context(request, version), "form": form, "title": TITLES[part], "lead": LEADS.get(part, ""), "part": part,
            "rows": shown_rows(version, part), "one": ROWS[part][0], "next_title": _next_title(part),
            "next_href": reverse(f"careplans:{_next(part)}", args=[version.pk]),
            "writable": PLAN.is_in(version.state, "can_be_edited"), "money": selectors.money_of(selectors.content_of(version)),
        })  # fmt: skip

    page.__name__ = part
    return page


def row_page(part: str) -> Any:
    """The page that changes one row."""

    @staff_only
    def page(request: HttpRequest, row_id: int) -> HttpResponse:
        row = selectors.row_for(request.actor, PARTS[part], row_id)
        version = opened(request, row.version_id, "opened your plan to write in it")
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

        return _save(
            request, form, save, lambda status, disputed: _show_row(request, version, part, form, status, disputed),
            lambda: redirect(f"careplans:{part}", version.pk), fresh,
        )  # fmt: skip

    page.__name__ = f"change_{ROWS[part][1]}"
    return page


def remove_page(part: str) -> Any:
    """Ask before a row is taken out, then take it out."""

    @staff_only
    def page(request: HttpRequest, row_id: int) -> HttpResponse:
        row = selectors.row_for(request.actor, PARTS[part], row_id)
        version = opened(request, row.version_id, "opened your plan to write in it")
        if request.method == "POST":
            services.remove_row(part=part, row_id=row_id, by=request.actor)
            messages.success(request, f"Taken out of the plan: {ROWS[part][0]}.")
            return redirect(f"careplans:{part}", version.pk)
        shown = next(each for each in shown_rows(version, part) if each["pk"] == row_id)
        context = {**case_context(request, version), "row": shown, "one": ROWS[part][0],
                   "back": {"href": reverse(f"careplans:{part}", args=[version.pk]), "label": "Back"}}  # fmt: skip
        return render(request, "careplans/remove.html", context)

    page.__name__ = f"remove_{ROWS[part][1]}"
    return page


def _row_form(version: PlanVersion, part: str, data: Any, row: Any = None) -> DraftForm:
    options: dict[str, Any] = {}
    if part in {"outcomes", "services"}:
        options["choices"] = {
            "needs": [(str(each.pk), short(each.words)) for each in version.needs.all()],
            "outcomes": [(str(each.pk), short(each.words)) for each in version.outcomes.all()],
            "funder": [(version.organisation.name, "")],
        }
    return ROW_FORMS[part](data, now=None if row is None else now_of(row, part), **options)


def _show_row(
    request: HttpRequest, version: PlanVersion, part: str, form: DraftForm, status: int = 200, disputed: Any = ()
) -> HttpResponse:
    back = {"href": reverse(f"careplans:{part}", args=[version.pk]), "label": f"Back to {TITLES[part].lower()}"}
    context = {**case_context(request, version), "form": form, "title": f"Change: {ROWS[part][0]}", "lead": "", "back": back,
               "writable": PLAN.is_in(version.state, "can_be_edited"), "next_title": "", "disputed": disputed}  # fmt: skip
    return render(request, "careplans/section.html", context, status=status)


def shown_rows(version: PlanVersion, part: str) -> list[dict[str, Any]]:
    """Rows as a page lists them: the words, quiet notes beneath, and an amount where there is one."""
    return [{"pk": row.pk, "line": row.line, "change": f"careplans:change_{ROWS[part][1]}", "remove": f"careplans:remove_{ROWS[part][1]}", **_SHOWN[part](row)}
            for row in _rows(version, part)]  # fmt: skip


def _rows(version: PlanVersion, part: str) -> Any:
    rows = PARTS[part].objects.filter(version=version)
    if part == "outcomes":
        return rows.select_related("need").prefetch_related("links__service")
    return rows.prefetch_related("links__outcome") if part == "services" else rows


def _service_notes(row: Any) -> list[str]:
    met = ", ".join(short(link.outcome.words) for link in row.links.all())
    paid = ", ".join(f"{each['funder']} {each['share']}%" for each in row.funders)
    return [each for each in (
        " · ".join(filter(None, (row.provider, row.get_holding_display()))), row.working.get("words", ""),
        f"Works towards: {met}" if met else "Works towards no outcome yet", f"Paid by {paid}" if paid else "",
    ) if each]  # fmt: skip


_SHOWN: dict[str, Any] = {
    "needs": lambda row: {"words": row.words, "notes": [row.domain] if row.domain else [], "weekly": None, "once": None},
    "outcomes": lambda row: {
        "words": row.words, "weekly": None, "once": None,
        "notes": [each for each in (
            f"Serves: {short(row.need.words)}" if row.need else "Serves no need yet",
            f"We will know by: {row.measure}" if row.measure else "",
            f"Importance {row.importance} of 10" if row.importance else "",
        ) if each],
    },
    "services": lambda row: {"words": row.description, "notes": _service_notes(row), "weekly": row.weekly_amount, "once": row.one_off_amount},
    "risks": lambda row: {
        "words": row.description, "weekly": None, "once": None,
        "notes": [each for each in (
            f"Likelihood {row.likelihood} × impact {row.impact} = {row.score} of 25", row.get_agreement_display(),
            f"What the person thinks: {row.persons_view}" if row.persons_view else "", row.procedure,
        ) if each],
    },
    "contingency": lambda row: {"words": row.trigger, "notes": [f"Then: {row.action}", *([f"Call: {row.contact}"] if row.contact else [])], "weekly": None, "once": None},
    "contacts": lambda row: {
        "words": row.name, "weekly": None, "once": None,
        "notes": [each for each in (row.role, " · ".join(filter(None, (row.phone, row.email))), "Call in a crisis" if row.in_crisis else "") if each],
    },
}  # fmt: skip


# --- shared


def _save(request: HttpRequest, form: DraftForm, save: Any, show: Any, done: Any, fresh: Any) -> HttpResponse:
    """Check, save, and answer: to a person with the next page, to the page's own saving with a line of words."""
    by_itself = bool(request.htmx)
    if not form.is_valid():
        return _line(request, "Not saved yet: something on this page needs mending.") if by_itself else show(200, ())
    try:
        save()
    except services.Changed as clash:
        if by_itself:
            return _line(request, "Not saved: somebody else changed the same words. Press Save to see both.")
        disputed = [
            {"label": _label(form, name), "theirs": _in_words(form, name, theirs)}
            for name, theirs in clash.theirs.items()
        ]
        form.add_error(None, clash.message)
        # Saving again, with theirs in sight, is a decision: for these fields the page carries the marks of what stands there.
        form.data = _with_marks(request.POST, form.cleaned_data["seen"] | marks(clash.theirs))
        return show(409, disputed)
    except RuleBroken as error:
        if by_itself:
            return _line(request, f"Not saved: {error.message}")
        form.add_rule_broken(error)
        return show(200, ())
    if by_itself:
        return _line(request, f"Saved at {now().astimezone(LONDON):%H:%M}", fresh().initial["seen"])
    return done()


def _with_marks(sent: QueryDict, seen: dict[str, str]) -> QueryDict:
    """What was sent, with these marks. A field that is not disputed keeps the mark it came with."""
    data = sent.copy()
    data["seen"] = json.dumps(seen, sort_keys=True)
    return data


def _line(request: HttpRequest, words: str, seen: str | None = None) -> HttpResponse:
    return render(request, "careplans/_saved.html", {"words": words, "seen": seen})


LABELS = {"funders": "Who pays", "weekly_amount": "Amount a week"}


def _label(form: DraftForm, name: str) -> str:
    return (
        str(form.fields[name].label) if name in form.fields else LABELS.get(name, name.replace("_", " ").capitalize())
    )


def _in_words(form: DraftForm, name: str, value: Any) -> str:
    """What somebody else wrote, as the page would say it."""
    if value is None or value == "" or value == []:
        return "Nothing"
    if isinstance(value, list):
        return ", ".join(_in_words(form, name, each) for each in value)
    if isinstance(value, dict):
        return f"{value['funder']} {value['share']}%"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    choices = getattr(form.fields.get(name), "choices", None) or ()
    return next((str(label) for code, label in choices if str(code) == str(value)), str(value))


def short(words: str, most: int = 80) -> str:
    """The beginning of a sentence, for a list of choices."""
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _next(name: str) -> str:
    names = [each for each, _, _ in PAGES]
    place = names.index(name) + 1
    return names[place] if place < len(names) else "version"


def _next_title(name: str) -> str:
    return TITLES.get(_next(name), "The plan")


def _after(request: HttpRequest, version: PlanVersion, section: str) -> HttpResponse:
    messages.success(request, f"Saved: {TITLES[section]}.")
    return redirect(f"careplans:{_next(section)}", version.pk)
