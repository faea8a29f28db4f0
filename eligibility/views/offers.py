"""Local offers of the commissioner: the list, one version, a case's own, and the page for everybody."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import CaseState, Cohort, OfferState
from eligibility.forms.offers import ChooseOfferForm
from eligibility.rules.offer_terms import cautions, lacking, position_of
from eligibility.selectors import case_for
from eligibility.selectors import offers as selectors
from eligibility.services.cases import choose_offer
from eligibility.views.offer_words import (
    actions_of,
    changes_shown,
    criteria_shown,
    national_rule,
    offer_tag,
    parts_shown,
    public_terms,
    terms_shown,
    timeline,
)
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.actors import the_service
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.models import Organisation
from phb.core.tables import Column, FilterForm, Table
from phb.core.tenancy import act_as, act_as_nobody

STATES = [
    ("IN_FORCE", "In force"),
    ("TO_COME", "Approved, not started"),
    ("PROPOSED", "Waits for a second person"),
    ("WRITING", "Draft or given back"),
    ("OVER", "Ended or replaced"),
]


class OfferFilters(FilterForm):
    """Filters of the list."""

    cohort = nhs.SelectField(label="Whom it is for", choices=[("", "Anybody"), *Cohort.choices()])
    state = nhs.SelectField(label="Stands at", choices=[("", "Any"), *STATES])
    on = nhs.DateField(label="In force on")


class OfferTable(Table):
    """The versions of offers that the actor may read."""

    caption, order, filter_form = "Local offers", "name", OfferFilters
    empty = "No offer has been recorded yet. Without one, people who are referred for one hear that none is available."
    columns = (
        Column(
            "name",
            "Offer",
            sort="name",
            link=lambda offer: reverse("eligibility:offer", args=[offer.pk]),
            note=lambda offer: f"Version {offer.version}",
        ),
        Column("cohort", "Whom it is for", sort="cohort", cell=lambda offer: offer.get_cohort_display()),
        Column("state", "Stands at", cell=offer_tag),
        Column("from", "First day", sort="enabled_from", cell="enabled_from", kind="date"),
        Column("to", "Last day", sort="enabled_to", cell="enabled_to", kind="date"),
        Column("days", "Days to decide", sort="decision_days", cell="decision_days", kind="number"),
        Column("cap", "At most", cell="cap_amount", kind="money"),
        Column("decider", "Who decides", cell="decider"),
    )

    def filter_on(self, queryset: Any, day: Any) -> Any:
        return queryset.filter(selectors.in_force_on(day))

    def filter_state(self, queryset: Any, code: str) -> Any:
        today = london_today()
        approved = queryset.filter(selectors.approved())
        return {
            "IN_FORCE": lambda: queryset.filter(selectors.in_force_on(today)),
            "TO_COME": lambda: approved.filter(enabled_from__gt=today),
            "PROPOSED": lambda: queryset.filter(state=OfferState.PROPOSED),
            "WRITING": lambda: queryset.filter(state__in=[OfferState.DRAFT, OfferState.REFUSED]),
            "OVER": lambda: approved.filter(enabled_to__lt=today),
        }[code]()


def offers(request: HttpRequest) -> HttpResponseBase:
    """All offers, by group, state and day."""
    table = OfferTable(request.GET, selectors.offers(request.actor), path=reverse("eligibility:offers"))
    if table.wants_csv:
        return table.csv_response("local-offers.csv")
    context = {"table": table, "may_write": may(request.actor, "local offer", "A")}
    return render(request, "eligibility/offers.html", context)


def show(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One version: its terms, what national rules say beside it, the form as the assessor sees it, versions, moves."""
    actor, today = request.actor, london_today()
    offer = selectors.offer_for(actor, offer_id)
    values, before = selectors.as_values(offer), selectors.version_before(actor, offer)
    context = {
        "offer": offer,
        "tag": offer_tag(offer),
        "terms": terms_shown(offer),
        "criteria": [[row["text"], row["asks"], row["counts"]] for row in criteria_shown(offer)],
        "position": position_of(offer.cohort),
        "right": national_rule(offer, today),
        "parts": parts_shown(offer),
        "cautions": cautions(values, offer.criteria) if offer.approved_by_id is None else [],
        "lacking": [words for _, words in lacking(values)] if offer.state == OfferState.DRAFT else [],
        "versions": [(version, offer_tag(version)) for version in selectors.versions_of(actor, offer.code)],
        "cases": states_of(actor, offer) if may(actor, "referral", "R") else [],
        "timeline": timeline(offer),
        "before": before,
        "changes": [list(row.values()) for row in changes_shown(before, offer)] if before else [],
        "actions": actions_of(offer, actor, today),
        "public_href": reverse("eligibility:public_offers", args=[_ods_code(actor.organisation_id)]),
        "finds": may(actor, "case finding", "W") and selectors.standing(offer, today)[0] == "IN_FORCE",
        "reads_found": may(actor, "case finding", "R"),
    }
    return render(request, "eligibility/offer.html", context)


def states_of(actor: Any, offer: Any) -> list[tuple[str, int]]:
    """How many cases stand where under a version, in words."""
    return [(CaseState(code).label, number) for code, number in selectors.cases_under(actor, offer).items()]


def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Name the offer of a case, or another one that was in force on the day it was received."""
    case = case_for(request.actor, case_id)
    found = selectors.offers_for_route(case.organisation_id, case.route, case.received_on)
    form = ChooseOfferForm(request.POST or None, offers=found, initial={"offer_id": case.offer_id})
    if request.method == "POST" and form.is_valid():
        try:
            choose_offer(case_id=case.pk, offer_id=int(form.cleaned_data["offer_id"]), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The offer is recorded on the case.")
            return redirect("eligibility:case", case.pk)
    audit.note_read(case.person_id, "opened your eligibility case")
    context = {"form": form, "case": case, "person": case.person, "offers": found}
    return render(request, "eligibility/offer_of_case.html", context)


def public(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What a commissioner offers today, for everybody: no sign-in, nothing stored, nobody's record."""
    organisation = Organisation.objects.filter(ods_code=ods_code.upper()).first()
    if organisation is None:
        raise Http404
    today = london_today()
    # Only this reads: for these few lines the service itself speaks for the commissioner, whoever asks.
    act_as(the_service(organisation.pk))
    found = selectors.offers_on(organisation.pk, today)
    if request.actor is not None:
        act_as(request.actor)
    else:
        act_as_nobody(request.user.pk, request.request_id)
    shown = [
        {
            "offer": offer,
            "terms": public_terms(offer),
            "criteria": criteria_shown(offer),
            "position": position_of(offer.cohort),
        }
        for offer in found
    ]
    return render(
        request, "eligibility/offers_public.html", {"organisation": organisation, "offers": shown, "today": today}
    )


def _ods_code(organisation_id: int) -> str:
    return str(Organisation.objects.values_list("ods_code", flat=True).get(pk=organisation_id))
