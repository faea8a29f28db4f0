"""What the API has in common: listed routes only, and errors in the same words as the pages."""

from django.db import transaction
from django.http import Http404
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import SameKeyOtherRequest
from phb.core.requests import rule_for


class ListedRoute(BasePermission):
    """The access table again: a view that is reached around the middleware is refused too."""

    def has_permission(self, request, view) -> bool:
        rule = rule_for(request.resolver_match.view_name, request.method)
        actor = getattr(request._request, "actor", None)
        return rule is not None and actor is not None and rule.allow(actor.role)


def answer_error(error: Exception, context: dict) -> Response | None:
    """Rules answer 400 (409 for a key used twice) with a sentence; hidden and absent answer 404."""
    from rest_framework.views import exception_handler  # the framework reads our settings while it is imported

    transaction.set_rollback(True)
    if isinstance(error, NotVisible):
        error = Http404()
    if isinstance(error, SameKeyOtherRequest):
        return Response({"detail": error.message}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, RuleBroken):
        body = {"detail": error.message} if error.field is None else {error.field: [error.message]}
        return Response(body, status=status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)
