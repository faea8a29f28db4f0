"""The algorithm transparency record of the amount: the headings of the public template, filled from the code's own tables.

Headings: Algorithmic Transparency Recording Standard, version 4.0 (Government Digital Service), tiers 1 and 2. Nothing
here describes the product from memory where the product can be asked: ways, figures, sources, roles and steps are read
from the tables that it works with, so the record cannot fall behind them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budgets.enums import AmountMethod
from budgets.rules import employing
from budgets.rules.figures import FigureTable, all_tables
from budgets.rules.lifecycle import AMOUNT_TABLE, BUDGET_VERSION
from budgets.rules.methods import METHODS, Method
from phb.core.access import AREAS
from phb.core.actors import ROLE_NAMES

STANDARD = "Algorithmic Transparency Recording Standard, version 4.0"
STANDARD_AT = "https://www.gov.uk/government/collections/algorithmic-transparency-recording-standard-hub"
NOT_SAID = "The organisation that uses the product fills this in."


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the record: its number, its name in the template, its tier and section, and what is said, by paragraph."""

    number: str
    name: str
    tier: int
    section: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever publishes the record, with the names of its own tables in use; empty for the product itself."""

    name: str = ""
    email: str = ""
    website: str = ""
    tables: tuple[str, ...] = ()


Field = tuple[str, str, list[str]]


def record(owner: Owner = Owner()) -> tuple[Entry, ...]:
    """The whole record in the order of the template."""
    return (
        *_part(1, "Summary information", _summary(owner)),
        *_part(2, "Owner and responsibility", _owner(owner)),
        *_part(2, "Description and rationale", _rationale()),
        *_part(2, "Deployment context", _context()),
        *_part(2, "Tool specification", _tool(owner)),
        *(entry for method in METHODS for entry in _part(2, f"Model specification: {method.label.lower()}", _model(method))),
        *_part(2, "Development data specification", _development_data()),
        *_part(2, "Operational data specification", _operational_data()),
        *_part(2, "Risks, mitigations and impact assessments", _risks()),
    )  # fmt: skip


def as_json(entries: Iterable[Entry]) -> dict[str, Any]:
    """The record for machines: the standard, and each field by its number."""
    fields = [
        {"number": e.number, "name": e.name, "tier": e.tier, "section": e.section, "words": list(e.words)}
        for e in entries
    ]
    return {"standard": STANDARD, "standard_at": STANDARD_AT, "fields": fields}


def _part(tier: int, section: str, fields: list[Field]) -> tuple[Entry, ...]:
    return tuple(Entry(number, name, tier, section, tuple(words)) for number, name, words in fields)


def _summary(owner: Owner) -> list[Field]:
    what = (
        "It works out what a personal health budget may come to, before the care is planned, and adds up what the planned "
        "care costs. It does sums with published figures and the organisation’s own prices. It does not learn, guess or decide."
    )
    why = "It is used so that people know roughly what there is before they plan, and so that every line can be explained."
    return [
        ("1.1", "Name", ["Working out the amount of a personal health budget"]),
        ("1.2", "Description", [what, why]),
        ("1.3", "Website URL", [owner.website or NOT_SAID]),
        ("1.4", "Contact email", [owner.email or NOT_SAID]),
    ]


def _owner(owner: Owner) -> list[Field]:
    return [
        ("2.1.1", "Organisation or department", [owner.name or NOT_SAID]),
        ("2.1.2", "Team", ["The personal health budgets team."]),
        ("2.1.3", "Senior responsible owner", [f"The role that authorises budgets: {_roles('authorisation', 'A')}."]),
        ("2.1.4", "Third party involvement", [NOT_SAID]),
    ]


def _rationale() -> list[Field]:
    return [
        ("2.2.1", "Detailed description", [
            f"There are {len(METHODS)} ways of working out an amount. A care coordinator chooses one and sees when each fits and when not.",
            *(f"{method.label}. {method.how}" for method in METHODS),
            f"{_first_words(employing.__doc__)} Each line is rounded to the penny before the next one uses it.",
        ]),
        ("2.2.2", "Benefits", [
            "The person is told an amount before planning and can see how it came about: each line with its sum in words, its price, the day of the price and where it comes from.",
            "The same facts give the same amount, whoever enters them, and an old amount can be worked out again.",
        ]),
        ("2.2.3", "Previous process", ["Most often a spreadsheet. People had to ask for the working under freedom of information."]),
        ("2.2.4", "Alternatives considered", [
            "A model that learns from past budgets was not used: it could not be explained line by line, and it would carry on whatever was wrong before.",
        ]),
    ]  # fmt: skip


def _context() -> list[Field]:
    return [
        ("2.3.1", "Integration into broader operational process", [
            f"An amount is given by {_roles('indicative amount', 'W')}. It is a guide for planning and no entitlement: the plan is made from need, and the budget must be enough "
            "for the full cost of each service in the plan (regulation 13(1) of the National Health Service (Direct Payments) Regulations 2013).",
            f"A budget stands at one of these: {_states(BUDGET_VERSION)}. None is overwritten; each difference has its reason.",
        ]),
        ("2.3.2", "Human review", [
            "No amount is given, and no budget agreed, without a person. The product suggests at most which row of a table fits; a coordinator confirms it or takes another, with the reason.",
            f"The budget is checked by {_roles('finance check', 'A')} and authorised by {_roles('authorisation', 'A')}; nobody authorises what they proposed.",
            f"A table of amounts is proposed by {_roles('amount table', 'W')} and approved by a second person, {_roles('amount table', 'A')}. It stands at one of these: {_states(AMOUNT_TABLE)}.",
        ]),
        ("2.3.3", "Frequency and scale of usage", ["Once or a few times for each person: when an amount is given, and when the plan is costed."]),
        ("2.3.4", "Required training", ["Staff need no knowledge of the sums: each shows its words. Choosing a way, and judging whether it fits the person, is professional work."]),
        ("2.3.5", "Appeals and review", [
            "The person may question the amount at any time with their named contact. A new amount stands beside the old one, with the reason.",
            "A reduction of a direct payment is told in writing with reasons and notice, and the person may require it to be looked at again (regulation 13).",
        ]),
    ]  # fmt: skip


def _tool(owner: Owner) -> list[Field]:
    return [
        ("2.4.1.1", "System architecture", ["Rules in plain code, apart from the database and the pages; dated tables of figures in files beside them; the organisation’s own tables and prices in its database."]),
        ("2.4.1.2", "System-level input", [f"{method.label}: {method.starts_from}" for method in METHODS]),
        ("2.4.1.3", "System-level output", ["An amount a week, every four weeks and a year in pounds and pence, the lines that add up to it, what is paid once, and what is kept for when things go wrong."]),
        ("2.4.1.4", "Maintenance", [
            "National figures are dated rows with their source. A change of the law adds a row; a day without a row refuses to calculate.",
            *(_table_words(table) for table in all_tables()),
            *(f"Table of this organisation in use: {name}." for name in owner.tables),
        ]),
        ("2.4.1.5", "Models", [f"Rules only, one set for each way: {', '.join(method.label.lower() for method in METHODS)}. There is no statistical or learned model."]),
    ]  # fmt: skip


def _model(method: Method) -> list[Field]:
    return [
        ("2.4.2.1", "Model name", [f"{method.label} ({method.code.value})"]),
        ("2.4.2.3", "Model task", [method.when]),
        ("2.4.2.4", "Model input", [method.starts_from]),
        ("2.4.2.5", "Model output", [method.how]),
        ("2.4.2.6", "Model architecture", ["A rule-based system. Each rule is a sum that is written out beside its result."]),
        ("2.4.2.7", "Model performance", [method.limits]),
        ("2.4.2.8", "Datasets and their purposes", [f"No data were learned from. Source of the way: {method.source}."]),
    ]  # fmt: skip


def _development_data() -> list[Field]:
    return [("2.4.3.1", "Development data description", ["None. Nothing was learned from data."])]


def _operational_data() -> list[Field]:
    used = (
        "Hours, prices and the levels of need of an assessment are used; an assistant’s age where the law on wages, National Insurance "
        "or pension depends on it. No sum uses the person’s age, sex, ethnicity, religion or any other protected characteristic."
    )
    kept = "What was entered is kept with the amount exactly as it was given. The public calculator keeps nothing."
    return [
        ("2.4.4.1", "Operational data description", [used]),
        ("2.4.4.2", "Data access and storage", [kept]),
    ]


def _risks() -> list[Field]:
    unsure = [table.title for table in all_tables() if any(row.certainty != "P" for row in table.rows)]
    return [
        ("2.5.1", "Impact assessments", [NOT_SAID]),
        ("2.5.2", "Risks and mitigations", [
            *(f"{method.label}. {method.limits}" for method in METHODS),
            "A guide may be read as a limit. Every sheet and page says that it is a guide, that the plan decides, and how to question it.",
            f"A figure may be wrong or late. Each carries its source and how sure we are of it. Not checked against the law itself: {'; '.join(unsure)}.",
        ]),
    ]  # fmt: skip


def _table_words(table: FigureTable) -> str:
    newest = table.rows[-1]
    return (
        f"{table.title} ({table.name}): {table.unit}. Covers {table.rows[0].start:%d.%m.%Y} to {newest.end:%d.%m.%Y}. "
        f"Newest source: {newest.source} ({newest.certainty.label.lower()})."
    )


def _roles(area: str, right: str) -> str:
    names = [ROLE_NAMES.get(role, role).lower() for role, rights in AREAS[area].items() if right in rights]
    return " or ".join(f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names) or "nobody"


def _states(cycle: Any) -> str:
    return ", ".join(str(getattr(state, "label", state)).lower() for state in cycle.moves)


def _first_words(text: str | None) -> str:
    """The first paragraph of a module's own words in one line, without the code of its rule."""
    first = " ".join((text or "").split("\n\n")[0].split())
    return first.partition(" (rule")[0].rstrip(".") + "."


if {method.code for method in METHODS} != set(AmountMethod):
    raise ValueError("Each way of working out an amount needs its words in budgets/rules/methods.py.")
