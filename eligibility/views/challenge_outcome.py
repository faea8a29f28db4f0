"""The outcome of a challenge: the form, a page that shows what will follow, then once and for all."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import CaseState, Decision, Matter
from eligibility.enums import ChallengeKind as K
from eligibility.forms.challenge_outcome import OutcomeForm
from eligibility.models import Challenge
from eligibility.rules.disputes import OUTSIDE_BOARD, heard_by, next_way
from eligibility.rules.refund_days import late_from
from eligibility.selectors import challenges as reads
from eligibility.services import challenges as services
from eligibility.views.challenges import SEEN, refund_rows, state_tag
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.once import once


def decide(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """First the form, then a page to check with what follows, then the outcome: recorded once, however often it is sent."""
    challenge = reads.challenge_for(request.actor, challenge_id)
    if request.method == "GET" and not Challenge.life_cycle.may(challenge.state, "decide"):
        return redirect("eligibility:challenge", challenge.pk)
    form = _form(request, challenge)
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "change":
        if request.POST.get("do") == "decide":
            if (answered := _decide(request, challenge, form)) is not None:
                return answered
        else:
            tried = _try(request, challenge, form)
            if tried is not None:
                return render(request, "eligibility/challenge_check.html", {**_context(challenge, form), **tried})
    return render(request, "eligibility/challenge_outcome.html", _context(challenge, form))


def _form(request: HttpRequest, challenge: Challenge) -> OutcomeForm:
    today, root = london_today(), reads.root_of(challenge)
    about = challenge.about
    matter = about.matter if about is not None else ""
    refused = about is not None and matter == Matter.ELIGIBILITY and about.decision == Decision.NOT_ELIGIBLE
    case = challenge.case
    late = (
        refused
        and about is not None
        and case.state in (CaseState.NOT_ELIGIBLE, CaseState.CLOSED)
        and case.due_clock == "K1"
        and case.clock_started_on is not None
        and late_from(case.clock_started_on, about.decided_on) is not None
        and not about.delay_unjustified
    )
    way = next_way(challenge.kind)
    return OutcomeForm(
        request.POST or None,
        today=today,
        root=K(root.kind),
        kind=K(challenge.kind),
        matter=matter,
        screening=challenge.about_form_id is not None,
        late=late,
        outside=challenge.kind in OUTSIDE_BOARD and challenge.kind != K.SEND,
        next_stage=way is not None,
        initial={
            "on": today,
            "next_address": reads.address_used(request.actor, way, case.organisation) if way is not None else "",
        },
    )


def _decide(request: HttpRequest, challenge: Challenge, form: OutcomeForm) -> HttpResponse | None:
    given = form.given()

    def effect() -> dict[str, Any]:
        return {"challenge": services.decide_challenge(challenge_id=challenge.pk, by=request.actor, **given).pk}

    try:
        key = str(form.cleaned_data["key"])
        once("eligibility.challenge_outcome", key, {"challenge": challenge.pk, **given}, effect, by=request.actor)
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    messages.success(request, "Outcome recorded. The letter is being written.")
    return redirect("eligibility:challenge", challenge.pk)


def _try(request: HttpRequest, challenge: Challenge, form: OutcomeForm) -> dict[str, Any] | None:
    """What would follow, by doing it in a transaction that is taken back; None, with the form's error, if it may not."""
    try:
        with transaction.atomic():
            tried = services.decide_challenge(challenge_id=challenge.pk, by=request.actor, **form.given())
            followed, refund = tried.details.get("followed", ""), tried.refund
            transaction.set_rollback(True)
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    said = form.cleaned_data
    label = dict(form.fields["outcome"].choices).get(said["outcome"], "")
    return {"followed": followed, "refund": refund, "refund_rows": refund_rows(refund), "outcome_label": label}


def _context(challenge: Challenge, form: OutcomeForm) -> dict[str, Any]:
    audit.note_read(challenge.person_id, SEEN)
    today = london_today()
    return {
        "form": form,
        "challenge": challenge,
        "person": challenge.person,
        "tag": state_tag(challenge),
        "hears": heard_by(challenge.kind, today),
        "outside": challenge.kind in OUTSIDE_BOARD,
        "barred": reads.judged_before(challenge),
        "back": {"href": reverse("eligibility:challenge", args=[challenge.pk]), "label": "Back to the request"},
    }
