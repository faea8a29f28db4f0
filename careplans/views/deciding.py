"""Deciding a plan outside a panel: in part, refused, looked at again; family who are paid; what the care cost before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from careplans import selectors
from careplans.enums import Relationship
from careplans.forms.deciding import ExceptionForm, LinesForm, ObjectForm, PackageForm, RefuseForm, WhyForm
from careplans.models import PaidPerson, PlanVersion
from careplans.selectors import deciding
from careplans.services import deciding as services
from careplans.services import exceptions
from careplans.views.common import case_context, opened, staff_only
from careplans.views.steps import STEP, _step
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.money import format_pounds


def lines_to_decide(shown: PlanVersion) -> list[tuple[int, str, str]]:
    """(number, words, money) of every line."""
    return [(row.line, row.description, money_words(row)) for row in shown.services.all()]


def money_words(row: Any) -> str:
    """What a line costs, from whom, held how."""
    amount = (
        f"{format_pounds(row.weekly_amount)} a week" if row.weekly_amount is not None
        else f"{format_pounds(row.one_off_amount)}, once" if row.one_off_amount is not None else "No cost"
    )  # fmt: skip
    return ", ".join(each for each in (amount, row.provider, row.get_holding_display().lower()) if each)


@staff_only
def decide_lines(request: HttpRequest, version_id: int) -> HttpResponse:
    """A commissioner's yes to some lines and no to others."""
    shown = opened(request, version_id, "opened a decision on your plan")
    form = LinesForm(
        request.POST or None, lines=lines_to_decide(shown), initial={"content_hash": selectors.current_hash(shown)}
    )
    return _step(
        request, shown, form, lambda typed: services.decide_lines(
            version_id=version_id, content_hash=typed["content_hash"], lines=form.answers(), reasons=typed["reasons"],
            on=london_today(), by=request.actor,
        ),
        "The plan is a draft again. The lines that were refused stand on its page, and a letter tells the person.", STEP,
        title="Agree the plan in part", button="Agree in part", warning=True,
        lead="The plan goes back as a draft. Lines that come back unchanged need no new decision of a panel. The person is "
        "told in a letter what was refused, why, and how to ask us to look again.",
    )  # fmt: skip


@staff_only
def refuse(request: HttpRequest, version_id: int) -> HttpResponse:
    """A commissioner's no to the plan as a whole."""
    shown = opened(request, version_id, "opened a decision on your plan")
    form = RefuseForm(request.POST or None, initial={"content_hash": selectors.current_hash(shown)})
    return _step(
        request, shown, form, lambda typed: services.refuse(
            version_id=version_id, content_hash=typed["content_hash"], reasons=typed["reasons"], on=london_today(), by=request.actor
        ),
        "The plan is refused. A letter tells the person why, and how to ask us to look again.", STEP,
        title="Refuse the plan", button="Refuse the plan", warning=True,
        lead="If only some lines cannot be agreed, agree the plan in part instead. If something is missing, give it back.",
    )  # fmt: skip


@staff_only
def take_refused_out(request: HttpRequest, version_id: int) -> HttpResponse:
    """One press: every line that was refused leaves the draft."""
    shown = opened(request, version_id, "took lines that were refused out of your plan")
    try:
        gone = services.take_refused_out(version_id=shown.pk, by=request.actor)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        what = "1 line was" if gone == 1 else f"{gone} lines were"
        messages.success(
            request, f"{what} taken out of the draft." if gone else "No refused line is left in the draft."
        )
    return redirect("careplans:version", shown.pk)


@staff_only
def objection(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person asks to look again: recorded in their words, and on its way."""
    shown, today = (
        opened(request, version_id, "opened the record of a request to look at your plan again"),
        london_today(),
    )
    abouts = [(str(line.decision.line), f"{line.decision.words}, refused on {day(line.decision.decided_on)}")
              for line in deciding.refused_lines(shown)]  # fmt: skip
    if shown.state == "refused":
        abouts.insert(0, ("plan", "The whole plan"))
    initial = {"requested_by": shown.person.full_name, "requested_on": today}
    form = ObjectForm(request.POST or None, today=today, abouts=abouts, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            made = services.record_objection(
                version_id=shown.pk, on=today, by=request.actor, key=str(typed.pop("key")), **typed
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The request is recorded. Take it up next.")
            return redirect("eligibility:challenge", made)
    context = {
        **case_context(request, shown),
        "form": form,
        "abouts": abouts,
        "requests": deciding.requests_about(shown),
    }
    return render(request, "careplans/deciding/objection.html", context)


@staff_only
def reconsider(request: HttpRequest, version_id: int) -> HttpResponse:
    """A refused plan comes back before another commissioner."""
    shown = opened(request, version_id, "opened a decision on your plan")
    return _step(
        request, shown, WhyForm(request.POST or None),
        lambda typed: services.reconsider(version_id=version_id, reasons=typed["reasons"], by=request.actor),
        "The plan waits for authorisation again. Somebody who did not refuse it decides.", STEP,
        title="Look at the plan again", button="Bring it back for a decision",
        lead="After the person’s request was upheld, the plan waits for authorisation as it was. Whoever refused it does not decide.",
    )  # fmt: skip


@staff_only
def family_exception(request: HttpRequest, row_id: int) -> HttpResponse:
    """Whether family or a friend in the same household may be paid."""
    actor = request.actor
    row = selectors.row_for(actor, PaidPerson, row_id)
    shown = opened(request, row.version_id, "opened the decision on paying somebody close to you")
    newest = deciding.family_exception_of(shown.plan_id, row)
    form = ExceptionForm(request.POST or None, initial={"said": deciding.paid_person_said(row)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            exceptions.decide_family_exception(
                paid_person_id=row.pk,
                said=typed["said"],
                agreed=typed["agreed"],
                reasons=typed["reasons"],
                on=london_today(),
                by=actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The decision is recorded.")
            return redirect("careplans:version", shown.pk)
    context = {
        **case_context(request, shown), "form": form, "row": row, "newest": newest, "may_decide": may(actor, "family exception", "A"),
        "facts": [
            {"label": "Name", "value": row.name},
            {"label": "What they are to the person", "value": Relationship(row.relationship).label},
            {"label": "Same household", "value": "Yes" if row.same_household else "No"},
            {"label": "Why it is necessary", "value": row.exception_reason},
        ],
    }  # fmt: skip
    return render(request, "careplans/deciding/exception.html", context)


@staff_only
def replaced_package(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What the care would cost without the budget."""
    newest = selectors.newest_version(request.actor, plan_id)
    audit.note_read(newest.person_id, "opened what your care would cost without the budget")
    row, today = deciding.replaced_package_of(plan_id), london_today()
    initial: dict[str, Any] = {"dated": today}
    if row is not None:
        initial = {
            "known": "no" if row.weekly is None else "yes",
            "weekly": row.weekly,
            "basis": row.basis,
            "dated": row.dated,
        }
    form = PackageForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            exceptions.record_replaced_package(
                plan_id=plan_id, weekly=typed["weekly"] if typed["known"] == "yes" else None, basis=typed["basis"], on=typed["dated"],
                by=request.actor,
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Recorded.")
            return redirect("careplans:version", newest.pk)
    context = {
        **case_context(request, newest), "form": form, "title": "What the care would cost without the budget", "button": "Save",
        "lead": "The value of the budget is shown beside it. Without a figure, say why there is none.", "warning": False,
    }  # fmt: skip
    return render(request, STEP, context)
