"""The plan: where it stands, what is missing, who signed, what it says, its versions."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.forms import NewVersionForm
from careplans.models import PARTS, PlanVersion
from careplans.rules.completeness import gaps
from careplans.rules.difference import differences
from careplans.selectors.above import criteria_from_above, facts_from_above
from careplans.selectors.chain import chain_of
from careplans.selectors.competence import red_services
from careplans.views.common import PAGES, TITLES, case_context, content, may_write, opened, pages_of, staff_only
from careplans.views.panels import panels_of
from careplans.views.said import facts, own_words, sections_of
from careplans.views.shown import shown_rows
from careplans.views.standing import next_steps, shown_criteria, shown_gaps, shown_gates, signatures
from phb.core import audit
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import RuleBroken

# Parts that stand in the chain from need to cost, so not once more below it.
IN_CHAIN = {"needs", "outcomes", "actions", "stage_goals", "services"}
LISTED = [name for name, _, _ in PAGES if name in PARTS]


@staff_only
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The newest version of a plan."""
    newest = selectors.newest_version(request.actor, plan_id)
    return _show(request, opened(request, newest.pk))


@staff_only
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a plan."""
    return _show(request, opened(request, version_id))


def _show(request: HttpRequest, shown: PlanVersion) -> HttpResponse:
    actor, today = request.actor, london_today()
    chain, writing = chain_of(shown), may_write(actor, shown)
    context = {
        **case_context(request, shown, back=False),
        **_standing(request, shown),
        "chain": chain,
        "trace": chain.trace,
        "red_lines": red_lines(actor, shown, today),
        "money": selectors.money_of(content(shown)),
        "sections": sections_of(shown),
        "parts": [{"title": TITLES[name], "name": name, "rows": rows}
                  for name in LISTED if name not in IN_CHAIN and (rows := shown_rows(shown, name))],
        "versions": [{"version": row, "href": reverse("careplans:version", args=[row.pk]), "current": row.pk == shown.pk}
                     for row in selectors.versions_of(actor, shown.plan_id)],
        "changes": () if shown.based_on is None else differences(content(shown.based_on), content(shown)),
        "writing": writing,
        "pages": [{"title": TITLES[name], "href": reverse(f"careplans:{name}", args=[shown.pk])} for name in pages_of(shown)] if writing else [],
        "facts": facts(shown),
        "panels": panels_of(actor, shown, today),
        "today": today,
    }  # fmt: skip
    return render(request, "careplans/plan.html", context)


def red_lines(actor: Actor, shown: PlanVersion, on: date) -> dict[str, str]:
    """Keys of services whose health task no assistant may do now, with why, for those who read health tasks."""
    if not may(actor, "health task", "R"):
        return {}
    return {str(line): why for line, why in red_services(shown, on).items()}


def _standing(request: HttpRequest, shown: PlanVersion) -> dict[str, Any]:
    """What is missing, the gates, the signatures, the next steps."""
    today, writing = london_today(), may_write(request.actor, shown)
    said = content(shown)
    gates = selectors.gates_of(shown, on=today, content=said, **facts_from_above(shown, today))
    criteria, features = selectors.criteria_of(shown, on=today, content=said, **criteria_from_above(shown, today))
    return {
        "gaps": shown_gaps(shown, gaps(said)),
        "gates": shown_gates(shown, gates, writing, () if may(request.actor, "plan value", "W") else ("value",)),
        "criteria": shown_criteria(shown, criteria, writing),
        "features": shown_criteria(shown, features, writing),
        "signatures": signatures(shown),
        "steps": next_steps(request, shown),
    }


@staff_only
def new_version(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin a new version with the reason for the change."""
    newest = selectors.newest_version(request.actor, plan_id)
    audit.note_read(newest.person_id, "opened your plan to change it")
    form = NewVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.new_version(plan_id=plan_id, reason=form.cleaned_data["reason"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request, "A new version is started. The version in force stays in force until this one is authorised."
            )
            return redirect("careplans:version", made.pk)
    context = {**case_context(request, newest), "form": form, "title": "Start a new version", "button": "Start the new version",
               "lead": "It begins as a copy of the version in force, which stays in force until the new one is authorised.", "warning": False}  # fmt: skip
    return render(request, "careplans/step.html", context)


__all__ = ["LISTED", "facts", "new_version", "own_words", "plan", "version"]
