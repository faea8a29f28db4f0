"""The person sees the draft, agrees it, or asks for changes; paper and telephone count as much as the screen."""

from datetime import date

from django.db import transaction

from careplans import selectors
from careplans.enums import SignOff as Step
from careplans.models import PlanVersion, SignOff
from careplans.rules.agreeing import MayAgree, may_agree
from careplans.rules.completeness import check_can_be_agreed
from careplans.services.reach import Stale, check_right, locked
from phb.core import moving
from phb.core.actors import Actor
from phb.core.clock import now
from phb.core.errors import RuleBroken
from phb.core.models import Grant, Person
from phb.core.periods import age_on
from phb.core.selectors import grants_of

HOW = {"online": "Online", "paper": "On paper", "telephone": "By telephone", "visit": "In person, at a visit"}


@transaction.atomic
def share(*, version_id: int, edits: int, by: Actor) -> PlanVersion:
    """Show the draft to the person and who acts for them. `edits`: the count on the page that was read.

    Raises Stale when the draft has changed since, NotVisible, RuleBroken.
    """
    check_right(by, "plan agreement", "W", "Your role does not share plans with the person.")
    version = locked(by, version_id)
    if version.state == "shared":
        return version
    if version.edits != edits:
        raise Stale
    moving.move(version, "share", by=by, shared_at=now(), returned_reason="")
    return version


@transaction.atomic
def agree(
    *,
    version_id: int,
    content_hash: str,
    by: Actor,
    on: date,
    words: str = "",
    how: str = "online",
    agreed_by: str = "HOLDER",
    name: str = "",
) -> PlanVersion:
    """Record that the person, or who acts for them, agrees this exact version.

    Online they do it themselves. Staff record what was said on paper, by telephone or at a visit: `how`, who agreed
    (`agreed_by` "HOLDER" or "REPRESENTATIVE", `name` of a representative), and their words. Raises Stale when the
    plan has changed since it was read; RuleBroken when it is not complete, or they may not agree it; NotVisible.
    """
    version = locked(by, version_id, part="act_on_plan")
    if signed := _same_again(version, content_hash, by):
        return signed
    acting_as, signer = _who(by, version, how, agreed_by, name, words, on)
    answer = who_may_agree(version.person, acting_as, on)
    if not answer.yes:
        raise RuleBroken(answer.why)
    if version.state == "shared" and selectors.content_hash(version) != content_hash:
        raise Stale
    if version.state == "shared":
        check_can_be_agreed(selectors.content_of(version, on))
        PlanVersion.objects.filter(pk=version.pk).update(content_hash=content_hash)
        _sign(version, content_hash, by, on, words, how, acting_as, signer)
    moving.move(version, "agree", by=by, reason=words, content_hash=content_hash)
    return version


def who_may_agree(person: Person, acting_as: str, on: date) -> MayAgree:
    """Whether somebody acting as "HOLDER", "REPRESENTATIVE" or "NOMINEE" may agree this person's plan on a day."""
    return may_agree(acting_as, age_on(person.date_of_birth, on), selectors.lacks_capacity(person.pk))


def acts_as(by: Actor, person_id: int, on: date) -> str:
    """As what somebody outside the organisation acts for a person: a kind of grant, or ""."""
    kinds = set(grants_of(by, on=on).filter(person_id=person_id, act_on_plan=True).values_list("kind", flat=True))
    return next(
        (kind for kind in (Grant.Kind.HOLDER, Grant.Kind.REPRESENTATIVE, Grant.Kind.NOMINEE) if kind in kinds), ""
    )


def _who(by: Actor, version: PlanVersion, how: str, agreed_by: str, name: str, words: str, on: date) -> tuple[str, str]:
    """(as what, name) of the one who agrees."""
    check_right(by, "plan agreement", "AW", "Your role does not record what the person agrees to.")
    if by.is_outside:
        if how != "online":
            raise RuleBroken("Online, you agree for yourself.")
        return acts_as(by, version.person_id, on), by.name
    if how == "online" or how not in HOW:
        raise RuleBroken("Say how the person told you: on paper, by telephone or at a visit.", "how")
    if not words.strip():
        raise RuleBroken("Write down what they said, in their words.", "words")
    if agreed_by == "HOLDER":
        return agreed_by, version.person.full_name
    if not name.strip():
        raise RuleBroken("Enter the name of the representative who agreed.", "name")
    return agreed_by, name.strip()


def _sign(
    version: PlanVersion, content_hash: str, by: Actor, on: date, words: str, how: str, acting_as: str, signer: str
) -> SignOff:
    behalf = "" if acting_as == "HOLDER" else f"for {version.person.full_name}"[:120]
    return SignOff.objects.create(
        organisation_id=version.organisation_id, person_id=version.person_id, version=version, kind=Step.PERSON,
        content_hash=content_hash, signed_by_id=by.user_id, signed_role=by.role, signed_name=signer, signed_on=on,
        on_behalf=behalf, how=how, words=words,
    )  # fmt: skip


def _same_again(version: PlanVersion, content_hash: str, by: Actor) -> PlanVersion | None:
    """The version, when this actor's agreement to this very content is on record: a second press changes nothing."""
    there = version.sign_offs.filter(kind=Step.PERSON, content_hash=content_hash, signed_by_id=by.user_id)
    return version if version.content_hash == content_hash and there.exists() else None
