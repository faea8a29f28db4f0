"""Who may receive a direct payment: representatives, nominees and their checks (SI 2013/1617 regs 2, 6 and 7)."""

from collections.abc import Mapping
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.results import Problem

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
_PARTNER_OF = "PARTNER_OF_"
REPRESENTATIVE_BASES = {
    "DEPUTY": "Deputy appointed by the Court of Protection",
    "LPA": "Attorney under a lasting power of attorney",
    "EPA": "Attorney under a registered enduring power of attorney",
    "PARENTAL_RESPONSIBILITY": "Person with parental responsibility",
    "BODY_APPOINTED": "Appointed by the health body, there being no one else",
}


def is_listed_family(relationship: str) -> bool:
    """Whether a relationship is listed: one of the codes, or PARTNER_OF_ one of them."""
    return relationship.removeprefix(_PARTNER_OF) in LISTED_FAMILY


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
    return not (exempt or is_listed_family(read.text(answers, "nominee_relationship")))


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
