"""Who may receive a direct payment: representatives, nominees and their checks (SI 2013/1617 regs 2, 6 and 7)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import Capacity
from eligibility.rules import answers as read
from eligibility.rules.loading import plain_name
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

# Regulation 7(8). Cousins, nieces, nephews, grandchildren and step-parents as such are not listed;
# a parent's husband, wife or partner is, as PARTNER_OF_PARENT.
LISTED_FAMILY = {
    "SPOUSE": "Husband or wife",
    "CIVIL_PARTNER": "Civil partner",
    "LIVE_IN_PARTNER": "Partner living as husband, wife or civil partner",
    "PARENT": "Parent",
    "PARENT_IN_LAW": "Parent-in-law",
    "SON": "Son",
    "DAUGHTER": "Daughter",
    "SON_IN_LAW": "Son-in-law",
    "DAUGHTER_IN_LAW": "Daughter-in-law",
    "STEPSON": "Stepson",
    "STEPDAUGHTER": "Stepdaughter",
    "BROTHER": "Brother",
    "SISTER": "Sister",
    "AUNT": "Aunt",
    "UNCLE": "Uncle",
    "GRANDPARENT": "Grandparent",
}
_PARTNERS = ("PARTNER_OF_", "SPOUSE_OF_", "CIVIL_PARTNER_OF_", "HUSBAND_OF_", "WIFE_OF_")
_SAME_RELATION = {
    "HUSBAND": "SPOUSE",
    "WIFE": "SPOUSE",
    "PARTNER": "LIVE_IN_PARTNER",
    "LIVE_IN_EQUIVALENT": "LIVE_IN_PARTNER",
    "MOTHER": "PARENT",
    "FATHER": "PARENT",
    "MOTHER_IN_LAW": "PARENT_IN_LAW",
    "FATHER_IN_LAW": "PARENT_IN_LAW",
    "STEP_SON": "STEPSON",
    "STEP_DAUGHTER": "STEPDAUGHTER",
    "GRANDMOTHER": "GRANDPARENT",
    "GRANDFATHER": "GRANDPARENT",
}
_LISTED_AS_SUCH = frozenset({"LISTED_FAMILY", "LISTED_FAMILY_MEMBER"})
REPRESENTATIVE_BASES = {
    "DEPUTY": "Deputy appointed by the Court of Protection",
    "LPA": "Attorney under a lasting power of attorney",
    "EPA": "Attorney under a registered enduring power of attorney",
    "PARENTAL_RESPONSIBILITY": "Person with parental responsibility",
    "BODY_APPOINTED": "Appointed by the health body, there being no one else",
}


def is_listed_family(relationship: str) -> bool:
    """Whether a relationship is listed: a code or its words, LISTED_FAMILY as such, or PARTNER_OF_ (SPOUSE_OF_ …) one of them."""
    code = plain_name(relationship).upper()
    for partner in _PARTNERS:
        code = code.removeprefix(partner)
    return code in _LISTED_AS_SUCH or _SAME_RELATION.get(code, code) in LISTED_FAMILY


def may_represent(basis: str, age: int) -> bool:
    """Whether someone may be representative on this basis for a person of this age who lacks capacity, or a child."""
    if basis == "DEPUTY":
        return True
    if basis == "PARENTAL_RESPONSIBILITY":
        return age < 18
    return age >= 16 and basis in ("LPA", "EPA", "BODY_APPOINTED")


def representative_consents(answers: Mapping[str, Any], age: int) -> bool:
    """Whether there is a representative with authority who consents.

    Reads `representative_basis`, `representative_consents` (or `consent`, if only that is answered: it can only be
    the representative's) and `other_representative_exists`: the body may appoint someone only when there is no one else.
    """
    basis = read.one_of(answers, "representative_basis", REPRESENTATIVE_BASES)
    if not basis or not may_represent(basis, age):
        return False
    if basis == "BODY_APPOINTED" and read.yes_no(answers, "other_representative_exists"):
        return False
    consents = read.yes_no(answers, "representative_consents")
    return bool(read.yes_no(answers, "consent") if consents is None else consents)


def certificate_needed(answers: Mapping[str, Any]) -> bool:
    """Whether the nominee needs an enhanced criminal record certificate (reg 7(4) to (8)). An organisation always does."""
    if answers.get("nominee_kind") == "ORGANISATION":
        return True
    exempt = read.yes_no(answers, "nominee_same_household") or read.yes_no(answers, "nominee_friend_in_care")
    return not (exempt or nominee_is_listed(answers))


def nominee_is_listed(answers: Mapping[str, Any]) -> bool:
    """Whether the nominee is listed family, by the relationship or as somebody has answered already."""
    listed = is_listed_family(read.text(answers, "nominee_relationship"))
    return listed or bool(read.yes_no(answers, "nominee_listed_family"))


def nominee_refused(answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Who has said no to the nominee: the nominee or the body. Empty if neither has."""
    return tuple(Problem(key, words) for key, words in _AGREEMENTS.items() if read.yes_no(answers, key) is False)


def nominee_unanswered(answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Whose agreement to the nominee is not recorded yet."""
    return tuple(Problem(key, words) for key, words in _AGREEMENTS.items() if read.yes_no(answers, key) is None)


_AGREEMENTS = {
    "nominee_agrees": "The nominee must agree to act.",
    "body_agrees_nominee": "The body must agree to the nominee.",
}

RECIPIENT_KEYS = (
    "representative_basis representative_consents other_representative_exists consent recipient_type nominee_kind "
    "nominee_relationship nominee_same_household nominee_friend_in_care nominee_agrees body_agrees_nominee "
    "dbs_applied_date nominee_listed_family"
)
SAME = {
    "nominee_individual": "nominee_kind",
    "body_agrees": "body_agrees_nominee",
    "body_agrees_to_nominee": "body_agrees_nominee",
    "nominee_body_agrees": "body_agrees_nominee",
    "representative_consent": "representative_consents",
    "rep_consents": "representative_consents",
    "consents": "consent",
    "relationship": "nominee_relationship",
    "same_household": "nominee_same_household",
    "friend_in_care": "nominee_friend_in_care",
    "dbs_applied_for": "dbs_applied_date",
    "dbs_applied": "dbs_applied_date",
}
_IN_NOMINEE = {
    "kind": "nominee_kind",
    "relationship": "nominee_relationship",
    "same_household": "nominee_same_household",
    "friend_in_care": "nominee_friend_in_care",
    "listed_family": "nominee_listed_family",
    "agrees": "nominee_agrees",
    "body_agrees": "body_agrees_nominee",
    "dbs_applied_date": "dbs_applied_date",
    "dbs_applied_for": "dbs_applied_date",
}


def together(given: dict[str, Any]) -> dict[str, Any]:
    """A case that gives the nominee's answers together, under `nominee`, or capacity as yes or no."""
    if isinstance(given.get("has_capacity"), bool) and given.get("capacity") is None:
        capacity = Capacity.HAS_CAPACITY if given["has_capacity"] else Capacity.LACKS_CAPACITY
        given = {key: value for key, value in given.items() if key != "has_capacity"} | {"capacity": capacity.value}
    nominee = given.get("nominee")
    if not isinstance(nominee, Mapping):
        return given
    found = dict(nominee)
    for kind in ("individual", "organisation"):
        if found.pop(kind, None):
            found["kind"] = kind.upper()
    responsible = found.pop("responsible_individual", None)
    if isinstance(responsible, Mapping):
        found |= responsible
    found = {_IN_NOMINEE.get(str(key), f"nominee_{key}"): value for key, value in found.items()}
    rest = {key: value for key, value in given.items() if key not in ("nominee", "body")}
    body = given.get("body")
    if isinstance(body, Mapping) and "agrees" in body:
        found["body_agrees_nominee"] = body["agrees"]
    elif body is not None:
        rest["body"] = body
    return {"recipient_type": "NOMINEE"} | found | rest


@tool(
    "representative",
    "direct_payment",
    RECIPIENT_KEYS,
    aliases="dp_representative",
    same=SAME | {"basis": "representative_basis"},
)
def representative(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MAY_RECEIVE or MAY_NOT_RECEIVE for a representative (reg 2), or INCOMPLETE.

    Answers: `date_of_birth`, `capacity`, `representative_basis` (REPRESENTATIVE_BASES), `representative_consents`,
    `other_representative_exists` (the body appoints someone only when there is nobody else). facts["code"] says why not;
    facts["duties"] what a representative undertakes.
    """
    age = read.age(answers, on)
    basis = read.one_of(answers, "representative_basis", REPRESENTATIVE_BASES)
    capacity = read.one_of(answers, "capacity", [code.value for code in Capacity])
    missing = [] if age is not None else [Problem("date_of_birth", "Enter the date of birth.")]
    missing += [] if basis else [Problem("representative_basis", "Say by what authority this person acts.")]
    if missing or age is None:
        return incomplete("representative", rule_set, "DP-REPRESENTATIVE", *missing)
    if age >= 16 and capacity in (Capacity.HAS_CAPACITY, Capacity.NOT_ASSESSED):
        return tell("representative", rule_set, "MAY_NOT_RECEIVE", "DP-R3", code="PERSON_HAS_CAPACITY")
    if not may_represent(basis, age):
        return tell("representative", rule_set, "MAY_NOT_RECEIVE", "DP-REPRESENTATIVE", code="NO_AUTHORITY")
    if basis == "BODY_APPOINTED" and read.yes_no(answers, "other_representative_exists"):
        return tell("representative", rule_set, "MAY_NOT_RECEIVE", "DP-REPRESENTATIVE", code="OTHER_EXISTS")
    if not representative_consents(answers, age):
        rules = ("DP-NO-REPRESENTATIVE",)
        return tell("representative", rule_set, "MAY_NOT_RECEIVE", *rules, code="NO_CONSENTING_REPRESENTATIVE")
    facts: dict[str, Any] = {"route": "R4" if age < 16 else "R5", "duties": REPRESENTATIVE_DUTIES}
    return tell("representative", rule_set, "MAY_RECEIVE", "DP-REPRESENTATIVE", "DP-DUTIES", **facts)


REPRESENTATIVE_DUTIES = (
    "Agree to act",
    "Act in the person’s best interests",
    "Be principal in all contracts",
    "Use the money by the care plan",
    "Comply with the regulations",
)


@tool("nominee", "direct_payment", RECIPIENT_KEYS, aliases="dp_nominee nominee_check", same=SAME | _IN_NOMINEE)
def nominee(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """IN_ORDER, BLOCKED (facts["code"] DBS_REQUIRED or NOMINEE_NOT_AGREED) or INCOMPLETE for a proposed nominee.

    Answers: `nominee_kind` (INDIVIDUAL, ORGANISATION), `nominee_relationship` (LISTED_FAMILY or other words),
    `nominee_same_household`, `nominee_friend_in_care`, `dbs_applied_date` (for an organisation: the individual with
    day-to-day charge), `nominee_agrees`, `body_agrees_nominee`. facts: `certificate_needed`, `listed_family`.
    """
    return check_nominee("nominee", answers, on, rule_set) or tell(
        "nominee", rule_set, "IN_ORDER", "DP-NOMINEE", "DP-DBS", **_nominee_facts(answers)
    )


def check_nominee(name: str, answers: Mapping[str, Any], on: date, rule_set: str) -> Result | None:
    """The answer of the tool of that name if the proposed nominee is not in order yet, else None."""
    kind = read.one_of(answers, "nominee_kind", ["INDIVIDUAL", "ORGANISATION"])
    if not kind:
        problem = Problem("nominee_kind", "Say whether the nominee is a person or an organisation.")
        return incomplete(name, rule_set, "DP-INCOMPLETE", problem)
    refused, facts = nominee_refused(answers), _nominee_facts(answers)
    if refused:
        return tell(name, rule_set, "BLOCKED", "DP-NOMINEE", problems=refused, code="NOMINEE_NOT_AGREED", **facts)
    if certificate_needed(answers) and not read.happened(answers, "dbs_applied_date", on):
        problem = Problem("dbs_applied_date", "Apply for an enhanced criminal record certificate first.")
        return tell(name, rule_set, "BLOCKED", "DP-DBS", problems=(problem,), code="DBS_REQUIRED", **facts)
    unanswered = nominee_unanswered(answers)
    return incomplete(name, rule_set, "DP-INCOMPLETE", *unanswered) if unanswered else None


def _nominee_facts(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"certificate_needed": certificate_needed(answers), "listed_family": nominee_is_listed(answers)}
