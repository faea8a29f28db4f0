"""One effect per key (I4): the same request sent again gives the first answer and no second effect."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection

from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import IdempotencyKey

LONGEST_KEY = 80


class SameKeyOtherRequest(RuleBroken):
    """The key was used for a different request (HTTP 409)."""


def once(
    operation: str, key: str, request: dict[str, Any], effect: Callable[[], dict], *, by: Actor
) -> tuple[dict, bool]:
    """Run `effect` at most once for this key. Returns (answer, whether it is a repeat).

    `request` is what was asked, hashed: the same key with another body raises SameKeyOtherRequest.
    The effect and its key commit together. A second sender of the same key waits for the first
    (an advisory lock that the transaction holds), then finds its answer; looking first and then
    inserting without the lock would let both through.
    """
    if not key or len(key) > LONGEST_KEY:
        raise RuleBroken("This form has lost its key. Open the page again and send it from there.")
    digest = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.organisation_id}:{operation}:{key}"]
        )
    kept = IdempotencyKey.objects.filter(organisation_id=by.organisation_id, operation=operation, key=key).first()
    if kept is not None:
        if kept.request_hash != digest or kept.user_id != by.user_id:
            raise SameKeyOtherRequest(
                "This was sent before with other contents. Nothing was done. Open the page again to start afresh."
            )
        return kept.answer, True
    answer = effect()
    IdempotencyKey.objects.create(
        organisation_id=by.organisation_id,
        operation=operation,
        key=key,
        request_hash=digest,
        answer=answer,
        user_id=by.user_id,
    )
    return answer, False
