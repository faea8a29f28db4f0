"""Nursing care of one person: every period with its rate, and what a period of days costs."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import NursingBand, Route
from eligibility.forms.routes import PeriodForm
from eligibility.models import NursingCare
from eligibility.rules.nursing_amounts import ROUNDING, Amount, nursing_amount
from eligibility.selectors.routes import nursing_care_of
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.periods import Period


def nursing(request: HttpRequest, case_id: int) -> HttpResponse:
    """The periods, and the amount for the days asked about: from the address, so that the answer can be kept."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    if case.route != Route.FNC:
        return redirect("eligibility:case", case.pk)
    rows = nursing_care_of(case)
    asked = bool(request.GET)
    first = today.replace(day=1)
    form = PeriodForm(request.GET if asked else None, initial={"first": first, "last": today})
    amount: Amount | None = None
    if asked and form.is_valid():
        try:
            amount = nursing_amount(
                [(_paid(row, case.person.date_of_death), row.band) for row in rows],
                Period(form.cleaned_data["first"], form.cleaned_data["last"]),
            )
        except RuleBroken as error:
            form.add_error(None, error.message)
    audit.note_read(case.person_id, "opened your nursing care")
    context: dict[str, Any] = {
        "case": case,
        "person": case.person,
        "rows": rows,
        "form": form,
        "amount": amount,
        "bands": dict(NursingBand.choices()),
        "rounding": ROUNDING,
        "case_href": reverse("eligibility:case", args=[case.pk]),
    }
    return render(request, "eligibility/nursing.html", context)


def _paid(row: NursingCare, died: date | None) -> Period:
    """The days of a period that are paid: none after a death, however late it became known."""
    ends = min((day for day in (row.ends, died) if day is not None), default=None)
    if ends is not None and ends < row.starts:
        return Period(row.starts - timedelta(days=1), row.starts - timedelta(days=1))
    return Period(row.starts, ends)
