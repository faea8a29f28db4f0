"""Cases as JSON, in the same words and limits as the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eligibility import selectors
from eligibility.enums import CaseState, Route
from eligibility.models import Case
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import RuleBroken

LARGEST_PAGE = 100
LARGEST_ID = 2**63 - 1


class Cases(APIView):
    """GET: cases by number, 100 at a time; `after` continues, `state` and `route` filter."""

    @extend_schema(operation_id="cases_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        known = {"after", "state", "route"}
        if unknown := sorted(set(request.query_params) - known):
            raise RuleBroken(f"This list is not filtered by: {', '.join(unknown)}.")
        found = selectors.cases(request._request.actor).select_related("person").order_by("id")
        for name, codes in (("state", CaseState), ("route", Route)):
            if value := request.query_params.get(name):
                if value not in {code.value for code in codes}:
                    raise RuleBroken(f"Give one of: {', '.join(code.value for code in codes)}.", name)
                found = found.filter(**{name: value})
        rows = list(found.filter(pk__gt=_number(request.query_params.get("after", "0")))[: LARGEST_PAGE + 1])
        shown = rows[:LARGEST_PAGE]
        audit.note_read([case.person_id for case in shown], "read your case by the interface for programs")
        after = shown[-1].pk if len(rows) > LARGEST_PAGE else None
        return Response({"cases": [_case(case) for case in shown], "next": after})


class OneCase(APIView):
    """GET: one case with its clocks, forms and decision."""

    @extend_schema(operation_id="case", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, case_id: int) -> Response:
        case, today = selectors.case_for(request._request.actor, case_id), london_today()
        audit.note_read(case.person_id, "read your case by the interface for programs")
        soon = selectors.due_soon_days(case.organisation_id, today)
        made = selectors.decision_in_force(case)
        return Response(
            {
                **_case(case),
                "clocks": [
                    {"name": c.name, "day": c.day, "length": c.length, "due": c.due, "days_overdue": c.overdue}
                    for c in selectors.clocks_of(case, today, soon)
                ],
                "forms": [
                    {"id": f.pk, "tool": f.tool, "state": f.state, "outcome": f.outcome, "completed_on": f.completed_on}
                    for f in selectors.forms_of(case)
                ],
                "decision": None
                if made is None
                else {
                    "decision": made.decision,
                    "decided_on": made.decided_on,
                    "reasons": made.reasons,
                    "reason_codes": made.reason_codes,
                    "right": made.right.get("outcome"),
                },
            }
        )


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "reference": case.reference,
        "nhs_number": case.person.nhs_number,
        "route": case.route,
        "state": case.state,
        "received_on": case.received_on,
        "due_on": case.due_on,
        "decided_on": case.decided_on,
        "fast_track": case.fast_track,
        "rule_set": case.rule_set,
    }


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > LARGEST_ID:
        raise RuleBroken("Give “after” as the number of the last case.", "after")
    return int(text)
