"""The steps on a challenge: taking it up or not, withdrawing it, what was done, the panel, the positions of two bodies."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import ChallengeKind as K
from eligibility.forms.challenges import NotAcceptForm, PanelForm, PositionsForm, StepForm, TakeUpForm, WithdrawForm
from eligibility.models import Challenge
from eligibility.rules.disputes import OUTSIDE_BOARD
from eligibility.selectors import challenges as reads
from eligibility.services import challenges as services
from eligibility.services.challenges.handling import outside_limit
from eligibility.views.challenges import SEEN
from phb.core import audit
from phb.core import forms as nhs
from phb.core.clock import london_today
from phb.core.errors import RuleBroken


def page_of(
    request: HttpRequest,
    challenge: Challenge,
    form: nhs.NHSForm,
    effect: Callable[[], Any],
    *,
    title: str,
    button: str,
    done: str,
    words: str = "",
    warning: bool = False,
) -> HttpResponse:
    """A form on one challenge: shown, checked, done by the service, back to the challenge."""
    if request.method == "POST" and form.is_valid():
        try:
            effect()
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, done)
            return redirect("eligibility:challenge", challenge.pk)
    audit.note_read(challenge.person_id, SEEN)
    context = {
        "form": form,
        "challenge": challenge,
        "person": challenge.person,
        "title": title,
        "button": button,
        "words": words,
        "warning": warning,
        "back": {"href": reverse("eligibility:challenge", args=[challenge.pk]), "label": "Back to the request"},
    }
    return render(request, "eligibility/challenge_form.html", context)


def take_up(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Accept a request."""
    challenge, today = reads.challenge_for(request.actor, challenge_id), london_today()
    tells_itself = challenge.kind in OUTSIDE_BOARD or challenge.kind == K.BODIES
    form = TakeUpForm(
        request.POST or None,
        today=today,
        outside=outside_limit(challenge),
        clock=bool(challenge.due_clock),
        initial={"on": today},
    )
    return page_of(
        request,
        challenge,
        form,
        lambda: services.take_up(challenge_id=challenge.pk, by=request.actor, **form.cleaned_data),
        title="Take up the request",
        button="Take it up",
        done="Taken up." if tells_itself else "Taken up. The acknowledgement is being written.",
        words=challenge.details.get("limit", {}).get("words", ""),
    )


def not_accept(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Refuse a request that is late, too soon or used up."""
    challenge, today = reads.challenge_for(request.actor, challenge_id), london_today()
    form = NotAcceptForm(request.POST or None, today=today, initial={"on": today})
    return page_of(
        request,
        challenge,
        form,
        lambda: services.not_accept(challenge_id=challenge.pk, by=request.actor, **form.cleaned_data),
        title="Do not accept the request",
        button="Do not accept it",
        done="Not accepted. The letter is being written.",
        words=challenge.details.get("limit", {}).get("words", ""),
        warning=True,
    )


def withdraw(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """The person takes it back."""
    challenge = reads.challenge_for(request.actor, challenge_id)
    form = WithdrawForm(request.POST or None)
    return page_of(
        request,
        challenge,
        form,
        lambda: services.withdraw(challenge_id=challenge.pk, reason=form.cleaned_data["reason"], by=request.actor),
        title="Record that the request is withdrawn",
        button="Record it as withdrawn",
        done="Withdrawn.",
        words="The decision stays as it is. The person may ask anew while there is time.",
        warning=True,
    )


def step(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Something was done on it."""
    challenge, today = reads.challenge_for(request.actor, challenge_id), london_today()
    form = StepForm(request.POST or None, today=today, initial={"done_on": today})
    return page_of(
        request,
        challenge,
        form,
        lambda: services.note_step(challenge_id=challenge.pk, on=today, by=request.actor, **form.cleaned_data),
        title="Add a step",
        button="Add the step",
        done="Step added.",
    )


def panel(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Who sits on the panel of an independent review."""
    challenge, today = reads.challenge_for(request.actor, challenge_id), london_today()
    if challenge.kind != K.INDEPENDENT_REVIEW:
        raise Http404
    initial = {f"{row['role'].lower()}_{key}": row[name] for row in challenge.panel for key, name in (("name", "name"), ("body", "organisation"))}  # fmt: skip
    inside = challenge.details.get("authorities") or reads.authorities_named(request.actor)
    form = PanelForm(request.POST or None, initial={**initial, "authorities": "\n".join(inside)})

    def effect() -> Any:
        named = form.cleaned_data["authorities"].splitlines()
        return services.name_panel(
            challenge_id=challenge.pk, members=form.members(), authorities=named, on=today, by=request.actor
        )

    return page_of(
        request, challenge, form, effect, title="Panel of the independent review", button="Keep the panel", done="Panel kept.",
        words=f"The panel of {challenge.case.organisation.name} may not have members of that board or of authorities in its area.",
    )  # fmt: skip


def positions(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """What the NHS and the local authority each hold."""
    challenge, today = reads.challenge_for(request.actor, challenge_id), london_today()
    if challenge.kind != K.BODIES:
        raise Http404
    kept = challenge.details
    since = kept.get("interim_from")
    form = PositionsForm(
        request.POST or None, initial={**kept, "interim_from": date.fromisoformat(since) if since else None}
    )
    return page_of(
        request,
        challenge,
        form,
        lambda: services.record_positions(
            challenge_id=challenge.pk, positions=form.cleaned_data, on=today, by=request.actor
        ),
        title="Positions of the two bodies",
        button="Keep the positions",
        done="Positions kept.",
        words="Care goes on while they disagree. Neither body withdraws on its own.",
    )
