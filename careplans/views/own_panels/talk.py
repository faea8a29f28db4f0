"""On the person's page of the plan: what they asked and said, and what was answered."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.selectors import talk
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """The talk of the plan, newest first; nothing while nobody has said anything."""
    threads = talk.talk_of(actor, version.plan_id)
    if not threads:
        return None
    return {"template": "careplans/own/panels/talk.html", "threads": threads[::-1]}
