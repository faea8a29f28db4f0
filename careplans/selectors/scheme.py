"""What the commissioner's scheme asks of a plan: limits and figures, why a panel must decide, marks of what a line says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from careplans.enums import Measure, PlanState, RiskAgreement, ServiceKind
from careplans.models import PlanVersion, ReplacedPackage, Service
from careplans.rules.authorising import (
    ApprovalLimit,
    Requirement,
    figure_of,
    in_force,
    measured,
    required_authority,
    written,
)
from careplans.rules.delegation import read_scheme, who_said
from careplans.rules.library import against_library
from careplans.rules.merging import mark
from careplans.rules.panels import OF_A_LINE, OF_AN_EXCEPTION, PanelReason, said
from careplans.selectors.library import taken_line
from eligibility.enums import Route
from phb.core.access import ROLES, Needs
from phb.core.actors import Actor
from phb.core.models import Policy
from phb.core.money import ZERO, format_pounds
from phb.core.policies import PROPOSALS, policy

WEEKS_OF_A_YEAR = 52
KEY = "approval_limits"
Figures = Mapping[Measure, Decimal]
# What was authorised was so by the scheme of its day; a later change of the scheme asks nothing of it.
AUTHORISED = frozenset(
    {PlanState.AUTHORISED, PlanState.ACTIVE, PlanState.UNDER_REVIEW, PlanState.SUPERSEDED, PlanState.ENDED}
)


def limits_of(version: PlanVersion, on: date) -> tuple[ApprovalLimit, ...]:
    """The rows of the scheme of delegation in force on a day, the lower role first."""
    return read_scheme(
        policy("approval_limits", on=on, organisation_id=version.organisation_id, stream=version.plan.case.route)
    )


def figures_of(version: PlanVersion, more: Figures | None = None) -> dict[Measure, Decimal]:
    """What the limits are measured by: pounds a week, a year (52 weeks) and once; percent above what the budget replaces.

    `more`: figures of apps above, such as the percent above the indicative amount.
    """
    figures = _money_of(list(version.services.all()))
    weekly, replaced = figures[Measure.WEEKLY], replaced_package_of(version.plan_id)
    if replaced is not None and replaced.weekly:
        figures[Measure.PERCENT_ABOVE_PACKAGE] = 100 * max(weekly - replaced.weekly, ZERO) / replaced.weekly
    return {**figures, **(more or {})}


def figures_by_kind(version: PlanVersion) -> dict[str, dict[Measure, Decimal]]:
    """The plan's pounds by kind of service, for limits that look at some kinds only."""
    rows: dict[str, list[Service]] = {}
    for row in version.services.all():
        rows.setdefault(row.kind, []).append(row)
    return {kind: _money_of(lines) for kind, lines in rows.items()}


def _money_of(rows: list[Service]) -> dict[Measure, Decimal]:
    weekly = sum((row.weekly_amount or ZERO for row in rows), ZERO)
    return {
        Measure.WEEKLY: weekly,
        Measure.ANNUAL: WEEKS_OF_A_YEAR * weekly,
        Measure.ONE_OFF: sum((row.one_off_amount or ZERO for row in rows), ZERO),
    }


def authority_of(version: PlanVersion, on: date, more: Figures | None = None) -> Requirement:
    """Who must authorise the version, by the scheme in force on a day; all rows are looked at, the highest wins."""
    return required_authority(
        limits_of(version, on), version.plan.case.route, figures_of(version, more), on, figures_by_kind(version)
    )


def panel_reasons(version: PlanVersion, on: date, more: Figures | None = None) -> tuple[PanelReason, ...]:
    """Why a panel must decide this version: over a limit with a panel, a risk, family who are paid, off the policy."""
    need = authority_of(version, on, more)
    found = [PanelReason(f"limit:{words.split(':')[0]}", words) for words in need.panel_reasons]
    here: dict[str, Any] = {"on": on, "organisation_id": version.organisation_id, "stream": version.plan.case.route}
    matters = set(policy("panel_matters", **here))
    if "risk" in matters:
        found += _risks(version, policy("panel_risk_score", **here))
    if "family" in matters:
        found += [
            PanelReason(f"family:{row.line}:{paid_person_said(row)}", f"{row.name} is family or a friend in the same household.")
            for row in version.paidpersons.all() if row.needs_exception
        ]  # fmt: skip
    if "off_policy" in matters:
        found += _off_policy(version, set(policy("off_policy_kinds", **here)))
    return tuple(found)


def panel_needed(version: PlanVersion, on: date, more: Figures | None = None) -> tuple[str, ...]:
    """The reasons for which a panel must decide this version, in words; empty when none must, or when it was authorised."""
    if version.state in AUTHORISED:
        return ()
    return tuple(reason.words for reason in panel_reasons(version, on, more))


def _risks(version: PlanVersion, threshold: int) -> list[PanelReason]:
    """Risks that nobody agrees on, or of which too much remains; while nobody has said what remains, the score before."""
    found = []
    for row in version.risks.all():
        remains = row.score if row.residual_score is None else row.residual_score
        if row.agreement == RiskAgreement.NOT_AGREED:
            words = f"“{row.description}”: the person and the professional do not agree on this risk."
        elif remains >= threshold:
            words = f"“{row.description}”: a risk of {remains} of 25 remains, and {threshold} or more goes to a panel."
        else:
            continue
        found.append(PanelReason(f"risk:{row.line}:{mark(words)}", words))
    return found


def _off_policy(version: PlanVersion, kinds: set[str]) -> list[PanelReason]:
    found = []
    for row in version.services.select_related("price__item"):
        if row.kind in kinds:
            words = f"“{row.description}”: {ServiceKind(row.kind).label.lower()} is outside the policy."
            found.append(PanelReason(f"off_policy:{row.line}", words))
        of_both = against_library(taken_line(row)) if row.price is not None else None
        if of_both is not None and of_both[0] > of_both[1]:
            said_here, by_library, of_what = (*map(format_pounds, of_both[:2]), of_both[2])
            words = f"“{row.description}”: {said_here}{of_what} is more than the library’s {by_library}."
            found.append(PanelReason(f"price:{row.line}:{mark(words)}", words))
    return found


def service_said(row: Service) -> str:
    """A mark of what a line of money says."""
    return said({name: getattr(row, name) for name in OF_A_LINE}, OF_A_LINE)


def paid_person_said(row: Any) -> str:
    """A mark of who is paid, what they are to the person, and why it is necessary."""
    return said({name: getattr(row, name) for name in OF_AN_EXCEPTION}, OF_AN_EXCEPTION)


def replaced_package_of(plan_id: int) -> ReplacedPackage | None:
    """What the care cost, or would cost, without the budget: the newest record."""
    return ReplacedPackage.objects.filter(plan_id=plan_id).select_related("by").order_by("-id").first()


@dataclass(frozen=True, slots=True)
class LimitShown:
    """A row of the scheme of delegation beside this plan: `figure` is empty where the measure has none here."""

    row: ApprovalLimit
    what: str
    limit: str
    figure: str
    asks: str
    applies: bool


def scheme_of(version: PlanVersion, on: date, more: Figures | None = None) -> list[LimitShown]:
    """The commissioner's scheme in words, row by row, beside what this plan comes to."""
    figures, by_kind, shown = figures_of(version, more), figures_by_kind(version), []
    for row in limits_of(version, on):
        if not in_force(row, version.plan.case.route, on):
            continue
        figure = figure_of(row, figures, by_kind)
        shown.append(
            LimitShown(
                row, measured(row), written(row.measure, row.limit), "" if figure is None else written(row.measure, figure),
                who_said(row), figure is not None and figure > row.limit,
            )
        )  # fmt: skip
    return shown


@dataclass(frozen=True, slots=True)
class SchemeShown:
    """The scheme of one funding stream ("" for every other), with the day it holds from; None: the product's proposal."""

    stream: str
    rows: tuple[ApprovalLimit, ...]
    since: date | None
    source: str


def schemes(actor: Actor, on: date) -> list[SchemeShown]:
    """The organisation's schemes in force on a day: the general one, then those of single funding streams."""
    found: dict[str, SchemeShown] = {
        "": SchemeShown("", read_scheme(PROPOSALS[KEY].value), None, PROPOSALS[KEY].source)
    }
    kept = Policy.objects.filter(organisation_id=actor.organisation_id, key=KEY, starts__lte=on).order_by("starts")
    for row in kept:
        found[row.stream] = SchemeShown(row.stream, read_scheme(row.value), row.starts, row.source)
    return [found[stream] for stream in sorted(found)]


def check_scheme(value: Any) -> None:
    """Refuse a scheme that could not be read, or that nobody could follow (RuleBroken, field "value")."""
    roles = {role for role in ROLES if Needs("authorisation", "A").allow(role)}
    read_scheme(value, streams=set(Route), roles=roles)
