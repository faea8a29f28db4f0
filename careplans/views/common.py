"""What the pages of plans share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from careplans import selectors
from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.rules.content import PlanContent
from careplans.rules.lifecycle import PLAN
from careplans.selectors.parts_shown import parts_shown
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
    ("actions", "Actions", ("actions",)),
    ("stage_goals", "Steps on the way", ("stage_goals",)),
    ("services", "Services and cost", ("services", "money")),
    ("paid_people", "People who are paid", ("paid_people",)),
    ("tasks", "Health tasks", ("tasks",)),
    ("risks", "Risks", ("risks",)),
    ("advice", "Advice on risks", ("advice",)),
    ("contingency", "If something goes wrong", ("contingency",)),
    ("safety", "Keeping safe and free", ("safety",)),
    ("contacts", "People to reach", ("contacts",)),
    ("carers", "Carers", ("carers",)),
    ("support", "Taking part and support", ("support",)),
    ("decisions", "Decisions made together", ("decisions",)),
    ("formulation", "How things came about", ("formulation",)),
    ("advance", "Wishes for later", ("advance",)),
    ("other_plans", "Other plans", ("other_plans",)),
    ("people", "Who runs the plan", ("people",)),
    ("consent", "Capacity and consent", ("consent",)),
    ("review", "Review and payment", ("review",)),
)
TITLES = {name: title for name, title, _ in PAGES}
WHERE = {where: name for name, _, wheres in PAGES for where in wheres}
LEADS = {
    "about_me": "The person's own words, by the headings of About Me. Fill in only what helps.",
    "needs": "The health needs that this plan is to meet.",
    "outcomes": "What should come of it. Each outcome serves a need.",
    "actions": "What is done for each outcome, by whom and when. What is bought stands under services.",
    "stage_goals": "What is reached first on the way of an action, and what came of it.",
    "services": "Everything that is bought or arranged, with its cost. Each works towards an outcome.",
    "paid_people": "Assistants and others who are paid from this budget, how they work and what they are to the person.",
    "tasks": "Health tasks that a practitioner delegates to assistants. Competence is checked for each task and assistant.",
    "risks": "The question is how it can be done safely enough. Write down what the person thinks.",
    "advice": "Before a direct payment the person is told of significant risks, what may follow, and how to lower them.",
    "contingency": "What happens when something goes wrong: an assistant is ill, the power fails, a sudden change, a hospital stay.",
    "safety": "Where the person cannot decide something, or is vulnerable: safeguarding, liberty, restraint if there is any.",
    "contacts": "Whom the plan names, and whom to call in a crisis.",
    "carers": "Those who care without pay: what they do, and what they need to go on.",
    "support": "How the person took part, and the advocacy, information and support that was offered.",
    "decisions": "Significant choices: the options with leaving things as they are among them, what speaks for and against each.",
    "formulation": "A shared account of how difficulties came about. It is written together.",
    "advance": "What the person wants for a time when they cannot say so themselves, and what is kept ready.",
    "other_plans": "Plans that go with this one: education, health and care, the council's, a crisis or treatment plan.",
}
# What is mended on a page of its own beside the parts, by the name that the rules give the place.
PAGES_BESIDE = {"panel": "put_to_panel", "conversations": "conversation"}
MENDED_BY_ADVICE = "Say when the person was told"
View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    """For people outside the organisation the pages of staff do not exist: they have their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.is_outside:
            raise NotVisible
        return view(request, *args, **kwargs)

    return guarded


def outside_only(view: View) -> View:
    """For the person and who acts for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
    parts = [plan, {"label": "Follow the money", "href": reverse("careplans:money", args=[version.pk]), "note": ""}]
    if writing:
        parts += [
            {"label": TITLES[name], "href": reverse(f"careplans:{name}", args=[version.pk]), "note": ""}
            for name in pages_of(version)
        ]
        parts.append({"label": "Add a part", "href": reverse("careplans:parts", args=[version.pk]), "note": ""})
    return [
        {"label": "Whole record", "href": reverse("people:show", args=[person.pk]), "note": "", "current": False},
        *({**part, "current": part["href"] == request.path} for part in parts),
    ]


def content(version: PlanVersion) -> PlanContent:
    """What the version says, read once for a page."""
    if "_content" not in version.__dict__:
        version.__dict__["_content"] = selectors.content_of(version)
    return version.__dict__["_content"]


def pages_of(version: PlanVersion) -> list[str]:
    """The pages of this version in their order: an optional part only where it applies, was added, or holds something."""
    shown = parts_shown(content(version))
    return [name for name, _, _ in PAGES if name in shown]


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
    if where == "value":
        return reverse("careplans:replaced_package", args=[version.plan_id])
    if where in PAGES_BESIDE:
        return reverse(f"careplans:{PAGES_BESIDE[where]}", args=[version.pk])
    if where == "money" or where in WHERE or where in {name for name, _, _ in PAGES}:
        return reverse(f"careplans:{WHERE.get(where, where)}", args=[version.pk])
    return reverse("careplans:version", args=[version.pk])
