"""Budgets by API: list, one, and a one-off payment under a key."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets import selectors, services
from budgets.models import Budget, Payment
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import MoneyError, RuleBroken
from phb.core.money import parse_pounds

PAGE = 100


class TypedMoney(serializers.CharField):
    """Pounds by the grammar of forms: text, never a JSON number, which could be a binary fraction."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError('Give the amount as text, like "1234.56".')
        try:
            return parse_pounds(data)
        except MoneyError as error:
            raise serializers.ValidationError(error.message) from error


class OneOffBody(serializers.Serializer):
    """What a one-off payment needs. Fields that are not listed are refused."""

    amount = TypedMoney()
    words = serializers.CharField(max_length=200)
    pay_on = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(set(self.initial_data) - set(self.fields)):
            raise serializers.ValidationError(f"Unknown: {', '.join(unknown)[:100]}.")
        return attrs


def budget_as_json(row: Budget) -> dict[str, Any]:
    """One budget; amounts are text in pounds."""
    return {
        "id": row.pk,
        "reference": row.reference,
        "person_id": row.person_id,
        "state": row.state,
        "stream": row.stream,
        "starts": row.starts,
        "ends": row.ends,
        "authorised": str(row.authorised),
        "authorised_to": row.authorised_to,
        "weekly": None if row.weekly is None else str(row.weekly),
        "paid": str(row.paid),
        "committed": str(row.committed),
    }


def payment_as_json(row: Payment) -> dict[str, Any]:
    """One payment; amounts are text in pounds."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": row.state,
        "amount": str(row.amount),
        "period_start": row.period_start,
        "period_end": row.period_end,
        "pay_on": row.pay_on,
        "paid_on": row.paid_on,
        "words": row.words,
        "split": row.split,
    }


class Budgets(APIView):
    """The budgets that the caller may see, 100 at a time; `after` is the last id of the page before."""

    @extend_schema(operation_id="budgets_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        if set(request.query_params) - {"after"}:
            raise RuleBroken("Only “after” is known here.")
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise RuleBroken("“after” must be the id of a budget.")
        rows = list(selectors.budgets_for_list(request._request.actor).filter(pk__gt=int(after)).order_by("pk")[:PAGE])
        audit.note_read([row.person_id for row in rows], "fetched your budget in a list")
        return Response(
            {"results": [budget_as_json(row) for row in rows], "after": rows[-1].pk if len(rows) == PAGE else None}
        )


class OneBudget(APIView):
    """One budget with its lines and payments."""

    @extend_schema(operation_id="budget", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, budget_id: int) -> Response:
        actor = request._request.actor
        budget = selectors.budget_for(actor, budget_id)
        row = selectors.budgets_for_list(actor).get(pk=budget.pk)
        audit.note_read(row.person_id, "fetched your budget")
        version = selectors.version_being_set(budget)
        lines = [
            {
                "description": line.description,
                "outcome": line.outcome_words,
                "kind": line.kind,
                "holding": line.holding,
                "weekly": None if line.weekly is None else str(line.weekly),
                "one_off": None if line.one_off is None else str(line.one_off),
                "funders": line.funders,
            }
            for line in (version.lines.all() if version else ())
        ]
        payments = [payment_as_json(each) for each in budget.payments.order_by("period_start", "id")]
        return Response({**budget_as_json(row), "lines": lines, "payments": payments})


class OneOffPayments(APIView):
    """Ask for a one-off payment. The header `Idempotency-Key` makes a repeat harmless."""

    @extend_schema(operation_id="one_off_payment", request=OneOffBody, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, budget_id: int) -> Response:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            raise RuleBroken("Send a header Idempotency-Key, new for each payment you mean to make.")
        body = OneOffBody(data=request.data)
        body.is_valid(raise_exception=True)
        payment, repeated = services.ask_one_off(
            budget_id=budget_id,
            amount=body.validated_data["amount"],
            words=body.validated_data["words"],
            pay_on=body.validated_data.get("pay_on"),
            key=key,
            on=london_today(),
            by=request._request.actor,
        )
        audit.note_read(payment.person_id, "fetched your payment")
        code = status.HTTP_200_OK if repeated else status.HTTP_201_CREATED
        return Response({**payment_as_json(payment), "repeated": repeated}, status=code)
