"""What the pages of plans share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from careplans import selectors
from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.rules.lifecycle import PLAN
from phb.core import audit
from phb.core.access import may
from phb.core.errors import NotVisible
from phb.core.models import Person

COLOURS = {
    PlanState.DRAFT: "grey", PlanState.SHARED: "blue", PlanState.AGREED_BY_PERSON: "aqua-green",
    PlanState.CLINICALLY_APPROVED: "aqua-green", PlanState.FINANCE_CHECKED: "aqua-green", PlanState.AUTHORISED: "green",
    PlanState.ACTIVE: "green", PlanState.UNDER_REVIEW: "yellow", PlanState.REFUSED: "red",
}  # fmt: skip
WAITS_FOR = {
    PlanState.DRAFT: "the care coordinator", PlanState.SHARED: "the person", PlanState.AGREED_BY_PERSON: "a clinician",
    PlanState.CLINICALLY_APPROVED: "finance", PlanState.FINANCE_CHECKED: "a commissioner", PlanState.AUTHORISED: "the budget to start",
    PlanState.REFUSED: "the person, who may ask for another look",
}  # fmt: skip
# Parts of the plan in the order in which they are written: (name of the route, title, where its gaps point at).
PAGES = (
    ("about_me", "About me", ("about_me",)),
    ("needs", "Needs", ("needs",)),
    ("outcomes", "Outcomes", ("outcomes",)),
    ("services", "Services and cost", ("services", "money")),
    ("risks", "Risks", ("risks",)),
    ("contingency", "If something goes wrong", ()),
    ("contacts", "People to reach", ()),
    ("advice", "Advice and keeping safe", ()),
    ("people", "Who runs the plan", ("people",)),
    ("consent", "Capacity and consent", ("consent",)),
    ("review", "Review and payment", ("review",)),
)
WHERE = {where: name for name, _, wheres in PAGES for where in wheres}
MENDED_BY_ADVICE = "Say when the person was told"
View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """For people outside the organisation the pages of staff do not exist: they have their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.is_outside:
            raise NotVisible
        return view(request, *args, **kwargs)

    return guarded


def outside_only(view: View) -> View:
    """For the person and who acts for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.role not in {"BH", "REP"}:
            raise NotVisible
        return view(request, *args, **kwargs)

    return guarded


def opened(request: HttpRequest, version_id: int, what: str = "opened your plan") -> PlanVersion:
    """The version a page shows, noted in the trail. Raises NotVisible."""
    version = selectors.version_for(request.actor, version_id)
    audit.note_read(version.person_id, what)
    return version


def case_context(request: HttpRequest, version: PlanVersion, *, back: bool = True) -> dict[str, Any]:
    """What `layouts/case.html` needs, and where the plan stands."""
    plan_href = reverse("careplans:version", args=[version.pk])
    context = {
        "person": version.person,
        "person_href": reverse("people:show", args=[version.person_id]),
        "version": version,
        "plan_href": plan_href,
        "state": state_of(version),
        "side_navigation": side_navigation(request, version.person, version),
    }
    if back:
        context["back"] = {"href": plan_href, "label": "Back to the plan"}
    return context


def side_navigation(request: HttpRequest, person: Person, version: PlanVersion) -> list[dict[str, Any]]:
    """The parts of the plan, beside the page that shows one of them."""
    writing = may_write(request.actor, version)
    plan = {"label": "The plan", "href": reverse("careplans:version", args=[version.pk]), "note": ""}
    parts = [plan]
    if writing:
        parts += [
            {"label": title, "href": reverse(f"careplans:{name}", args=[version.pk]), "note": ""}
            for name, title, _ in PAGES
        ]
    return [
        {"label": "Whole record", "href": reverse("people:show", args=[person.pk]), "note": "", "current": False},
        *({**part, "current": part["href"] == request.path} for part in parts),
    ]


def may_write(actor: Any, version: PlanVersion) -> bool:
    """Whether this role may write, and the version may still be written on."""
    return not actor.is_outside and may(actor, "plan", "W") and PLAN.is_in(version.state, "can_be_edited")


def state_of(version: PlanVersion) -> dict[str, str]:
    """Where the version stands: words, colour, whom it waits for."""
    state = PlanState(version.state)
    return {"words": state.label, "colour": COLOURS.get(state, ""), "waits_for": WAITS_FOR.get(state, "")}


def mend_href(version: PlanVersion, where: str, what: str = "") -> str:
    """Where a gap or a shut gate is mended; "" where the page is another app's."""
    if where == "risks" and what.startswith(MENDED_BY_ADVICE):
        where = "advice"
    if where == "case":
        return reverse("people:show", args=[version.person_id])
    if where == "money" or where in WHERE or where in {name for name, _, _ in PAGES}:
        return reverse(f"careplans:{WHERE.get(where, where)}", args=[version.pk])
    return reverse("careplans:version", args=[version.pk])
