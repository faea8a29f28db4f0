"""A costed plan by API: the same answer as `manage.py quote`. Nothing is stored and nobody is looked up."""

from io import BytesIO
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.rules.quote_plan import PlanFaulty, load_json
from budgets.rules.quote_telling import as_json
from budgets.rules.quoting import quote
from phb.core.api import ModestJSONParser
from phb.core.calendar import bank_holidays


class ExactJSONParser(ModestJSONParser):
    """JSON within the usual limits, with numbers kept exactly as they were written."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The text, after the limits were checked; it is read by `load_json`, so that its faults are told like others."""
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        super().parse(BytesIO(body), media_type, parser_context)
        return {"text": body.decode("utf-8")}


class Quote(APIView):
    """POST a costed plan: the budget with every line, payment and split explained, or 400 with every fault and its path."""

    parser_classes = [ExactJSONParser]

    @extend_schema(operation_id="quote", request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request) -> Response:
        try:
            sent: Any = request.data
            found = quote(load_json(sent["text"]) if sent else None, bank_holidays)
        except PlanFaulty as refused:
            faults = [{"path": fault.path, "words": fault.words} for fault in refused.faults]
            return Response({"faults": faults}, status=status.HTTP_400_BAD_REQUEST)
        return Response(as_json(found))
