"""The steps of a plan that staff take: share, record an agreement, sign, give back, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from careplans import selectors, services
from careplans.forms import (
    ClinicalForm,
    ReasonsForm,
    RecordAgreementForm,
    ShareForm,
)  # fmt: skip
from careplans.models import PlanVersion
from careplans.selectors.talk import open_questions
from careplans.services.signing import ever_gives_back
from careplans.views.common import case_context, mend_href, opened, staff_only
from phb.core.access import may
from phb.core.clock import LONDON, london_today
from phb.core.display import plural
from phb.core.errors import NotVisible, RuleBroken

STEP = "careplans/step.html"


def _step(
    request: HttpRequest, shown: PlanVersion, form: Any, act: Any, said: str, template: str, **context: Any
) -> HttpResponse:
    """Show a form; sent and sound, act and go to the plan; refused, show why beside what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, said)
            return redirect("careplans:version", shown.pk)
    defaults = {"lead": "", "warning": False}
    return render(request, template, {**case_context(request, shown), "form": form, **defaults, **context})


@staff_only
def share(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show the draft to the person, with what is still missing in sight."""
    shown = opened(request, version_id)
    form = ShareForm(request.POST or None, initial={"edits": shown.edits})
    name = shown.person.call_name
    return _step(
        request, shown, form,
        lambda typed: services.share(version_id=version_id, edits=typed["edits"], by=request.actor),
        f"{name} can see the draft now.", "careplans/share.html", title=f"Share the draft with {name}",
        gaps=[gap.what for gap in selectors.gaps_of(shown) if gap.blocks and not gap.beside], open_questions=open_questions(shown.plan_id),
    )  # fmt: skip


def _still_asked(shown: PlanVersion) -> str:
    """That questions of the person wait, in a sentence; "" when none does."""
    number = open_questions(shown.plan_id)
    return (
        f"{plural(number, 'question')} about this plan {'has' if number == 1 else 'have'} no answer yet. "
        if number
        else ""
    )


@staff_only
def record_agreement(request: HttpRequest, version_id: int) -> HttpResponse:
    """What the person agreed to on paper, by telephone or at a visit."""
    shown = opened(request, version_id)
    since = shown.shared_at.astimezone(LONDON).date() if shown.shared_at else None
    form = RecordAgreementForm(
        request.POST or None, today=london_today(), since=since, initial={"content_hash": selectors.current_hash(shown)}
    )
    return _step(
        request, shown, form, lambda typed: services.agree(
            version_id=version_id, content_hash=typed["content_hash"], by=request.actor, on=typed["on"],
            words=typed["words"], how=typed["how"], agreed_by=typed["agreed_by"], name=typed["name"],
        ),
        "The agreement is recorded. The plan waits for a clinician.", STEP, title="Record that the person agreed",
        button="Record the agreement",
        lead=_still_asked(shown) + "Paper and telephone count as much as the screen. Read the plan to them as it stands now; its words cannot be changed afterwards.",
    )  # fmt: skip


@staff_only
def clinical(request: HttpRequest, version_id: int) -> HttpResponse:
    """The clinical sign-off, with every gate before it."""
    shown = opened(request, version_id)
    form = ClinicalForm(request.POST or None, initial={"content_hash": selectors.current_hash(shown)})
    gates = [
        {"label": gate.name, "state": "problem" if gate.is_shut else "done", "words": "Missing" if gate.is_shut else gate.result.label,
         "hint": gate.why if gate.is_shut else "", "href": mend_href(shown, gate.where, gate.why) if gate.is_shut else "",
         "source": gate.source}
        for gate in selectors.gates_before_clinical(shown, on=london_today())
    ]  # fmt: skip
    return _step(
        request, shown, form, lambda typed: services.sign(
            version_id=version_id, kind="clinical", content_hash=typed["content_hash"], by=request.actor, on=london_today(),
            words=typed["words"],
        ),
        "Signed. The plan waits for the finance check.", "careplans/clinical.html", title="Clinical sign-off", gates=gates,
        shut=[gate for gate in gates if gate["state"] == "problem"], may_sign=may(request.actor, "clinical sign-off", "A"),
    )  # fmt: skip


@staff_only
def give_back(request: HttpRequest, version_id: int) -> HttpResponse:
    """Back to a draft, with reasons."""
    if not ever_gives_back(request.actor):
        raise NotVisible
    shown = opened(request, version_id)
    return _step(
        request, shown, ReasonsForm(request.POST or None),
        lambda typed: services.give_back(version_id=version_id, reasons=typed["reasons"], by=request.actor),
        "The plan is a draft again. The reasons stand on its page.", STEP, title="Give the plan back", button="Give it back",
        lead="It becomes a draft again, and the person agrees it anew. Signatures so far stay on record but count no more.",
    )  # fmt: skip


@staff_only
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    """Off the table, with reasons; nothing is deleted."""
    shown = opened(request, version_id)
    return _step(
        request, shown, ReasonsForm(request.POST or None),
        lambda typed: services.withdraw(version_id=version_id, reasons=typed["reasons"], by=request.actor),
        "This version is withdrawn.", STEP, title="Withdraw this version", button="Withdraw it", warning=True,
        lead="A withdrawn version cannot be taken up again. It stays on record, and a new version can be started.",
    )  # fmt: skip
