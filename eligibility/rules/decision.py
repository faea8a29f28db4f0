"""The board's decision on continuing healthcare: may it be made like this, and what must the notice say?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eligibility.enums import BARRED_REASONS, Decision, DecisionReason, Recommendation
from eligibility.rules import answers as read
from eligibility.rules.loading import because
from eligibility.rules.refund import twenty_eight_days
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import tool
from phb.core.periods import say_date

NOTICE_PARTS = {
    "decision": "The decision",
    "decision_date": "The date of the decision",
    "reasons": "The reasons for the decision",
}
NOTICE_PARTS_IF_NOT_ELIGIBLE = {
    "how_to_ask": "How to ask for a review of the decision",
    "when_to_ask": "By when to ask for a review of the decision",
}


def notice_parts(decision: str) -> dict[str, str]:
    """What the written notice must contain, by key (SI 2012/2996 reg 21(10))."""
    return NOTICE_PARTS | (NOTICE_PARTS_IF_NOT_ELIGIBLE if decision == Decision.NOT_ELIGIBLE else {})


def missing_from_notice(decision: str, contents: Mapping[str, str]) -> tuple[Problem, ...]:
    """The parts that a notice still lacks."""
    return tuple(
        Problem(key, f"Add to the notice: {words[0].lower()}{words[1:]}.")
        for key, words in notice_parts(decision).items()
        if not str(contents.get(key) or "").strip()
    )


_ALSO = {
    "BUDGET": "COST",
    "NHS_EMPLOYED_STAFF": "NHS_STAFF",
    "PROVIDER_ABILITY": "PROVIDER_CAN_MANAGE",
    "WELL_MANAGED_NEED": "WELL_MANAGED",
    "OTHER_NHS_CARE": "OTHER_NHS_FUNDING",
    "OTHER_NHS_FUNDED_CARE": "OTHER_NHS_FUNDING",
}


def _coded(given: dict[str, Any]) -> dict[str, Any]:
    """A case whose reasons are a list of codes."""
    if not isinstance(given.get("reasons"), list):
        return given
    codes = [_ALSO.get(reason, reason) for reason in read.texts(given, "reasons")]
    known = [code for code in codes if code in set(DecisionReason)]
    return given | {"reasons": "; ".join(codes), "reason_codes": [*read.texts(given, "reason_codes"), *known]}


@tool(
    "decision",
    "chc_tools",
    "decision decision_date reasons reason_codes basis dst_complete mdt_recommendation departs_from_mdt "
    "exceptional_reason primary_health_need more_than_incidental beyond_local_authority review_rights_given "
    "notice_sent_date received_by_icb delay_reason delay_unjustified",
    aliases="icb_decision chc_decision",
    same={
        "reason": "reasons",
        "recommendation": "mdt_recommendation",
        "received_date": "received_by_icb",
        "more_than_incidental_or_ancillary": "more_than_incidental",
        "beyond_la": "beyond_local_authority",
        "review_rights": "review_rights_given",
        "dst_completed": "dst_complete",
        "completed_dst": "dst_complete",
    },
)
def decision(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """Whether a decision may stand: its own code as the outcome if so, else INCOMPLETE or INVALID with problems.

    Answers: `decision`, `decision_date`, `reasons` text (or a list of codes), `reason_codes`, `basis` (DST or FAST_TRACK), `dst_complete`,
    `mdt_recommendation`, `departs_from_mdt`, `exceptional_reason`, `primary_health_need` or the two limbs of the legal test
    `more_than_incidental` and `beyond_local_authority`, `review_rights_given`, `notice_sent_date`; for the 28 days
    `received_by_icb`, `delay_reason` and `delay_unjustified`. facts: `departs_from_mdt`, `deadline`, `breach`,
    `refund_from`, `refund_to`, `consider` (what comes next if not eligible).
    The rule checks how the board decided and never decides.
    """
    answers = _coded(dict(answers)) if isinstance(answers.get("reasons"), list) else answers
    made = read.one_of(answers, "decision", [code.value for code in Decision])
    decided_on = read.day(answers, "decision_date")
    missing = []
    if not made:
        missing.append(Problem("decision", "Choose the decision."))
    if decided_on is None:
        missing.append(Problem("decision_date", "Enter the date of the decision."))
    # Callers that do not send reasons at all ask about the decision alone; the advice below reminds them.
    if "reasons" in answers and not read.text(answers, "reasons"):
        missing.append(Problem("reasons", "Write the reasons for the decision."))
    if missing or decided_on is None:
        return Result("decision", "INCOMPLETE", (because("DEC-3"),), rule_set, problems=tuple(missing))
    checks = (_without_dst, _departure, _barred, _primary_need, _rights, _dates)
    broken = [found for found in (check(answers, made) for check in checks) if found]
    if broken:
        rules = tuple(because(rule) for rule, _ in broken)
        problems = tuple(problem for _, problem in broken)
        return Result("decision", "INVALID", rules, rule_set, problems=problems)
    returned = made == Decision.RETURNED_FOR_EVIDENCE
    warnings = [because("DEC-4")] if not returned and BARRED_REASONS & set(_codes(answers)) else []
    warnings += [because("DEC-REASONS")] if "reasons" not in answers and not returned else []
    reasons = [because("DEC-RETURNED" if returned else "DEC-MADE"), because("DEC-3")]
    facts: dict[str, Any] = {"departs_from_mdt": _departs(answers, made)}
    if made == Decision.NOT_ELIGIBLE:
        facts["consider"] = ("FNC", "JOINT_PACKAGE", "LA_ONLY")
    received = read.day(answers, "received_by_icb")
    if received is not None and not returned:
        clock = twenty_eight_days(
            received,
            decided_on,
            eligible=made == Decision.ELIGIBLE,
            delay_unjustified=bool(read.yes_no(answers, "delay_unjustified")),
        )
        facts |= clock
        if clock["breach"]:
            reasons.append(because("K1-BREACH"))
        if clock["refund_from"]:
            reasons.append(because("K1-REFUND"))
    return Result("decision", made, tuple(reasons), rule_set, warnings=tuple(warnings), facts=facts)


Broken = tuple[str, Problem] | None


def _without_dst(answers: Mapping[str, Any], made: str) -> Broken:
    if made == Decision.RETURNED_FOR_EVIDENCE:
        return None
    if read.one_of(answers, "basis", ["DST", "FAST_TRACK"]) == "FAST_TRACK":
        if made == Decision.NOT_ELIGIBLE:
            return "FT-1", Problem(
                "decision", "On a properly completed Fast Track tool the person must be found eligible."
            )
        return None
    # Callers that do not say are asking about the decision alone; an answer of false is a tool that is not complete.
    if read.yes_no(answers, "dst_complete") is False:
        return "DEC-1", Problem("dst_complete", "Complete the Decision Support Tool before deciding.")
    return None


def _departs(answers: Mapping[str, Any], made: str) -> bool:
    recommended = read.one_of(answers, "mdt_recommendation", [code.value for code in Recommendation])
    against = {
        (Recommendation.RECOMMEND_ELIGIBLE, Decision.NOT_ELIGIBLE),
        (Recommendation.RECOMMEND_NOT_ELIGIBLE, Decision.ELIGIBLE),
    }
    return bool(read.yes_no(answers, "departs_from_mdt")) or (recommended, made) in against


def _departure(answers: Mapping[str, Any], made: str) -> Broken:
    if (
        made == Decision.RETURNED_FOR_EVIDENCE
        or not _departs(answers, made)
        or read.text(answers, "exceptional_reason")
    ):
        return None
    return "DEC-2", Problem(
        "exceptional_reason", "Write the exceptional reason for departing from the team’s recommendation."
    )


def _codes(answers: Mapping[str, Any]) -> Sequence[str]:
    given = answers.get("reason_codes") or ()
    if isinstance(given, str):
        given = [given]
    given = [_ALSO.get(code, code) for code in given]
    for code in given:
        read.one_of({"reason_codes": code}, "reason_codes", [known.value for known in DecisionReason])
    return tuple(given)


def _barred(answers: Mapping[str, Any], made: str) -> Broken:
    codes = set(_codes(answers))
    if made == Decision.RETURNED_FOR_EVIDENCE or not codes or codes - BARRED_REASONS:
        return None
    named = ", ".join(DecisionReason(code).label.lower() for code in sorted(codes))
    return "DEC-4", Problem(
        "reason_codes", f"This may not decide eligibility by itself: {named}. Give a reason about the needs."
    )


def _primary_need(answers: Mapping[str, Any], made: str) -> Broken:
    found = [
        read.yes_no(answers, key) for key in ("primary_health_need", "more_than_incidental", "beyond_local_authority")
    ]
    if made == Decision.NOT_ELIGIBLE and any(found):
        return "DEC-6", Problem("decision", "There is a primary health need, so the person must be found eligible.")
    return None


def _rights(answers: Mapping[str, Any], made: str) -> Broken:
    if made == Decision.NOT_ELIGIBLE and not read.yes_no(answers, "review_rights_given"):
        return "DEC-3", Problem("review_rights_given", "Say in the notice how and when to ask for a review.")
    return None


def _dates(answers: Mapping[str, Any], made: str) -> Broken:
    decided, sent = read.day(answers, "decision_date"), read.day(answers, "notice_sent_date")
    if decided is not None and sent is not None and sent < decided:
        return "DEC-3", Problem(
            "notice_sent_date", f"The notice cannot be sent before {say_date(decided)}, the decision."
        )
    return None
