"""Users and roles, for the organisation's administrators; who acts for a person, for coordinators."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from careplans.services import plan_next_reviews
from phb.core import audit, people, seating
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.models import Assignment, Team, User
from phb.core.once import once
from phb.core.recent_login import needs_recent_login
from phb.core.selectors import person_for, running
from phb.forms import ColleagueForm, GrantForm, ReasonForm, RoleForm


def users(request: HttpRequest) -> HttpResponse:
    today = london_today()
    context = {
        "members": seating.members(request.actor),
        "today": today,
        "may_change": may(request.actor, "users", "W"),
        "may_approve": may(request.actor, "users", "A"),
    }
    return render(request, "seats/users.html", context)


@needs_recent_login
def give_role(request: HttpRequest) -> HttpResponse:
    teams = list(Team.objects.filter(organisation_id=request.actor.organisation_id).values_list("pk", "name"))
    form = RoleForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        key = str(asked.pop("key"))

        def effect() -> dict:
            return {"seat": seating.give_role(on=london_today(), by=request.actor, **asked).pk}

        try:
            _, repeated = once("give role", key, asked, effect, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            if not repeated:
                invite(request, asked["email"])
            messages.success(
                request, "The role was given. A link to choose a password is on its way, if one is needed."
            )
            return redirect("users")
    return render(request, "seats/give_role.html", {"form": form})


@needs_recent_login
def approve_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    seat = seating.approve_role(membership_id=membership_id, by=request.actor)
    messages.success(request, f"{seat.user.name} has the role from now on.")
    return redirect("users")


@needs_recent_login
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    seat = seating.members(request.actor).filter(pk=membership_id).first()
    if request.method == "POST":
        seating.end_role(membership_id=membership_id, on=london_today(), by=request.actor)
        messages.success(request, "The role has ended.")
        return redirect("users")
    if seat is None:
        raise seating.NotVisible
    return render(request, "seats/end_role.html", {"membership": seat})


def acting(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who looks after this person, and who may act for them."""
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "saw who may act for you")
    today = london_today()
    caring = (
        Assignment.objects.filter(running(today), person=person)
        .select_related("membership__user", "team")
        .order_by("id")
    )
    context = {
        "person": person,
        "grants": seating.grants_for(request.actor, person),
        "caring": caring,
        "today": today,
        "may_change": may(request.actor, "person record", "W"),
    }
    return render(request, "seats/acting.html", context)


def give_grant(request: HttpRequest, person_id: int) -> HttpResponse:
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "opened the form for who may act for you")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        key = str(asked.pop("key"))

        def effect() -> dict:
            given = seating.give_grant(person_id=person.pk, on=london_today(), by=request.actor, **asked)
            plan_next_reviews(person_ids=[person.pk], on=london_today(), by=request.actor)
            return {"grant": given.pk}

        try:
            _, repeated = once("give grant", key, {**asked, "person": person.pk}, effect, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            if not repeated:
                invite(request, asked["email"])
            messages.success(request, "Access was given. A link to choose a password is on its way.")
            return redirect("people:acting", person.pk)
    return render(request, "seats/give_grant.html", {"form": form, "person": person})


def end_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    grant = seating.grant_for(request.actor, grant_id)
    audit.note_read(grant.person_id, "opened the form that ends somebody's leave to act for you")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seating.end_grant(grant_id=grant_id, on=london_today(), by=request.actor, **form.cleaned_data)
        plan_next_reviews(person_ids=[grant.person_id], on=london_today(), by=request.actor)
        messages.success(request, "It has ended, at once.")
        return redirect("people:acting", grant.person_id)
    return render(request, "seats/end_grant.html", {"form": form, "grant": grant, "person": grant.person})


def add_colleague(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put the person on a colleague's caseload too, a clinician's for the sign-off, say."""
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "opened the form for who looks after you")
    staff = seating.caring_staff(request.actor, london_today())
    form = ColleagueForm(request.POST or None, colleagues=[(seat.pk, str(seat)) for seat in staff])
    if request.method == "POST" and form.is_valid():
        people.share_caseload(
            person_id=person.pk,
            membership_id=int(form.cleaned_data["membership_id"]),
            on=london_today(),
            by=request.actor,
        )
        messages.success(request, "The person is on your colleague's caseload from today.")
        return redirect("people:acting", person.pk)
    return render(request, "seats/add_colleague.html", {"form": form, "person": person})


def invite(request: HttpRequest, email: str) -> None:
    """A link to choose a password, for an account that has none yet. The mail names nobody but its reader."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or user.has_usable_password():
        return
    form = ResetPasswordForm(data={"email": user.email})
    if form.is_valid():
        form.save(request)
