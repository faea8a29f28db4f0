"""What stands around a made-up plan: actions, tasks, paid people, talk, a panel, scores and a review on the way."""

from datetime import date, timedelta
from typing import Any

from careplans import selectors, services
from careplans.enums import CommentKind, How, ReviewKind
from careplans.rules.reviewing import LOOKED_AT
from careplans.services import competence, panels, reviews, scores, talking
from phb.core.actors import Actor
from phb.core.tenancy import acting_as
from phb.made_up.staff import House

__all__ = ["before_a_panel", "review_under_way", "scored_at_start", "talked_about", "write_more"]


def write_more(version_id: int, by: Actor, day: date) -> None:
    """The parts beyond the least that the law asks: what is done, by whom, who is paid, what was decided together."""
    version = selectors.version_for(by, version_id)
    outcome = version.outcomes.first()
    service = version.services.first()

    def row(part: str, **values: Any) -> Any:
        return services.save_row(version_id=version_id, part=part, values=values, by=by)

    out = row(
        "actions", outcome=outcome.pk, words="Plan two outings each week on Sunday evening", who="Joy and I",
        who_role="Personal assistant", when="Sundays", strategies="Start with the garden centre: it is flat and quiet.",
        status="in_progress", confidence=7,
    )  # fmt: skip
    row(
        "stage_goals",
        of_action=out.pk,
        words="One outing a week for a month",
        status="achieved",
        result="Four out of four",
    )
    task = row(
        "tasks", service=service.pk, words="Giving thickened drinks and soft food", instructions="Sheet in the kitchen folder.",
        delegated_by="Ruth Adeyemi", registration="NMC 99A0001E", practitioner_employer="Northmoor Community NHS",
        risk_assessed_on=day, person_content_on=day, if_withdrawn="The agency's nurse comes at mealtimes.",
    )  # fmt: skip
    competence.record_competence(
        task_id=task.pk, key=f"made-up-competence-{task.pk}", on=day, by=by,
        values={
            "assistant": "Joy Abara", "trained_on": day - timedelta(days=9), "trained_by": "Ruth Adeyemi",
            "assessed_on": day - timedelta(days=2), "assessed_by": "Ruth Adeyemi", "result": "competent",
            "practitioner_signed_on": day - timedelta(days=2), "employer_signed_on": day, "assistant_signed_on": day,
        },
    )  # fmt: skip
    row("paid_people", service=service.pk, name="Joy Abara", employment="employed", relationship="none")
    row(
        "other_plans",
        kind="social_care",
        title="Care and support plan of the council",
        held_by="Northmoor Council",
        dated=day,
    )
    row(
        "decisions", question="Where do I eat my main meal?", what_matters="Eating with my family",
        options=[
            {"words": "At the table with everybody", "benefits": "Company", "risks": "I talk while I eat"},
            {"words": "Alone, with an assistant", "benefits": "Quiet", "risks": "Lonely"},
            {"words": "As it is now", "benefits": "Nothing new", "risks": "I lose weight"},
        ],
        decision="At the table, and we stop talking while I swallow.", took_part="Grace, Ruth Adeyemi and I",
        status="valid", decided_on=day,
    )  # fmt: skip
    row(
        "contacts", kind="professional", name="Ruth Adeyemi", role="Continuing healthcare nurse", phone="01632 960 446",
        key_worker=True, organisation_name="Northmoor Community NHS", invited=True, took_part=True,
    )  # fmt: skip
    talking.record_conversation(
        version_id=version_id, held_on=day, how=How.VISIT, took_part="The person, Grace and Ruth Adeyemi", on=day, by=by,
        words="Mornings are the hard part. If they begin well, the day is mine.",
    )  # fmt: skip


def talked_about(version_id: int, by: Actor, day: date) -> None:
    """A question that waits for its answer, and a comment that was settled."""
    version = selectors.version_for(by, version_id)
    service = version.services.first()
    talking.say(
        version_id=version_id, part="services", line=service.line, kind=CommentKind.QUESTION, on=day, by=by,
        words="Could one of the mornings be an evening instead?", how=How.TELEPHONE, said_by=version.person.full_name,
        said_on=day,
    )  # fmt: skip
    said = talking.say(
        version_id=version_id, part="contacts", words="Please add my neighbour Ada.", on=day, by=by, how=How.PAPER,
        said_by=version.person.full_name, said_on=day,
    )  # fmt: skip
    talking.answer(comment_id=said.pk, words="Added, with her number.", on=day, by=by, settle=True)


def scored_at_start(plan_id: int, by: Actor, day: date) -> None:
    """How far each outcome was reached when the plan began, in the person's own rating first."""
    version = selectors.newest_version(by, plan_id)
    values: dict[str, Any] = {}
    for outcome in version.outcomes.all():
        values |= {
            f"{outcome.line}_own_rating": 3,
            f"{outcome.line}_own_words": "Some days.",
            f"{outcome.line}_attained": -1,
        }
    scores.score_outcomes(plan_id=plan_id, values=values, on=day, by=by)


def review_under_way(plan_id: int, by: Actor, today: date) -> None:
    """The first review: held last week, its result not written yet."""
    review = reviews.open_review(plan_id=plan_id, kind=ReviewKind.FIRST, why="", on=today - timedelta(days=12), by=by)
    held = today - timedelta(days=5)
    reviews.save_review(
        review_id=review.pk, part="view", by=by,
        values={"persons_view": "I go out again. The nights are still long.", "persons_view_how": "visit"},
    )  # fmt: skip
    reviews.save_review(
        review_id=review.pk, part="meeting", by=by,
        values={"held_on": held, "how": "visit", "took_part": "The person, Grace and the care coordinator"},
    )  # fmt: skip
    reviews.save_review(
        review_id=review.pk, part="looked", by=by, values={f"{item.code}_answer": "good" for item in LOOKED_AT[:6]}
    )  # fmt: skip
    version = selectors.newest_version(by, plan_id)
    first = version.outcomes.first()
    scores.score_outcomes(
        plan_id=plan_id, review_id=review.pk, on=held, by=by,
        values={f"{first.line}_own_rating": 7, f"{first.line}_own_words": "Twice a week, most weeks.", f"{first.line}_attained": 0},
    )  # fmt: skip


def before_a_panel(house: House, version_id: int, today: date) -> None:
    """A panel next week with this plan on its agenda."""
    seats = [
        house[key].membership_id for key in ("commissioner", "commissioner2", "clinician") if house[key].membership_id
    ]
    with acting_as(house["commissioner"]) as by:
        panel = panels.plan_panel(
            name="Personal health budgets panel", held_on=today + timedelta(days=6), seats=[s for s in seats if s],
            others=["Lena Brandt, expert by experience"], by=by, key=f"made-up-panel-{house.organisation.pk}", place="Room 3",
        )  # fmt: skip
        panels.put_to_panel(
            version_id=version_id, panel_id=panel, why="The night care goes beyond the usual package.", by=by
        )
