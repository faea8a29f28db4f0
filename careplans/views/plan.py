"""The plan: where it stands, what is missing, who signed, its versions, its PDF."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.enums import PaidEvery, PlanState
from careplans.enums import SignOff as Step
from careplans.forms import NewVersionForm
from careplans.forms.sections import AboutMeForm
from careplans.models import PlanVersion
from careplans.rules.lifecycle import PLAN
from careplans.services.printing import KIND, NOT_YET
from careplans.services.sharing import HOW
from careplans.services.signing import may_give_back
from careplans.views.common import PAGES, case_context, may_write, mend_href, opened, staff_only
from careplans.views.panels import panels_of
from careplans.views.shown import shown_rows
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day, plural
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job
from phb.core.progress import progress_of

SIGNERS = {
    Step.PERSON: ("The person agrees", PlanState.SHARED),
    Step.CLINICAL: ("Clinical sign-off", PlanState.AGREED_BY_PERSON),
    Step.FINANCE: ("Finance check", PlanState.CLINICALLY_APPROVED),
    Step.AUTHORISATION: ("Authorisation", PlanState.FINANCE_CHECKED),
}


@staff_only
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The newest version of a plan."""
    newest = selectors.newest_version(request.actor, plan_id)
    return _show(request, opened(request, newest.pk))


@staff_only
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a plan."""
    return _show(request, opened(request, version_id))


def _show(request: HttpRequest, shown: PlanVersion) -> HttpResponse:
    actor, today = request.actor, london_today()
    content = selectors.content_of(shown)
    context = {
        **case_context(request, shown, back=False),
        "parts": [{"title": title, "name": name, "rows": shown_rows(shown, name)} for name, title, _ in PAGES if name in LISTED],
        "own_words": own_words(shown),
        "money": selectors.money_of(content),
        "gaps": [{"what": gap.what, "why": gap.why, "source": gap.source, "href": mend_href(shown, gap.where, gap.what)}
                 for gap in selectors.gaps_of(shown)],
        "signatures": signatures(shown),
        "steps": next_steps(request, shown),
        "versions": [{"version": row, "href": reverse("careplans:version", args=[row.pk]), "current": row.pk == shown.pk}
                     for row in selectors.versions_of(actor, shown.plan_id)],
        "changes": selectors.changes_since(shown),
        "writing": may_write(actor, shown),
        "pages": [{"title": title, "href": reverse(f"careplans:{name}", args=[shown.pk])} for name, title, _ in PAGES],
        "documents": documents(shown),
        "job": progress_of(_job(request, shown), what="plan", refresh_href=reverse("careplans:version", args=[shown.pk])),
        "may_print": shown.state not in NOT_YET,
        "facts": facts(shown),
        "panels": panels_of(actor, shown, today),
        "today": today,
    }  # fmt: skip
    return render(request, "careplans/plan.html", context)


LISTED = {"needs", "outcomes", "services", "risks", "contingency", "contacts"}


def own_words(shown: PlanVersion) -> list[dict[str, Any]]:
    """The sections of About Me that hold something, with their headings."""
    fields = AboutMeForm.base_fields
    return [{"label": fields[name].label, "value": getattr(shown, name)} for name in fields
            if name not in {"key", "seen"} and getattr(shown, name)]  # fmt: skip


def facts(shown: PlanVersion) -> list[dict[str, Any]]:
    """What the law asks the plan to state."""
    paid = PaidEvery(shown.payment_frequency).label if shown.payment_frequency else ""
    return [
        {"label": "Care coordinator", "value": shown.plan.coordinator.user.name},
        {"label": "Who watches over the person's health", "value": shown.health_monitor},
        {"label": "Review by", "value": day(shown.review_due_on) if shown.review_due_on else "", "note": shown.review_how},
        {"label": "Money is paid", "value": paid},
        {"label": "Notice before the amount is lowered", "value": plural(shown.notice_days, "day") if shown.notice_days else ""},
        {"label": "Risks talked through", "value": day(shown.risks_advised_on) if shown.risks_advised_on else "",
         "note": f"by {shown.risks_advised_by}" if shown.risks_advised_by else ""},
        {"label": "Keeping safe and free", "value": shown.safeguarding},
    ]  # fmt: skip


def signatures(shown: PlanVersion) -> list[dict[str, Any]]:
    """The four steps as a task list: who signed when, whose turn it is, what still waits."""
    by_kind = {row.kind: row for row in selectors.sign_offs(shown)} if shown.content_hash else {}
    tasks = []
    for step, (label, turn) in SIGNERS.items():
        row = by_kind.get(step)
        if row is not None:
            how = "" if row.how == "online" else f", {HOW[row.how].lower()}"
            behalf = f" {row.on_behalf}" if row.on_behalf else ""
            hint = f"{row.signed_name}{behalf}, {row.signed_on.day} {row.signed_on:%B %Y}{how}" + (
                f". “{row.words}”" if row.words else ""
            )
            tasks.append({"label": label, "state": "done", "words": "Done", "hint": hint, "href": ""})
        elif shown.state == turn:
            tasks.append({"label": label, "state": "now", "words": "Waiting for this", "hint": "", "href": ""})
        else:
            tasks.append({"label": label, "state": "blocked", "words": "Not yet", "hint": "", "href": ""})
    return tasks


def next_steps(request: HttpRequest, shown: PlanVersion) -> list[dict[str, str]]:
    """The buttons that this role may press in this state, the main one first."""
    actor = request.actor
    allowed = [
        ("share", "Share with the person", PLAN.may(shown.state, "share") and may(actor, "plan agreement", "W")),
        ("record_agreement", "Record that the person agreed", shown.state == PlanState.SHARED and may(actor, "plan agreement", "W")),
        ("clinical", "Clinical sign-off", shown.state == PlanState.AGREED_BY_PERSON and may(actor, "clinical sign-off", "A")),
        ("give_back", "Give back with reasons", may_give_back(actor, shown)),
        ("withdraw", "Withdraw this version", PLAN.may(shown.state, "withdraw") and may(actor, "plan agreement", "W")),
    ]  # fmt: skip
    steps = [
        {"label": label, "href": reverse(f"careplans:{name}", args=[shown.pk])} for name, label, yes in allowed if yes
    ]
    if shown.state in selectors.IN_FORCE and may(actor, "plan", "W"):
        steps.append({"label": "Start a new version", "href": reverse("careplans:new_version", args=[shown.plan_id])})
    return steps


def documents(shown: PlanVersion) -> list[Document]:
    """The PDFs of a version, newest first."""
    return list(Document.objects.filter(kind=KIND, subject_id=shown.pk, person_id=shown.person_id).order_by("-id")[:6])


def _job(request: HttpRequest, shown: PlanVersion) -> Job | None:
    """The newest job that prints this version, while it goes on or when it failed."""
    newest = (
        Job.objects.filter(kind="careplans.render_plan", person_id=shown.person_id, payload__version_id=shown.pk)
        .order_by("-id").first()
    )  # fmt: skip
    return newest if newest is not None and newest.state != "done" else None


@staff_only
def pdf(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for the PDF; the page then shows how far it is."""
    shown = opened(request, version_id, "asked for a PDF of your plan")
    wanted = request.POST.get("format") or None
    services.ask_for_pdf(version_id=shown.pk, by=request.actor, format=wanted)
    return redirect("careplans:version", shown.pk)


@staff_only
def new_version(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin a new version with the reason for the change."""
    newest = selectors.newest_version(request.actor, plan_id)
    audit.note_read(newest.person_id, "opened your plan to change it")
    form = NewVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.new_version(plan_id=plan_id, reason=form.cleaned_data["reason"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request, "A new version is started. The version in force stays in force until this one is authorised."
            )
            return redirect("careplans:version", made.pk)
    context = {**case_context(request, newest), "form": form, "title": "Start a new version", "button": "Start the new version",
               "lead": "It begins as a copy of the version in force, which stays in force until the new one is authorised.", "warning": False}  # fmt: skip
    return render(request, "careplans/step.html", context)
