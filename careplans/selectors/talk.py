"""Reads of what is said about plans: talk on a line, what waits for an answer, conversations held, what the person wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, DateTimeField, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from careplans.enums import CommentKind, CommentState
from careplans.models import PARTS, Comment, Conversation, PlanVersion
from careplans.rules.together import of_person
from careplans.selectors import NOT_SEEN_BY_PERSON
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import AuditEvent
from phb.core.selectors import people

# Parts of the plan that are talked about as a whole, with their names; lists of lines come with their lines.
WHOLE = {
    "plan": "The whole plan", "about_me": "About me", "money": "The money", "support": "Taking part and support",
    "review": "Review and payment", "people": "Who runs the plan",
}  # fmt: skip
LINES = {
    "needs": "Needs", "outcomes": "Outcomes", "actions": "Actions", "services": "Services and cost", "risks": "Risks",
    "contingency": "If something goes wrong", "contacts": "People", "tasks": "Health tasks", "paid_people": "People who are paid",
    "decisions": "Choices", "other_plans": "Other plans",
}  # fmt: skip
SAYS = ("words", "description", "trigger", "name", "question", "title")
OF_PERSON = ("BH", "REP")
OWN_FIELDS = frozenset((*of_person("about_me").fields, *of_person("support").fields))
VERSION_TABLE = "careplans_planversion"
MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be talked about: a part, or one line of it (`line` is its number in every version)."""

    part: str
    line: int
    title: str
    words: str

    @property
    def code(self) -> str:
        """As an address or a choice carries it."""
        return f"{self.part}-{self.line}"


def says(row: Any) -> str:
    """The words by which a line of a plan is known."""
    return next((str(getattr(row, name)) for name in SAYS if getattr(row, name, "")), "")


def subjects_of(version: PlanVersion) -> list[Subject]:
    """Everything in a version that can be talked about, in the order of the plan. One query a list."""
    found = [Subject(part, 0, title, title) for part, title in WHOLE.items()]
    for part, title in LINES.items():
        rows = list(PARTS[part].objects.filter(version=version))
        if rows:
            found.append(Subject(part, 0, title, title))
        found += [Subject(part, row.line, title, says(row)) for row in rows]
    return found


def comments(actor: Actor) -> QuerySet[Comment]:
    """First words and answers that this actor may read: all of their people's; outside, not those on a draft unseen."""
    found = Comment.objects.filter(person__in=people(actor, part="see_plan" if actor.role in OF_PERSON else None))
    if actor.is_outside:
        on_draft = Q(version__state__in=NOT_SEEN_BY_PERSON, version__shared_at__isnull=True)
        found = found.exclude(on_draft & Q(from_outside=False) & ~Q(parent__from_outside=True))
    return found


def comment_for(actor: Actor, comment_id: int) -> Comment:
    """One comment with its version and person. Raises NotVisible."""
    found = comments(actor).select_related("version", "person", "plan").filter(pk=comment_id).first()
    if found is None:
        raise NotVisible
    return found


def threads(actor: Actor) -> QuerySet[Comment]:
    """First words, each with what was said last: `last_outside` whether by the person, `last_at` when, `answers` how many."""
    newest = Comment.objects.filter(parent=OuterRef("pk")).order_by("-id")
    return comments(actor).filter(parent=None).annotate(
        last_outside=Coalesce(Subquery(newest.values("from_outside")[:1]), F("from_outside"), output_field=BooleanField()),
        last_at=Coalesce(Subquery(newest.values("at")[:1]), F("at"), output_field=DateTimeField()),
        answers=Count("replies"),
    )  # fmt: skip


def waiting(actor: Actor) -> QuerySet[Comment]:
    """Talk that waits for staff: still open, and the person spoke last."""
    return threads(actor).filter(state=CommentState.OPEN, last_outside=True)


def talk_of(actor: Actor, plan_id: int, *, part: str | None = None, line: int | None = None) -> list[Comment]:
    """The talk of a plan, or of one line of it, oldest first, each with its answers. Two queries."""
    found = threads(actor).filter(plan_id=plan_id).prefetch_related("replies").order_by("id")
    if part is not None:
        found = found.filter(part=part)
    if line is not None:
        found = found.filter(line=line)
    return list(found)


def open_by_line(actor: Actor, plan_id: int) -> dict[tuple[str, int], int]:
    """How much talk is open, by part and line. One query."""
    rows = comments(actor).filter(plan_id=plan_id, parent=None, state=CommentState.OPEN).order_by()
    return {(row["part"], row["line"]): row["n"] for row in rows.values("part", "line").annotate(n=Count("pk"))}


def open_questions(plan_id: int) -> int:
    """How many questions on a plan are open: said where it is shared and agreed."""
    return Comment.objects.filter(plan_id=plan_id, parent=None, state=CommentState.OPEN, kind="question").count()


def talk_counts(actor: Actor) -> dict[str, Any]:
    """What waits for an answer from staff, and since when the oldest does. One query."""
    asked = Q(kind=CommentKind.QUESTION)
    return waiting(actor).order_by().aggregate(
        questions_waiting=Count("pk", filter=asked), talk_waiting=Count("pk"), oldest_question=Min("last_at", filter=asked)
    )  # fmt: skip


def conversations_of(actor: Actor, plan_id: int) -> list[Conversation]:
    """The conversations held about a plan, newest first."""
    found = Conversation.objects.filter(plan_id=plan_id, person__in=people(actor))
    return list(found.select_related("by"))


@dataclass(frozen=True, slots=True)
class Written:
    """What the person, or who acts for them, changed of a version: parts with how many lines, who, and when last."""

    who: str
    parts: tuple[str, ...]
    at: datetime


def written_by_person(version: PlanVersion) -> Written | None:
    """What the person wrote in this version since it was shared, from the trail of changes. One query."""
    if version.shared_at is None:
        return None
    tables = {f"careplans_{model._meta.model_name}": LINES.get(part, part) for part, model in PARTS.items()}
    events = AuditEvent.objects.filter(
        person_id=version.person_id, role__in=OF_PERSON, at__gte=version.shared_at, what__in=("insert", "update", "delete"),
    ).filter(Q(table=VERSION_TABLE, row=str(version.pk)) | Q(table__in=tables)).order_by("-number")  # fmt: skip
    found: dict[str, None] = {}
    last: tuple[str, datetime] | None = None
    for event in events.values("user_name", "at", "table", "after")[:MOST_EVENTS]:
        # The version's own row also changes when it is agreed: that is no writing.
        if event["table"] == VERSION_TABLE and not OWN_FIELDS & set(event["after"] or ()):
            continue
        found.setdefault(tables.get(event["table"], WHOLE["about_me"]))
        last = last or (event["user_name"], event["at"])
    return Written(last[0], tuple(found), last[1]) if last else None
