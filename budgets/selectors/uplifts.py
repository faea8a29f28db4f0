"""Reads of uplifts: the uplifts themselves, the budgets in each, and which amounts are in force on a day."""

from datetime import date
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from budgets.enums import UpliftItemState, UpliftState, VersionState
from budgets.models import BudgetVersion, Uplift, UpliftItem
from budgets.selectors.budgets import PART
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.fields import MoneyField
from phb.core.models import Job, Move
from phb.core.selectors import people

JOBS = ("budgets.preview_uplift", "budgets.apply_uplift", "budgets.undo_uplift", "budgets.uplift_letters")
RAISES = (UpliftItemState.WAITING, UpliftItemState.APPLIED, UpliftItemState.KEPT)


def uplifts(actor: Actor) -> QuerySet[Uplift]:
    """The uplifts of the actor's organisation, the newest first."""
    rows = Uplift.objects.filter(organisation_id=actor.organisation_id)
    return rows.select_related("place", "prepared_by", "approved_by").order_by("-id")


def uplift_for(actor: Actor, uplift_id: int) -> Uplift:
    """One uplift. Raises NotVisible."""
    found = uplifts(actor).filter(pk=uplift_id).first()
    if found is None:
        raise NotVisible
    return found


def items(actor: Actor, uplift: Uplift) -> QuerySet[UpliftItem]:
    """The budgets of an uplift that this actor may open; its totals count the others too."""
    rows = UpliftItem.objects.filter(
        organisation_id=actor.organisation_id, uplift=uplift, person__in=people(actor, part=PART)
    )
    return rows.select_related("person", "budget")


def items_for_list(actor: Actor, uplift: Uplift) -> QuerySet[UpliftItem]:
    """The same with what each rises by."""
    more = ExpressionWrapper(F("new_weekly") - F("old_weekly"), output_field=MoneyField())
    return items(actor, uplift).annotate(more=more)


def item_for(actor: Actor, item_id: int) -> UpliftItem:
    """One budget of an uplift with its uplift and versions. Raises NotVisible."""
    rows = UpliftItem.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    joined = rows.select_related("person", "budget__case", "uplift__place", "base_version", "version", "letter")
    found = joined.filter(pk=item_id).first()
    if found is None:
        raise NotVisible
    return found


def counts(uplift: Uplift) -> dict[str, int]:
    """How many budgets of an uplift stand where."""
    found = uplift.items.order_by().values_list("state").annotate(n=Count("id"))
    return dict(found)


def left_out(uplift: Uplift) -> dict[str, int]:
    """How many budgets are left out, by why."""
    rows = uplift.items.filter(state=UpliftItemState.BLOCKED).order_by().values_list("why_code").annotate(n=Count("id"))
    return dict(rows.order_by("why_code"))


def sums(uplift: Uplift) -> dict[str, Any]:
    """What the budgets that are raised come to now, in pounds."""
    rows = uplift.items.filter(state__in=RAISES).order_by()
    return rows.aggregate(
        old=Sum("old_weekly"),
        new=Sum("new_weekly"),
        arrears=Sum("arrears"),
        count=Count("id"),
        told=Count("id", filter=~Q(told=[])),
    )


def history(uplift: Uplift) -> list[Move]:
    """Every step of an uplift, newest first."""
    return list(Move.objects.filter(subject="budgets.uplift", subject_id=uplift.pk).order_by("-id"))


def history_of_item(item: UpliftItem) -> list[Move]:
    """Every step of one budget in an uplift, newest first."""
    return list(Move.objects.filter(subject="budgets.upliftitem", subject_id=item.pk).order_by("-id"))


def of_budget(actor: Actor, budget_id: int) -> list[UpliftItem]:
    """The uplifts that a budget stands in, the newest first, for its page."""
    rows = UpliftItem.objects.filter(
        organisation_id=actor.organisation_id, budget_id=budget_id, person__in=people(actor, part=PART)
    ).exclude(uplift__state=UpliftState.WITHDRAWN)
    return list(rows.select_related("uplift").order_by("-uplift__effective_from", "-pk")[:5])


def to_approve(actor: Actor) -> QuerySet[Uplift]:
    """Uplifts that wait for this actor: somebody else prepared them."""
    rows = uplifts(actor).filter(state=UpliftState.PROPOSED).exclude(prepared_by_id=actor.user_id)
    return rows if may(actor, "uplift", "A") else rows.none()


def job_of(uplift: Uplift) -> Job | None:
    """The work on an uplift that was asked for last."""
    own = f"uplift-{uplift.pk}"
    rows = Job.objects.filter(organisation_id=uplift.organisation_id, kind__in=JOBS)
    rows = rows.filter(Q(key=own) | Q(key__startswith=f"{own}-"))
    return rows.order_by("-id").first()


def versions_on(organisation_id: int, on: date) -> QuerySet[BudgetVersion]:
    """For each budget the amount in force on a day: the agreed one that began last; of two from one day, the later made."""
    return (
        in_force(organisation_id).filter(since__lte=on).order_by("budget_id", "-since", "-number").distinct("budget_id")
    )


def in_force(organisation_id: int) -> QuerySet[BudgetVersion]:
    """Every amount that is or was in force on some day, with the day `since`. One that is authorised and waits to take
    over is none: its plan is not in force."""
    return BudgetVersion.objects.filter(
        organisation_id=organisation_id,
        state__in=[VersionState.AGREED, VersionState.SUPERSEDED],
        agreed_on__isnull=False,
        plan_version__effective_from__isnull=False,
    ).annotate(since=Coalesce("effective_from", "budget__starts"))


def waiting_amounts(organisation_id: int) -> QuerySet[BudgetVersion]:
    """New amounts that are not in force yet: proposed to a commissioner, or authorised and waiting to take over."""
    rows = BudgetVersion.objects.filter(organisation_id=organisation_id)
    return rows.filter(
        Q(state=VersionState.PROPOSED, plan_version__state="finance_checked")
        | Q(state=VersionState.AGREED, plan_version__state="authorised", plan_version__effective_from=None)
    )
