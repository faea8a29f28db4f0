"""What the API has in common: listed routes only, and errors in the same words as the pages."""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import SameKeyOtherRequest
from phb.core.requests import rule_for

QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*"')
NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STRANGE = re.compile("[\x00\ud800-\udfff]")
DEEPEST = 32


class ModestJSONParser(JSONParser):
    """JSON within the limits of section 3.7: at most 2.5 MB, 32 levels deep, and text that is text."""

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError("This is too large.")
        if _depth(body) > DEEPEST:
            raise ParseError(f"This is nested more than {DEEPEST} levels deep.")
        data = super().parse(BytesIO(body), media_type, parser_context)
        # In UTF-8 only an escape can bring in what is no text; other encodings are looked through whole.
        encoding = (parser_context or {}).get("encoding") or settings.DEFAULT_CHARSET
        doubtful = b"\\u" in body or codecs.lookup(encoding).name != "utf-8"
        if doubtful and any(STRANGE.search(text) for text in _texts(data)):
            raise ParseError("This holds characters that are no text.")
        return data


def _texts(data: object) -> Iterator[str]:
    """Every string in it, names of fields too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield name
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _depth(body: bytes) -> int:
    """How deep brackets nest, outside of strings; counted before anything is built of them."""
    depth = deepest = 0
    for mark in QUOTED.sub(b"", body).translate(None, NOT_BRACKETS):
        depth += 1 if mark in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


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
