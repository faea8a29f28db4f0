"""Young people on children's continuing care, each with the step towards adult care that comes next and its day."""

from django.db.models import Case as Choose
from django.db.models import CharField, DateField, Exists, F, Func, OuterRef, QuerySet, Value, When

from eligibility.enums import CaseState, Route, Transition
from eligibility.models import Case, TransitionStep
from eligibility.rules.adulthood import STEPS
from eligibility.selectors.cases import cases
from phb.core.actors import Actor


class Birthday(Func):
    """The day on which an age in years is reached; somebody born on 29 February reaches it on 1 March in a common year."""

    template = (
        "((%(expressions)s + interval '%(years)s years')::date + CASE WHEN extract(month from %(expressions)s) = 2 "
        "AND extract(day from %(expressions)s) = 29 "
        "AND extract(day from %(expressions)s + interval '%(years)s years') = 28 THEN 1 ELSE 0 END)"
    )
    output_field = DateField()

    def __init__(self, born: str, years: int) -> None:
        super().__init__(F(born), years=int(years))


def children_towards_adulthood(actor: Actor) -> QuerySet[Case]:
    """Open children's cases that are not refused, with `next_step` and `step_due`; those who have moved are left out.

    One query whatever the length: a step that a later one has overtaken is not asked for again.
    """
    taken = TransitionStep.objects.filter(case_id=OuterRef("pk"))
    names = [step for step, *_ in STEPS]
    whens, dues = [], []
    for index, (step, _, age) in enumerate(STEPS):
        later = [each.value for each in names[index:]]
        whens.append(When(~Exists(taken.filter(step__in=later)), then=Value(step.value)))
        dues.append(When(next_step=step.value, then=Birthday("person__date_of_birth", age)))
    return (
        cases(actor)
        .filter(route=Route.CYPCC)
        .exclude(state__in=(CaseState.CLOSED, CaseState.NOT_ELIGIBLE, CaseState.SCREENED_OUT))
        .exclude(Exists(taken.filter(step=Transition.MOVED.value)))
        .select_related("person", "team", "assessor__user")
        .annotate(next_step=Choose(*whens, output_field=CharField()))
        .annotate(step_due=Choose(*dues, output_field=DateField()))
    )
