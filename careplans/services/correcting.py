"""A small correction: a word misspelt, a telephone number. The coordinator puts it in force; nothing else may change."""

from datetime import date, timedelta

from django.db import transaction

from careplans import selectors
from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.rules.minor import check_minor
from careplans.selectors.about_me import content_today
from careplans.services.about_me import settle_about_me
from careplans.services.reach import Stale, check_right, locked
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken


@transaction.atomic
def correct(*, version_id: int, edits: int, on: date, by: Actor) -> PlanVersion:
    """Put a draft in force that only corrects the version in force; the one before ends the day before.

    `edits`: the count on the page that was read. The signatures of the version before stay on it: what they stand for
    has not changed. Raises Stale; RuleBroken when more than a slip is changed (each change in a sentence), while a
    review is open, or on the first day of the version in force; NotVisible.
    """
    check_right(by, "plan agreement", "W", "Only the care coordinator puts a correction in force.")
    version = locked(by, version_id)
    if version.is_minor and version.state == PlanState.ACTIVE:
        return version
    type(version).life_cycle.check(version.state, "correct")
    if version.edits != edits:
        raise Stale
    earlier = PlanVersion.objects.select_for_update(of=("self",)).filter(pk=version.based_on_id).first()
    _check_earlier(earlier, on)
    assert earlier is not None
    check_minor(content_today(earlier, on), selectors.content_of(version, on))
    content_hash = selectors.content_hash(version)
    moving.move(earlier, "supersede", by=by, effective_to=on - timedelta(days=1))
    moving.move(version, "correct", by=by, is_minor=True, content_hash=content_hash, effective_from=on)
    settle_about_me(version)
    return version


def _check_earlier(earlier: PlanVersion | None, on: date) -> None:
    """Refuse (RuleBroken) unless the version that is corrected is in force, since before today, and nobody reviews it."""
    if earlier is not None and earlier.state == PlanState.UNDER_REVIEW:
        raise RuleBroken("A review of this plan is open. Complete it first; it may change the plan itself.")
    if earlier is None or earlier.state != PlanState.ACTIVE:
        raise RuleBroken("Only the version in force is corrected. This draft was not made from it.")
    if earlier.effective_from and on <= earlier.effective_from:
        raise RuleBroken("The version in force began today, so a correction begins tomorrow at the earliest.")
