"""Whose money a budget usually is, by its stream, and where only judgement can say (section 2 of docs/rules-budgets.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.enums import FunderKind
from budgets.rules.funding import DatedShare
from eligibility.enums import Route
from phb.core.errors import RuleBroken
from phb.core.results import Certainty, Reason

NHS_ONLY = frozenset({Route.CHC, Route.END_OF_LIFE, Route.MATERNITY, Route.FNC})
MAY_SHARE = frozenset({Route.JOINT_PACKAGE, Route.S117, Route.CYPCC, Route.LOCAL_OFFER, Route.WHEELCHAIR})
CHARGED = frozenset({Route.JOINT_PACKAGE})
_GUIDE = "DHSC, National Framework for NHS Continuing Healthcare, July 2022"


@dataclass(frozen=True, slots=True)
class UsualFunders:
    """Who usually pays a stream, the lead first. `shares` is empty where no rule gives them: people decide and record why."""

    kinds: tuple[FunderKind, ...]
    shares: tuple[DatedShare, ...]
    reason: Reason

    @property
    def needs_judgement(self) -> bool:
        """Whether nothing but agreement between the bodies says the shares."""
        return not self.shares


_NHS = (FunderKind.NHS,)
_BOTH = (FunderKind.NHS, FunderKind.COUNCIL)
_CHC_LAW = "SI 2012/2996, regulation 20: a package arranged and funded solely by the health service"

# Who may pay, whether the NHS pays all, and the words with their source.
_USUAL: dict[str, tuple[tuple[FunderKind, ...], bool, str, str, Certainty]] = {
    Route.CHC: (_NHS, True, "NHS continuing healthcare is paid by the NHS alone.", _CHC_LAW, Certainty.SECONDARY),
    Route.END_OF_LIFE: (_NHS, True, "Care at the end of life is paid by the NHS alone.", _CHC_LAW, Certainty.KNOWLEDGE),
    Route.MATERNITY: (_NHS, True, "A maternity budget is paid by the NHS.", "Practice; not verified", Certainty.KNOWLEDGE),
    Route.FNC: (
        _NHS,
        True,
        "NHS-funded nursing care is a flat weekly rate of the NHS.",
        "SI 2012/2996, regulation 28, and the rate of each year",
        Certainty.SECONDARY,
    ),
    Route.WHEELCHAIR: (
        _NHS,
        True,
        "The wheelchair service pays what the chair it would provide costs. What anybody adds stands apart from it.",
        "NHS England, Personal wheelchair budgets guidance",
        Certainty.SECONDARY,
    ),
    Route.LOCAL_OFFER: (_NHS, True, "A local or one-off budget is NHS money.", "The local offer", Certainty.CONVENTION),
    Route.JOINT_PACKAGE: (
        _BOTH,
        False,
        "The NHS and the council share a joint package. No national rule gives the shares: the two agree them.",
        f"{_GUIDE}, on joint packages of care",
        Certainty.SECONDARY,
    ),
    Route.S117: (
        _BOTH,
        False,
        "The NHS and the council owe aftercare together. No rule gives the shares: some areas have no matrix and decide each "
        "case (Derby and Derbyshire); half and half is common elsewhere, which was not verified.",
        "Mental Health Act 1983, section 117; Joined Up Care Derbyshire, answer 1666 under freedom of information",
        Certainty.SECONDARY,
    ),
    Route.CYPCC: (
        (FunderKind.NHS, FunderKind.COUNCIL, FunderKind.EDUCATION),
        False,
        "Up to three bodies share a child’s package: the NHS, social care and education. They agree the shares.",
        "DHSC, Children and young people’s continuing care national framework, 2016",
        Certainty.KNOWLEDGE,
    ),
}  # fmt: skip


def usual_funders(stream: str, local: Mapping[str, Sequence[Sequence[str]]] | None = None) -> UsualFunders:
    """Who usually pays a stream, and in which shares where a rule or the commissioner's own setting gives them.

    `local`: shares by stream as set locally, [["NHS", "60"], ["Council", "40"]]. Raises KeyError for an unknown stream.
    """
    kinds, all_nhs, words, source, certainty = _USUAL[stream]
    if rows := (local or {}).get(stream):
        shares = tuple(DatedShare(name, Decimal(percent)) for name, percent in rows)
        return UsualFunders(kinds, shares, Reason(f"usual.{stream}", words, "Local setting", Certainty.CONVENTION))
    shares = (DatedShare("NHS", Decimal(100)),) if all_nhs else ()
    return UsualFunders(kinds, shares, Reason(f"usual.{stream}", words, source, certainty))


def check_kinds(stream: str, shares: Iterable[tuple[DatedShare, str]]) -> None:
    """Refuse (RuleBroken) money of a council or school in a stream that the NHS alone pays; each share with its kind."""
    if stream not in NHS_ONLY:
        return
    for share, kind in shares:
        if kind in {FunderKind.COUNCIL, FunderKind.EDUCATION} and (share.percent or share.fixed_weekly):
            raise RuleBroken(f"{share.funder} cannot pay part of this budget. {_USUAL[stream][2]}")


def kind_by_name(name: str) -> FunderKind:
    """The kind of a funder that is only known by the words of a plan: a funder on the list says its own."""
    words = name.casefold()
    for kind, marks in _MARKS.items():
        if any(mark in words for mark in marks):
            return kind
    return FunderKind.OTHER


# In this order: "pooled fund of the council" is a pool.
_MARKS = {
    FunderKind.POOL: ("pool", "section 75", "s75", "better care fund"),
    FunderKind.EDUCATION: ("education", "school", "send"),
    FunderKind.COUNCIL: ("council", "local authority", "social care", "social services", "borough", "county"),
    FunderKind.NHS: ("nhs", "icb", "integrated care board", "wheelchair service", "health"),
}


@dataclass(frozen=True, slots=True)
class MoneyName:
    """What a budget is called by whose money is in it."""

    name: str
    words: str


def name_by_money(kinds: Iterable[str]) -> MoneyName:
    """Personal health budget (NHS money only), personal budget (none of the NHS), integrated personal budget (both).

    `kinds` of the funders that pay something; a pool counts as both.
    """
    found = set(kinds)
    health = bool(found & {FunderKind.NHS, FunderKind.POOL})
    other = bool(found & {FunderKind.COUNCIL, FunderKind.EDUCATION, FunderKind.POOL})
    if health and other:
        return MoneyName("Integrated personal budget", "NHS and council or education money together")
    if other:
        return MoneyName("Personal budget", "No NHS money")
    return MoneyName("Personal health budget", "NHS money only")
