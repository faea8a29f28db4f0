"""A version as plain values for the rules: what it says, and what is on record around it. The number of queries is the
same however many lines a plan has."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from careplans.enums import Capacity, CompetenceResult, HoldingMethod, RiskAgreement
from careplans.models import Competence, Consent, EmploymentCheck, FamilyException, PaidPerson, PlanVersion
from careplans.rules import content as values
from careplans.rules.around import Around, Helper
from careplans.rules.completeness import Gap, direct_payment_total, gaps
from careplans.rules.panels import OF_AN_EXCEPTION, said
from careplans.rules.parts import applicable
from phb.core.clock import london_today
from phb.core.models import Grant
from phb.core.periods import age_on
from phb.core.policies import policy
from phb.core.selectors import running

_STATED = frozenset(field.name for field in fields(values.PlanContent)) & {
    field.name for field in PlanVersion._meta.concrete_fields
}


def content_of(version: PlanVersion, on: date | None = None) -> values.PlanContent:
    """The version as frozen values for the rules, with what is on record on a day (today unless one is given).

    Keys are the numbers of the lines, the same in every version, as text.
    """
    day = on or london_today()
    plan = values.PlanContent(
        **{name: getattr(version, name) for name in _STATED - {"extra_parts"}},
        **_chain(version), **_safety(version), **_people(version, day), **_beside(version),
        coordinator=version.plan.coordinator.user.name, first_review_on=version.review_due_on,
        extra_parts=tuple(version.extra_parts), around=around_of(version, day),
    )  # fmt: skip
    # The plan states what its lines add up to: the sum is worked out, never typed.
    return replace(plan, direct_payment=direct_payment_total(plan))


def gaps_of(version: PlanVersion, content: values.PlanContent | None = None) -> tuple[Gap, ...]:
    """What is still missing, in the order of the plan: what blocks a sign-off, and what is worth doing (`Gap.blocks`)."""
    return gaps(content or content_of(version))


def ready_to_agree(version: PlanVersion, content: values.PlanContent | None = None) -> bool:
    """Whether the plan's own words are complete, so that the person may agree it."""
    return not any(gap.blocks and not gap.beside for gap in gaps_of(version, content))


def applicable_parts(version: PlanVersion, content: values.PlanContent | None = None) -> dict[str, str]:
    """The optional parts that this version has, by name, each with the reason."""
    return applicable(content or content_of(version))


def around_of(version: PlanVersion, on: date) -> Around:
    """The person, the case and the settings on a day."""
    case, person = version.plan.case, version.person
    here: dict[str, Any] = {"on": on, "organisation_id": version.organisation_id, "stream": case.route}
    acting = Grant.objects.filter(running(on), person_id=person.pk, kind__in=["REPRESENTATIVE", "NOMINEE"])
    newest = consents_of(person.pk)
    return Around(
        on=on, route=case.route, fast_track=case.fast_track, age=age_on(person.date_of_birth, on),
        lacks_capacity=frozenset(about for about, row in newest.items() if row.capacity == Capacity.LACKS),
        helpers=tuple(Helper(kind, name) for kind, name in acting.order_by("pk").values_list("kind", "user__name")),
        minimum_contingency=tuple(policy("minimum_contingency", **here)),
        not_required=frozenset(policy("plan_advice_only", **here)),
    )  # fmt: skip


def consents_of(person_id: int) -> dict[str, Consent]:
    """The newest record for each decision, by decision."""
    newest: dict[str, Consent] = {}
    for row in Consent.objects.filter(person_id=person_id).order_by("assessed_on", "id"):
        newest[row.about] = row
    return newest


def lacks_capacity(person_id: int) -> bool:
    """Whether the newest record for the decision about care says so."""
    newest = consents_of(person_id).get(Consent.About.CARE)
    return newest is not None and newest.capacity == Capacity.LACKS


def _line(row: Any) -> str:
    return str(row.line) if row is not None else ""


def _same(kind: type, row: Any, *but: str) -> dict[str, Any]:
    """The values that a row and its plain value hold under the same name."""
    names = {field.name for field in fields(kind)} - {"key", *but}
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _chain(version: PlanVersion) -> dict[str, Any]:
    return {
        "needs": tuple(values.Need(_line(row), **_same(values.Need, row)) for row in version.needs.all()),
        "outcomes": tuple(_outcome(row) for row in version.outcomes.select_related("need")),
        "actions": tuple(
            values.Action(_line(row), **_same(values.Action, row, "outcome"), outcome=_line(row.outcome))
            for row in version.actions.select_related("outcome")
        ),
        "stage_goals": tuple(
            values.StageGoal(_line(row), **_same(values.StageGoal, row), action=_line(row.of_action))
            for row in version.stagegoals.select_related("of_action")
        ),
        "services": tuple(_service(row) for row in version.services.prefetch_related("links__outcome")),
    }


def _outcome(row: Any) -> values.Outcome:
    levels = tuple(
        (score, words) for score, words in sorted(row.levels.items(), key=lambda level: int(level[0])) if words
    )
    return values.Outcome(
        _line(row), **_same(values.Outcome, row, "levels"), needs=(_line(row.need),) if row.need else (), levels=levels
    )


def _service(row: Any) -> values.Service:
    return values.Service(
        key=_line(row), words=row.description, outcomes=tuple(_line(link.outcome) for link in row.links.all()),
        weekly=row.weekly_amount, one_off=row.one_off_amount, holding=HoldingMethod(row.holding), frequency=row.frequency,
        funders=tuple(values.Funder(share["funder"], Decimal(share["share"])) for share in row.funders),
        full_cost=Decimal(row.working["full_cost"]) if row.working.get("full_cost") else None, kind=row.kind,
        provider=row.provider, hours=row.hours_per_week, rate=row.rate, one_off_on=row.one_off_on,
        life_supporting=row.life_supporting,
    )  # fmt: skip


def _safety(version: PlanVersion) -> dict[str, Any]:
    significant = policy("significant_risk_score", on=version.saved_at.date(), organisation_id=version.organisation_id)
    return {
        "risks": tuple(_risk(row, version, significant) for row in version.risks.all()),
        "contingency": tuple(
            values.Contingency(_line(row), row.trigger, **_same(values.Contingency, row, "words"))
            for row in version.contingencys.all()
        ),
    }


def _risk(row: Any, version: PlanVersion, significant: int) -> values.Risk:
    return values.Risk(
        _line(row), row.description,
        **{**_same(values.Risk, row, "words"), "agreement": RiskAgreement(row.agreement)},
        significant=row.score >= significant, residual=row.residual_score, advised_on=version.risks_advised_on,
    )  # fmt: skip


def _people(version: PlanVersion, on: date) -> dict[str, Any]:
    competences: dict[int, list[values.Competence]] = {}
    for check in Competence.objects.filter(plan_id=version.plan_id).order_by("id"):
        competences.setdefault(check.line, []).append(_competence(check))
    checks: dict[int, set[str]] = {}
    for line, kind, ends in EmploymentCheck.objects.filter(plan_id=version.plan_id).values_list(
        "line", "check_kind", "expires_on"
    ):
        if ends is None or ends >= on:
            checks.setdefault(line, set()).add(kind)
    decided: dict[int, dict[str, FamilyException]] = {}
    for exception in FamilyException.objects.filter(plan_id=version.plan_id).order_by("id"):
        decided.setdefault(exception.line, {})[exception.said] = exception
    return {
        "tasks": tuple(
            values.DelegatedTask(
                _line(row), **_same(values.DelegatedTask, row, "service", "competences"), service=_line(row.service),
                competences=newest_checks(competences.get(row.line, [])),
            )
            for row in version.healthtasks.select_related("service")
        ),
        "paid_people": tuple(
            _paid(row, decided.get(row.line, {}), frozenset(checks.get(row.line, ())))
            for row in version.paidpersons.select_related("service")
        ),
    }  # fmt: skip


def newest_checks(found: list[values.Competence]) -> tuple[values.Competence, ...]:
    """Of each assistant the newest row, and a day planned for the next check beside competence that still stands. A check
    that found somebody not competent ends what stood before it."""
    newest: dict[str, list[values.Competence]] = {}
    for each in found:
        rows = newest.setdefault(each.assistant.strip().casefold(), [])
        if each.withdrawn_on or each.competent_on or each.failed:
            rows.clear()
        rows.append(each)
    return tuple(each for rows in newest.values() for each in rows)


def _competence(row: Competence) -> values.Competence:
    return values.Competence(
        assistant=row.assistant, planned_for=row.planned_for, trained_on=row.trained_on, expires_on=row.expires_on,
        competent_on=row.assessed_on if row.result == CompetenceResult.COMPETENT else None, withdrawn_on=row.withdrawn_on,
        failed=row.assessed_on is not None and row.result != CompetenceResult.COMPETENT,
        signed=bool(row.practitioner_signed_on and row.employer_signed_on and row.assistant_signed_on),
    )  # fmt: skip


def _paid(row: PaidPerson, decided: dict[str, FamilyException], checks: frozenset[str]) -> values.PaidPerson:
    """`decided`: the newest decision on this line by the mark of the words that it was about."""
    found = decided.get(said({name: getattr(row, name) for name in OF_AN_EXCEPTION}, OF_AN_EXCEPTION))
    exception = "changed" if decided else ""
    if found is not None:
        exception = "agreed" if found.agreed else "refused"
    return values.PaidPerson(
        _line(row), row.name, **_same(values.PaidPerson, row, "words", "service", "checks", "needs_exception"),
        service=_line(row.service), checks=checks, exception=exception, exception_on=found.decided_on if found else None,
    )  # fmt: skip


def _beside(version: PlanVersion) -> dict[str, Any]:
    return {
        "contacts": tuple(
            values.Contact(_line(row), row.name, **_same(values.Contact, row, "words"))
            for row in version.plancontacts.all()
        ),
        "other_plans": tuple(
            values.OtherPlan(_line(row), row.title, **_same(values.OtherPlan, row, "words"), text=row.words)
            for row in version.otherplans.all()
        ),
        "decisions": tuple(
            values.Decision(
                _line(row), row.question, **_same(values.Decision, row, "words", "options"), options=_options(row)
            )
            for row in version.shareddecisions.all()
        ),
    }


def _options(row: Any) -> tuple[str, ...]:
    names = ("words", "benefits", "risks")
    return tuple("; ".join(str(each[name]) for name in names if each.get(name)) for each in row.options)
