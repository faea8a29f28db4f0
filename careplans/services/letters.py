"""The person is told on paper what was decided of their plan, why, and how to ask to look again."""

from collections.abc import Sequence
from datetime import date

from careplans.models import LineDecision, PlanVersion
from eligibility.services.letters import write_letter
from phb.core.actors import Actor


def tell_in_part(version: PlanVersion, made: Sequence[LineDecision], reasons: str, *, on: date, by: Actor) -> None:
    """The letter of a plan agreed in part: which lines, which not and why each."""
    refused = [f"{row.words}: {row.reasons}" for row in made if not row.agreed]
    extra = {
        "decided_on": on,
        "granted": [row.words for row in made if row.agreed],
        "refused": refused,
        "reasons": reasons,
    }
    write_letter(kind="PLAN_IN_PART", case_id=version.plan.case_id, by=by, on=on, extra=extra)


def tell_refused(version: PlanVersion, reasons: str, *, on: date, by: Actor) -> None:
    """The letter of a plan refused as a whole."""
    extra = {"decided_on": on, "reasons": reasons}
    write_letter(kind="PLAN_REFUSED", case_id=version.plan.case_id, by=by, on=on, extra=extra)
