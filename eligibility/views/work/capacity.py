"""Capacity and consent on a case: where it stands, what was recorded, and a new record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.forms.capacity import CapacityForm
from eligibility.models import CapacityRecord
from eligibility.selectors import work
from eligibility.services import work as services
from eligibility.views.work.common import done, form_page
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.periods import age_on

About = CapacityRecord.About

NEEDED = {
    About.TAKING_PART: "Nobody is assessed against their will. Somebody who declines is told what follows, and may change their mind.",
    About.EXAMINATION: "Consent is needed before any physical examination.",
    About.SHARING: "Consent is needed to share with family, friends or an advocate. It is not the basis on which the professionals of the assessment share with each other.",
    About.RECEIVING_FNC: "The person agrees to receive nursing care that the NHS pays towards.",
    About.OTHER: "Any other decision on this case.",
}
LEADS = {
    About.TAKING_PART: "Explain what the assessment is for, who takes part and what may come of it.",
    About.EXAMINATION: NEEDED[About.EXAMINATION],
    About.SHARING: NEEDED[About.SHARING],
    About.RECEIVING_FNC: NEEDED[About.RECEIVING_FNC],
    About.OTHER: "One decision at a time: somebody may be able to make one and not another.",
}
PRESUMED = (
    "Capacity is presumed, and looked at for each decision at its time. From 16 the Mental Capacity Act 2005 applies.",
)
UNDER_16 = (
    "Under 16, somebody with parental responsibility decides, or the young person if they understand enough to decide.",
)


def show(request: HttpRequest, case_id: int) -> HttpResponse:
    """Each decision with its newest record, what is missing, who acts for the person, and everything recorded."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    state = work.consent_of(case, today)
    audit.note_read(case.person_id, "opened the record of your capacity and consent")
    context = {
        "case": case,
        "person": case.person,
        "back": {"href": reverse("eligibility:case", args=[case.pk]), "label": "Back to the case"},
        "state": state,
        "decisions": [(code.value, code.label, NEEDED[code], state.newest.get(code)) for code in About],
        "records": list(work.capacity_records(case)),
        "grants": work.representatives(case, today),
        "may_record": may(request.actor, "consent", "W") and case.state != "CLOSED",
        "under_16": age_on(case.person.date_of_birth, today) < 16,
    }
    return render(request, "eligibility/work_capacity.html", context)


def record(request: HttpRequest, case_id: int, about: str) -> HttpResponse:
    """Record one decision."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    if about not in About.values:
        raise Http404
    age = age_on(case.person.date_of_birth, today)
    form = CapacityForm(request.POST or None, about=about, age=age, today=today, initial={"on": today})

    def effect() -> None:
        services.record_capacity(case_id=case.pk, today=today, by=request.actor, **form.asked())

    if done(request, form, effect, operation="record_capacity", about=(case.pk, about)):
        messages.success(request, "Recorded.")
        return redirect("eligibility:capacity", case.pk)
    audit.note_read(case.person_id, "opened a form about your capacity and consent")
    return form_page(
        request,
        case=case,
        form=form,
        title=About(about).label,
        button="Record",
        lead=LEADS[About(about)],
        notes=UNDER_16 if age < 16 else PRESUMED,
        back=reverse("eligibility:capacity", args=[case.pk]),
    )
