"""On the plan's page of staff: open questions, what the person wrote since it was shared, the last conversation."""

from datetime import date, timedelta
from typing import Any

from careplans.enums import CommentState
from careplans.models import PlanVersion
from careplans.selectors import talk
from careplans.views.common import may_write
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import now

# Whoever wrote this short a time ago is taken to be writing still.
WRITING_NOW = timedelta(minutes=5)


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """What was said about the plan and how it came about."""
    if not may(actor, "plan talk", "R"):
        return None
    threads = [row for row in talk.talk_of(actor, version.plan_id) if row.state == CommentState.OPEN]
    written = talk.written_by_person(version)
    held = talk.conversations_of(actor, version.plan_id)
    return {
        "template": "careplans/panels/talk.html", "version": version, "threads": threads[:3], "count": len(threads),
        "written": written, "writing_now": written is not None and now() - written.at < WRITING_NOW,
        "last": held[0] if held else None, "held": len(held), "may_hold": may_write(actor, version),
    }  # fmt: skip
