"""The person's own pages: read the plan, write in it, agree, or ask for changes. One thing a page, phone first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.enums import PlanState
from careplans.forms import AgreeForm, ReasonsForm
from careplans.models import PlanVersion
from careplans.selectors.about_me import about_me_changed
from careplans.selectors.people import contact_of
from careplans.selectors.talk import open_questions
from careplans.services.sharing import acts_as, who_may_agree
from careplans.views.common import outside_only
from careplans.views.conversation import Card, Page, converse
from careplans.views.conversation import shown as shown_questions
from careplans.views.own_panels import own_panels_of
from careplans.views.own_reading import reading
from careplans.views.plan import own_words
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken

WORDS_FOR = {
    PlanState.SHARED: "This is a draft. Nothing is decided yet. You can write in it, ask for changes, or agree with it.",
    PlanState.AGREED_BY_PERSON: "You have agreed this plan. A clinician reads it next.",
    PlanState.CLINICALLY_APPROVED: "A clinician has signed this plan. Finance checks the money next.",
    PlanState.FINANCE_CHECKED: "Finance has checked the money. A commissioner decides next.",
    PlanState.AUTHORISED: "This plan is authorised. It begins when the budget starts.",
    PlanState.ACTIVE: "This is the plan in force.",
    PlanState.UNDER_REVIEW: "This is the plan in force. It is being reviewed.",
    PlanState.REFUSED: "This plan was refused. You can ask us to look again.",
    PlanState.SUPERSEDED: "A later plan has taken the place of this one.",
    PlanState.ENDED: "This plan has ended.",
}


def _context(request: HttpRequest, shown: PlanVersion, **more: Any) -> dict[str, Any]:
    contact = contact_of(shown.plan, london_today())
    return {
        "version": shown,
        "person": shown.person,
        "mine": acts_as(request.actor, shown.person_id, london_today()) == "HOLDER",
        "named_contact": {"name": contact.name, "phone": contact.phone, "email": contact.email, "away": contact.away},
        "contact": contact,
        "back": {"href": reverse("careplans:own_version", args=[shown.pk]), "label": "Back to the plan"},
        **more,
    }


def _opened(request: HttpRequest, version_id: int, what: str, part: str = "see_plan") -> PlanVersion:
    shown = selectors.version_for(request.actor, version_id, part=part)
    audit.note_read(shown.person_id, what)
    return shown


def _may(request: HttpRequest, shown: PlanVersion) -> tuple[bool, bool, str]:
    """(may write and ask for changes, may agree, why they may not agree)."""
    acting = acts_as(request.actor, shown.person_id, london_today())
    open_to_them = shown.state == PlanState.SHARED and bool(acting)
    answer = who_may_agree(shown.person, acting, london_today()) if acting else None
    return open_to_them, bool(open_to_them and answer and answer.yes), answer.why if answer and open_to_them else ""


@outside_only
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The plan as the person reads it."""
    shown = _opened(request, version_id, "opened the plan")
    may_act, may_agree, why_not = _may(request, shown)
    content = selectors.content_of(shown)
    context = _context(
        request, shown, state_words=WORDS_FOR[PlanState(shown.state)], own_words=own_words(shown),
        **reading(request.actor, shown), may_say=may(request.actor, "plan talk", "W"), open_questions=open_questions(shown.plan_id),
        money=selectors.money_of(content), may_act=may_act, may_agree=may_agree,
        why_not=why_not, incomplete=not selectors.ready_to_agree(shown), changes=selectors.changes_since(shown),
        may_change_about=shown.state in selectors.IN_FORCE and bool(acts_as(request.actor, shown.person_id, london_today())),
        about_me_changed=about_me_changed(shown), panels=own_panels_of(request.actor, shown, london_today()),
    )  # fmt: skip
    context["back"] = {"href": "/", "label": "Back to the start"}
    return render(request, "careplans/own/version.html", context)


@outside_only
def words(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person writes in the plan while it is shared with them: the questions of the conversation, each saved by itself."""
    seen = _opened(request, version_id, "opened the plan to write in it", "act_on_plan")

    def show(pages: list[Page], status: int, sent: Card | None) -> HttpResponse:
        context = _context(
            request, seen, **shown_questions(request, seen, pages, sent), writable=seen.state == PlanState.SHARED
        )
        return render(request, "careplans/own/words.html", context, status=status)

    return converse(request, seen, show)


@outside_only
def agree(request: HttpRequest, version_id: int) -> HttpResponse:
    """Agree exactly the plan that was read; what it means stands beside the button."""
    shown = _opened(request, version_id, "opened the plan to agree with it", "act_on_plan")
    _, may_agree, why_not = _may(request, shown)
    form = AgreeForm(request.POST or None, initial={"content_hash": selectors.current_hash(shown)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.agree(
                version_id=version_id,
                content_hash=typed["content_hash"],
                by=request.actor,
                on=london_today(),
                words=typed["words"],
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Thank you. You have agreed this plan.")
            return redirect("careplans:own_version", version_id)
    context = _context(
        request, shown, form=form, may_agree=may_agree, why_not=why_not, money=selectors.money_of(selectors.content_of(shown)),
        open_questions=open_questions(shown.plan_id), incomplete=shown.state == PlanState.SHARED and not selectors.ready_to_agree(shown),
    )  # fmt: skip
    return render(request, "careplans/own/agree.html", context)


@outside_only
def changes(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for changes: the plan goes back to the coordinator with the person's words."""
    shown = _opened(request, version_id, "opened the plan to ask for changes", "act_on_plan")
    form = ReasonsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_back(version_id=version_id, reasons=form.cleaned_data["reasons"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request, "Your words are with the care coordinator, who changes the draft and shares it with you again."
            )
            return redirect("/")
    return render(request, "careplans/own/changes.html", _context(request, shown, form=form))
