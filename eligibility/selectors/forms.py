"""Assessment forms: drafts, kept forms, and the rule's answer to what is in them."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from eligibility.enums import CaseState, FormState, Route, Tool, WordingKind
from eligibility.models import Assessment, Case, DraftNote
from eligibility.rules import Problem, Result, evaluate
from eligibility.rules.offer_terms import deciding_criteria
from eligibility.rules.registry import TOOLS
from eligibility.selectors.cases import cases, decision_in_force
from eligibility.selectors.offers import rule_offer
from eligibility.selectors.wordings import Words, in_force
from eligibility.sheets import Part, fields_of, sheet_parts
from eligibility.sheets.reading import ask, missing, read_answers
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment
from phb.core.results import Reason
from phb.core.selectors import running

# The forms on a route's way to a decision: the screening, if the route has one, then the assessment.
SCREENING: dict[str, Tool] = {Route.CHC: Tool.CHECKLIST, Route.CYPCC: Tool.CHILDREN_CHECKLIST}
ASSESSMENT: dict[str, Tool] = {
    Route.CHC: Tool.DST,
    Route.CYPCC: Tool.CHILDREN,
    Route.WHEELCHAIR: Tool.WHEELCHAIR,
    Route.S117: Tool.SECTION_117,
    Route.FNC: Tool.FNC,
    Route.JOINT_PACKAGE: Tool.JOINT_PACKAGE,
    Route.MATERNITY: Tool.LOCAL_OFFER,
    Route.END_OF_LIFE: Tool.LOCAL_OFFER,
    Route.LOCAL_OFFER: Tool.LOCAL_OFFER,
}
# Forms beside that way: they move no case.
BESIDE = (Tool.REVIEW, Tool.PHB_REQUEST, Tool.DIRECT_PAYMENT)
# Routes whose local-offer form is judged by a rule of their own.
OWN_RULE = {Route.MATERNITY: "maternity", Route.END_OF_LIFE: "end_of_life"}
UNFINISHED = ("INCOMPLETE", "INVALID")


def _forms(actor: Actor) -> QuerySet[Assessment]:
    return Assessment.objects.filter(case__in=cases(actor))


def assessment_for(actor: Actor, assessment_id: int) -> Assessment:
    """One form with its case, offer and person, or NotVisible."""
    form = (
        _forms(actor)
        .select_related(
            "case__offer", "person__named_contact__user", "person__place", "completed_by", "started_by", "case__person"
        )
        .filter(pk=assessment_id)
        .first()
    )
    if form is None:
        raise NotVisible
    return form


def locked_assessment(actor: Actor, assessment_id: int) -> Assessment:
    """One form, locked until the transaction ends. Raises NotVisible."""
    form = _forms(actor).select_for_update(of=("self",)).filter(pk=assessment_id).first()
    if form is None:
        raise NotVisible
    return form


def forms_of(case: Case) -> list[Assessment]:
    """The forms of a case that were not discarded, newest first."""
    kept = case.assessments.exclude(state=FormState.DISCARDED)
    return list(kept.select_related("completed_by", "started_by").order_by("-id"))


def kept_form(case: Case) -> Assessment | None:
    """The completed form that a decision on eligibility rests on now: the route's assessment, or a valid Fast Track tool."""
    done = case.assessments.filter(state=FormState.COMPLETED, tool__in=[ASSESSMENT[Route(case.route)], Tool.FAST_TRACK])
    if case.state == CaseState.FAST_TRACK_RECEIVED or case.fast_track:
        done = done.filter(tool=Tool.FAST_TRACK)
    return done.exclude(outcome="INVALID").select_related("completed_by").order_by("-id").first()


def parts_of(form: Assessment) -> tuple[Part, ...]:
    """The parts of a form as its case stands: with the criteria of the offer that the case keeps."""
    return sheet_parts(form.tool, form.case.offer, route=form.case.route)


def rule_name(tool: str, route: str) -> str:
    """The name of the rule that answers to a form: the tool's own, or that of the route."""
    own = OWN_RULE.get(Route(route)) if tool == Tool.LOCAL_OFFER else None
    return own if own in TOOLS else str(tool)


def result_of(form: Assessment, on: date) -> Result:
    """The rule's answer to a form's answers as of a day, under the rule set that the form keeps.

    A value that cannot be read makes the form INVALID; what the form itself needs is among the problems.
    facts["form_complete"] says whether the form may be completed.
    """
    parts, name = parts_of(form), rule_name(form.tool, form.case.route)
    read = read_answers(parts, form.answers)
    answers = _known(form, on) | read.answers
    if form.tool == Tool.WHEELCHAIR:
        answers["criteria_met"] = _criteria(form.case, read.answers.get("criteria_met", {}))
    keys = getattr(TOOLS.get(name), "known", None)
    asked = answers if keys is None else {key: value for key, value in answers.items() if key in keys}
    try:
        found = evaluate(name, asked, on, form.rule_set)
    except RuleBroken as broken:
        found = Result(
            form.tool, "INVALID", (), form.rule_set, (Problem(broken.field or "", broken.message),), facts={}
        )
    needed = [] if form.tool == Tool.FAST_TRACK else missing(parts, form.answers, getattr(TOOLS.get(name), "keys", ()))
    told = {problem.field for problem in found.problems}
    needed = [problem for problem in needed if problem.field not in told]
    outcome = "INVALID" if read.problems else found.outcome
    # A wheelchair's option may be chosen later: the rule calls the form complete only once it is, and has no complaint.
    open_points = found.facts.get("complete", True) is False and bool(found.problems)
    complete = outcome not in UNFINISHED and not needed and not open_points
    return replace(
        found,
        outcome=outcome,
        problems=_in_order((*read.problems, *(_by_name(each, parts) for each in found.problems), *needed), parts),
        warnings=(*found.warnings, *_before_adulthood(form, on)),
        facts={**found.facts, "form_complete": complete},
    )


def _in_order(problems: tuple[Problem, ...], parts: tuple[Part, ...]) -> tuple[Problem, ...]:
    """Problems in the order of the form, so that the first one is the first to be met."""
    places = {name: n for n, each in enumerate(fields_of(parts)) for name in (each.key, *each.names())}
    places |= {each.key.split(".")[0]: places[each.key] for each in reversed(fields_of(parts)) if "." in each.key}
    return tuple(sorted(problems, key=lambda problem: places.get(problem.field, len(places))))


def _by_name(problem: Problem, parts: tuple[Part, ...]) -> Problem:
    """A problem that only says "answer this", with the question's own words."""
    if problem.words not in ("Answer this criterion.", "Answer yes or no."):
        return problem
    asked = next((each for each in fields_of(parts) if each.key == problem.field), None)
    return problem if asked is None else Problem(problem.field, ask(asked))


def _criteria(case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Every criterion that counts, with its answer or None: one that is only advice decides nothing."""
    counted = deciding_criteria(case.offer.criteria) if case.offer is not None else []
    return {str(row["id"]): given.get(str(row["id"])) for row in counted}


def _before_adulthood(form: Assessment, on: date) -> tuple[Reason, ...]:
    """Beside an adult form about somebody under 18: what it can lead to, and from when."""
    if form.tool not in (Tool.CHECKLIST, Tool.DST):
        return ()
    gate = evaluate("gate", {"date_of_birth": form.person.date_of_birth, "care_start": on}, on)
    return () if gate.outcome == "MAY_START" else gate.reasons


def _known(form: Assessment, on: date) -> dict[str, Any]:
    """What the record says and no form asks again."""
    case = form.case
    known: dict[str, Any] = {"setting": case.setting, "date_of_birth": form.person.date_of_birth}
    match form.tool:
        case Tool.LOCAL_OFFER:
            known |= {"offer": rule_offer(case.offer), "received_on": case.received_on, "fast_track": case.fast_track}
        case Tool.WHEELCHAIR:
            known["local_criteria_version"] = str(case.offer.version) if case.offer is not None else ""
        case Tool.SECTION_117:
            known |= _sign_offs(case)
        case Tool.REVIEW:
            known |= {"decision_date": case.decided_on, "reviewed_on": on} | _last_review(form)
        case Tool.PHB_REQUEST:
            decided = decision_in_force(case)
            known |= {"service": case.route, "eligible": case.state == CaseState.ELIGIBLE}
            known["decision"] = decided.decision if decided else ""
        case Tool.DIRECT_PAYMENT:
            coordinator = Assignment.objects.filter(running(on), person_id=form.person_id, kind="COORDINATOR")
            known["coordinator_id"] = str(
                coordinator.order_by("id").values_list("membership_id", flat=True).first() or ""
            )
    return {key: value for key, value in known.items() if value not in (None, "")}


def _sign_offs(case: Case) -> dict[str, Any]:
    """When each body said that aftercare is needed no longer, as recorded on the case."""
    found: dict[str, Any] = {}
    for row in case.sign_offs.filter(withdraws__isnull=True, withdrawn_by__isnull=True).order_by("id"):
        found[f"{row.body.lower()}_satisfied_date"] = row.satisfied_on
        found[f"{row.body.lower()}_reasons"] = row.reasons
    return found


def _last_review(form: Assessment) -> dict[str, Any]:
    earlier = (
        form.case.assessments.filter(tool=Tool.REVIEW, state__in=[FormState.COMPLETED, FormState.REPLACED])
        .exclude(pk=form.pk)
        .order_by("-completed_on", "-id")
        .first()
    )
    return {"last_review_date": earlier.completed_on} if earlier is not None else {}


def earlier_form(form: Assessment) -> Assessment | None:
    """The newest completed form of the same tool about the same person, to start from or to compare with."""
    return _newest(form, form.tool)


def compared_forms(form: Assessment) -> list[Assessment]:
    """The forms whose domains stand beside this one's: the last of its kind, and the screening or assessment it follows."""
    tools: list[str] = []
    if form.tool == Tool.REVIEW and form.case.route in SCREENING:
        tools = [ASSESSMENT[Route(form.case.route)]]
    elif form.tool in (Tool.DST, Tool.CHILDREN):
        tools = [form.tool, SCREENING[Route(form.case.route)]]
    elif form.tool in (Tool.CHECKLIST, Tool.CHILDREN_CHECKLIST):
        tools = [form.tool]
    return [found for tool in tools if (found := _newest(form, tool)) is not None]


def _newest(form: Assessment, tool: str) -> Assessment | None:
    kept = Assessment.objects.filter(
        organisation_id=form.organisation_id, person_id=form.person_id, tool=tool,
        state__in=[FormState.COMPLETED, FormState.REPLACED],
    )  # fmt: skip
    if form.state != FormState.DRAFT:
        kept = kept.filter(pk__lt=form.pk)
    return kept.exclude(pk=form.pk).exclude(outcome="INVALID").order_by("-completed_on", "-id").first()


def help_in_force(organisation_id: int, tool: str, on: date) -> dict[str, Words]:
    """The organisation's own help texts in force on a day for a tool, by key ("help.dst.breathing.LOW"): one query."""
    held = in_force(organisation_id, WordingKind.HELP, on)
    return {key: words for key, words in held.items() if key.startswith(f"help.{tool}.")}


def help_words(organisation_id: int, tool: str, on: date) -> dict[str, str]:
    """The same, without who approved them."""
    return {key: words.text for key, words in help_in_force(organisation_id, tool, on).items()}


def open_notes(form: Assessment) -> list[DraftNote]:
    """What a second person wrote in a field that another had changed, and that nobody has chosen between yet."""
    notes = list(form.conflicts.select_related("by").order_by("id"))
    settled = {note.answers["settles"] for note in notes if "settles" in note.answers}
    return [note for note in notes if "settles" not in note.answers and note.pk not in settled]
