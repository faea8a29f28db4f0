"""Preferred and actual places of care and of death: one person's, and the commissioner's figures."""

import csv
import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from eligibility.enums import PlaceKind, PlaceValue, Tool
from eligibility.forms.places import PlaceFiguresForm, PlaceForm
from eligibility.models import Case
from eligibility.selectors import case_for
from eligibility.selectors import places as selectors
from eligibility.services.places import record_place
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.periods import add_months
from phb.core.words import small


def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """What was asked and answered, newest first; one more answer."""
    actor, today = request.actor, london_today()
    case = case_for(actor, case_id)
    person, newest = case.person, selectors.newest_of(case.person_id)
    form = PlaceForm(
        request.POST or None,
        today=today,
        born=person.date_of_birth,
        died=person.date_of_death,
        initial=_first_answer(case, newest, today),
    )
    if request.method == "POST" and form.is_valid():
        details = form.details()
        try:
            once(
                "eligibility.place",
                str(form.cleaned_data["key"]),
                {"case": case.pk, **details},
                lambda: {"place": record_place(case_id=case.pk, on=today, by=actor, **details).pk},
                by=actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("eligibility:places", case.pk)
    audit.note_read(case.person_id, "opened where you wish to be cared for")
    context = {
        "form": form,
        "case": case,
        "person": person,
        "rows": rows_of(newest, person.date_of_death, today),
        "all": selectors.all_of(person.pk),
        "writes": may(actor, "case work", "W"),
    }
    return render(request, "eligibility/places.html", context)


def figures(request: HttpRequest) -> HttpResponse:
    """How many were asked, stated a place, and died there. Small numbers are not shown, in the file either."""
    today = london_today()
    form = PlaceFiguresForm(request.GET if set(request.GET) - {"format"} else None)
    since, until = add_months(today, -12), today
    if form.is_bound and form.is_valid():
        since, until = form.cleaned_data["since"] or since, form.cleaned_data["until"] or until
    rows = selectors.shown(selectors.figures(request.actor, since=since, until=until))
    if request.GET.get("format") == "csv":
        return _file(rows, since, until)
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "form": form,
        "columns": [{"label": label, "numeric": name != "group"} for name, label in selectors.COLUMNS.items()],
        "rows": [[row[name] for name in selectors.COLUMNS] for row in rows],
        "since": since,
        "until": until,
        "csv_href": f"?{query.urlencode()}",
    }
    return render(request, "eligibility/place_figures.html", context)


OUTCOMES = {
    "ACHIEVED": "Yes",
    "NOT_ACHIEVED": "No",
    "NO_STATED_PREFERENCE": "No place had been preferred",
    "NOT_KNOWN": "The place of death is not known yet",
    "INCOMPLETE": "The preferred place of death was not recorded",
}


def rows_of(newest: dict[str, Any], died: date | None, on: date) -> list[dict[str, Any]]:
    """The places with the answer that counts, for a summary list, and after a death whether the wish came true."""
    kinds = [kind for kind in PlaceKind if kind is not PlaceKind.APD or died is not None]
    found = [
        {"label": kind.label, "value": wish.get_place_display() if wish else "Nothing recorded", "note": _note(wish)}
        for kind in kinds
        for wish in [newest.get(kind)]
    ]
    if died is not None:
        result = selectors.outcome_of(newest, on)
        actual = newest.get(PlaceKind.APD)
        found.append(
            {
                "label": "Died where they preferred",
                "value": OUTCOMES.get(str(result.outcome), ""),
                "note": actual.reason_not_achieved if actual and result.outcome == "NOT_ACHIEVED" else "",
            }
        )
    return found


def _note(wish: Any) -> str:
    if wish is None:
        return ""
    verb = "Noted" if wish.place == PlaceValue.NOT_ASKED else "Known" if wish.kind == PlaceKind.APD else "Asked"
    who = f", {small(wish.asked_of)}" if wish.asked_of else ""
    said = f". “{wish.words}”" if wish.words else ""
    return f"{verb} on {day(wish.asked_on)}{who}{said}"


def _first_answer(case: Case, newest: dict[str, Any], today: date) -> dict[str, Any]:
    """What the form begins with: the place that a Fast Track tool names, until somebody has been asked about care."""
    initial: dict[str, Any] = {"asked_on": today, "kind": PlaceKind.PPC if PlaceKind.PPC not in newest else None}
    if case.person.date_of_death and PlaceKind.APD not in newest:
        return initial | {"kind": PlaceKind.APD}
    if PlaceKind.PPC in newest:
        return initial | {"kind": PlaceKind.PPD if PlaceKind.PPD not in newest else None}
    tool = case.assessments.filter(tool=Tool.FAST_TRACK).order_by("-id").values_list("answers", flat=True).first()
    named = str((tool or {}).get("preferred_place_of_care") or "")
    return initial | ({"place": named} if named in set(PlaceValue) else {})


def _file(rows: list[dict[str, str]], since: date, until: date) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*selectors.COLUMNS.values(), "Referred from", "Referred to"])
    writer.writerows([*(row[name] for name in selectors.COLUMNS), since.isoformat(), until.isoformat()] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="places.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
