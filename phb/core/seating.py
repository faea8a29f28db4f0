"""Giving and ending roles, and leave to act for a person."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from phb.core import moving
from phb.core.actors import ROLE_NAMES, Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Grant, Membership, Person, Team, User
from phb.core.periods import age_on
from phb.core.selectors import AGE_OF_CONSENT, person_for, running

# Asked before a role ends: each raises RuleBroken while something still hangs on it. Apps above add theirs when they start.
Check = Callable[[Membership], None]
_before_end: list[Check] = []

# Roles that decide about money or check those who do: a second person approves them.
NEEDS_APPROVAL = frozenset({"COM", "FIN", "AUD"})


def before_end(check: Check) -> None:
    """Have this asked before any role ends. Twice is once."""
    if check not in _before_end:
        _before_end.append(check)


def members(actor: Actor) -> QuerySet[Membership]:
    """Everybody's roles in the actor's organisation, past ones included."""
    found = Membership.objects.filter(organisation_id=actor.organisation_id)
    return found.select_related("user", "team").order_by("user__name", "id")


def account_for(*, email: str, name: str) -> User:
    """The account with this address, made without a password if there is none. One account may work in two places."""
    address = email.strip().lower()
    found = User.objects.filter(email=address).first()
    return found or User.objects.create_user(address, None, name=name.strip())


@transaction.atomic
def give_role(
    *,
    email: str,
    name: str,
    role: str,
    on: date,
    by: Actor,
    team_id: int | None = None,
    job_title: str = "",
) -> Membership:
    """Give somebody a role from a day on. Commissioners, finance officers and auditors wait for a second person.

    Raises RuleBroken for one's own account, a role that is there already, or roles that exclude each other.
    """
    user = account_for(email=email, name=name)
    if user.pk == by.user_id:
        raise RuleBroken("Nobody gives themselves a role. Ask another administrator.", "email")
    team = Team.objects.filter(pk=team_id, organisation_id=by.organisation_id).first() if team_id else None
    if Membership.objects.filter(running(on), organisation_id=by.organisation_id, user=user, role=role).exists():
        raise RuleBroken(f"{user.name} has this role already.", "role")
    try:
        with transaction.atomic():
            return Membership.objects.create(
                organisation_id=by.organisation_id,
                user=user,
                role=role,
                team=team,
                job_title=job_title.strip(),
                starts=on,
                granted_by_id=by.user_id,
                pending=role in NEEDS_APPROVAL,
            )
    except IntegrityError as error:
        if "exclude each other" not in str(error):
            raise
        raise RuleBroken(
            f"{user.name} has a role that excludes this one. An auditor has no other role, and whoever administers users "
            "decides nothing about money. End the other role first.",
            "role",
        ) from error


@transaction.atomic
def approve_role(*, membership_id: int, by: Actor) -> Membership:
    """Confirm a role that another person gave. Raises RuleBroken for the giver and for the one it is for."""
    seat = _seat(membership_id, by)
    if not seat.pending:
        raise RuleBroken("This role was approved already.")
    if by.user_id in (seat.granted_by_id, seat.user_id):
        raise RuleBroken("A second person approves this role: another administrator or a commissioner.")
    seat.pending, seat.approved_by_id = False, by.user_id
    seat.save(update_fields=["pending", "approved_by"])
    return seat


@transaction.atomic
def end_role(*, membership_id: int, on: date, by: Actor) -> Membership:
    """End a role today: it is gone at the person's next request.

    Raises RuleBroken for one's own role, and while something still hangs on it (a plan names its coordinator).
    """
    seat = _seat(membership_id, by)
    if seat.user_id == by.user_id:
        raise RuleBroken("Nobody ends their own role. Ask another administrator.")
    if seat.ends is not None and seat.ends < on:
        raise RuleBroken("This role has ended already.")
    for check in _before_end:
        check(seat)
    # The last day is yesterday: a role ended today must not open anything today.
    seat.ends = max(seat.starts, date.fromordinal(on.toordinal() - 1))
    if seat.ends >= on:
        seat.delete()  # given and ended on one day: it was never used on another
        return seat
    seat.save(update_fields=["ends"])
    return seat


def grants_for(actor: Actor, person: Person) -> QuerySet[Grant]:
    """Who may act for a person, and who could."""
    return Grant.objects.filter(person=person).select_related("user").order_by("-id")


@transaction.atomic
def give_grant(
    *,
    person_id: int,
    email: str,
    name: str,
    kind: str,
    basis: str,
    parts: list[str],
    on: date,
    by: Actor,
    ends: date | None = None,
) -> Grant:
    """Give the person, their representative or nominee access of their own, from a day on.

    Raises RuleBroken when basis and kind do not go together, the person is a child under 16 (a representative
    acts), the account works with this person as staff, or the grant runs already.
    """
    person = person_for(by, person_id)
    user = account_for(email=email, name=name or person.full_name)
    _check_basis(person, kind, basis, on)
    if (
        user.pk == by.user_id
        or Membership.objects.filter(
            running(on), user=user, organisation_id=by.organisation_id, assignments__person=person
        ).exists()
    ):
        raise RuleBroken("Somebody who works with this person as staff cannot act for them as well.", "email")
    if Grant.objects.filter(running(on), person=person, user=user).exists():
        raise RuleBroken("This account may act for the person already. End that first to change it.", "email")
    return Grant.objects.create(
        organisation_id=by.organisation_id,
        person=person,
        user=user,
        kind=kind,
        basis=basis,
        starts=on,
        ends=ends,
        **{part: part in parts for part in ("see_money", "see_plan", "act_on_money", "act_on_plan", "messages")},
    )


def grant_for(actor: Actor, grant_id: int) -> Grant:
    """One grant of a person whom the actor may open. Raises NotVisible."""
    grant = Grant.objects.filter(pk=grant_id, organisation_id=actor.organisation_id).select_related("user").first()
    if grant is None:
        raise NotVisible
    grant.person = person_for(actor, grant.person_id)
    return grant


@transaction.atomic
def end_grant(*, grant_id: int, reason: str, on: date, by: Actor) -> Grant:
    """End somebody's leave to act, at once."""
    grant_for(by, grant_id)
    grant = moving.locked(Grant.objects.all(), pk=grant_id)
    if not reason.strip():
        raise RuleBroken("Write why it ends.", "reason")
    if grant.ends is not None and grant.ends < on:
        raise RuleBroken("This has ended already.")
    grant.ends = date.fromordinal(on.toordinal() - 1)
    grant.starts = min(grant.starts, grant.ends)
    grant.ended_reason = reason.strip()
    grant.save(update_fields=["starts", "ends", "ended_reason"])
    return grant


def _check_basis(person: Person, kind: str, basis: str, on: date) -> None:
    if (kind == Grant.Kind.HOLDER) != (basis == Grant.Basis.SELF):
        raise RuleBroken(
            "“The person themselves” goes with the person, any other basis with somebody who acts for them.", "basis"
        )
    age = age_on(person.date_of_birth, on)
    if kind == Grant.Kind.HOLDER and age < AGE_OF_CONSENT:
        raise RuleBroken("Under 16, a representative acts for the child (2013 Regulations, regulation 4).", "kind")
    if basis == Grant.Basis.PARENTAL_RESPONSIBILITY and age >= AGE_OF_CONSENT:
        raise RuleBroken(
            "From the 16th birthday parental responsibility alone is not enough. Record another basis.", "basis"
        )


def _seat(membership_id: int, by: Actor) -> Membership:
    seat = Membership.objects.filter(pk=membership_id, organisation_id=by.organisation_id).first()
    if seat is None:
        raise NotVisible
    return moving.locked(Membership.objects.all(), pk=membership_id)


def staff_roles() -> list[tuple[str, str]]:
    return [(code, name) for code, name in ROLE_NAMES.items() if code not in {"BH", "REP", "SYSTEM"}]


def caring_staff(actor: Actor, on: date) -> QuerySet[Membership]:
    """Coordinators and clinicians who work here on a day."""
    found = Membership.objects.filter(
        running(on), Q(role="CC") | Q(role="CLN"), organisation_id=actor.organisation_id, pending=False
    )
    return found.select_related("user").order_by("user__name", "id")
