"""What happens next on a case, who holds it, and the one action of whoever looks, in the words of its route."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from eligibility.enums import CaseState, FormState, Route, Tool
from eligibility.models import Case
from eligibility.rules.route_words import ROUTES
from eligibility.selectors.forms import ASSESSMENT, SCREENING
from eligibility.selectors.offers import without_offer
from eligibility.views.words import in_sentence
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.words import capital


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: what happens, who holds it, and (for whoever it is theirs to do) a link or a press."""

    words: str
    holder: str = ""
    label: str = ""
    href: str = ""
    post: bool = False


def next_step(case: Case, actor: Actor) -> Next:
    """What happens next, in words, and the one action of this actor, if the step is theirs."""
    state, route = CaseState(case.state), Route(case.route)
    words = ROUTES[route]
    match state:
        case CaseState.REFERRAL_RECEIVED:
            return _first_form(case, actor)
        case CaseState.CHECKLIST:
            return _form(case, actor, SCREENING[route], "Complete the screening.", "The care coordinator")
        case CaseState.SCREENED_OUT:
            return Next(_SCREENED_OUT.get(route, "Screened out."), "The person")
        case CaseState.AWAITING_ASSESSMENT:
            return _form(
                case, actor, ASSESSMENT[route], f"{capital(words.assesses)} assesses.", capital(words.assesses)
            )
        case CaseState.RETURNED_FOR_EVIDENCE:
            return _form(case, actor, ASSESSMENT[route], "The board asked for more evidence.", capital(words.assesses))
        case CaseState.ASSESSED | CaseState.FAST_TRACK_RECEIVED:
            return _decision(case, actor)
        case CaseState.ELIGIBLE:
            return _after_yes(case, actor)
        case CaseState.NOT_ELIGIBLE:
            return Next(words.against, "The person")
    return Next("This case is closed.")


_SCREENED_OUT = {
    Route.CHC: "Screened out: no full assessment is required. The person may ask the board to look at the Checklist "
    "again, then complain. There is no independent review of a Checklist.",
    Route.CYPCC: "No full assessment is needed. Tell the family in writing, with the reasons. They may use the NHS "
    "complaints procedure.",
}


def _first_form(case: Case, actor: Actor) -> Next:
    route = Route(case.route)
    if route is Route.CHC:
        return _form(case, actor, Tool.CHECKLIST, "Screen with the Checklist.", "The care coordinator")
    if route is Route.CYPCC:
        words = "Fill in the pre-assessment checklist. It should take about two days. It has no pass mark."
        return _form(case, actor, Tool.CHILDREN_CHECKLIST, words, "The care coordinator")
    words = f"{capital(ROUTES[route].assesses)} assesses. Starting the form takes the case to its assessment."
    if without_offer(case):
        words = (
            "No offer is named on this case: not available in this area so far. Name an offer if one applies; the case "
            "is considered on its own facts all the same."
        )
    return _form(case, actor, ASSESSMENT[route], words, capital(ROUTES[route].assesses))


def _form(case: Case, actor: Actor, tool: Tool, words: str, holder: str) -> Next:
    """Go on with the draft of a form, or start it."""
    if not may(actor, "assessment", "W"):
        return Next(words, holder)
    draft = case.assessments.filter(tool=tool, state=FormState.DRAFT).order_by("-id").first()
    if draft is not None:
        return Next(words, holder, f"Go on with the {in_sentence(tool)}", reverse("eligibility:form", args=[draft.pk]))
    href = reverse("eligibility:start_form", args=[case.pk, tool.value])
    return Next(words, holder, f"Start the {in_sentence(tool)}", href, post=True)


def _decision(case: Case, actor: Actor) -> Next:
    holder = capital(ROUTES[case.route].decides)
    if case.state == CaseState.FAST_TRACK_RECEIVED:
        words, holder = (
            "The Fast Track tool is properly completed. The board must find the person eligible.",
            "A commissioner",
        )
    else:
        words = f"{holder} decides."
    if not may(actor, "eligibility decision", "A"):
        return Next(words, holder)
    return Next(words, holder, "Decide", reverse("eligibility:decide", args=[case.pk]))


def _after_yes(case: Case, actor: Actor) -> Next:
    if case.route == Route.FNC:
        return Next("The weekly rate is paid to the care home. No personal health budget follows from it.", "Finance")
    words = {
        Route.S117: "The NHS part can be a personal health budget; the local authority has its own direct payments.",
        Route.WHEELCHAIR: "The person has chosen how the budget is held, or chooses now. The chair is aimed at within "
        "18 weeks of referral.",
        Route.MATERNITY: "A notional budget: write the personalised care plan with the person.",
    }.get(Route(case.route), "Give the indicative amount, then write the care and support plan with the person.")
    return Next(words, "The care coordinator")  # the page links to the amount and the plan: they belong to other rooms


def other_steps(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """What else may be done now, as plain links."""
    if not may(actor, "referral", "W"):
        return []
    cycle, state, steps = Case.life_cycle, case.state, []
    chc, screened = case.route == Route.CHC, case.route in SCREENING

    def add(label: str, name: str, *more: str) -> None:
        href = reverse(f"eligibility:{name}", args=[case.pk, *more])
        steps.append({"label": label, "href": href, "post": name == "start_form"})

    if screened and cycle.may(state, "go_to_assessment"):
        what = "a positive Checklist" if chc else "a pre-assessment that asks for it"
        add(f"Go to a full assessment without {what}", "assess")
    if chc and cycle.may(state, "receive_fast_track"):
        add("Record a Fast Track tool", "fast_track")
    if screened and cycle.may(state, "repeat_checklist"):
        add("Do the screening again", "start_form", SCREENING[case.route].value)
    if cycle.may(state, "close"):
        add("Close the case", "close")
    return steps
