"""Is this a lawful multidisciplinary team? (SI 2012/2996 reg 21(13))"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because, plain_name, table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tool
from phb.core.results import Reason


@dataclass(frozen=True, slots=True)
class MdtCheck:
    """Whether the team is lawful, by which rule or why not, with advice and unknown professions to mend."""

    valid: bool
    reason: Reason
    warnings: tuple[Reason, ...]
    problems: tuple[Problem, ...]
    health_professions: tuple[str, ...] = ()


def professions() -> list[tuple[str, str]]:
    """(code, label) of the professions that a team member may have, for a form."""
    return [(code, row["label"]) for code, row in table("professions").items()]


@cache
def _by_name() -> dict[str, str]:
    found = {}
    for code, row in table("professions").items():
        for name in (code, row["label"], *row.get("also", ())):
            found[plain_name(name)] = code
    return found


def check_mdt(members: Sequence[Mapping[str, Any]]) -> MdtCheck:
    """Judge a team by its members: `profession` code or title, and `is_care_act_assessor`, each.

    Two people of one healthcare profession, whatever their titles, count as one profession. A profession that is not
    in the table counts only if `is_healthcare` says that it is one; else it does not count, and the problems name it.
    """
    known = table("professions")
    codes = [_by_name().get(plain_name(read.text(member, "profession")), "") for member in members]
    health, problems = {}, []
    for i, (code, member) in enumerate(zip(codes, members, strict=True)):
        own_words = plain_name(read.text(member, "profession"))
        stated = read.yes_no(member, "is_healthcare")
        if code and known[code]["kind"] == "HEALTH" and stated is not False:
            health[i] = known[code].get("profession", code)
        elif (not code or known[code]["kind"] == "OTHER") and stated and own_words:
            health[i] = own_words.upper()
        elif not code:
            problems.append(Problem(f"members.{i}.profession", "Choose a profession from the list."))
    assessors = [i for i, member in enumerate(members) if read.yes_no(member, "is_care_act_assessor")]
    social = bool(assessors) or any(code and known[code]["kind"] == "SOCIAL_CARE" for code in codes)
    warnings = () if social else (because("MDT-SOCIAL-CARE"),)
    found = tuple(sorted(set(health.values())))
    if len(found) >= 2:
        rule = "MDT-1"
    # "One healthcare professional and one person who assesses": two people, not one in both parts.
    elif any(h != assessor for h in health for assessor in assessors):
        rule = "MDT-2"
    else:
        rule = "MDT-INVALID"
    return MdtCheck(rule != "MDT-INVALID", because(rule), warnings, tuple(problems), found)


@tool(
    "mdt",
    "chc_tools",
    "members",
    aliases="mdt_valid multidisciplinary_team chc_mdt team",
    same={"team": "members", "mdt": "members"},
)
def mdt(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """VALID or INVALID for a team, INCOMPLETE without members.

    Answers: `members`, each with `profession` (a code or title of the table of professions; another one with
    `is_healthcare`), `organisation`, `is_care_act_assessor`. facts["health_professions"] are those that count.
    A team without anyone from social care is lawful but warned about.
    """
    if not answers.get("members"):
        problem = Problem("members", "Add the members of the multidisciplinary team.")
        return incomplete("mdt", rule_set, "MDT-INVALID", problem, valid=False)
    team = check_mdt(read.named_rows(answers, "members", "profession"))
    problems = team.problems if team.valid else (Problem("members", team.reason.words), *team.problems)
    facts: dict[str, Any] = {"valid": team.valid, "health_professions": team.health_professions}
    outcome = "VALID" if team.valid else "INVALID"
    return Result("mdt", outcome, (team.reason,), rule_set, problems, team.warnings, facts)
