"""What is said about a plan: comments, questions and answers on a line, and the conversations that were held."""

from datetime import date

from django.db import transaction

from careplans import selectors
from careplans.enums import CommentKind, How
from careplans.models import PARTS, Comment, Conversation, PlanVersion
from careplans.selectors.talk import comment_for, subjects_of
from careplans.services.reach import check_right
from careplans.services.sharing import acts_as
from careplans.services.telling import TELL_OF_ANSWER
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once

MAY_NOT = "Your role may read what is said about a plan but not add to it."


@transaction.atomic
def say(
    *,
    version_id: int,
    part: str,
    words: str,
    on: date,
    by: Actor,
    line: int = 0,
    kind: str = CommentKind.COMMENT,
    how: str = How.ONLINE,
    said_by: str = "",
    said_on: date | None = None,
    key: str | None = None,
) -> Comment:
    """Say something about a line of a plan (`line` 0: about the whole part). With `key`, the same page sent twice says it once.

    Staff who write down what the person said name them in `said_by`, with `how` (not online) and `said_on`; it then
    stands as the person's own, and counts as much as what is said online. Raises NotVisible, RuleBroken.
    """
    check_right(by, "plan talk", "W", MAY_NOT)
    version = selectors.version_for(by, version_id)
    about = _about(version, part, line)
    if not words.strip():
        raise RuleBroken("Write down what you want to say.", "words")
    outside = by.is_outside or bool(said_by.strip())
    day = _day(by, how, said_by, said_on, on)

    def effect() -> dict[str, int]:
        made = Comment.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, plan_id=version.plan_id, version=version,
            kind=kind, part=part, line=line, about=about[:300], words=words.strip(), said_by=said_by.strip() or by.name,
            from_outside=outside, how=how, said_on=day, by_id=by.user_id,
        )  # fmt: skip
        moving.note(made, "created", by=by, before="", after=made.state)
        return {"id": made.pk}

    asked = {"version": version_id, "part": part, "line": line, "words": words.strip()}
    answer = once("careplans.say", str(key), asked, effect, by=by)[0] if key else effect()
    return Comment.objects.get(pk=answer["id"])


def _about(version: PlanVersion, part: str, line: int) -> str:
    """What the talk is about, in the words of the plan."""
    for subject in subjects_of(version):
        if (subject.part, subject.line) == (part, line):
            return subject.words
    if line and part in PARTS:
        raise RuleBroken("This line is no longer in the plan. Say it about the whole part instead.", "about")
    raise NotVisible


def _day(by: Actor, how: str, said_by: str, said_on: date | None, on: date) -> date:
    """The day on which it was said, once who said it and how go together."""
    if by.is_outside or not said_by.strip():
        if how != How.ONLINE:
            raise RuleBroken("Say whose words these are.", "said_by")
        return on
    if how == How.ONLINE or how not in set(How):
        raise RuleBroken("Say how they told you: at a visit, by telephone, by video or on paper.", "how")
    if said_on is None or said_on > on:
        raise RuleBroken("Enter the day on which they said it: today or earlier.", "said_on")
    return said_on


@transaction.atomic
def answer(
    *, comment_id: int, words: str, on: date, by: Actor, settle: bool = False, key: str | None = None
) -> Comment:
    """Answer what was said; with `settle` it is settled at once. An answer to something settled opens it again, unless it
    settles it. Raises NotVisible, RuleBroken."""
    check_right(by, "plan talk", "W", MAY_NOT)
    first = _locked(by, comment_id)
    if not words.strip():
        raise RuleBroken("Write your answer.", "words")

    def effect() -> dict[str, int]:
        made = Comment.objects.create(
            organisation_id=first.organisation_id, person_id=first.person_id, plan_id=first.plan_id, version_id=first.version_id,
            parent=first, part=first.part, line=first.line, about=first.about, words=words.strip(), said_by=by.name,
            from_outside=by.is_outside, said_on=on, by_id=by.user_id,
        )  # fmt: skip
        wanted = "settled" if settle and may_settle(by, first, on) else "open"
        if first.state != wanted:
            moving.move(first, "settle" if wanted == "settled" else "open_again", by=by)
        if first.from_outside and not by.is_outside:
            jobs.ask(
                TELL_OF_ANSWER, by=by, payload={"answer": made.pk}, person_id=made.person_id, key=f"answer:{made.pk}"
            )
        return {"id": made.pk}

    asked = {"comment": comment_id, "words": words.strip()}
    done = once("careplans.answer", str(key), asked, effect, by=by)[0] if key else effect()
    return Comment.objects.get(pk=done["id"])


@transaction.atomic
def settle(*, comment_id: int, on: date, by: Actor) -> Comment:
    """Nothing more is to be said or done about it. Settled already, nothing happens. Raises NotVisible, RuleBroken."""
    return _turn(comment_id, "settle", "settled", on, by)


@transaction.atomic
def open_again(*, comment_id: int, on: date, by: Actor) -> Comment:
    """It was not settled after all. Open already, nothing happens. Raises NotVisible, RuleBroken."""
    return _turn(comment_id, "open_again", "open", on, by)


def _turn(comment_id: int, verb: str, wanted: str, on: date, by: Actor) -> Comment:
    check_right(by, "plan talk", "W", MAY_NOT)
    first = _locked(by, comment_id)
    if not may_settle(by, first, on):
        raise RuleBroken("Whoever said this settles it. You can answer it.")
    if first.state != wanted:
        moving.move(first, verb, by=by)
    return first


def may_settle(by: Actor, first: Comment, on: date) -> bool:
    """Whether somebody settles a talk: staff any; outside, whoever said it, and who acts on the plan what the person said."""
    if not by.is_outside:
        return True
    return first.from_outside and (first.by_id == by.user_id or acts_as(by, first.person_id, on) != "")


def _locked(by: Actor, comment_id: int) -> Comment:
    """The first words of a talk, locked. Raises NotVisible."""
    found = comment_for(by, comment_id)
    return moving.locked(Comment.objects.all(), pk=found.parent_id or found.pk)


@transaction.atomic
def record_conversation(
    *,
    version_id: int,
    held_on: date,
    how: str,
    took_part: str,
    on: date,
    by: Actor,
    words: str = "",
    key: str | None = None,
) -> Conversation:
    """Write down that a planning conversation was held: when, how, with whom, and what the person said.

    Raises RuleBroken for a day to come, or when nobody is named; NotVisible.
    """
    check_right(by, "plan", "W", "Your role does not write down conversations.")
    version = selectors.version_for(by, version_id)
    if by.is_outside:
        raise NotVisible
    if held_on > on:
        raise RuleBroken("A conversation is written down once it was held.", "held_on")
    if not took_part.strip():
        raise RuleBroken("Write down who took part, the person first.", "took_part")

    def effect() -> dict[str, int]:
        made = Conversation.objects.create(
            organisation_id=version.organisation_id, person_id=version.person_id, plan_id=version.plan_id, version=version,
            held_on=held_on, how=how, took_part=took_part.strip(), words=words.strip(), by_id=by.user_id,
        )  # fmt: skip
        return {"id": made.pk}

    asked = {"version": version_id, "held_on": held_on, "how": how, "took_part": took_part, "words": words}
    done = once("careplans.conversation", str(key), asked, effect, by=by)[0] if key else effect()
    return Conversation.objects.get(pk=done["id"])
