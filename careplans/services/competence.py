"""Recording who is competent in which health task, withdrawing it, and the checks of who is paid."""

import re
from datetime import date
from typing import Any

from django.db import transaction

from careplans import selectors
from careplans.enums import CompetenceResult, EmploymentCheckKind
from careplans.models import Competence, EmploymentCheck, HealthTask, PaidPerson
from careplans.selectors.competence import competence_for
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.periods import add_months
from phb.core.policies import policy

MAY_NOT = "Your role reads health tasks but does not record competence in them."
SIGNATURES = ("practitioner_signed_on", "employer_signed_on", "assistant_signed_on")
# A certificate of the Disclosure and Barring Service has twelve digits.
CERTIFICATE = re.compile(r"(?<!\d)\d(?:[ -]?\d){11}(?!\d)")


@transaction.atomic
def record_competence(*, task_id: int, values: dict[str, Any], key: str, on: date, by: Actor) -> Competence:
    """Record training, a check of competence and who signed, for one assistant in one task; sent twice, done once.

    Without a day until which it holds, the local setting's months count from the check. Raises NotVisible, RuleBroken.
    """
    check_right(by, "health task", "WA", MAY_NOT)
    task = selectors.row_for(by, HealthTask, task_id)
    clean = _checked(values, on, by)

    def effect() -> dict[str, int]:
        row = Competence.objects.create(
            organisation_id=by.organisation_id, person_id=task.person_id, plan_id=task.version.plan_id, line=task.line,
            task=task.words[:300], recorded_by_id=by.user_id, **clean,
        )  # fmt: skip
        return {"competence": row.pk}

    answer, _ = once("record competence", key, {**clean, "task": task_id}, effect, by=by)
    return Competence.objects.get(pk=answer["competence"])


def _checked(values: dict[str, Any], on: date, by: Actor) -> dict[str, Any]:
    clean: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    trained, assessed, result = clean.get("trained_on"), clean.get("assessed_on"), clean.get("result")
    if not clean.get("assistant"):
        raise RuleBroken("Enter the assistant's name.", "assistant")
    for name in ("trained_on", "assessed_on", *SIGNATURES):
        if clean.get(name) and clean[name] > on:
            raise RuleBroken("This day is still to come. Enter when it was done.", name)
    if bool(assessed) != bool(result):
        raise RuleBroken(
            "A check has a day and a result: enter both, or neither.", "result" if assessed else "assessed_on"
        )
    if not assessed and not trained and not clean.get("planned_for"):
        raise RuleBroken("Enter when training was given, or for when it is planned.", "planned_for")
    if not assessed and (clean.get("expires_on") or any(clean.get(name) for name in SIGNATURES)):
        raise RuleBroken(
            "Enter when competence was assessed: before that, nothing ends and nobody signs.", "assessed_on"
        )
    if result == CompetenceResult.COMPETENT:
        _competent(clean, trained, assessed)
        months = policy("competence_months", on=on, organisation_id=by.organisation_id)
        clean["expires_on"] = clean.get("expires_on") or add_months(assessed, int(months))
    return clean


def _competent(clean: dict[str, Any], trained: date | None, assessed: date) -> None:
    if not clean.get("assessed_by"):
        raise RuleBroken("Enter who assessed it: a registered practitioner who is accountable.", "assessed_by")
    if trained is None:
        raise RuleBroken("Competence is assessed after training. Enter when training was given.", "trained_on")
    if trained > assessed:
        raise RuleBroken("Training was given after the check. Look at both days again.", "trained_on")
    if clean.get("expires_on") and clean["expires_on"] <= assessed:
        raise RuleBroken("It ends on or before the day of the check. Enter a later day.", "expires_on")
    for name in SIGNATURES:
        if clean.get(name) and clean[name] < assessed:
            raise RuleBroken("Nobody signs before the check. Look at both days again.", name)


@transaction.atomic
def sign_competence(*, competence_id: int, signed: dict[str, date | None], on: date, by: Actor) -> Competence:
    """Add signatures that were still missing; one that stands is not changed. Raises NotVisible, RuleBroken."""
    check_right(by, "health task", "WA", MAY_NOT)
    competence_for(by, competence_id)
    row = moving.locked(Competence.objects.all(), pk=competence_id)
    if row.assessed_on is None or row.result != CompetenceResult.COMPETENT:
        raise RuleBroken("Nothing is signed before the assistant was found competent.")
    for name, day in signed.items():
        if day is None or getattr(row, name) is not None:
            continue
        if not row.assessed_on <= day <= on:
            raise RuleBroken("Between the check and today. Look at the day again.", name)
        setattr(row, name, day)
    row.edits += 1
    row.save(update_fields=[*SIGNATURES, "edits"])
    return row


@transaction.atomic
def withdraw_competence(*, competence_id: int, withdrawn_on: date, why: str, by: Actor) -> Competence:
    """The practitioner withdraws: the assistant no longer does the task from a day on. A second press changes nothing."""
    check_right(by, "health task", "WA", MAY_NOT)
    competence_for(by, competence_id)
    row = moving.locked(Competence.objects.all(), pk=competence_id)
    if row.withdrawn_on is not None:
        return row
    if not why.strip():
        raise RuleBroken("Write down why it is withdrawn.", "why")
    first = row.assessed_on or row.trained_on
    if first and withdrawn_on < first:
        raise RuleBroken("It cannot be withdrawn before it was given.", "withdrawn_on")
    row.withdrawn_on, row.withdrawn_why = withdrawn_on, why.strip()
    row.save(update_fields=["withdrawn_on", "withdrawn_why"])
    return row


@transaction.atomic
def record_check(
    *, version_id: int, line: int, check_kind: str, done_on: date, key: str, on: date, by: Actor, expires_on: date | None = None,
    words: str = "",
) -> EmploymentCheck:  # fmt: skip
    """Record one check of somebody who is paid. A certificate's number is not kept; sent twice, done once.

    A criminal record check without an end counts for the local setting's months. Raises NotVisible, RuleBroken.
    """
    check_right(by, "plan", "W", "Your role reads the checks of who is paid but does not record them.")
    version = selectors.version_for(by, version_id)
    paid = next((row for row in PaidPerson.objects.filter(version=version) if row.line == line), None)
    if paid is None:
        raise RuleBroken("Select somebody who is paid in this plan.", "line")
    if CERTIFICATE.search(words):
        raise RuleBroken(
            "This looks like the number of a certificate. It is not kept: say only what was seen.", "words"
        )
    if done_on > on:
        raise RuleBroken("This day is still to come. Enter when it was checked.", "done_on")
    if check_kind == EmploymentCheckKind.DBS and expires_on is None:
        expires_on = add_months(done_on, int(policy("dbs_months", on=on, organisation_id=by.organisation_id)))
    if expires_on and expires_on <= done_on:
        raise RuleBroken("It ends on or before the day of the check. Enter a later day.", "expires_on")

    def effect() -> dict[str, int]:
        row = EmploymentCheck.objects.create(
            organisation_id=by.organisation_id, person_id=version.person_id, plan_id=version.plan_id, line=line,
            name=paid.name, check_kind=check_kind, done_on=done_on, expires_on=expires_on, words=words.strip(),
            recorded_by_id=by.user_id,
        )  # fmt: skip
        return {"check": row.pk}

    asked = {
        "version": version_id,
        "line": line,
        "kind": check_kind,
        "done": done_on,
        "ends": expires_on,
        "words": words,
    }
    answer, _ = once("record employment check", key, asked, effect, by=by)
    return EmploymentCheck.objects.get(pk=answer["check"])
