"""Answers, outcomes and codes of the rules in words, for people who do not read codes."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from eligibility import enums
from eligibility.rules import (
    children,
    direct_payment_changes,
    direct_payment_limits,
    dispute,
    end_of_life,
    gate,
    recipients,
    section_117,
    section_codes,
    wheelchair,
)
from eligibility.rules.domains import adult_domains, children_domains
from eligibility.rules.loading import table
from phb.core.display import moment
from phb.core.periods import say_date
from phb.core.words import capital

_SHORT = {
    "icb": "ICB",
    "la": "local authority",
    "las": "local authorities",
    "nhs": "NHS",
    "chc": "continuing healthcare",
    "mdt": "team",
    "gp": "GP",
    "ehc": "EHC",
    "dbs": "DBS",
    "cto": "community treatment order",
    "ppc": "preferred place of care",
    "ppd": "preferred place of death",
    "apd": "actual place of death",
    "dst": "Decision Support Tool",
}
_LEAVE = frozenset({"A", "B", "C"})


def tool_name(tool: str) -> str:
    """A tool by its name in the field."""
    return str(table("tool_words").get(tool, {}).get("name") or key_words(tool))


def tool_about(tool: str) -> str:
    """What a tool tells, for a newcomer."""
    return str(table("tool_words").get(tool, {}).get("about", ""))


def key_words(key: str) -> str:
    """The name of an answer or a fact in words: “received_by_icb” is “Received by ICB”."""
    words = " ".join(_SHORT.get(part, part) for part in key.replace(".", " ").split("_"))
    return capital(words)


def _labels() -> dict[str, str]:
    kinds = (enums.Route, enums.Setting, enums.Capacity, enums.DecisionReason, enums.ClinicianRegister, enums.Way)
    return {code: label for kind in kinds for code, label in kind.choices() if not code.islower()}


def _words_of_rules() -> dict[str, str]:
    """Codes that the rules themselves put in words. One that two rules word differently is left out."""
    tables = (
        wheelchair.NEED_REASONS, wheelchair.OPTIONS, wheelchair.CONTRIBUTION_SOURCES, wheelchair.OUTSIDE_OFFER,
        section_codes.QUALIFYING, section_codes.NOT_QUALIFYING, section_117.NOT_ENDED_BY, dispute.ABOUT, dispute.STAGES,
        dispute.GROUNDS, direct_payment_changes.CHANGES, direct_payment_changes.GROUNDS, direct_payment_limits.BARRED,
        recipients.LISTED_FAMILY, recipients.REPRESENTATIVE_BASES, children.PRE_ASSESSMENT, children.PANEL,
        children.CLOCK_STARTS, gate.CHECKLIST_NOT_NEEDED, end_of_life.PLACES,
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for codes in tables:
        for code, words in codes.items():
            found.setdefault(code, set()).add(words)
    return {
        code: next(iter(words)) for code, words in found.items() if len(words) == 1 and code not in ("NONE", "OTHER")
    }


_LABELS = {**_words_of_rules(), **_labels()}


def code_words(code: str) -> str:
    """A code in words: its label where it has one, else the code itself spelt out."""
    if code in _LABELS:
        return _LABELS[code]
    if code in _LEAVE or not code.isupper() or not code.replace("_", "").isalpha() or len(code) < 3:
        return code
    words = code.replace("_", " ").lower()
    return capital(words)


_OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "checklist": dict(enums.ChecklistOutcome.choices()),
    "dst": dict(enums.DstOutcome.choices()),
    "direct_payment": dict(enums.DirectPaymentOutcome.choices()),
    "right_to_have": dict(enums.Right.choices()),
}


def outcome_words(code: str, tool: str = "") -> str:
    """An outcome of a tool in words."""
    return _OUTCOMES.get(tool, {}).get(code) or code_words(code)


def value_words(value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return "Not answered"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, str):
        return code_words(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{_name(str(key))}: {value_words(item)}" for key, item in value.items()) or "None"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(value_words(item) for item in value) or "None"
    return str(value)


def _name(key: str) -> str:
    """The name of a part: a code (“MODERATE”) or an answer (“asked_date”)."""
    return code_words(key) if key.isupper() else key_words(key)


def answer_lines(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Answers as (name, value) in words; levels by domain are told shortly, the commonest as “all others”."""
    lines = []
    for key, value in answers.items():
        if key in ("domain", "level") and isinstance(value, Mapping) and len(value) > 4:
            lines += _domain_lines(value)
        elif isinstance(value, list | tuple) and value and all(isinstance(row, Mapping) for row in value):
            lines += [(f"{key_words(key)} {i}", value_words(row)) for i, row in enumerate(value, 1)]
        else:
            lines.append((key_words(key), value_words(value)))
    return lines


def label_of_domain(key: str) -> str:
    """A care domain by its name in the tools."""
    domains = {**children_domains(), **adult_domains()}
    return domains[key].label if key in domains else key_words(key)


def _domain_lines(levels: Mapping[str, Any]) -> list[tuple[str, str]]:
    common = Counter(str(level) for level in levels.values()).most_common(1)[0][0]
    odd = [(label_of_domain(str(key)), value_words(level)) for key, level in levels.items() if str(level) != common]
    return [*odd, ("All other domains" if odd else "All domains", value_words(None if common == "None" else common))]
