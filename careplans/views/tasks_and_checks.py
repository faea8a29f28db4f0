"""Health tasks with who is competent in them, what runs out, and the checks of who is paid."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.forms.people import CompetenceForm, EmploymentCheckForm, SignCompetenceForm, WithdrawCompetenceForm
from careplans.models import HealthTask
from careplans.rules.competence import DUE, IN_PLACE, UNSIGNED
from careplans.selectors.competence import (
    PersonChecked,
    alerts_of,
    as_check,
    checks_of,
    competence_for,
    running_out,
    standing,
    tasks_of,
)
from careplans.services import competence as services
from careplans.views.common import case_context, opened, staff_only
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.selectors import person_for
from phb.core.tables import Column, FilterForm, Table, Tag

COLOURS = {IN_PLACE: "green", DUE: "yellow", UNSIGNED: "yellow"}
WHEN = [("", "All"), ("over", "Over"), ("soon", "Due soon")]
STEP = "careplans/step.html"


@staff_only
def of_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Every health task of a plan with each assistant's competence."""
    shown, today = opened(request, version_id, "saw who is competent in your health tasks"), london_today()
    context = {
        **case_context(request, shown), "tasks": tasks_of(shown, today), "colours": COLOURS,
        "may_record": may(request.actor, "health task", "WA"),
    }  # fmt: skip
    return render(request, "careplans/competence.html", context)


@staff_only
def record(request: HttpRequest, row_id: int) -> HttpResponse:
    """Record one assistant's training, check and signatures in one task."""
    task, today = selectors.row_for(request.actor, HealthTask, row_id), london_today()
    shown = opened(request, task.version_id, "opened a health task of your plan")
    form = CompetenceForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        key = str(typed.pop("key"))
        try:
            services.record_competence(task_id=row_id, values=typed, key=key, on=today, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("careplans:competence", shown.pk)
    back = {"href": reverse("careplans:competence", args=[shown.pk]), "label": "Back to the health tasks"}
    context = {**case_context(request, shown), "form": form, "title": "Competence in a health task", "lead": task.words,
               "button": "Record", "warning": False, "back": back}  # fmt: skip
    return render(request, STEP, context)


@staff_only
def sign(request: HttpRequest, competence_id: int) -> HttpResponse:
    """Add the signatures that are still missing."""
    today = london_today()
    form = SignCompetenceForm(request.POST or None, today=today)

    def act(typed: dict[str, Any]) -> None:
        signed = {name: typed[name] for name in services.SIGNATURES}
        services.sign_competence(competence_id=competence_id, signed=signed, on=today, by=request.actor)

    return _change(request, competence_id, form, act, "The three-way agreement", "Add the signatures", "Signed.")


@staff_only
def withdraw(request: HttpRequest, competence_id: int) -> HttpResponse:
    """The practitioner withdraws; then the plan says how the task is done instead."""
    form = WithdrawCompetenceForm(request.POST or None, today=london_today())

    def act(typed: dict[str, Any]) -> None:
        services.withdraw_competence(
            competence_id=competence_id, withdrawn_on=typed["withdrawn_on"], why=typed["why"], by=request.actor
        )

    said = "Withdrawn. The plan must say how the task is done instead."
    return _change(request, competence_id, form, act, "Withdraw competence", "Withdraw it", said, warning=True)


def _change(
    request: HttpRequest,
    competence_id: int,
    form: Any,
    act: Any,
    title: str,
    button: str,
    said: str,
    warning: bool = False,
) -> HttpResponse:
    row = competence_for(request.actor, competence_id)
    person = person_for(request.actor, row.person_id)
    audit.note_read(person.pk, "saw who is competent in your health tasks")
    back = reverse("careplans:competence", args=[selectors.newest_version(request.actor, row.plan_id).pk])
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, said)
            return redirect(back)
    context = {"form": form, "person": person, "person_href": reverse("people:show", args=[person.pk]), "title": title,
               "lead": f"{row.assistant}: {row.task}", "button": button, "warning": warning,
               "back": {"href": back, "label": "Back to the health tasks"}}  # fmt: skip
    return render(request, STEP, context)


@staff_only
def checks(request: HttpRequest, version_id: int) -> HttpResponse:
    """Everybody who is paid, what was checked and what the local setting still asks for."""
    shown, today = opened(request, version_id, "saw the checks of who is paid in your plan"), london_today()
    found = checks_of(shown, today)
    who = [(str(one.row.line), one.row.name) for one in found]
    form = EmploymentCheckForm(request.POST or None, today=today, who=who)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["line"], typed["key"] = int(typed["line"]), str(typed["key"])
        try:
            services.record_check(version_id=version_id, on=today, by=request.actor, **typed)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("careplans:checks", version_id)
    context = {**case_context(request, shown), "form": form, "found": [_shown(one) for one in found],
               "may_record": may(request.actor, "plan", "W") and bool(found)}  # fmt: skip
    return render(request, "careplans/checks.html", context)


def _shown(one: PersonChecked) -> dict[str, Any]:
    rows = [
        [row.get_check_kind_display(), day(row.done_on), day(row.expires_on) if row.expires_on else "", row.words]
        for row in one.done
    ]
    return {"row": one.row, "missing": one.missing, "rows": rows}


class TaskFilters(FilterForm):
    when = nhs.SelectField(label="Ends", choices=WHEN)


class TaskTable(Table):
    caption, order, filter_form = "Competence in health tasks", "ends", TaskFilters
    empty = "No competence on record has an end. It is recorded on the page of a plan, under health tasks."
    today: date
    alerts: list[int]
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", link=lambda row: reverse("careplans:plan", args=[row.plan_id])),
        Column("task", "Health task", cell="task"),
        Column("assistant", "Assistant", sort="assistant", cell="assistant"),
        Column("ends", "To be checked by", sort="expires_on", cell="expires_on", kind="date"),
        Column("standing", "Where it stands", cell=lambda row: _tag(row)),
        Column("coordinator", "Care coordinator", cell="plan.coordinator.user.name"),
    )  # fmt: skip

    def filter_when(self, queryset: Any, value: str) -> Any:
        if value == "over":
            return queryset.filter(expires_on__lt=self.today)
        last = self.today + timedelta(days=max(self.alerts, default=0))
        return queryset.filter(expires_on__range=(self.today, last))


def _tag(row: Any) -> Tag:
    found = standing(as_check(row), london_today(), [row.alert_days])
    return Tag(found.words, COLOURS.get(found.code, "red"))


@staff_only
def running(request: HttpRequest) -> HttpResponse:
    """Competence that ends, the nearest first."""
    today = london_today()
    alerts = alerts_of(request.actor.organisation_id, today)
    made = type("TaskTable", (TaskTable,), {"today": today, "alerts": alerts})(
        request.GET, running_out(request.actor).annotate(alert_days=Value(max(alerts, default=0)))
    )
    if made.wants_csv:
        audit.note_read(
            list(made.filtered.values_list("person_id", flat=True)), "exported a list of health tasks with your name"
        )
        return made.csv_response("health-tasks.csv")
    audit.note_read([row.person_id for row in made.page.rows], "saw your name in the list of health tasks")
    return render(request, "careplans/health_tasks.html", {"table": made})
