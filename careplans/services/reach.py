"""What every service of plans does first: find the version for this actor, lock it, and ask whether the role may."""

from careplans import selectors
from careplans.models import PlanVersion
from careplans.rules.lifecycle import PLAN
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken


class Changed(RuleBroken):
    """Somebody else changed the same words meanwhile. `theirs` holds what stands there now, by field; nothing was written."""

    def __init__(self, theirs: dict[str, object]) -> None:
        super().__init__(
            "Somebody else has changed the same words since you opened this page. Look at both, then save what is right."
        )
        self.theirs = theirs


class Stale(RuleBroken):
    """The page named a version of the plan that is no longer the newest."""

    def __init__(self) -> None:
        super().__init__("The plan has changed since you opened this page. Read it again before you go on.")


def locked(by: Actor, version_id: int, *, part: str = "see_plan") -> PlanVersion:
    """The version, locked until the transaction ends. Raises NotVisible."""
    version = moving.locked(
        PlanVersion.objects.filter(organisation_id=by.organisation_id), pk=_visible(by, version_id, part)
    )
    return version


def _visible(by: Actor, version_id: int, part: str) -> int:
    if not selectors.versions(by, part=part).filter(pk=version_id).exists():
        raise NotVisible
    return version_id


def check_right(by: Actor, area: str, rights: str, words: str) -> None:
    """Refuse a role that may not (RuleBroken), whatever page or command it came by."""
    if not may(by, area, rights):
        raise RuleBroken(words)


def check_open(version: PlanVersion) -> None:
    """Refuse to write on a version that is neither drafted nor shared (RuleBroken)."""
    if not PLAN.is_in(version.state, "can_be_edited"):
        raise RuleBroken(
            "This version of the plan was agreed, so its words stay as they are. Give it back first, or start a new version."
        )


def touch(version: PlanVersion, **changes: object) -> PlanVersion:
    """Save changes of the version itself and count one edit, so that the next reader names another version."""
    for name, value in changes.items():
        setattr(version, name, value)
    version.edits += 1
    version.save(update_fields=[*changes, "edits", "saved_at"])
    return version
