"""Reads of deciding: what a plan needs before it is authorised, what was decided of it line by line, panels and their agendas."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from careplans.enums import Measure, PanelDecision, PanelState, PlanState, RiskAgreement, ServiceKind
from careplans.enums import SignOff as Step
from careplans.models import (
    FamilyException,
    LineDecision,
    Panel,
    PanelItem,
    PlanVersion,
    ReplacedPackage,
    Service,
    SignOff,
)
from careplans.rules.authorising import (
    ApprovalLimit,
    Ground,
    Requirement,
    check_authority,
    percent,
    required_authority,
)
from careplans.rules.merging import mark
from careplans.rules.panels import OF_A_LINE, OF_AN_EXCEPTION, Decided, PanelReason, is_kept, said, why_not
from eligibility.enums import ChallengeKind, ChallengeOutcome
from eligibility.selectors.challenges import challenges_of
from phb.core.actors import ROLE_NAMES, Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Declaration, Grant, Move
from phb.core.money import ZERO, format_pounds, parse_pounds
from phb.core.periods import local_date
from phb.core.policies import policy
from phb.core.selectors import people

WEEKS_OF_A_YEAR = 52
PERCENT = frozenset({Measure.PERCENT_ABOVE_INDICATIVE, Measure.PERCENT_ABOVE_PACKAGE})
Figures = Mapping[Measure, Decimal]


# --- what the commissioner's scheme asks of a plan


def limits_of(version: PlanVersion, on: date) -> list[ApprovalLimit]:
    """The rows of the scheme of delegation in force on a day, the lower role first."""
    rows: list[dict[str, Any]] = policy(
        "approval_limits", on=on, organisation_id=version.organisation_id, stream=version.plan.case.route
    )
    return [
        ApprovalLimit(
            row.get("stream", ""), Measure(row["measure"]), parse_pounds(str(row["limit"])), row["role"], rank, date.min,
            panel=bool(row.get("panel")), second_approver=bool(row.get("second")),
        )
        for rank, row in enumerate(rows, start=1)
    ]  # fmt: skip


def figures_of(version: PlanVersion, more: Figures | None = None) -> dict[Measure, Decimal]:
    """What the limits are measured by: pounds a week, a year (52 weeks) and once; percent above what the budget replaces.

    `more`: figures of apps above, such as the percent above the indicative amount.
    """
    rows = list(version.services.all())
    weekly = sum((row.weekly_amount or ZERO for row in rows), ZERO)
    figures = {
        Measure.WEEKLY: weekly,
        Measure.ANNUAL: WEEKS_OF_A_YEAR * weekly,
        Measure.ONE_OFF: sum((row.one_off_amount or ZERO for row in rows), ZERO),
    }
    replaced = replaced_package_of(version.plan_id)
    if replaced is not None and replaced.weekly:
        figures[Measure.PERCENT_ABOVE_PACKAGE] = 100 * max(weekly - replaced.weekly, ZERO) / replaced.weekly
    return {**figures, **(more or {})}


def authority_of(version: PlanVersion, on: date, more: Figures | None = None) -> Requirement:
    """Who must authorise the version, by the scheme in force on a day; all rows are looked at, the highest wins."""
    return required_authority(limits_of(version, on), version.plan.case.route, figures_of(version, more), on)


def panel_reasons(version: PlanVersion, on: date, more: Figures | None = None) -> tuple[PanelReason, ...]:
    """Why a panel must decide this version: over a limit with a panel, a risk, family who are paid, off the policy."""
    need = authority_of(version, on, more)
    found = [PanelReason(f"limit:{words.split(':')[0]}", words) for words in need.panel_reasons]
    here = {"on": on, "organisation_id": version.organisation_id, "stream": version.plan.case.route}
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
    """The reasons for which a panel must decide this version, in words; empty when none must."""
    return tuple(reason.words for reason in panel_reasons(version, on, more))


def _risks(version: PlanVersion, threshold: int) -> list[PanelReason]:
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
        rate = row.rate if row.rate is not None else row.one_off_amount
        if row.price is not None and rate is not None and rate > row.price.amount:
            words = f"“{row.description}”: {format_pounds(rate)} is more than the library’s {format_pounds(row.price.amount)}."
            found.append(PanelReason(f"price:{row.line}:{mark(words)}", words))
    return found


# --- what was decided


@dataclass(frozen=True, slots=True)
class PanelApproval:
    """A panel's yes that covers a version as it stands. `kept`: the plan was changed since, but every line is one agreed."""

    item: PanelItem
    kept: bool

    @property
    def decided_on(self) -> date:
        """The day of the decision."""
        assert self.item.decided_on is not None
        return self.item.decided_on


def panel_approval_of(
    version: PlanVersion, on: date | None = None, more: Figures | None = None
) -> PanelApproval | None:
    """The panel's yes to exactly this version, or to each of its lines as they are; None when there is none.

    `on` and `more` say what asks for a panel today (as for `panel_needed`): something new needs a new decision.
    """
    item = version.panel_items.exclude(decision__in=["", PanelDecision.MORE]).order_by("-decided_on", "-id").first()
    if item is None or item.decision == PanelDecision.NO:
        return None
    if item.decision == PanelDecision.YES and item.content_hash == version.content_hash:
        return PanelApproval(item, kept=False)
    decided = [Decided(row.line, row.said, row.agreed) for row in item.lines.all()]
    now = {row.line: service_said(row) for row in version.services.all()}
    needed = [reason.key for reason in panel_reasons(version, on or item.decided_on, more)]
    return PanelApproval(item, kept=True) if is_kept(now, decided, needed, item.needed) else None


def service_said(row: Service) -> str:
    """A mark of what a line of money says."""
    return said({name: getattr(row, name) for name in OF_A_LINE}, OF_A_LINE)


def paid_person_said(row: Any) -> str:
    """A mark of who is paid, what they are to the person, and why it is necessary."""
    return said({name: getattr(row, name) for name in OF_AN_EXCEPTION}, OF_AN_EXCEPTION)


def family_exception_of(plan_id: int, paid_person: Any) -> FamilyException | None:
    """The newest decision on exactly this person, relation and reason; None while nobody has decided."""
    rows = FamilyException.objects.filter(plan_id=plan_id, line=paid_person.line, said=paid_person_said(paid_person))
    return rows.select_related("decided_by").order_by("-id").first()


def replaced_package_of(plan_id: int) -> ReplacedPackage | None:
    """What the care cost, or would cost, without the budget: the newest record."""
    return ReplacedPackage.objects.filter(plan_id=plan_id).select_related("by").order_by("-id").first()


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line that was refused, and where it stands: "there" as it was, "changed", or "out" of the plan."""

    decision: LineDecision
    row: Service | None
    where: str

    @property
    def is_there(self) -> bool:
        """Whether it stands in the plan exactly as it was refused."""
        return self.where == "there"


def refused_lines(version: PlanVersion) -> list[LineNow]:
    """The lines of this plan whose newest decision says no, in the order of the decision."""
    newest: dict[int, LineDecision] = {}
    for row in _line_decisions(version.plan_id):
        newest[row.line] = row
    rows = {row.line: row for row in version.services.all()}
    return [LineNow(row, rows.get(line), _where(row, rows.get(line))) for line, row in newest.items() if not row.agreed]


def _line_decisions(plan_id: int) -> QuerySet[LineDecision]:
    return (
        LineDecision.objects.filter(version__plan_id=plan_id).select_related("decided_by", "item__panel").order_by("id")
    )


def _where(decided: LineDecision, row: Service | None) -> str:
    if row is None:
        return "out"
    return "there" if service_said(row) == decided.said else "changed"


def line_decisions_of(version: PlanVersion) -> list[LineDecision]:
    """All decisions on lines of this version, oldest first."""
    return [row for row in _line_decisions(version.plan_id) if row.version_id == version.pk]


def refused_by(version: PlanVersion) -> frozenset[int]:
    """Ids of the users who refused this version as a whole, now or before: somebody else looks at it again."""
    moves = Move.objects.filter(subject="careplans.planversion", subject_id=version.pk, verb="refuse")
    took_part = version.panel_items.filter(decision=PanelDecision.NO).values_list("took_part", flat=True)
    members = {each["user"] for rows in took_part for each in rows if each.get("user")}
    return frozenset({pk for pk in moves.values_list("by_id", flat=True) if pk is not None} | members)


def ground_of(version: PlanVersion, on: date, more: Figures | None = None) -> Ground:
    """What stands beside the signature that is about to be given."""
    approval = panel_approval_of(version, on, more)
    first = version.sign_offs.filter(kind=Step.APPROVAL, content_hash=version.content_hash).first()
    return Ground(
        panel_yes=approval is not None,
        panel_recorded_by=approval.item.recorded_by_id if approval else None,
        approved_by=first.signed_by_id if first else None,
        refused_by=refused_by(version),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan that waits for authorisation needs next, for one reader.

    `step`: "panel", "first" (of two approvals) or "last" (the authorisation); `why_not`: why this reader cannot take it.
    """

    need: Requirement
    before_panel: tuple[str, ...]
    approval: PanelApproval | None
    waits_at: PanelItem | None
    first: SignOff | None
    step: str
    why_not: str


def standing_of(version: PlanVersion, actor: Actor, on: date, more: Figures | None = None) -> Standing:
    """Where the version stands on its way to authorisation; nothing is checked that only the plan's other steps check."""
    need, reasons = authority_of(version, on, more), panel_needed(version, on, more)
    approval, ground = panel_approval_of(version, on, more), ground_of(version, on, more)
    first = version.sign_offs.filter(kind=Step.APPROVAL, content_hash=version.content_hash).first()
    if reasons and approval is None:
        step = "panel"
    else:
        step = "first" if need.second_approver and approval is None and first is None else "last"
    asked = replace(need, second_approver=False) if step == "first" else need
    why_not = ""
    try:
        check_authority(asked, reasons, ground, actor.role, actor.user_id or 0)
    except RuleBroken as error:
        why_not = "" if step == "panel" else error.message
    return Standing(need, reasons, approval, open_item(version), first, step, why_not)


@dataclass(frozen=True, slots=True)
class LimitShown:
    """A row of the scheme of delegation beside this plan: `figure` is None where the measure has none here."""

    row: ApprovalLimit
    limit: str
    figure: str
    asks: str
    applies: bool


def scheme_of(version: PlanVersion, on: date, more: Figures | None = None) -> list[LimitShown]:
    """The commissioner's scheme in words, row by row, beside what this plan comes to."""
    figures = figures_of(version, more)
    shown = []
    for row in limits_of(version, on):
        if row.stream not in {"", version.plan.case.route}:
            continue
        figure = figures.get(row.measure)
        who = ROLE_NAMES.get(row.role, row.role)
        asks = (
            f"{who}, with a panel" if row.panel else f"Two: {who.lower()} and another" if row.second_approver else who
        )
        shown.append(
            LimitShown(
                row, _written(row.measure, row.limit), "" if figure is None else _written(row.measure, figure), asks,
                figure is not None and figure > row.limit,
            )
        )  # fmt: skip
    return shown


def _written(measure: Measure, figure: Decimal) -> str:
    return f"{percent(figure)}%" if measure in PERCENT else format_pounds(figure)


# --- who takes part


def relatives_of(person_id: int) -> set[int]:
    """Users who are the person, family, friends or act for them."""
    declared = Declaration.objects.filter(person_id=person_id).values_list("user_id", flat=True)
    acting = Grant.objects.filter(person_id=person_id).values_list("user_id", flat=True)
    return {*declared, *acting}


def signers_of(version: PlanVersion) -> dict[str, int]:
    """Step → user who signed it, of the plan as it stands; the person's own agreement is not among them."""
    rows = SignOff.objects.filter(version=version, content_hash=version.content_hash).exclude(kind=Step.PERSON)
    return dict(rows.values_list("kind", "signed_by_id"))


def barred_from(item: PanelItem) -> dict[str, str]:
    """Key of a member of the panel → why they take no part in this item."""
    version = item.version
    drafters = {version.drafted_by_id, *version.drafters.values_list("user_id", flat=True)}
    signers, relatives, refusers = set(signers_of(version).values()), relatives_of(item.person_id), refused_by(version)
    declared = {each["key"]: each.get("why", "") for each in item.interests}
    found = {}
    for member in item.panel.members:
        why = why_not(member.get("user"), drafters=drafters, signers=signers, relatives=relatives, refusers=refusers)
        if member["key"] in declared:
            why = "declared an interest"
        if why:
            found[member["key"]] = why
    return found


# --- panels and agendas


def panels(actor: Actor) -> QuerySet[Panel]:
    """The panels of the organisation, with how many plans are on each agenda and how many are decided."""
    if actor.is_outside:
        return Panel.objects.none()
    return Panel.objects.filter(organisation_id=actor.organisation_id).annotate(
        plans=Count("items"), decided=Count("items", filter=~Q(items__decision=""))
    )


def panel_for(actor: Actor, panel_id: int) -> Panel:
    """One panel. Raises NotVisible."""
    found = panels(actor).filter(pk=panel_id).first()
    if found is None:
        raise NotVisible
    return found


def items(actor: Actor) -> QuerySet[PanelItem]:
    """Plans on agendas, of the people whom the actor may see."""
    if actor.is_outside:
        return PanelItem.objects.none()
    found = PanelItem.objects.filter(person__in=people(actor))
    return found.select_related(
        "person", "version__plan__coordinator__user", "version__plan__case", "panel", "recorded_by"
    )


def items_of(actor: Actor, panel: Panel) -> list[PanelItem]:
    """The agenda of a panel, in its order."""
    return list(items(actor).filter(panel=panel).order_by("position", "id"))


def item_for(actor: Actor, item_id: int) -> PanelItem:
    """One plan on an agenda. Raises NotVisible."""
    found = items(actor).select_related("version__person").filter(pk=item_id).first()
    if found is None:
        raise NotVisible
    return found


def coming_panels(actor: Actor, on: date) -> QuerySet[Panel]:
    """Panels to which a plan can be put: planned, today or later, the next one first."""
    return panels(actor).filter(state=PanelState.PLANNED, held_on__gte=on).order_by("held_on", "id")


def open_item(version: PlanVersion) -> PanelItem | None:
    """Where the version waits for a panel: its place on the agenda of one that is planned or held, not decided yet."""
    rows = version.panel_items.filter(decision="").exclude(panel__state=PanelState.CANCELLED)
    return rows.select_related("panel").order_by("panel__held_on", "id").first()


def decided_items(version: PlanVersion) -> list[PanelItem]:
    """What panels decided of this version, newest first."""
    rows = version.panel_items.exclude(decision="").select_related("panel", "recorded_by").prefetch_related("lines")
    return list(rows.order_by("-decided_on", "-id"))


def deciding_counts(actor: Actor) -> dict[str, int]:
    """For the desk: plans on an agenda that wait for a decision, and plans refused in which the person may object."""
    waiting = items(actor).filter(decision="", panel__state__in=[PanelState.PLANNED, PanelState.HELD])
    waiting = waiting.filter(version__state=PlanState.FINANCE_CHECKED).order_by()
    refused = PlanVersion.objects.filter(person__in=people(actor), state=PlanState.REFUSED)
    return {"before_panel": waiting.values("version_id").distinct().count(), "refused": refused.count()}


def upheld_requests(version: PlanVersion) -> list[Any]:
    """Requests to look again at a service of this plan that were upheld, wholly or in part."""
    upheld = {ChallengeOutcome.UPHELD, ChallengeOutcome.UPHELD_IN_PART}
    found = challenges_of(version.plan.case)
    return [each for each in found if each.kind == ChallengeKind.PLAN_SERVICE and each.outcome in upheld]


def requests_about(version: PlanVersion) -> list[Any]:
    """Requests to look again at a service of this plan, newest first."""
    return [each for each in challenges_of(version.plan.case) if each.kind == ChallengeKind.PLAN_SERVICE]


def about_line(request: Any, decision: LineDecision) -> bool:
    """Whether a request that was upheld is about this line, and was answered on or after the day of its refusal."""
    return (
        names(request, decision.words) and request.outcome_on is not None and request.outcome_on >= decision.decided_on
    )


def names(request: Any, words: str) -> bool:
    """Whether a request names this service."""
    return str(request.details.get("service", "")).strip().casefold() == words.strip().casefold()


def whole_plan(version: PlanVersion) -> str:
    """How a request names the plan as a whole."""
    return f"The whole plan {version.plan.reference}, version {version.number}"


def refused_on(version: PlanVersion) -> date:
    """The day on which the version was refused as a whole."""
    moves = Move.objects.filter(subject="careplans.planversion", subject_id=version.pk, verb="refuse").order_by("-id")
    return local_date(moves[0].at)
