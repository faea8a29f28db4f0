"""Scored measures: written by a commissioner, taken up, retired; filled in at the start and at each review."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from careplans.enums import MeasureState
from careplans.models import Measure, MeasureScore, Plan
from careplans.rules.scoring import check_score, questions_from, score_of, span_of
from careplans.selectors import reviews as reads
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once
from phb.core.selectors import people

WORKINGS = ("sum", "mean")
MAY_NOT = "Your role may read measures but not change them."


@transaction.atomic
def save_measure(
    *,
    name: str,
    by: Actor,
    measure_id: int | None = None,
    version: str = "",
    about: str = "",
    licence: str = "",
    least: Decimal | None = None,
    most: Decimal | None = None,
    higher_is_better: bool = True,
    working: str = "sum",
    questions: Sequence[Mapping[str, Any]] = (),
) -> Measure:
    """Write a measure, or change one that is still being written.

    With questions of one's own, the range follows from them; a licensed instrument has none: only its score is recorded.
    Raises RuleBroken for a name that is taken, a range that is none, or a measure in use; NotVisible.
    """
    check_right(by, "measures", "W", MAY_NOT)
    if not name.strip():
        raise RuleBroken("Enter the name of the measure.", "name")
    if working not in WORKINGS:
        raise RuleBroken("Choose sum or mean.", "working")
    if questions:
        least, most = span_of(questions_from(questions), working)
    if least is None or most is None:
        raise RuleBroken("Enter the least and the most score, or write questions.", "least")
    if most <= least:
        raise RuleBroken("The most must be above the least.", "most")
    measure = Measure(organisation_id=by.organisation_id, made_by_id=by.user_id)
    if measure_id is not None:
        measure = _locked(by, measure_id)
        if measure.state != MeasureState.DRAFT:
            raise RuleBroken("This measure is in use, so it stays as it is. Write it anew under another version.")
    values = {"name": name.strip(), "version": version.strip(), "about": about.strip(), "licence": licence.strip(),
              "least": least, "most": most, "higher_is_better": higher_is_better, "working": working,
              "questions": [dict(each) for each in questions]}  # fmt: skip
    new = measure.pk is None
    if not new and all(getattr(measure, field) == value for field, value in values.items()):
        return measure
    for field, value in values.items():
        setattr(measure, field, value)
    measure.edits += 0 if new else 1
    try:
        with transaction.atomic():
            measure.save()
    except IntegrityError as error:
        raise RuleBroken("There is a measure of this name and version already.", "name") from error
    if new:
        moving.note(measure, "created", by=by, before="", after=measure.state)
    return measure


@transaction.atomic
def move_measure(*, measure_id: int, verb: str, by: Actor) -> Measure:
    """Take a measure up ("take_up") or retire it ("retire"). Pressed twice, it is one step. Raises RuleBroken, NotVisible."""
    check_right(by, "measures", "W", MAY_NOT)
    measure = _locked(by, measure_id)
    after = {"take_up": MeasureState.IN_USE, "retire": MeasureState.RETIRED}.get(verb)
    if after is None:
        raise RuleBroken("Choose whether the measure is taken up or retired.")
    if measure.state != after:
        moving.move(measure, verb, by=by)
    return measure


@transaction.atomic
def record_score(
    *,
    plan_id: int,
    measure_id: int,
    on: date,
    by: Actor,
    key: str,
    answers: Mapping[str, Any] | None = None,
    score: Decimal | None = None,
    scored_on: date | None = None,
    completed_by: str = "",
    how: str = "",
    words: str = "",
) -> MeasureScore:
    """Record a measure filled in on a day, for the open review if there is one, else for the start of the plan.

    Questions of one's own are answered and added up here; of a licensed instrument only the score is given. The person
    fills in only the former. Raises NotVisible; RuleBroken for a missing answer, a score out of range, or a day to come.
    """
    check_right(by, "plan review", "P" if by.is_outside else "W", "Your role does not fill in measures.")
    plan = Plan.objects.filter(
        pk=plan_id, person__in=people(by, part="act_on_plan" if by.is_outside else None)
    ).first()  # fmt: skip
    if plan is None:
        raise NotVisible
    measure = reads.measure_for(by, measure_id)
    if measure.state != MeasureState.IN_USE:
        raise RuleBroken("This measure is not in use.")
    if by.is_outside and not measure.questions:
        raise NotVisible
    day = scored_on or on
    if day > on:
        raise RuleBroken("The day cannot be in the future.", "scored_on")
    given = {str(name): int(value) for name, value in (answers or {}).items() if value not in (None, "")}
    worked = _worked(measure, given, score)
    who = completed_by.strip() or (by.name if by.is_outside else "")
    if not who:
        raise RuleBroken("Write who filled it in.", "completed_by")
    review = reads.under_way(plan.pk)
    asked = {
        "plan": plan_id,
        "measure": measure_id,
        "answers": given,
        "score": worked,
        "day": day,
        "who": who,
        "words": words,
    }

    def effect() -> dict[str, int]:
        return {"id": MeasureScore.objects.create(
            organisation_id=by.organisation_id, person_id=plan.person_id, plan=plan, review=review, measure=measure,
            answers=given, score=worked, scored_on=day, completed_by=who[:200], how=how or ("online" if by.is_outside else ""),
            words=words.strip(), by_id=by.user_id,
        ).pk}  # fmt: skip

    answer, _ = once("careplans.record_score", key, asked, effect, by=by)
    return MeasureScore.objects.get(pk=answer["id"])


def _worked(measure: Measure, given: Mapping[str, int], score: Decimal | None) -> Decimal:
    if measure.questions:
        return score_of(questions_from(measure.questions), given, measure.working)
    if score is None:
        raise RuleBroken("Enter the score.", "score")
    check_score(score, measure.least, measure.most)
    return score


def _locked(by: Actor, measure_id: int) -> Measure:
    reads.measure_for(by, measure_id)
    return moving.locked(Measure.objects.filter(organisation_id=by.organisation_id), pk=measure_id)
