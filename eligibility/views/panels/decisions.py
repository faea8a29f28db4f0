"""The part of a case's page that shows what the decision says, other answers, reviews, delays, and what can follow."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.enums import Answer, CaseState, Matter, Route, Tool
from eligibility.models import Case, Decision
from eligibility.rules.case_clocks import clock_name
from eligibility.selectors import delays_of
from eligibility.selectors.routes import waiting_form
from eligibility.views.acts import ACTS, address
from eligibility.views.found import terms_rows
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.tables import Tag

COLOURS: dict[str, str] = {
    Answer.GRANTED: "green",
    Answer.PERMITTED: "green",
    Answer.GRANTED_IN_PART: "yellow",
    Answer.REFUSED: "red",
}


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """Answers on the case beside eligibility, and the steps that are possible; None while there is nothing of either."""
    if not may(actor, "eligibility decision", "R"):
        return None
    clinical = may(actor, "assessment", "R")
    made = list(case.decisions.select_related("decided_by").order_by("-id"))
    first = next((row for row in made if row.matter == Matter.ELIGIBILITY and row.decision in DECIDED), None)
    staff = may(actor, "case work", "R")
    found = {
        "template": "eligibility/panels/decisions.html",
        "title": "What follows from the decision" if first else "Why a clock runs late",
        "terms": _terms(first) if clinical and case.route != Route.S117 else [],
        "answers": [_answer(row, clinical) for row in made if row.matter != Matter.ELIGIBILITY],
        "waiting": _waiting(actor, case) if case.state in DECIDED else [],
        "delays": [
            {
                "clock": clock_name(each.clock),
                "reason": each.reason,
                "by": each.by.name,
                "on": each.noted_on,
                "control": each.within_control,
            }
            for each in (delays_of(case) if staff else [])
        ],
        "related": _related(case),
        "steps": _steps(actor, case),
        "fast_track": case.fast_track and case.state == CaseState.ELIGIBLE,
    }
    return found if any(found[key] for key in ("terms", "answers", "waiting", "delays", "related", "steps")) else None


DECIDED = (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE)


def _terms(made: Decision | None) -> list[dict[str, str]]:
    if made is None:
        return []
    rows = terms_rows({key: value for key, value in made.terms.items() if key != "la_consultation"})
    if "la_consulted" in made.terms:
        words = "Consulted" if made.terms["la_consulted"] else f"Not consulted: {made.terms.get('la_consultation', '')}"
        rows.append({"label": "Local authority", "value": words})
    return rows


def _answer(row: Decision, clinical: bool) -> dict[str, Any]:
    ways = row.terms.get("ways") or row.terms.get("other_ways") or []
    return {
        "matter": row.get_matter_display(),
        "tag": Tag(
            "Stopped" if row.terms.get("change") == "STOP" else row.get_decision_display(),
            COLOURS.get(row.decision, "grey"),
        ),
        "on": row.decided_on,
        "by": row.decider_name or row.decided_by.name,
        "ways": ", ".join(dict(_WAYS).get(way, way) for way in ways),
        "instead": "other_ways" in row.terms,
        "part": row.terms.get("part_granted", ""),
        "reasons": row.reasons if clinical else "",
        "own": row.matter == Matter.PHB_REQUEST and row.terms.get("by_right") is False,
    }


_WAYS = (
    ("DIRECT_PAYMENT", "direct payment"),
    ("NOTIONAL", "notional budget"),
    ("THIRD_PARTY", "third-party budget"),
)


def _waiting(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Completed forms that wait for an answer, each with the way to it for whoever may give it."""
    found = []
    for tool, route, words in (
        (Tool.PHB_REQUEST, "answer_request", "A request for a budget waits for its answer"),
        (Tool.DIRECT_PAYMENT, "direct_payment", "Suitability for a direct payment waits for its decision"),
    ):
        form = waiting_form(case, tool)
        if form is None:
            continue
        by = form.completed_by_id == actor.user_id
        mine = may(actor, "eligibility decision", "A") and not by
        href = reverse(f"eligibility:{route}", args=[case.pk]) if mine else ""
        who = "Another commissioner decides: you completed the form." if by else "A commissioner decides."
        found.append({"words": words, "on": form.completed_on, "href": href, "who": who})
    return found


def _related(case: Case) -> list[dict[str, Any]]:
    """The cases before and after this one, in words."""
    found = []
    if case.earlier is not None:
        found.append(("Looks anew at case", case.earlier))
    if case.carried_by is not None:
        found.append(("Carried on by case", case.carried_by))
    later = case.later.exclude(pk=case.carried_by_id).order_by("-id").first() if case.state == "ELIGIBLE" else None
    if later is not None and later.state != CaseState.CLOSED:
        found.append(("Is being looked at anew by case", later))
    return [
        {"words": words, "reference": each.reference, "href": reverse("eligibility:case", args=[each.pk])}
        for words, each in found
    ]


def _steps(actor: Actor, case: Case) -> list[dict[str, str]]:
    """What may be done now, as links with the step's own words."""
    names = []
    if may(actor, "case work", "W"):
        if case.route == Route.CHC and case.state == CaseState.NOT_ELIGIBLE:
            names += ["go-on-nursing", "go-on-joint", "local-authority"]
        if case.state == CaseState.ELIGIBLE:
            names.append("reassess")
        names.append("delay")
    if may(actor, "eligibility decision", "A"):
        names += ["end-earlier", "payment-change"]
    return [{"label": ACTS[name].title, "href": address(name, case)} for name in names if ACTS[name].possible(case)]
