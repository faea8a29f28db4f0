"""The scheme of delegation in words: who authorises what, and when a panel or a second commissioner is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from careplans.rules.delegation import row_said
from careplans.selectors.scheme import schemes
from careplans.views.common import staff_only
from eligibility.enums import Route
from phb.core.access import may
from phb.core.clock import london_today


@staff_only
def scheme(request: HttpRequest) -> HttpResponse:
    """The schemes in force today, the general one first; nobody's record is shown."""
    found = [
        {
            "name": Route(each.stream).label if each.stream else "Every funding stream without one of its own",
            "rows": [(row_said(row), Route(row.stream).label if row.stream else "") for row in each.rows],
            "since": each.since,
            "source": each.source,
        }
        for each in schemes(request.actor, london_today())
    ]
    context = {"schemes": found, "may_change": may(request.actor, "settings", "W"), "title": "Scheme of delegation"}
    return render(request, "careplans/deciding/scheme.html", context)
