"""One case: where it stands, what happens next, and the steps around the forms."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from eligibility import selectors, services
from eligibility.enums import CaseState, Right, Route
from eligibility.forms import AssessForm, CloseForm, FastTrackForm, ReferralForm
from eligibility.models import Case
from eligibility.rules.route_words import ROUTES
from eligibility.rules.rule_sets import rule_set
from eligibility.selectors.offers import offers_since
from eligibility.services.deciding import LETTER
from eligibility.views.lists import COLOURS
from eligibility.views.next_step import next_step, other_steps
from eligibility.views.panels import panels_of
from eligibility.views.words import entry
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today, now
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.once import once
from phb.core.progress import progress_of
from phb.core.selectors import person_for
from phb.core.tables import Tag


def refer(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a referral for a person; sent twice, recorded once."""
    person = person_for(request.actor, person_id)
    today = london_today()
    # Referrals are recorded late at times: offers that ended within a year may still be the right ones.
    offers = offers_since(request.actor.organisation_id, today - timedelta(days=365))
    form = ReferralForm(request.POST or None, today=today, offers=offers)
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if name != "key"}

        def effect() -> dict[str, Any]:
            return {"case": services.refer(by=request.actor, person_id=person.pk, **details).pk}

        try:
            answer, _ = once(
                "eligibility.refer",
                str(form.cleaned_data["key"]),
                {"person": person.pk, **details},
                effect,
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Referral recorded.")
            return redirect("eligibility:case", answer["case"])
    audit.note_read(person.pk, "opened a form to record your referral")
    return render(request, "eligibility/refer.html", {"form": form, "person": person})


def show(request: HttpRequest, case_id: int) -> HttpResponse:
    """The case: state, clocks, next step, forms, decision, history."""
    case, today, actor = selectors.case_for(request.actor, case_id), london_today(), request.actor
    soon = selectors.due_soon_days(case.organisation_id, today)
    clinical = may(actor, "assessment", "R")
    decision = selectors.decision_in_force(case)
    audit.note_read(case.person_id, "opened your eligibility case")
    context = {
        "case": case,
        "person": case.person,
        "tag": Tag(case.get_state_display(), COLOURS.get(CaseState(case.state), "blue")),
        "clocks": selectors.clocks_of(case, today, soon, at=now()),
        "next": next_step(case, actor),
        "other_steps": other_steps(case, actor),
        "clinical": clinical,
        "decision": decision,
        "returned": case.decisions.filter(decision="RETURNED_FOR_EVIDENCE").order_by("-id").first(),
        "right": selectors.right_of(case, today) if case.state == CaseState.ELIGIBLE else None,
        "right_words": RIGHT_WORDS,
        "letter": letter_progress(request, case, decision),
        "timeline": [entry(move, tool, clinical=clinical, route=case.route) for move, tool in selectors.history(case)],
        # A case from before the rules that are held was brought in without any.
        "rules_in_force": rule_set(case.rule_set).name if case.rule_set else "No rules are held for that time",
        "result_words": ROUTES[case.route],
        "panels": panels_of(actor, case, today),
    }
    return render(request, "eligibility/case.html", context)


RIGHT_WORDS = {
    Right.RIGHT_TO_HAVE: "There is a right to have a personal health budget. The board must give one unless it is not "
    "appropriate in this person’s case, and then says why in writing.",
    Right.RIGHT_TO_ASK: "There is a right to ask for a personal health budget.",
    Right.LOCAL_DISCRETION: "There is no national right. The commissioner may offer a personal health budget, and has said "
    "yes in this case.",
    Right.NO_RIGHT: "No right to a personal health budget follows from this alone.",
}


def letter_progress(request: HttpRequest, case: Case, decision: Any) -> dict[str, Any] | None:
    """How far the decision letter is; None when none is made for this case."""
    if decision is None:
        return None
    job = Job.objects.filter(organisation_id=case.organisation_id, kind=LETTER, key=f"decision-{decision.pk}").first()
    return progress_of(job, what="letter", refresh_href=request.path)


def assess(request: HttpRequest, case_id: int) -> HttpResponse:
    """Straight to a full assessment, with the reason and the day from which the clock runs."""
    case = selectors.case_for(request.actor, case_id)
    form = AssessForm(
        request.POST or None,
        today=london_today(),
        checklist=case.route == Route.CHC,
        initial={"noticed_on": case.received_on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.go_to_assessment(case_id=case.pk, by=request.actor, **form.details())
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The case waits for its assessment.")
            return redirect("eligibility:case", case.pk)
    audit.note_read(case.person_id, "opened your eligibility case")
    return render(request, "eligibility/assess.html", {"form": form, "case": case, "person": case.person})


def fast_track(request: HttpRequest, case_id: int) -> HttpResponse:
    """A Fast Track tool as received: taken up when properly completed, else kept as an alert."""
    case = selectors.case_for(request.actor, case_id)
    form = FastTrackForm(request.POST or None, now=now())
    if request.method == "POST" and form.is_valid():
        given, at = form.answers(), form.cleaned_data["received_at"]

        def effect() -> dict[str, Any]:
            made = services.receive_fast_track(case_id=case.pk, answers=given, received_at=at, by=request.actor)
            return {"form": made.pk, "outcome": made.outcome}

        try:
            answer, _ = once(
                "eligibility.fast_track",
                str(form.cleaned_data["key"]),
                {"case": case.pk, "at": at, **given},
                effect,
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            if answer["outcome"] == "INVALID":
                messages.warning(
                    request, "The tool is not properly completed. It is kept as an alert: see what is missing."
                )
                return redirect("eligibility:form", answer["form"])
            messages.success(request, "Fast Track received. A commissioner must now find the person eligible.")
            return redirect("eligibility:case", case.pk)
    audit.note_read(case.person_id, "opened your eligibility case")
    return render(request, "eligibility/fast_track.html", {"form": form, "case": case, "person": case.person})


def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Close a case for good."""
    case = selectors.case_for(request.actor, case_id)
    unscreened = case.route == Route.CHC and case.state == CaseState.REFERRAL_RECEIVED
    form = CloseForm(request.POST or None, unscreened=unscreened)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_case(case_id=case.pk, reason=form.words(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The case is closed.")
            return redirect("eligibility:case", case.pk)
    audit.note_read(case.person_id, "opened your eligibility case")
    return render(request, "eligibility/close.html", {"form": form, "case": case, "person": case.person})
