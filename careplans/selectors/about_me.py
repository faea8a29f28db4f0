"""About me as it reads today: the words of the version in force with what was changed since they were agreed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.rules.content import PlanContent
from careplans.rules.together import ABOUT_ME
from careplans.selectors import IN_FORCE, content_of


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """When About me was last changed since the version in force was agreed, and who wrote it, in words."""

    on: date
    by: str


def about_me_of(version: PlanVersion) -> dict[str, str]:
    """The words of About me by field. What was changed since stands over the version in force, and over no other."""
    since = version.plan.about_me if version.state in IN_FORCE else {}
    return {name: since.get(name, getattr(version, name)) for name in ABOUT_ME}


def about_me_changed(version: PlanVersion) -> ChangedSince | None:
    """When and by whom, where About me reads otherwise than the version in force."""
    plan = version.plan
    if version.state not in IN_FORCE or not plan.about_me or plan.about_me_on is None:
        return None
    return ChangedSince(plan.about_me_on, plan.about_me_by)


def content_today(version: PlanVersion, on: date | None = None) -> PlanContent:
    """What the version says, with About me as it reads today: by this a small correction is measured."""
    today: dict[str, Any] = dict(about_me_of(version))
    return replace(content_of(version, on), **today)
