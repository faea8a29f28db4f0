"""Steps of a young person into adult care, and the referral to the adult route."""

from datetime import date

from django.db import IntegrityError, transaction

from eligibility.enums import Route, Transition
from eligibility.models import Case, TransitionStep
from eligibility.rules.adulthood import STEPS
from eligibility.selectors import locked_case
from eligibility.services.cases import refer
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import reaches_age_on, say_date


@transaction.atomic
def record_step(*, case_id: int, step: str, done_on: date, on: date, by: Actor, note: str = "") -> TransitionStep:
    """Record a step as done on a day. Raises RuleBroken for a step before its age, in the future, or recorded already."""
    case = locked_case(by, case_id)
    if case.route != Route.CYPCC:
        raise RuleBroken("These steps belong to children and young people’s continuing care.")
    try:
        chosen = Transition(step)
    except ValueError as error:
        raise RuleBroken("Choose one of the steps.", "step") from error
    opens = reaches_age_on(case.person.date_of_birth, next(age for each, age, _ in STEPS if each is chosen))
    if done_on > on:
        raise RuleBroken("Enter the day on which it was done. That day is still to come.", "done_on")
    # Telling the adult team early does no harm; the steps that need an age wait for it.
    if done_on < opens and chosen is not Transition.NOTIFIED_14:
        raise RuleBroken(f"This step is possible from {say_date(opens)}.", "done_on")
    try:
        with transaction.atomic():
            return TransitionStep.objects.create(
                organisation_id=case.organisation_id,
                person_id=case.person_id,
                case=case,
                step=chosen,
                done_on=done_on,
                note=note.strip(),
                recorded_by_id=by.user_id,
            )
    except IntegrityError as error:
        if "transition_step_once" in str(error):
            raise RuleBroken("This step has been recorded already.", "step") from error
        raise


@transaction.atomic
def refer_to_adult_route(*, case_id: int, on: date, by: Actor) -> Case:
    """From 16: open the adult case with what is known, and record the step. The child's case goes on to 18.

    Raises RuleBroken for another route and before the 16th birthday.
    """
    case = locked_case(by, case_id)
    if case.route != Route.CYPCC:
        raise RuleBroken("Only a case of children’s continuing care is referred on to the adult route.")
    sixteen = reaches_age_on(case.person.date_of_birth, 16)
    if on < sixteen:
        raise RuleBroken(f"The referral for adult screening follows the 16th birthday, {say_date(sixteen)}.")
    adult = refer(
        person_id=case.person_id,
        route=Route.CHC,
        received_on=on,
        referred_by=f"Children’s continuing care, case {case.reference}",
        reason="Transition: adult screening from 16, a decision in principle from 17.",
        setting=case.setting,
        by=by,
    )
    if not case.transition_steps.filter(step=Transition.REFERRED_16).exists():
        record_step(
            case_id=case.pk, step=Transition.REFERRED_16, done_on=on, on=on, by=by, note=f"Case {adult.reference}"
        )
    return adult
