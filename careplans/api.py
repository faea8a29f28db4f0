"""A plan for other systems: an HL7 FHIR R4 document (UK Core), and the headings of the PRSB standard."""

import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from careplans.exports import fhir, prsb
from careplans.exports.record import Record, record_of
from phb.core import audit
from phb.core.clock import london_today, now
from phb.core.errors import RuleBroken


class Fhir(APIView):
    """GET: one version of a plan as a FHIR Bundle of type document. Takes no parameters."""

    @extend_schema(operation_id="plan_fhir", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, version_id: int) -> HttpResponse:
        record = _read(request, version_id)
        return _file(fhir.bundle(record, now()), fhir.MEDIA_TYPE, record, "fhir")


class Prsb(APIView):
    """GET: one version of a plan by the headings of the PRSB standard, with the mandatory headings that it lacks."""

    @extend_schema(operation_id="plan_prsb", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, version_id: int) -> HttpResponse:
        record = _read(request, version_id)
        return _file(prsb.whole(record), "application/json", record, "prsb")


def _read(request: Request, version_id: int) -> Record:
    if unknown := sorted(request.query_params):
        raise RuleBroken(f"This address does not take: {', '.join(unknown)}.")
    record = record_of(request._request.actor, version_id, london_today())
    audit.note_read(record.person.pk, "took your plan for another system")
    return record


def _file(held: Any, media_type: str, record: Record, kind: str) -> HttpResponse:
    """The answer, named by the plan's reference: no name of a person stands in it."""
    version = record.version
    answer = HttpResponse(json.dumps(held, ensure_ascii=False, indent=1), content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{version.plan.reference}-{version.number}.{kind}.json"'
    return answer
