"""What a version says outside its lists: its sections by heading, and what the law asks it to state."""

from typing import Any

from careplans.enums import PaidEvery
from careplans.forms import SECTION_FORMS
from careplans.models import PlanVersion
from careplans.selectors.about_me import about_me_of
from careplans.views.common import PAGES, TITLES
from phb.core.display import day, plural

# These stand together under “What the plan states”.
STATED = {"advice", "people", "review"}


def sections_of(shown: PlanVersion) -> list[dict[str, Any]]:
    """The sections that hold something, in the order of the plan: title, and (label, value) of each box that was filled."""
    found = []
    for name, _, _ in PAGES:
        if name in SECTION_FORMS and name not in STATED and (rows := section_rows(shown, name)):
            found.append({"name": name, "title": TITLES[name], "rows": rows})
    return found


def section_rows(shown: PlanVersion, section: str) -> list[dict[str, Any]]:
    """The boxes of a section that hold something, with their headings; About me as it reads today."""
    fields = SECTION_FORMS[section].base_fields
    here = {name for name in fields if name not in {"key", "seen"} and hasattr(shown, name)}
    said = about_me_of(shown) if section == "about_me" else {name: getattr(shown, name) for name in here}
    return [{"label": fields[name].label, "value": _written(said[name])} for name in fields if said.get(name)]


def _written(value: Any) -> str:
    return day(value) if hasattr(value, "year") else str(value)


def own_words(shown: PlanVersion) -> list[dict[str, Any]]:
    """The headings of About Me that hold something."""
    return section_rows(shown, "about_me")


def facts(shown: PlanVersion) -> list[dict[str, Any]]:
    """What the law asks the plan to state."""
    paid = PaidEvery(shown.payment_frequency).label if shown.payment_frequency else ""
    return [
        {"label": "Care coordinator", "value": shown.plan.coordinator.user.name},
        {"label": "Who watches over the person's health", "value": shown.health_monitor},
        {"label": "Review by", "value": day(shown.review_due_on) if shown.review_due_on else "", "note": shown.review_how},
        {"label": "Money is paid", "value": paid},
        {"label": "Notice before the amount is lowered", "value": plural(shown.notice_days, "day") if shown.notice_days else ""},
        {"label": "Risks talked through", "value": day(shown.risks_advised_on) if shown.risks_advised_on else "",
         "note": f"by {shown.risks_advised_by}" if shown.risks_advised_by else ""},
    ]  # fmt: skip
