"""Panels and their agendas, for whoever may see them."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from careplans.enums import PanelState, PlanState
from careplans.models import Panel, PanelItem, PlanVersion
from careplans.rules.panels import why_not
from careplans.selectors.deciding import refused_by, relatives_of, signers_of
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.selectors import people


def panels(actor: Actor) -> QuerySet[Panel]:
    """The panels of the organisation, with how many plans that the actor may see are on each agenda, and how many of
    them are decided."""
    if actor.is_outside:
        return Panel.objects.none()
    seen = Q(items__person__in=people(actor))
    return Panel.objects.filter(organisation_id=actor.organisation_id).annotate(
        plans=Count("items", filter=seen), decided=Count("items", filter=seen & ~Q(items__decision=""))
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


def deciding_counts(actor: Actor) -> dict[str, int]:
    """For the desk: plans on an agenda that wait for a decision, and plans refused in which the person may object."""
    waiting = items(actor).filter(decision="", panel__state__in=[PanelState.PLANNED, PanelState.HELD])
    waiting = waiting.filter(version__state=PlanState.FINANCE_CHECKED).order_by()
    refused = PlanVersion.objects.filter(person__in=people(actor), state=PlanState.REFUSED)
    return {"before_panel": waiting.values("version_id").distinct().count(), "refused": refused.count()}
