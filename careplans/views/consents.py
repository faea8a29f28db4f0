"""Capacity and consent, decision by decision: one record for the plan, another app's for the assessment."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.forms.consents import ConsentForm, WithdrawConsentForm
from careplans.selectors.consents import FOLLOWS, decisions_of, to_check
from careplans.views.common import case_context, opened, staff_only
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.policies import policy
from phb.core.selectors import person_for
from phb.core.tables import Column, FilterForm, Table

LOOKED = "opened the record of your consent"


@staff_only
def consent(request: HttpRequest, version_id: int) -> HttpResponse:
    """Capacity and consent for each decision of the plan, with what follows from a refusal or a withdrawal."""
    shown, today = opened(request, version_id, LOOKED), london_today()
    needed = selectors.consents_needed(selectors.content_of(shown))
    form = ConsentForm(
        request.POST or None, today=today, initial={"given_by": shown.person.full_name, "assessed_on": today}
    )
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        key = str(typed.pop("key"))
        typed = {name: "" if value is None and name in WORDS else value for name, value in typed.items()}

        def effect() -> dict[str, int]:
            return {"id": services.record_consent(person_id=shown.person_id, by=request.actor, **typed).pk}

        try:
            once("record consent", key, {**typed, "person": shown.person_id}, effect, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("careplans:consent", version_id)
    context = {
        **case_context(request, shown), "form": form, "decisions": decisions_of(shown.person_id, needed), "today": today,
        "may_record": may(request.actor, "consent", "W"),
        "assessment_href": reverse("eligibility:capacity", args=[shown.plan.case_id]),
        "may_assessment": may(request.actor, "case work", "R"),
    }  # fmt: skip
    return render(request, "careplans/consent.html", context)


WORDS = ("decision", "evidence", "best_interests", "support_given", "assessed_by", "authority_document")


@staff_only
def withdraw_consent(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Record that a consent was withdrawn, and say what must follow."""
    row = selectors.consent_for(request.actor, consent_id)
    person = person_for(request.actor, row.person_id)
    audit.note_read(person.pk, LOOKED)
    form = WithdrawConsentForm(request.POST or None, today=london_today())
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_consent(consent_id=consent_id, on=form.cleaned_data["withdrawn_on"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"The withdrawal is recorded. {FOLLOWS[row.about]}")
            return redirect("people:show", person.pk)
    context = {"form": form, "person": person, "person_href": reverse("people:show", args=[person.pk]), "title": "Consent was withdrawn",
               "lead": f"{row.decision or row.get_about_display()}. {FOLLOWS[row.about]}", "button": "Record the withdrawal",
               "warning": True, "back": {"href": reverse("people:show", args=[person.pk]), "label": "Back"}}  # fmt: skip
    return render(request, "careplans/step.html", context)


class DueFilters(FilterForm):
    when = nhs.SelectField(label="Due", choices=[("", "All"), ("over", "Over"), ("soon", "Soon")])


class DueTable(Table):
    caption, order, filter_form = "Consent to look at again", "due", DueFilters
    empty = "No record of capacity or consent has a day by which it is looked at again."
    today: date
    soon: int
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", link=lambda row: reverse("people:show", args=[row.person_id])),
        Column("about", "Decision", cell=lambda row: row.decision or row.get_about_display()),
        Column("given", "Who decided", cell="given_by"),
        Column("due", "Look again by", sort="due", cell="due", kind="date",
               note=lambda row: "the document ends" if row.due == row.document_expires_on else ""),
    )  # fmt: skip

    def filter_when(self, queryset: Any, value: str) -> Any:
        if value == "over":
            return queryset.filter(due__lt=self.today)
        return queryset.filter(due__range=(self.today, self.today + timedelta(days=self.soon)))


@staff_only
def due(request: HttpRequest) -> HttpResponse:
    """Records of capacity and consent that are to be looked at again, the nearest first."""
    today = london_today()
    soon = int(policy("review_soon_days", on=today, organisation_id=request.actor.organisation_id))
    made = type("DueTable", (DueTable,), {"today": today, "soon": soon})(request.GET, to_check(request.actor))
    if made.wants_csv:
        audit.note_read(
            list(made.filtered.values_list("person_id", flat=True)), "exported a list of consents with your name"
        )
        return made.csv_response("consents.csv")
    audit.note_read([row.person_id for row in made.page.rows], "saw your name in the list of consents to look at again")
    return render(request, "careplans/consents_due.html", {"table": made})
