"""The tables of a rule set as pages show them: domains and levels, thresholds, rates, lists, clocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import BARRED_REASONS, DecisionReason, Level, Right, Route
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
from eligibility.rules.domains import Domain, adult_domains, checklist_domains, children_domains
from eligibility.rules.loading import because, table
from eligibility.rules.rule_sets import RuleSet
from phb.core.money import format_pounds, parse_pounds
from phb.core.periods import add_days, say_date
from phb.core.results import Certainty
from phb.core.words import capital

Rows = tuple[tuple[str, ...], ...]
YES, NO = "Yes", "–"
_HERE = {
    "chc_tools": "K1 K2 K3 K4 K5 K6 K7 K8 K15",
    "fnc": "K14",
    "cypcc": "K9",
    "phb_right": "K13",
    "direct_payment": "K10 K11 K12",
}


@dataclass(frozen=True, slots=True)
class RuleTable:
    """One table: what it is, its columns, its rows in words, and a note under it."""

    caption: str
    columns: tuple[str, ...]
    rows: Rows
    note: str = ""


def tables_of(found: RuleSet) -> list[RuleTable]:
    """The tables that a rule set works with."""
    made = _BUILDERS.get(found.family, lambda one: [])(found)
    clocks = _clocks(_HERE.get(found.family, "").split())
    return [*made, *([clocks] if clocks else [])]


def _continuing_healthcare(found: RuleSet) -> list[RuleTable]:
    figures = table("chc_tools")[found.id]
    screen, tool = figures["checklist"], figures["dst"]
    checklist = RuleTable(
        "Checklist: when a full assessment is required",
        ("Rule", "Domains at A", "Domains at B"),
        (
            ("CL-1", f"{screen['a_alone']} or more", "any number"),
            ("CL-2", "any number", f"{screen['b_alone']} or more"),
            ("CL-3", "1", f"{screen['b_with_one_a']} or more"),
            ("CL-4", "1 or more with an asterisk", "any number"),
        ),
        "Any one of these is enough. With none of them, the practitioner’s reasons may still lead to a full assessment.",
    )
    domains = RuleTable(
        "Checklist: domains",
        ("Domain", "Asterisk"),
        tuple((domain.label, YES if domain.starred else NO) for domain in checklist_domains().values()),
    )
    patterns = RuleTable(
        "Decision Support Tool: patterns that national guidance names",
        ("Rule", "Pattern", "What guidance says"),
        tuple(
            (rule, pattern, because(rule).words)
            for rule, pattern in (
                ("DST-1", f"{tool['priority']} or more at Priority"),
                ("DST-2", f"{tool['severe']} or more at Severe"),
                ("DST-3", "1 at Severe, with needs in a number of others"),
                ("DST-4", "A number at High or Moderate"),
                ("DST-5", "Low in all, or Low and No needs"),
                ("DST-6", "No needs in all"),
                ("DST-7", "Anything else"),
            )
        ),
        "A pattern guides the team. It never decides.",
    )
    return [
        _list("When a Checklist is normally not needed", gate.CHECKLIST_NOT_NEEDED, "Each needs a recorded reason."),
        checklist,
        domains,
        _levels(adult_domains(), "Decision Support Tool: levels of each domain"),
        patterns,
        _team(),
        _reasons_that_may_not_decide(),
        _list("Grounds for an independent review", dispute.GROUNDS),
    ]


def _levels(domains: Mapping[str, Domain], caption: str) -> RuleTable:
    rows = tuple(
        (domain.label, *(YES if level in domain.levels else NO for level in Level)) for domain in domains.values()
    )
    return RuleTable(
        caption, ("Domain", *(level.label for level in Level)), rows, "A level that is not there cannot be given."
    )


def _team() -> RuleTable:
    kinds = {"HEALTH": "Healthcare professional", "SOCIAL_CARE": "Social care", "OTHER": "Neither"}
    rows = table("professions")
    return RuleTable(
        "Professions in a multidisciplinary team",
        ("Title", "Counts as", "Profession"),
        tuple(
            (row["label"], kinds[row["kind"]], rows[row.get("profession", code)]["label"]) for code, row in rows.items()
        ),
        "Two titles of one profession count once.",
    )


def _reasons_that_may_not_decide() -> RuleTable:
    return RuleTable(
        "Reasons for a decision",
        ("Reason", "May decide alone"),
        tuple((reason.label, NO if reason in BARRED_REASONS else YES) for reason in DecisionReason),
    )


def _nursing_care(found: RuleSet) -> list[RuleTable]:
    held = table("fnc_rates")
    rows = [
        (_span(row["from"], row["to"]), _pounds(row["standard"]), _pounds(row["high"]), row["source"], _mark(row))
        for row in held
    ]
    missing = f"From {say_date(add_days(held[-1]['to'], 1))}"
    rows.append(
        (missing, "No rate held", "No rate held", "The tool refuses to calculate until the year’s rate is added", NO)
    )
    note = "The high band is only for people who have been in it since 1 October 2007."
    return [RuleTable("Weekly rates", ("Days", "Standard", "High band", "Source", "How sure"), tuple(rows), note)]


def _rights(found: RuleSet) -> list[RuleTable]:
    rows = tuple(
        (
            Route(row["service"]).label,
            Right(row["right"]).label,
            _span(row["from"], row["to"]),
            because(row["rule"]).source,
        )
        for row in table("phb_rights")
        if _meets(row, found)
    )
    return [RuleTable("Which right follows", ("Service", "Right", "Days", "Law"), rows)]


def _meets(row: Mapping[str, Any], found: RuleSet) -> bool:
    """Whether a dated row applies on some day of the rule set."""
    start, end = found.start or date.max, found.end or date.max
    return row["from"] <= end and (row["to"] is None or row["to"] >= start)


def _direct_payments(found: RuleSet) -> list[RuleTable]:
    schedule = RuleTable(
        "The Schedule: people who are excluded",
        ("Code", "The person is…"),
        _pairs(table("schedule_orders")),
        "A direct payment may not be made to, or in respect of, a person who is one of these. Another way stays open.",
    )
    flags = table("direct_payment")[found.id]
    differs = RuleTable(
        "What this set has and others may not",
        ("Rule", "In this set"),
        tuple((_sentence(name), YES if there else "No") for name, there in flags.items()),
    )
    return [
        schedule,
        differs,
        _list("Representatives: on what footing", recipients.REPRESENTATIVE_BASES),
        _list(
            "Family members of regulation 7(8)",
            recipients.LISTED_FAMILY,
            "The partner of one of these counts too. Others in the household need a criminal record certificate to be a nominee.",
        ),
        _list("What a direct payment cannot buy", direct_payment_limits.BARRED),
        _list("Changes to a direct payment", direct_payment_changes.CHANGES),
        RuleTable(
            "Grounds for stopping",
            ("Ground", "Must stop"),
            tuple(
                (words, YES if code in direct_payment_changes.MUST_STOP else "May")
                for code, words in direct_payment_changes.GROUNDS.items()
            ),
        ),
    ]


def _children(found: RuleSet) -> list[RuleTable]:
    figures = table("children_tools")[found.id]
    patterns = RuleTable(
        "Levels that point to a continuing care need",
        ("Rule", "Domains", "What it says"),
        (
            ("CYP-1", f"{figures['priority']} or more at Priority", because("CYP-1").words),
            ("CYP-2", f"{figures['severe']} or more at Severe", because("CYP-2").words),
            ("CYP-3", f"{figures['high']} or more at High", because("CYP-3").words),
            ("CYP-4", "Anything else", because("CYP-4").words),
        ),
        "A pattern guides the assessor. It never decides.",
    )
    return [
        _levels(children_domains(), "Decision Support Tool: levels of each domain"),
        patterns,
        _list("Four areas of evidence, all needed", children.EVIDENCE_AREAS),
        _list("When the six weeks begin, as each board sets it", children.CLOCK_STARTS),
        _list("Steps towards adult care", children.STAGES),
    ]


def _wheelchairs(found: RuleSet) -> list[RuleTable]:
    return [
        _list("When a new chair is needed", wheelchair.NEED_REASONS),
        _list("Options", wheelchair.OPTIONS, "The notional option without a contribution is always open."),
        _list("What the person must be told", wheelchair.MUST_BE_TOLD),
        _list(
            "Often outside the offer",
            wheelchair.OUTSIDE_OFFER,
            "Local lists differ: each commissioner’s own dated criteria say what is outside.",
        ),
    ]


def _aftercare(found: RuleSet) -> list[RuleTable]:
    qualify = tuple((words, YES) for words in section_codes.QUALIFYING.values())
    others = tuple((words, "No") for words in section_codes.NOT_QUALIFYING.values())
    flags = table("section_117")[found.id]
    return [
        RuleTable("Sections of the Mental Health Act 1983", ("Section", "Leads to aftercare"), qualify + others),
        _list("None of these ends the duty by itself", section_117.NOT_ENDED_BY),
        RuleTable(
            "What this set has and others may not",
            ("Rule", "In this set"),
            tuple((_sentence(name), YES if there else "No") for name, there in flags.items()),
        ),
    ]


def _local_offers(found: RuleSet) -> list[RuleTable]:
    rows = tuple((_sentence(code), row["test"], row["bound"]) for code, row in table("local_cohorts").items())
    return [
        RuleTable(
            "Groups for whom commissioners make offers",
            ("Group", "A test often seen", "What the law leaves or binds"),
            rows,
            "Each commissioner’s own dated offer says who is in it. An offer is never called a right.",
        ),
        _list("Places of care and death, as recorded", end_of_life.PLACES),
    ]


def _every_clock(found: RuleSet) -> list[RuleTable]:
    made = _clocks(list(table("clocks")))
    return [made] if made else []


def _list(caption: str, codes: Mapping[str, str], note: str = "") -> RuleTable:
    """A plain list of words."""
    return RuleTable(caption, ("",), tuple((capital(words),) for words in codes.values()), note)


def _pairs(codes: Mapping[str, str]) -> Rows:
    return tuple((code, words) for code, words in codes.items())


_FLAGS = {
    "joint_notice": "The duty ends only by joint written notice",
    "residence_deeming": "Residence is deemed as under the Care Act",
    "icb_rules": "SI 2022/635 says which board is responsible",
    "reconsideration_of_refusal": "A refusal may be reconsidered",
    "family_in_household": "Rule on paying family in the same household",
    "EHC_HEALTH": "Children with an EHC plan",
}


def _sentence(code: str) -> str:
    """A flag or code in words."""
    words = code.replace("_", " ").lower()
    return _FLAGS.get(code, capital(words))


def _clocks(ids: list[str]) -> RuleTable | None:
    held = table("clocks")
    rows = tuple(
        (id, held[id]["name"], held[id]["starts"], _length(held[id]), held[id]["stops"], held[id]["source"])
        for id in ids
        if id in held
    )
    columns = ("Clock", "What for", "Starts", "Length", "Stops", "Source")
    return RuleTable("Time limits", columns, rows, "No clock stops for a holiday or a hospital stay.") if rows else None


def _length(row: Mapping[str, Any]) -> str:
    if row["length"] is None:
        return "As soon as practicable"
    unit = row["unit"].lower()
    return f"{row['length']} {unit}" if row["length"] != 1 else f"1 {unit.removesuffix('s')}"


def _span(start: date, end: date | None) -> str:
    return f"{say_date(start)} to {say_date(end)}" if end else f"From {say_date(start)}"


def _pounds(text: str) -> str:
    return format_pounds(parse_pounds(text))


def _mark(row: Mapping[str, Any]) -> str:
    return Certainty(row["certainty"]).label


_BUILDERS: dict[str, Callable[[RuleSet], list[RuleTable]]] = {
    "chc_tools": _continuing_healthcare,
    "fnc": _nursing_care,
    "phb_right": _rights,
    "direct_payment": _direct_payments,
    "cypcc": _children,
    "wheelchair": _wheelchairs,
    "section_117": _aftercare,
    "local_offer": _local_offers,
    "clocks": _every_clock,
}
