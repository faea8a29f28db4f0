"""Cases as JSON, in the same words and limits as the pages."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eligibility import selectors
from eligibility.enums import CaseState, Route
from eligibility.models import Case
from eligibility.rules.answers import day as read_day
from eligibility.rules.bulk import Refused, as_json, cases_in, evaluate_many
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


class Evaluate(APIView):
    """POST: the answers of one case as an object, or of many as a list: what the tool's rule says of each, with its trace.

    The same rule and the same words as the pages. Nothing is stored and nobody is looked up. `on` (a date) and
    `rule_set` may be given in the address; else each case's own `assessment_date` and `rule_set_id` count. At most
    10,000 cases and 2.5 MB at a time. In a list, a case that cannot be read has {"error", "field"} in its place.
    """

    @extend_schema(operation_id="evaluate", request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, tool: str) -> HttpResponse:
        if unknown := sorted(set(request.query_params) - {"on", "rule_set"}):
            raise RuleBroken(f"This address does not take: {', '.join(unknown)}.")
        cases, alone = cases_in(request.data)
        on = read_day(request.query_params, "on")
        rule_set = request.query_params.get("rule_set") or None
        results = evaluate_many(tool, cases, today=london_today(), on=on, rule_set=rule_set)
        if alone:
            result = next(results)
            if isinstance(result, Refused):
                raise RuleBroken(result.error, result.field)
            return Response(result.as_dict())
        return HttpResponse(f"[{','.join(as_json(results))}]", content_type="application/json")


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
