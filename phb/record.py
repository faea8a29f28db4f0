"""What a person's record holds for one reader: cases, plans, budgets, and the side menu to them."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from phb.core.access import may
from phb.core.actors import Actor
from phb.core.models import Person


@dataclass(frozen=True)
class Record:
    """Rows of each app that this actor may see, newest first."""

    cases: list[Any] = field(default_factory=list)
    plans: list[Any] = field(default_factory=list)
    budgets: list[Any] = field(default_factory=list)


def record_of(actor: Actor, person: Person) -> Record:
    from budgets.selectors import budgets
    from careplans.selectors import plans
    from eligibility.selectors import cases

    return Record(
        cases=list(cases(actor).filter(person=person).order_by("-id")) if may(actor, "referral", "R") else [],
        plans=list(plans(actor).filter(person=person).order_by("-id")) if may(actor, "plan", "R") else [],
        budgets=list(budgets(actor).filter(person=person).order_by("-id")) if may(actor, "budget", "R") else [],
    )


def case_navigation(actor: Actor, person: Person, path: str) -> list[dict[str, Any]]:
    """The side menu of a person's record: overview, each case, plan and budget, documents, who has seen it."""
    record = record_of(actor, person)
    items = [("Overview", reverse("people:show", args=[person.pk]), "")]
    items += [
        (case.get_route_display(), reverse("eligibility:case", args=[case.pk]), case.get_state_display())
        for case in record.cases
    ]
    items += [
        ("Indicative amount", reverse("budgets:indicative", args=[case.pk]), "")
        for case in record.cases
        if case.state == "ELIGIBLE" and may(actor, "budget record", "R")
    ]
    items += [
        ("Care and support plan", reverse("careplans:plan", args=[plan.pk]), plan.reference) for plan in record.plans
    ]
    items += [
        ("Budget", reverse("budgets:budget", args=[budget.pk]), budget.get_state_display()) for budget in record.budgets
    ]
    items += [
        ("Spending", reverse("spend:budget", args=[budget.pk]), budget.reference)
        for budget in record.budgets
        if budget.state != "setting_up" and may(actor, "spend record", "R")
    ]
    items.append(("Documents", reverse("people:documents", args=[person.pk]), ""))
    items.append(("Who acts and looks after", reverse("people:acting", args=[person.pk]), ""))
    if may(actor, "who has seen", "R"):
        items.append(("Who has seen this record", reverse("people:seen", args=[person.pk]), ""))
    return [{"label": label, "href": href, "note": note, "current": path == href} for label, href, note in items]


def ways_on(actor: Actor, case: Any) -> list[dict[str, str]]:
    """What follows an eligible case in the apps above it: the indicative amount, then the plan."""
    from careplans.selectors import plans

    if case.state != "ELIGIBLE":
        return []
    ways = []
    if may(actor, "indicative amount", "W"):
        ways.append({"label": "Indicative amount", "href": reverse("budgets:indicative", args=[case.pk])})
    if (
        may(actor, "plan", "W")
        and may(actor, "plan agreement", "W")
        and not plans(actor).filter(case_id=case.pk).exists()
    ):
        ways.append({"label": "Start the plan", "href": reverse("careplans:start", args=[case.pk])})
    return ways


def ways_on_from_plan(actor: Actor, version: Any) -> list[dict[str, str]]:
    """The steps of money that wait for this actor on a version of a plan: the plan's own page cannot know them."""
    steps = (("clinically_approved", "finance check", "budgets:finance_check", "Finance check"),
             ("finance_checked", "authorisation", "budgets:authorise", "Authorise"))  # fmt: skip
    return [{"label": label, "href": reverse(route, args=[version.pk])}
            for state, area, route, label in steps if version.state == state and may(actor, area, "A")]  # fmt: skip
