"""Single steps on a case that routes keep: each a short page with a form, a check of the rules, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors, services
from eligibility.enums import Answer, CaseState, Route
from eligibility.forms import routes as forms
from eligibility.models import Case
from eligibility.rules.adulthood import due_steps
from eligibility.rules.case_clocks import clock_name
from eligibility.selectors.routes import nursing_care_of, sign_offs_of, standing, transition_of
from phb.core import audit
from phb.core.actors import Actor
from phb.core.clock import LONDON, now
from phb.core.errors import RuleBroken
from phb.core.models import TenantModel
from phb.core.once import once

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One step: its words, its form, whether it is possible on a case now, and what does it.

    `run` gets (case, what the form gives, actor, instant) and returns the case to go to. `choices` fills choosing
    fields from the case, `initial` what is known already. `decides`: a commissioner's step.
    """

    title: str
    button: str
    done: str
    form: type[forms.ActForm]
    possible: Callable[[Case], bool]
    run: Callable[[Case, Given, Actor, datetime], TenantModel]
    lead: str = ""
    decides: bool = False
    warning: bool = False
    choices: Callable[[Case, date], Mapping[str, list[tuple[str, str]]]] = field(default=lambda case, on: {})
    initial: Callable[[Case, date], Given] = field(default=lambda case, on: {})


def _today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _eligible(route: Route) -> Callable[[Case], bool]:
    return lambda case: case.route == route and case.state == CaseState.ELIGIBLE


def _clocks(case: Case, on: date) -> dict[str, list[tuple[str, str]]]:
    running = selectors.clocks_of(case, on, 0)
    return {"clock": [(each.key, each.name) for each in running if not each.stopped and not each.limit and each.due]}


def _has_clock(case: Case) -> bool:
    return case.state != CaseState.CLOSED and bool(_clocks(case, _today(now()))["clock"])


def running_care(case: Case) -> Any:
    """The nursing care of this case that is in payment, or None."""
    return next((care for care in nursing_care_of(case) if care.ends is None and care.case_id == case.pk), None)


def _care(case: Case) -> int:
    care = running_care(case)
    if care is None:
        raise RuleBroken("No nursing care is in payment on this case.")
    return care.pk


def _on_high_band(case: Case) -> bool:
    care = running_care(case)
    return care is not None and care.band == "HIGH_PROTECTED"


def _bodies(case: Case, *, signed: bool) -> list[tuple[str, str]]:
    rows = sign_offs_of(case)
    return [(body.value, body.label) for body in forms.Body if (standing(rows, body) is not None) == signed]


def _steps(case: Case, on: date) -> dict[str, list[tuple[str, str]]]:
    return {"step": [(each.step.value, each.label) for each in transition_of(case, on) if each.done is None]}


def _paid_directly(case: Case) -> bool:
    made = selectors.direct_payment_decision(case, _today(now()))
    return case.state == CaseState.ELIGIBLE and made is not None and made.decision == Answer.PERMITTED


def _changed(case: Case, given: Given, by: Actor, at: datetime) -> TenantModel:
    services.change_in_payment(case_id=case.pk, by=by, **given)
    return case


def _may_reassess(case: Case) -> bool:
    undecided = Case.life_cycle.groups["undecided"]
    return case.state == CaseState.ELIGIBLE and not case.later.filter(state__in=undecided).exists()


def _may_refer(case: Case) -> bool:
    if case.route != Route.CYPCC or case.state == CaseState.CLOSED:
        return False
    steps = due_steps(case.person.date_of_birth, {}, _today(now()))
    return (
        steps[1].opens <= _today(now())
        and not Case.objects.filter(person_id=case.person_id, route=Route.CHC).exclude(state=CaseState.CLOSED).exists()
    )


ACTS: dict[str, Act] = {
    "delay": Act(
        "Why a clock runs late", "Save the reason", "The reason is kept. The clock runs on.", forms.DelayForm, _has_clock,
        lambda case, given, by, at: services.note_delay(case_id=case.pk, on=_today(at), by=by, **given),
        choices=_clocks,
    ),
    "care-in-place": Act(
        "Fast Track: care in place", "Record care in place", "Recorded. The clock of 48 hours has stopped.",
        forms.CareForm,
        lambda case: case.due_clock == "K2" and case.care_due_at is not None and case.care_in_place_at is None,
        lambda case, given, by, at: services.put_care_in_place(case_id=case.pk, now=at, by=by, **given),
        "The 48 hours run from the receipt of the tool, nights and weekends included.",
        initial=lambda case, on: {"day": on},
    ),
    "reassess": Act(
        "Look at eligibility again", "Open the re-assessment", "The re-assessment is open. Care goes on meanwhile.",
        forms.ReassessForm, _may_reassess,
        lambda case, given, by, at: services.reassess(case_id=case.pk, by=by, **given),
        "A new case is opened with what is known. This one, and its care, go on until the new one is decided. For "
        "continuing healthcare that needs a new team, a new Decision Support Tool and a new decision.",
        initial=lambda case, on: {"on": on},
    ),
    "local-authority": Act(
        "Local authority only", "Save", "Noted on the case.", forms.LocalAuthorityForm,
        lambda case: case.route == Route.CHC and case.state == CaseState.NOT_ELIGIBLE,
        lambda case, given, by, at: services.leave_to_local_authority(case_id=case.pk, by=by, **given),
        "The local authority alone looks at care and support under the Care Act. The person can still question the "
        "decision.",
    ),
    "sign-off": Act(
        "Aftercare: a body’s sign-off", "Record the sign-off", "Recorded. The duty lasts until both have signed off and it is ended.",
        forms.SignOffForm, lambda case: _eligible(Route.S117)(case) and bool(_bodies(case, signed=False)),
        lambda case, given, by, at: services.sign_off(case_id=case.pk, on=_today(at), by=by, **given),
        "The duty is joint. One body alone cannot end it.",
        choices=lambda case, on: {"body": _bodies(case, signed=False)},
    ),
    "withdraw-sign-off": Act(
        "Aftercare: take a sign-off back", "Take it back", "The sign-off was taken back.",
        forms.WithdrawForm, lambda case: _eligible(Route.S117)(case) and bool(_bodies(case, signed=True)),
        lambda case, given, by, at: services.withdraw_sign_off(case_id=case.pk, by=by, **given),
        choices=lambda case, on: {"body": _bodies(case, signed=True)},
        initial=lambda case, on: {"on": on},
    ),
    "transition-step": Act(
        "Towards adult care: a step taken", "Record the step", "The step is recorded.", forms.StepForm,
        lambda case: case.route == Route.CYPCC and bool(_steps(case, _today(now()))["step"]),
        lambda case, given, by, at: services.record_step(case_id=case.pk, on=_today(at), by=by, **given),
        choices=_steps, initial=lambda case, on: {"done_on": on},
    ),
    "refer-adult": Act(
        "Refer for adult screening", "Refer to the adult route", "The adult case is open.", forms.EmptyForm, _may_refer,
        lambda case, given, by, at: services.refer_to_adult_route(case_id=case.pk, on=_today(at), by=by),
        "An adult case is opened with what is known, and the step is recorded. Children’s continuing care goes on to "
        "the 18th birthday; eligibility for it does not carry over.",
    ),
    "go-on-nursing": Act(
        "Go on with NHS-funded nursing care", "Open the case", "The case is open. Nothing has to be typed again.",
        forms.EmptyForm, lambda case: case.route == Route.CHC and case.state == CaseState.NOT_ELIGIBLE,
        lambda case, given, by, at: services.go_on_with(case_id=case.pk, route=Route.FNC, on=_today(at), by=by),
        "Continuing healthcare has been considered first, as it must be. A case of nursing care is opened with what is known.",
    ),
    "go-on-joint": Act(
        "Go on with a joint package", "Open the case", "The case is open. Nothing has to be typed again.",
        forms.EmptyForm, lambda case: case.route == Route.CHC and case.state == CaseState.NOT_ELIGIBLE,
        lambda case, given, by, at: services.go_on_with(case_id=case.pk, route=Route.JOINT_PACKAGE, on=_today(at), by=by),
        "For health needs beyond what a local authority may lawfully meet. A case is opened with what is known.",
    ),
    "concern": Act(
        "Fast Track: raise poor completion", "Record the concern", "Recorded. The case stays accepted.", forms.ConcernForm,
        lambda case: case.fast_track and case.state != CaseState.CLOSED,
        lambda case, given, by, at: services.raise_concern(case_id=case.pk, by=by, **given),
        "Raise it with the clinician or their service. Fast Track funding is not withdrawn for it: that needs a full "
        "Decision Support Tool assessment and a decision.",
        decides=True,
    ),
    "payment-change": Act(
        "Direct payment: capacity or age changed",
        "Look at it by the rules",
        "Recorded. See the decision, or the note, on the case.",
        forms.PaymentChangeForm,
        _paid_directly,
        _changed,
        "The rules say whether the payment may go on or must stop. The budget itself can go on in another way.",
        decides=True,
        initial=lambda case, on: {"on": on},
    ),
    "end-earlier": Act(
        "End the earlier care", "End the earlier case", "The earlier case has ended.", forms.EndEarlierForm,
        lambda case: case.state == CaseState.NOT_ELIGIBLE and case.earlier is not None and case.earlier.state != CaseState.CLOSED,
        lambda case, given, by, at: services.end_earlier(case_id=case.pk, by=by, **given),
        "Care goes on until new arrangements are in place. Neither the NHS nor the local authority withdraws on its own.",
        decides=True, warning=True,
    ),
    "nursing-start": Act(
        "Start nursing care", "Start nursing care", "Nursing care is in payment.", forms.NursingStartForm,
        lambda case: _eligible(Route.FNC)(case) and running_care(case) is None,
        lambda case, given, by, at: services.start_nursing_care(case_id=case.pk, by=by, **given),
        "Paid by the board to the care home at the rate of each day’s year.", decides=True,
        initial=lambda case, on: {"band": "STANDARD", "starts": case.decided_on},
    ),
    "nursing-notice": Act(
        "High band: notice of the change", "Record the notice", "The notice is recorded.", forms.NoticeForm, _on_high_band,
        lambda case, given, by, at: services.give_band_notice(care_id=_care(case), by=by, **given),
        "If the need would now be medium or low band, the standard rate applies no sooner than 14 days beginning with "
        "the day of a written notice: regulation 30(3) and (4).",
        decides=True, initial=lambda case, on: {"notice_on": on},
    ),
    "nursing-standard": Act(
        "Change to the standard rate", "Change the rate", "The standard rate applies from that day.", forms.StandardForm,
        lambda case: _on_high_band(case) and running_care(case).notice_on is not None,
        lambda case, given, by, at: services.change_to_standard(care_id=_care(case), by=by, **given),
        decides=True,
    ),
    "nursing-end": Act(
        "End nursing care", "End nursing care", "Nursing care has ended.", forms.NursingEndForm,
        lambda case: running_care(case) is not None,
        lambda case, given, by, at: services.end_nursing_care(care_id=_care(case), by=by, **given),
        decides=True, warning=True,
    ),
    "end-aftercare": Act(
        "End the duty of aftercare", "End the duty", "The duty of aftercare has ended.", forms.AftercareEndForm,
        lambda case: _eligible(Route.S117)(case) and len(_bodies(case, signed=True)) == 2,
        lambda case, given, by, at: services.end_aftercare(case_id=case.pk, on=_today(at), by=by, **given),
        "The duty ends only when both bodies are satisfied, and never on a community treatment order.",
        decides=True, warning=True,
    ),
}  # fmt: skip


def act(request: HttpRequest, case_id: int, act: str) -> HttpResponse:
    """A step of case work."""
    return _page(request, case_id, act, decides=False)


def settle(request: HttpRequest, case_id: int, settled: str) -> HttpResponse:
    """A commissioner's step."""
    return _page(request, case_id, settled, decides=True)


def address(name: str, case: Case) -> str:
    """Where a step is done."""
    which = "eligibility:settle" if ACTS[name].decides else "eligibility:act"
    return reverse(which, args=[case.pk, name])


def _page(request: HttpRequest, case_id: int, name: str, *, decides: bool) -> HttpResponse:
    case, at = selectors.case_for(request.actor, case_id), now()
    step = ACTS.get(name)
    if step is None or step.decides != decides:
        raise Http404
    if request.method == "GET" and not step.possible(case):
        messages.info(request, "This step is not possible on the case as it stands now.")
        return redirect("eligibility:case", case.pk)
    form = step.form(request.POST or None, case=case, now=at, initial=step.initial(case, _today(at)))
    # A form sent twice is read against every choice, for its first sending may have used one up.
    if request.method == "POST" and form.is_valid() and (gone := _done(request, case, step, name, form, at)):
        return gone
    for field_name, choices in step.choices(case, _today(at)).items():
        form.fields[field_name].choices = choices
        if len(choices) == 1:
            form.fields[field_name].initial = choices[0][0]
    audit.note_read(case.person_id, "opened your eligibility case")
    context = {"form": form, "case": case, "person": case.person, "act": step, "extra": _beside(name, case)}
    return render(request, "eligibility/act.html", context)


def _done(
    request: HttpRequest, case: Case, step: Act, name: str, form: forms.ActForm, at: datetime
) -> HttpResponse | None:
    given = form.given()

    def effect() -> dict[str, Any]:
        made = step.run(case, given, request.actor, at)
        return {"case": made.pk if isinstance(made, Case) else case.pk}

    try:
        answer, _ = once(
            f"eligibility.{name}", str(form.cleaned_data["key"]), {"case": case.pk, **given}, effect, by=request.actor
        )
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    messages.success(request, step.done)
    opened = answer["case"] if name in OPENS else case.pk
    return redirect("eligibility:case", opened)


# Steps after which the page of the new case is shown.
OPENS = frozenset({"reassess", "refer-adult", "go-on-nursing", "go-on-joint"})


def _beside(name: str, case: Case) -> list[dict[str, Any]]:
    """What is good to see beside the form."""
    if name == "delay":
        return [
            {
                "label": clock_name(each.clock),
                "value": each.reason,
                "note": f"{each.by.name}, {each.noted_on:%-d %B %Y}",
            }
            for each in selectors.delays_of(case)
        ]
    return []
