"""Is this a lawful multidisciplinary team? (SI 2012/2996 reg 21(13))"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because, table
from eligibility.rules.results import Problem
from phb.core.results import Reason


@dataclass(frozen=True, slots=True)
class MdtCheck:
    """Whether the team is lawful, by which rule or why not, with advice and unknown professions to mend."""

    valid: bool
    reason: Reason
    warnings: tuple[Reason, ...]
    problems: tuple[Problem, ...]


def professions() -> list[tuple[str, str]]:
    """(code, label) of the professions that a team member may have, for a form."""
    return [(code, row["label"]) for code, row in table("professions").items()]


def check_mdt(members: Sequence[Mapping[str, Any]]) -> MdtCheck:
    """Judge a team by its members: `profession` code and `is_care_act_assessor` each.

    Two people of one healthcare profession, whatever their titles, count as one profession.
    A profession that is not in the table does not count, and is named in the problems.
    """
    known = table("professions")
    codes = [read.text(member, "profession").upper() for member in members]
    problems = tuple(
        Problem(f"members.{i}.profession", "Choose a profession from the list.")
        for i, code in enumerate(codes)
        if code not in known
    )
    health = {
        i: known[code].get("profession", code)
        for i, code in enumerate(codes)
        if code in known and known[code]["kind"] == "HEALTH"
    }
    assessors = [i for i, member in enumerate(members) if read.yes_no(member, "is_care_act_assessor")]
    social = bool(assessors) or any(code in known and known[code]["kind"] == "SOCIAL_CARE" for code in codes)
    warnings = () if social else (because("MDT-SOCIAL-CARE"),)
    if len(set(health.values())) >= 2:
        return MdtCheck(True, because("MDT-1"), warnings, problems)
    # "One healthcare professional and one person who assesses": two people, not one in both parts.
    if any(h != assessor for h in health for assessor in assessors):
        return MdtCheck(True, because("MDT-2"), warnings, problems)
    return MdtCheck(False, because("MDT-INVALID"), warnings, problems)
