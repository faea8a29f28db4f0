"""Evidence and files: the list of a commissioner, those of a case, one request."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import EvidenceState
from eligibility.forms.work import AttachForm, EvidenceAnswerForm, EvidenceForm
from eligibility.models import EvidenceRequest
from eligibility.selectors import work
from eligibility.services import work as services
from eligibility.views.work.common import done, form_page
from phb.core import audit, moving
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day, plural
from phb.core.models import Move
from phb.core.periods import add_days
from phb.core.tables import Column, FilterForm, Table, Tag

SHADES = {EvidenceState.RECEIVED: "green", EvidenceState.NOT_AVAILABLE: "orange", EvidenceState.CANCELLED: "grey"}
VERBS = {
    "created": "Asked",
    "receive": "Received",
    "mark_not_available": "Not available",
    "cancel": "No longer needed",
}
NO_PAUSE = "The clock of the decision goes on while evidence is awaited: nothing pauses it."
READ = "saw what evidence was asked for about you"


def tag(row: EvidenceRequest, today: Any) -> Tag:
    """The state of a request in words; how late it is, while it is open."""
    if row.state != EvidenceState.ASKED:
        return Tag(row.get_state_display(), SHADES[EvidenceState(row.state)])
    if row.due_on < today:
        return Tag(plural((today - row.due_on).days, "day") + " overdue", "red")
    return Tag("Asked", "blue")


def evidence_list(request: HttpRequest) -> HttpResponseBase:
    """Requests on all cases that the actor sees, the most overdue first."""
    today = london_today()
    soon = selectors.due_soon_days(request.actor.organisation_id, today)

    class Filters(FilterForm):
        waits = nhs.SelectField(label="Due", choices=[("", "Any day"), *work.EVIDENCE_WAITS])
        state = nhs.SelectField(label="State", choices=[("", "Still open"), ("ALL", "All"), *EvidenceState.choices()])
        assessor = nhs.SelectField(label="Assessor", choices=work.assessor_choices(request.actor, today))

    class EvidenceTable(Table):
        caption, order, filter_form = "Evidence asked for", "due", Filters
        empty = "No evidence is awaited."
        columns = (
            Column("person", "Person", sort="person__sort_name", cell="person.full_name", note=lambda row: row.case.reference,
                   link=lambda row: reverse("eligibility:evidence", args=[row.pk])),
            Column("what", "What", cell=lambda row: row.what if len(row.what) < 80 else f"{row.what[:77]}…"),
            Column("asked_of", "Asked of", cell="asked_of"),
            Column("asked", "Asked on", sort="asked_on", cell="asked_on", kind="date"),
            Column("due", "Needed by", sort="due_on", cell="due_on", kind="date"),
            Column("state", "State", cell=lambda row: tag(row, today)),
            Column("assessor", "Assessor", cell="case.assessor.user.name"),
        )  # fmt: skip

        def filter_waits(self, queryset: Any, key: str) -> Any:
            return queryset.filter(work.evidence_condition(key, today, soon))

        def filter_state(self, queryset: Any, key: str) -> Any:
            return queryset if key == "ALL" else queryset.filter(state=key)

        def filter_assessor(self, queryset: Any, who: str) -> Any:
            mine = work.of_assessor(selectors.cases(request.actor), who, request.actor)
            return queryset.filter(case__in=mine)

    found = work.evidence_requests(request.actor)
    if not request.GET.get("state"):
        found = found.filter(state=EvidenceState.ASKED)
    table = EvidenceTable(request.GET, found, path=reverse("eligibility:evidence_list"))
    if table.wants_csv:
        audit.note_read(table.filtered.values_list("person_id", flat=True).distinct(), "exported what evidence was asked for about you")  # fmt: skip
        return table.csv_response("evidence.csv")
    audit.note_read([row.person_id for row in table.page.rows], READ)
    return render(request, "eligibility/work_evidence_list.html", {"table": table, "no_pause": NO_PAUSE})


def case_evidence(request: HttpRequest, case_id: int) -> HttpResponse:
    """What was asked for on a case, what has come, and every file laid to it."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    requests = work.evidence_of(case)
    waiting = [
        (str(row.pk), f"{row.what[:60]} ({row.asked_of})")
        for row in requests
        if row.state in (EvidenceState.ASKED, EvidenceState.RECEIVED)
    ]
    form = AttachForm(request.POST or None, request.FILES or None, requests=waiting)
    new: list[bool] = []

    def effect() -> None:
        data = form.cleaned_data
        evidence_id = int(data.get("evidence_id") or 0) or None
        _, made = services.attach(
            case_id=case.pk, file=data["file"], about=data["about"], evidence_id=evidence_id, by=request.actor
        )
        new.append(made)

    if done(request, form, effect):
        messages.success(
            request, "The file is kept." if new[0] else "This very file was here already; it is kept once."
        )
        return redirect("eligibility:case_evidence", case.pk)
    audit.note_read(case.person_id, READ)
    context = {
        "case": case,
        "person": case.person,
        "back": {"href": reverse("eligibility:case", args=[case.pk]), "label": "Back to the case"},
        "requests": [(row, tag(row, today)) for row in requests],
        "attachments": work.attachments_of(case),
        "form": form,
        "no_pause": NO_PAUSE,
        "decision_due": case.due_on if case.state in case.life_cycle.groups["undecided"] else None,
        "may_change": may(request.actor, "case work", "W") and case.state != "CLOSED",
        "may_open": may(request.actor, "assessment", "R"),
    }
    return render(request, "eligibility/work_case_evidence.html", context)


def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """Record that evidence was asked for."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    days = work.evidence_days(case.organisation_id, today)
    form = EvidenceForm(request.POST or None, today=today, initial={"asked_on": today, "due_on": add_days(today, days)})

    def effect() -> None:
        data = form.cleaned_data
        services.ask_evidence(
            case_id=case.pk, asked_of=data["asked_of"], what=data["what"], on=data["asked_on"], due_on=data["due_on"],
            by=request.actor,
        )  # fmt: skip

    if done(request, form, effect, operation="ask_evidence", about=case.pk):
        messages.success(request, "The request is recorded.")
        return redirect("eligibility:case_evidence", case.pk)
    audit.note_read(case.person_id, READ)
    due = f" The decision is due on {day(case.due_on)}." if case.due_on else ""
    back = reverse("eligibility:case_evidence", args=[case.pk])
    return form_page(
        request, case=case, form=form, title="Ask for evidence", button="Record the request", lead=NO_PAUSE + due, back=back
    )  # fmt: skip


def show(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request, its files and what happened."""
    row, today = work.evidence_for(request.actor, request_id), london_today()
    audit.note_read(row.person_id, READ)
    moves = Move.objects.filter(subject="eligibility.evidencerequest", subject_id=row.pk).order_by("-id")
    context = {
        "row": row,
        "case": row.case,
        "person": row.person,
        "tag": tag(row, today),
        "attachments": work.attachments_of(row.case, row),
        "timeline": [{**moving.in_words(move, VERBS), "href": ""} for move in moves],
        "no_pause": NO_PAUSE,
        "may_change": may(request.actor, "case work", "W") and bool(row.life_cycle.verbs(row.state)),
        "may_open": may(request.actor, "assessment", "R"),
        "back": {"href": reverse("eligibility:case_evidence", args=[row.case_id]), "label": "Evidence and files"},
    }
    return render(request, "eligibility/work_evidence.html", context)


def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """It has come, cannot be had, or is no longer needed."""
    row, today = work.evidence_for(request.actor, request_id), london_today()
    choices = row.life_cycle.verbs(row.state)
    if not choices:
        return redirect("eligibility:evidence", row.pk)
    form = EvidenceAnswerForm(
        request.POST or None, request.FILES or None, today=today, choices=choices, initial={"on": today}
    )

    def effect() -> None:
        data, step = form.cleaned_data, {"request_id": row.pk, "by": request.actor}
        if data["outcome"] == "receive":
            services.receive_evidence(on=data["on"], answer=data["answer"], **step)
            if data["file"]:
                services.attach(
                    case_id=row.case_id, file=data["file"], about=data["about"], evidence_id=row.pk, by=request.actor
                )
        elif data["outcome"] == "mark_not_available":
            services.mark_evidence_not_available(on=data["on"], reason=data["answer"], **step)
        else:
            services.cancel_evidence(reason=data["answer"], **step)

    if done(request, form, effect):
        messages.success(request, "Recorded.")
        return redirect("eligibility:evidence", row.pk)
    audit.note_read(row.person_id, READ)
    row.case.person = row.person
    return form_page(
        request,
        case=row.case,
        form=form,
        title="What became of the request",
        button="Record",
        lead=f"{row.what} (asked of {row.asked_of}, needed by {day(row.due_on)})",
        back=reverse("eligibility:evidence", args=[row.pk]),
        files=True,
    )
