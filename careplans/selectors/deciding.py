"""Reads of deciding: what a plan needs before it is authorised, what was decided of it line by line, panels and their agendas."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from careplans.enums import PanelDecision, PanelState
from careplans.enums import SignOff as Step
from careplans.models import (
    FamilyException,
    LineDecision,
    PanelItem,
    PlanVersion,
    Service,
    SignOff,
)
from careplans.rules.authorising import (
    Ground,
    Requirement,
    check_authority,
)
from careplans.rules.panels import Decided, is_kept
from careplans.selectors.scheme import (
    Figures,
    LimitShown,
    authority_of,
    figures_of,
    limits_of,
    paid_person_said,
    panel_needed,
    panel_reasons,
    replaced_package_of,
    scheme_of,
    service_said,
)
from eligibility.enums import ChallengeKind, ChallengeOutcome
from eligibility.selectors.challenges import challenges_of
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Declaration, Grant, Move
from phb.core.periods import local_date

# All that deciding needs is read from here.
__all__ = [
    "Figures",
    "LimitShown",
    "authority_of",
    "figures_of",
    "limits_of",
    "paid_person_said",
    "panel_needed",
    "panel_reasons",
    "replaced_package_of",
    "scheme_of",
    "service_said",
]


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


def family_exception_of(plan_id: int, paid_person: Any) -> FamilyException | None:
    """The newest decision on exactly this person, relation and reason; None while nobody has decided."""
    rows = FamilyException.objects.filter(plan_id=plan_id, line=paid_person.line, said=paid_person_said(paid_person))
    return rows.select_related("decided_by").order_by("-id").first()


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


def open_item(version: PlanVersion) -> PanelItem | None:
    """Where the version waits for a panel: its place on the agenda of one that is planned or held, not decided yet."""
    rows = version.panel_items.filter(decision="").exclude(panel__state=PanelState.CANCELLED)
    return rows.select_related("panel").order_by("panel__held_on", "id").first()


def decided_items(version: PlanVersion) -> list[PanelItem]:
    """What panels decided of this version, newest first."""
    rows = version.panel_items.exclude(decision="").select_related("panel", "recorded_by").prefetch_related("lines")
    return list(rows.order_by("-decided_on", "-id"))


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
