"""What a letter can tell from the record: each content as it is printed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eligibility.enums import ChallengeOutcome, Level, MeetingState, Route, Tool, Way
from eligibility.models import Assessment, Case, Challenge, Decision, EvidenceRequest, Meeting
from eligibility.rules.bodies import national_body
from eligibility.rules.clocks import hour_clock, target_date
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains
from eligibility.rules.letters import Kind
from eligibility.selectors.work.reach import reach_of_person
from phb.core.display import day, moment
from phb.core.money import format_pounds
from phb.core.periods import reaches_age_on

DEFAULT_AT_HOME = (
    "Because the care is given at home, this is how we normally do it, so we will start with a budget unless you tell us "
    "otherwise."
)
OWNERS = {"NHS": "the NHS", "PERSON": "you"}
OPTIONS = {
    "NOTIONAL": "Notional budget: we buy the chair and the NHS owns it. You pay nothing",
    "NOTIONAL_WITH_CONTRIBUTION": "Notional budget with a contribution: money is added for a higher model or extra features. The "
    "NHS owns the chair",
    "THIRD_PARTY": "Third-party budget: we pay the budget to an independent supplier. You own the chair",
    "DIRECT_PAYMENT": "Direct payment: we pay the budget to you, if the rules for direct payments allow it",
}
ALWAYS_OPEN = ("NOTIONAL", "NOTIONAL_WITH_CONTRIBUTION")
RECIPIENTS = {"PERSON": "you", "REPRESENTATIVE": "your representative", "NOMINEE": "your nominee"}
REPAIRERS = {
    "NHS": "the NHS, without a charge to you",
    "NHS_PRESCRIBED_PART": "the NHS for the wheelchair that was prescribed; you for what was added",
    "PERSON": "you, from the budget or your own money",
}
SECTIONS = {
    "S3": "section 3 of the Mental Health Act",
    "S37": "section 37 of the Mental Health Act",
    "S37_41": "sections 37 and 41 of the Mental Health Act",
    "S45A": "section 45A of the Mental Health Act",
    "S47": "section 47 of the Mental Health Act",
    "S47_49": "sections 47 and 49 of the Mental Health Act",
    "S48": "section 48 of the Mental Health Act",
    "S48_49": "sections 48 and 49 of the Mental Health Act",
}


def facts_of(
    kind: Kind,
    *,
    case: Case,
    on: date,
    decision: Decision | None = None,
    challenge: Challenge | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Every content that the record knows, in words. What a decision says stands as it was made; for all else `extra`
    counts before the record. `on` is the letter's day."""
    organisation = case.organisation
    found: dict[str, Any] = {
        "name": case.person.full_name,
        "reference": case.reference,
        "organisation": organisation.name,
        "contact": reach_of_person(case.person, on).line,
        "review_contact": ", ".join(
            part for part in (organisation.name, organisation.phone, organisation.email) if part
        ),
        "national_body": national_body(on),
        **_of_case(kind, case, on),
    }
    if kind.key == "MEETING_INVITATION":
        found |= _of_meeting(case)
    if kind.key == "EVIDENCE_REQUEST":
        found |= _of_request(case)
    asked_anew = _of_challenge(challenge) if challenge is not None else {}
    made = _of_decision(case, decision) if decision is not None else {}
    for more in asked_anew, extra or {}, made:
        found |= {key: value for key, value in more.items() if value not in (None, "", [], ())}
    return {key: written(value) for key, value in found.items()}


def written(value: Any) -> Any:
    """A value as a letter prints it: days in words, pounds and pence, text cleared of space around it."""
    match value:
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Decimal():
            return format_pounds(value)
        case str():
            return value.strip()
        case list() | tuple():
            return [written(line) for line in value if str(line).strip()]
    return value


def _of_case(kind: Kind, case: Case, on: date) -> dict[str, Any]:
    eighteen = reaches_age_on(case.person.date_of_birth, 18)
    age = {"TRANSITION_14": 14, "TRANSITION_16": 16, "TRANSITION_17": 17}.get(kind.key, 18)
    found: dict[str, Any] = {
        "eighteen_on": eighteen,
        "ends_on": eighteen,
        "birthday": reaches_age_on(case.person.date_of_birth, age),
        "received_on": case.clock_started_on or case.received_on,
        "decide_by": case.due_on if case.due_clock != "K2" else None,
        "review_by": target_date("K5", on),
    }
    if kind.key.startswith("CHECKLIST"):
        found |= _of_checklist(case)
    if kind.key.startswith("CHILD_") and (form := _form(case, Tool.CHILDREN_CHECKLIST)) is not None:
        found |= {"completed_on": form.completed_on, "reasons": _reason_of(form)}
    if kind.key == "FNC_BAND_CHANGE":
        found |= {"change_on": target_date("K14", on), **_of_nursing_care(case)}
    if kind.key == "AFTERCARE_ENDED":
        found |= _of_sign_offs(case)
    if case.offer is not None:
        found |= {
            "offer": case.offer.name,
            "offer_amount": case.offer.cap_amount,
            "review_route": case.offer.review_route,
        }
    return found


def _form(case: Case, tool: Tool) -> Assessment | None:
    return case.assessments.filter(tool=tool, state="COMPLETED").order_by("-id").first()


def _reason_of(form: Assessment) -> str:
    given = form.answers
    return str(given.get("reason") or given.get("rationale") or given.get("judgement_reason") or "")


def _of_checklist(case: Case) -> dict[str, Any]:
    form = _form(case, Tool.CHECKLIST)
    if form is None:
        return {}
    chosen = form.answers.get("domain") or {}
    rows = [[domain.label, chosen[key]] for key, domain in checklist_domains().items() if chosen.get(key)]
    counted = [_count(chosen, column) for column in "AB"]
    why = _reason_of(form) or (
        f"The person who filled it in with you chose {counted[0]} and {counted[1]}. A full assessment is needed with two or "
        "more in column A, five or more in column B, one in column A and four in column B, or one in column A in a domain "
        "that carries the highest level."
    )
    return {
        "completed_on": form.completed_on,
        "reasons": why,
        "columns": _table("The columns chosen: A is the highest need", ["Area of care", "Column"], rows),
    }


def _count(chosen: Mapping[str, str], column: str) -> str:
    number = sum(1 for value in chosen.values() if value == column)
    return f"{number or 'none'} in column {column}"


def _table(caption: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"table": {"caption": caption, "head": head, "rows": rows}} if rows else {}


def _of_nursing_care(case: Case) -> dict[str, Any]:
    running = case.nursing_care.filter(ends__isnull=True).order_by("-id").first()
    return {"home": running.home} if running is not None else {}


def _of_sign_offs(case: Case) -> dict[str, Any]:
    standing = {row.body: row for row in case.sign_offs.filter(withdraws=None, withdrawn_by=None).order_by("id")}
    found: dict[str, Any] = {}
    if "NHS" in standing and "LA" in standing:
        found["ended_on"] = max(row.satisfied_on for row in standing.values())
        found["reasons"] = "\n".join(row.reasons for row in standing.values())
    for body, key in (("NHS", "nhs_satisfied_on"), ("LA", "la_satisfied_on")):
        if body in standing:
            found[key] = standing[body].satisfied_on
    return found


def _of_decision(case: Case, decision: Decision) -> dict[str, Any]:
    yes = decision.decision == "ELIGIBLE"
    eighteen = reaches_age_on(case.person.date_of_birth, 18)
    adult = case.route == Route.CHC
    found: dict[str, Any] = {
        "decided_on": decision.decided_on,
        "reasons": decision.reasons,
        "starts_on": max(decision.decided_on, eighteen) if adult else decision.decided_on,
        "first_review_by": target_date("K3", decision.decided_on) if yes else None,
        "budget_default": DEFAULT_AT_HOME if decision.right.get("facts", {}).get("phb_default_expected") else "",
    }
    form = decision.assessment
    if form is not None:
        found |= _of_form(case, form)
    return found | _of_terms(decision.terms)


def _of_form(case: Case, form: Assessment) -> dict[str, Any]:
    given, facts = form.answers, (form.result or {}).get("facts", {})
    match form.tool:
        case Tool.DST:
            return {"assessed_on": form.completed_on, "levels": _levels(given, adult_domains())}
        case Tool.CHILDREN:
            return {"levels": _levels(given, children_domains())}
        case Tool.FAST_TRACK:
            return {"care_in_place_by": _care_by(given)}
        case Tool.FNC:
            home = given.get("home") or given.get("care_home") or given.get("home_name")
            return {
                "weekly_rate": _pounds(facts.get("weekly_rate")),
                "starts_on": _day(given.get("start_date")),
                "home": home,
            }
        case Tool.JOINT_PACKAGE:
            return {
                "nhs_part": given.get("nhs_part") or given.get("nhs_part_words"),
                "council_part": given.get("la_part") or given.get("la_part_words"),
                "council": given.get("la_name"),
            }
        case Tool.WHEELCHAIR:
            return {
                "budget_value": _pounds(given.get("budget_value")),
                "options": _options(case),
                "option": OPTIONS.get(str(given.get("option"))),
                "ownership": OWNERS.get(str(facts.get("owner"))),
                "repairs": REPAIRERS.get(str(facts.get("repairs"))),
                "end_on": _day(given.get("budget_end_date") or facts.get("budget_end")),
                "unmet": _unmet(case, facts),
            }
        case Tool.SECTION_117:
            return {
                "section": SECTIONS.get(str(given.get("section"))),
                "responsible_icb": facts.get("responsible_icb"),
                "responsible_la": facts.get("responsible_la"),
            }
        case Tool.LOCAL_OFFER:
            return {"offer_amount": _pounds(given.get("amount")), "unmet": _unmet(case, facts)}
    return {}


def _options(case: Case) -> list[str]:
    """The ways that the commissioner offers; the notional one is always open, and a contribution goes with it."""
    offered = set(case.offer.management_options if case.offer is not None else ()) | set(ALWAYS_OPEN)
    return [words for code, words in OPTIONS.items() if code in offered]


def _of_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision says beside its code, each code in words, under the names that letters have for it."""
    said = {key: value for key, value in terms.items() if value not in (None, "", [])}
    ways = said.get("ways") or said.get("way") or []
    found: dict[str, Any] = {
        **{key: said.get(key) for key in ("offer", "review_route", "nhs_part", "responsible_icb", "responsible_la")},
        "council_part": said.get("la_part"),
        "granted": said.get("part_granted"),
        "refused": said.get("part_refused"),
        "ways": [_way(code) for code in ([ways] if isinstance(ways, str) else ways)],
        "option": OPTIONS.get(str(said.get("option"))),
        "ownership": OWNERS.get(str(said.get("owner"))),
        "repairs": REPAIRERS.get(str(said.get("repairs"))),
        "recipient": RECIPIENTS.get(str(said.get("recipient")), said.get("recipient")),
        "conditions": said.get("conditions"),
        "budget_value": _pounds(said.get("budget_value")),
        "end_on": _day(said.get("budget_end")),
        "weekly_rate": _pounds(said.get("weekly_rate")),
        "starts_on": _day(said.get("start_date")),
        "offer_amount": _pounds(said.get("amount")),
        # Without a right, a refusal is none under the Regulations: the complaints procedure is open, not their review.
        "rights_text": "complaint" if said.get("by_right") is False else "",
    }
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _way(code: str) -> str:
    return Way(code).label if code in set(Way) else str(code)


def _levels(given: Mapping[str, Any], domains: Mapping[str, Any]) -> dict[str, Any]:
    chosen = given.get("level") or {}
    rows = [[domain.label, Level(chosen[key]).label] for key, domain in domains.items() if chosen.get(key)]
    return _table("Needs as agreed", ["Area of care", "Level of need"], rows)


def _care_by(given: Mapping[str, Any]) -> datetime | None:
    received = given.get("received_at")
    return hour_clock("K2", datetime.fromisoformat(received)).target if received else None


def _unmet(case: Case, facts: Mapping[str, Any]) -> list[str]:
    words = {str(row.get("id")): row.get("text", "") for row in (case.offer.criteria if case.offer else [])}
    return [words.get(str(id), "") or str(id) for id in facts.get("unmet") or ()]


def _day(value: Any) -> date | None:
    if isinstance(value, date) or not value:
        return value or None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _pounds(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value).replace("£", "").replace(",", ""))
    except ArithmeticError:
        return None


def _of_challenge(challenge: Challenge) -> dict[str, Any]:
    refund = challenge.refund or {}
    found: dict[str, Any] = {
        "requested_on": challenge.requested_on,
        "requested_by": challenge.requested_by,
        "question": challenge.words,
        "aim_by": challenge.due_on,
        "limit_on": challenge.limit_on,
        "outcome": ChallengeOutcome(challenge.outcome).label if challenge.outcome else "",
        "outcome_on": challenge.outcome_on,
        "reasons": challenge.reasons or challenge.late_reason,
        "refund_from": _day(refund.get("from") or refund.get("refund_from")),
        "refund_to": _day(refund.get("to") or refund.get("refund_to")),
    }
    if challenge.period_from and challenge.period_to:
        found["period"] = f"{day(challenge.period_from)} to {day(challenge.period_to)}"
    return found


def _of_meeting(case: Case) -> dict[str, Any]:
    meeting: Meeting | None = case.meetings.filter(state=MeetingState.PLANNED).order_by("starts_at").first()
    if meeting is None:
        return {}
    invited: Callable[[Any], str] = lambda row: f"{row.name}{', ' + row.works_for if row.works_for else ''}"  # noqa: E731
    return {
        "meeting_at": meeting.starts_at,
        "meeting_place": meeting.place,
        "invited": [invited(row) for row in meeting.attendances.order_by("name")],
    }


def _of_request(case: Case) -> dict[str, Any]:
    asked: EvidenceRequest | None = case.evidence_requests.filter(state="ASKED").order_by("-id").first()
    return {"wanted": asked.what, "due_on": asked.due_on, "asked_of": asked.asked_of} if asked is not None else {}
