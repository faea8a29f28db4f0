"""The indicative amount: worked out live in one of five ways, given on a day, and shown as it was given."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import AmountMethod
from budgets.forms.indicating import FORMS, GivingForm, again
from budgets.models import AmountTable
from budgets.rules.amount_tables import Suggestion, read_table_content, suggest_from
from budgets.rules.indicative_inputs import WITH_TABLE
from budgets.rules.methods import METHODS, method_of
from budgets.selectors.indicating import Start, given_before, sheets_of, start_of, tables_for, usual_method
from budgets.services import give_indicative, work_out
from budgets.services.indicating import lines_as_json, proposed_allowances, proposed_lines
from budgets.views._common import lines_to_show, say
from eligibility import selectors as eligibility
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.once import once
from phb.core.progress import progress_of

NEEDS_TABLE = frozenset({AmountMethod.RECKONER, AmountMethod.POINTS})


@dataclass
class Desk:
    """One press of the page: the case, the way, its table, and what is known already."""

    case: Any
    way: AmountMethod
    tables: list[AmountTable]
    table: AmountTable | None
    start: Start
    suggestion: Suggestion
    content: Any


def indicative(request: HttpRequest, case_id: int) -> HttpResponse:
    """The form of a way, its result line by line, and the amounts given before. “Work out” saves nothing."""
    case, today = eligibility.case_for(request.actor, case_id), london_today()
    writes = may(request.actor, "indicative amount", "W")
    right_stands = eligibility.right_stands(case, today)
    desk = _desk(request, case)
    given = given_before(request.actor, case.pk)
    form = _form(request, desk, given) if writes and right_stands and not _no_table(desk) else None
    amount = None
    growing = str(request.POST.get("do", "")).startswith("more_")
    if form is not None and request.method == "POST" and not growing and form.is_valid():
        try:
            amount = work_out(form.inputs(), desk.table)
            if request.POST.get("do") == "give":
                return _give(request, form, desk, given)
        except RuleBroken as error:
            form.add_rule_broken(error)
    audit.note_read(case.person_id, "opened the indicative amount")
    context: dict[str, Any] = {
        "case": case,
        "person": case.person,
        "desk": desk,
        "method": method_of(desk.way),
        "ways": _ways(case, desk),
        "writes": writes,
        "growing": growing,
        "lines": lines_to_show(lines_as_json(amount)) if amount else None,
        "amount": amount,
        "given": given,
        "more": amount.weekly - given[0].row.weekly if amount and given else None,
        "right_stands": right_stands,
        "no_table": _no_table(desk),
        "may_propose": may(request.actor, "amount table", "W"),
        "back": {"href": reverse("eligibility:case", args=[case.pk]), "label": f"Case {case.reference}"},
    }
    if form is not None:
        context["form"] = form
    if request.headers.get("HX-Request") == "true" and form is not None:
        return render(request, "budgets/_partials/indicative_result.html", context)
    return render(request, "budgets/indicative.html", context)


def _desk(request: HttpRequest, case: Any) -> Desk:
    asked = request.GET.get("way", "")
    way = AmountMethod(asked) if asked in set(AmountMethod) else usual_method(case.route)
    tables = tables_for(request.actor, case, way, london_today()) if way in WITH_TABLE else []
    named = request.GET.get("table", "")
    table = next((each for each in tables if str(each.pk) == named), tables[0] if tables else None)
    start = start_of(request.actor, case)
    content = read_table_content(way, table.content) if table else None
    suggestion = suggest_from(start.levels, content) if content and start.levels else Suggestion()
    return Desk(case, way, tables, table, start, suggestion, content)


def _no_table(desk: Desk) -> bool:
    return desk.way in NEEDS_TABLE and desk.table is None


def _form(request: HttpRequest, desk: Desk, given: list[Any]) -> GivingForm:
    today = london_today()
    here: dict[str, Any] = {"organisation_id": desk.case.organisation_id, "on": today}
    more: dict[str, Any] = {}
    initial = proposed_lines(**here)
    if desk.way == AmountMethod.COST:
        more["allowances"] = proposed_allowances(**here)
    if desk.way == AmountMethod.PACKAGE and (package := desk.start.package):
        initial |= {"weekly": package.weekly, "basis": package.basis[:200], "priced_on": package.dated}
    before = next((each.row for each in given if str(each.row.pk) == request.GET.get("again")), None)
    if before is not None and before.method == desk.way:
        initial |= again(before.inputs)
    form = FORMS[desk.way](
        request.POST or None, today=today, content=desk.content, suggestion=desk.suggestion, initial=initial, **more
    )
    if not given:
        del form.fields["difference_reason"]
    return form


def _check_reason(form: GivingForm, given: list[Any]) -> None:
    if given and not form.cleaned_data.get("difference_reason"):
        raise RuleBroken("Say why this is another amount than the one given before.", "difference_reason")


def _ways(case: Any, desk: Desk) -> list[dict[str, Any]]:
    """The ways side by side, each with an address of its own."""
    href = reverse("budgets:indicative", args=[case.pk])
    return [
        {"label": each.label, "href": f"{href}?way={each.code.value}", "current": each.code == desk.way}
        for each in METHODS
    ]


def _give(request: HttpRequest, form: GivingForm, desk: Desk, given: list[Any]) -> HttpResponse:
    inputs, told = form.inputs(), form.cleaned_data["told_how"] or "on their page"
    said: dict[str, Any] = {
        "table_id": desk.table.pk if desk.table and inputs.typed_sum is None else None,
        "assessment_id": desk.start.form.pk if desk.start.form else None,
        "difference_reason": form.cleaned_data.get("difference_reason") or "",
        "told_how": told,
    }

    def effect() -> dict[str, Any]:
        _check_reason(form, given)  # not when the same page comes twice: then its own amount is the one given before
        made = give_indicative(case_id=desk.case.pk, inputs=inputs, on=london_today(), by=request.actor, **said)
        return {"indicative": made.pk}

    asked = {"case": desk.case.pk, "inputs": inputs.as_json(), **said}
    answer, _ = once("budgets.give_indicative", str(form.cleaned_data["key"]), asked, effect, by=request.actor)
    return say(
        request, "The amount was given. Its sheet is being made.", "budgets:indicative_given", answer["indicative"]
    )


def given(request: HttpRequest, indicative_id: int) -> HttpResponse:
    """One amount exactly as it was given, with its sheet."""
    shown = selectors.indicative_for(request.actor, indicative_id)
    audit.note_read(shown.person_id, "opened an indicative amount that was given to you")
    job = Job.objects.filter(kind="budgets.render_indicative", key=f"indicative:{shown.pk}").first()
    sheets = sheets_of(shown)
    beside = given_before(request.actor, shown.case_id)
    context = {
        "given": shown,
        "person": shown.person,
        "lines": lines_to_show(shown.lines),
        "method": method_of(shown.method),
        "more": next((each.more for each in beside if each.row.pk == shown.pk), None),
        "others": [each for each in beside if each.row.pk != shown.pk],
        "sheets": sheets,
        "job": None if sheets else progress_of(job, what="sheet", refresh_href=request.path),
        "back": {"href": reverse("budgets:indicative", args=[shown.case_id]), "label": "Indicative amount"},
    }
    return render(request, "budgets/indicative_given.html", context)
