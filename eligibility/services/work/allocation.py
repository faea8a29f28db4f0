"""Giving cases to assessors and teams."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from eligibility.models import Case
from eligibility.selectors import cases
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Declaration, Grant, Membership, NamedStaff, Person, Team
from phb.core.people import put_on_caseload
from phb.core.selectors import running

KINDS = {"CC": Assignment.Kind.COORDINATOR, "CLN": Assignment.Kind.CLINICIAN}
AT_ONCE = 200


@transaction.atomic
def allocate(
    *,
    case_ids: Sequence[int],
    on: date,
    by: Actor,
    membership_id: int | None = None,
    team_id: int | None = None,
    reason: str = "",
    keeps_access: bool = True,
) -> list[Case]:
    """Give cases to an assessor, a team or both from a day on; returns those that changed. All change, or none.

    The assessor, and every member of a team that is named, gets the people onto their caseload, and so may open
    their records. Whoever had a case before keeps theirs unless `keeps_access` is False, and a reason is needed to
    take a case from somebody. Raises NotVisible for a case that is not the actor's, and RuleBroken.
    """
    if not membership_id and not team_id:
        raise RuleBroken("Choose an assessor, a team or both.", "membership_id")
    wanted = sorted(set(case_ids))
    if not wanted:
        raise RuleBroken("Choose at least one case.", "case")
    if len(wanted) > AT_ONCE:
        raise RuleBroken(f"Choose at most {AT_ONCE} cases at once.", "case")
    assessor, team = _assessor(by, membership_id, on), _team(by, team_id)
    found = list(
        cases(by).select_for_update(of=("self",)).select_related("person", "assessor__user").filter(pk__in=wanted).order_by("pk")
    )  # fmt: skip
    if len(found) != len(wanted):
        raise NotVisible
    if assessor is not None:
        _refuse_barred(assessor, found)
    before = {case.pk: case.assessor for case in found}
    changed = [case for case in found if _give(case, assessor, team, reason=reason, on=on, by=by)]
    if not keeps_access:
        for case in changed:
            _end_access(case, before[case.pk], on)
    return changed


def _assessor(by: Actor, membership_id: int | None, on: date) -> Membership | None:
    if not membership_id:
        return None
    found = Membership.objects.filter(
        running(on), organisation_id=by.organisation_id, pk=membership_id, role__in=KINDS, pending=False
    )
    assessor = found.select_related("user", "team").first()
    if assessor is None:
        raise RuleBroken("Choose a care coordinator or clinician who works here today.", "membership_id")
    return assessor


def _team(by: Actor, team_id: int | None) -> Team | None:
    if not team_id:
        return None
    team = Team.objects.filter(organisation_id=by.organisation_id, pk=team_id).first()
    if team is None:
        raise RuleBroken("Choose one of your organisation’s teams.", "team_id")
    return team


def _refuse_barred(assessor: Membership, found: list[Case]) -> None:
    """Nobody gets a case of their own, of family or friends, or of a restricted record they are not named for."""
    barred = barred_from(assessor, [case.person for case in found])
    kept_out = [case.reference for case in found if case.person_id in barred]
    if kept_out:
        raise RuleBroken(
            f"{assessor.user.name} may not open the record behind {', '.join(kept_out)}. Choose somebody else for it.",
            "membership_id",
        )


def barred_from(colleague: Membership, found: Sequence[Person]) -> set[int]:
    """The numbers of those people whose record a colleague may not open as staff, whatever caseload they are on."""
    ids = [person.pk for person in found]
    barred = set(Declaration.objects.filter(user=colleague.user, person_id__in=ids).values_list("person_id", flat=True))
    barred |= set(Grant.objects.filter(user=colleague.user, person_id__in=ids).values_list("person_id", flat=True))
    restricted = {person.pk for person in found if person.restricted}
    if restricted:
        named = NamedStaff.objects.filter(membership=colleague, person_id__in=restricted)
        barred |= restricted - set(named.values_list("person_id", flat=True))
    return barred


def _give(case: Case, assessor: Membership | None, team: Team | None, *, reason: str, on: date, by: Actor) -> bool:
    if case.state == "CLOSED":
        raise RuleBroken(f"{case.reference} is closed. Leave it out.", "case")
    before = case.assessor
    new_team = team or (assessor.team if assessor is not None else None) or case.team
    # A case that goes to another team leaves its assessor, unless that is their own team.
    stays = team is None or before is None or before.team_id == team.pk
    new_assessor = assessor or (before if stays else None)
    if (new_assessor, new_team) == (before, case.team):
        # The team may have been there through its assessor alone: named, it gets access.
        return team is not None and _put_on_team(case.person_id, team, on, by)
    if before is not None and new_assessor != before and not reason.strip():
        raise RuleBroken(f"{case.reference} is with {before.user.name}. Write why it goes to somebody else.", "reason")
    case.assessor, case.team = new_assessor, new_team
    case.save(update_fields=["assessor", "team"])
    verb = "allocate" if before is None else "reallocate"
    to = " and ".join(str(each) for each in (new_assessor and new_assessor.user.name, team) if each)
    why = f"To {to}." + (f" {reason.strip()}" if reason.strip() else "")
    moving.note(case, verb, by=by, before=case.state, after=case.state, reason=why)
    if assessor is not None:
        put_on_caseload(person_id=case.person_id, membership_id=assessor.pk, on=on, by=by, kind=KINDS[assessor.role])
    if team is not None:
        _put_on_team(case.person_id, team, on, by)
    return True


def _put_on_team(person_id: int, team: Team, on: date, by: Actor) -> bool:
    """Give the team access from a day on; whether it had none."""
    if Assignment.objects.filter(running(on), person_id=person_id, team=team, kind=Assignment.Kind.TEAM).exists():
        return False
    Assignment.objects.create(
        organisation_id=by.organisation_id, person_id=person_id, team=team, kind=Assignment.Kind.TEAM, starts=on
    )
    return True


def _end_access(case: Case, before: Membership | None, on: date) -> None:
    """Take the person off the caseload of whoever had the case, unless they have another case of this person."""
    if before is None or before == case.assessor:
        return
    others = Case.objects.filter(person_id=case.person_id, assessor=before).exclude(pk=case.pk).exclude(state="CLOSED")
    if others.exists():
        return
    for assignment in Assignment.objects.filter(running(on), person_id=case.person_id, membership=before):
        assignment.ends = on - timedelta(days=1)
        assignment.save(update_fields=["ends"])
