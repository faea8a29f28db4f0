"""Who must authorise a plan, and who may not (section 15.3 of the reference).

Limits are dated rows of the commissioner, handed in as values. All rows are
looked at; the highest role wins.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from careplans.enums import Measure, ServiceKind, SignOff
from phb.core.actors import ROLE_NAMES
from phb.core.errors import RuleBroken
from phb.core.money import format_pounds

PERCENT = frozenset({Measure.PERCENT_ABOVE_INDICATIVE, Measure.PERCENT_BELOW_INDICATIVE, Measure.PERCENT_ABOVE_PACKAGE})


@dataclass(frozen=True, slots=True)
class ApprovalLimit:
    """Above `limit` the role must authorise. `rank`: the higher the number, the higher the role.

    `limit` in pounds or percent by the measure; `stream` "" for every funding stream; `panel`: a panel decides;
    `second_approver`: two people. `start` and `end` are the days the row is in force, both included. `kinds`: only lines
    of these kinds of service count; empty for the whole plan.
    """

    stream: str
    measure: Measure
    limit: Decimal
    role: str
    rank: int
    start: date
    end: date | None = None
    panel: bool = False
    second_approver: bool = False
    kinds: frozenset[ServiceKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who must authorise: the highest role of all rows that apply, with the reasons. `role` None: no row applies."""

    role: str | None
    rank: int
    panel: bool
    second_approver: bool
    reasons: tuple[str, ...]
    panel_reasons: tuple[str, ...] = ()


Figures = Mapping[Measure, Decimal]
NO_KINDS: Mapping[str, Figures] = {}


def required_authority(
    limits: Sequence[ApprovalLimit], stream: str, figures: Figures, on: date, by_kind: Mapping[str, Figures] = NO_KINDS
) -> Requirement:
    """The authority a plan needs on a day. A measure without a figure is not looked at; a row applies strictly above its limit.

    `by_kind`: pounds of the lines of each kind of service, for rows that look at some kinds only.
    """
    found = [
        (row, figure)
        for row in limits
        if in_force(row, stream, on) and (figure := figure_of(row, figures, by_kind)) is not None and figure > row.limit
    ]
    if not found:
        return Requirement(None, 0, panel=False, second_approver=False, reasons=())
    top = max((row for row, _ in found), key=lambda row: row.rank)
    reasons = tuple(_reason(row, figure) for row, figure in sorted(found, key=lambda each: -each[0].rank))
    return Requirement(
        top.role, top.rank, any(row.panel for row, _ in found), any(row.second_approver for row, _ in found), reasons,
        tuple(_over(row, figure) + "." for row, figure in found if row.panel),
    )  # fmt: skip


def in_force(row: ApprovalLimit, stream: str, on: date) -> bool:
    """Whether a row counts for a funding stream on a day."""
    return row.start <= on and (row.end is None or on <= row.end) and row.stream in {"", stream}


def figure_of(row: ApprovalLimit, figures: Figures, by_kind: Mapping[str, Figures] = NO_KINDS) -> Decimal | None:
    """What a row looks at, in pounds or percent; None where the plan has no such figure, or no line of its kinds."""
    if not row.kinds:
        return figures.get(row.measure)
    found = [by_kind[kind][row.measure] for kind in sorted(row.kinds) if row.measure in by_kind.get(kind, {})]
    return sum(found, Decimal(0)) if found else None


def measured(row: ApprovalLimit) -> str:
    """What a row measures, in words."""
    return f"{row.measure.label} of {kinds_said(row.kinds)}" if row.kinds else row.measure.label


def kinds_said(kinds: Collection[ServiceKind]) -> str:
    """Kinds of service in words: agency care and transport."""
    names = sorted(kind.label.lower() for kind in kinds)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _reason(row: ApprovalLimit, figure: Decimal) -> str:
    return f"{_over(row, figure)}, so “{ROLE_NAMES.get(row.role, row.role)}” must authorise."


def _over(row: ApprovalLimit, figure: Decimal) -> str:
    return f"{measured(row)}: {written(row.measure, figure)} is more than {written(row.measure, row.limit)}"


def written(measure: Measure, figure: Decimal) -> str:
    """A figure or limit as people write it: £1,500.00, or 10%."""
    return f"{percent(figure)}%" if measure in PERCENT else format_pounds(figure)


def percent(figure: Decimal) -> str:
    """Shown to two places, rounded up so that what is above a limit also reads so, without needless zeros; compared unrounded."""
    written = f"{figure.quantize(Decimal('0.01'), ROUND_UP):f}"
    return written.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands beside the signature that is about to be given: a panel's yes (and who wrote it down), another
    commissioner's approval, who refused the plan before."""

    panel_yes: bool = False
    panel_recorded_by: int | None = None
    approved_by: int | None = None
    refused_by: frozenset[int] = frozenset()


def check_authority(need: Requirement, before_panel: Sequence[str], ground: Ground, role: str, by: int) -> None:
    """Refuse (RuleBroken) to authorise what needs another role, a panel or a second commissioner first.

    `before_panel`: why a panel must decide, the scheme's own reasons included. A panel is several people: where the
    scheme asks for two commissioners, its yes stands for the first of them.
    """
    if need.role and need.role != role:
        raise RuleBroken("This is above your limit. " + " ".join(need.reasons))
    if by in ground.refused_by:
        raise RuleBroken("You refused this plan before, so another commissioner decides when it is looked at again.")
    if before_panel and not ground.panel_yes:
        raise RuleBroken("A panel must decide this plan first. " + " ".join(before_panel))
    if ground.panel_yes and ground.panel_recorded_by == by:
        raise RuleBroken("You wrote down what the panel decided, so another commissioner authorises the plan.")
    if need.second_approver and not ground.panel_yes:
        if ground.approved_by is None:
            raise RuleBroken("Two commissioners must approve this plan, and none has yet. " + " ".join(need.reasons))
        if ground.approved_by == by:
            raise RuleBroken("You gave the first approval, so another commissioner gives the second.")


def check_separate_people(
    step: SignOff, by: int, drafters: Sequence[int], signed: Mapping[SignOff, int], relatives: Sequence[int] = ()
) -> None:
    """Refuse a sign-off by someone who drafted the plan, signed an earlier step, or is the person or a relative (RuleBroken).

    People are told apart by the id of their user. The person's own agreement is not a staff sign-off and is not checked here.
    """
    if by in relatives:
        raise RuleBroken("Nobody may approve a plan for themselves or a relative. Ask a colleague.")
    if by in drafters:
        raise RuleBroken("You wrote part of this plan, so someone else must approve it.")
    for earlier, who in signed.items():
        if earlier not in {step, SignOff.PERSON} and who == by:
            raise RuleBroken(f"You already signed this plan at “{earlier.label}”, so someone else must do this step.")
