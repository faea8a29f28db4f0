"""Comments and questions on a line of a plan: the pages of staff, the person's own, and the list of what waits."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.enums import CommentKind, CommentState, How
from careplans.forms.talk import HOW_WORDS, AnswerForm, RecordSaidForm, SayForm
from careplans.models import Comment, PlanVersion
from careplans.selectors import talk as reads
from careplans.services import talking
from careplans.views.common import case_context, opened, outside_only, staff_only
from careplans.views.shown import short
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import LONDON, london_today
from phb.core.display import plural
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tables import Column, FilterForm, Table, Tag

STATES = [("", "Open"), (CommentState.SETTLED.value, "Settled")]
WAITS = [("", "Any"), ("staff", "Waits for an answer from us"), ("person", "We spoke last")]


class TalkFilters(FilterForm):
    state = nhs.SelectField(label="State", choices=STATES)
    kind = nhs.SelectField(label="What it is", choices=[("", "Any"), *CommentKind.choices()])
    waits = nhs.SelectField(label="Who spoke last", choices=WAITS)


class TalkTable(Table):
    caption, order, filter_form = "Questions and comments", "last", TalkFilters
    empty = "Nobody has asked or said anything."
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", link=lambda row: reverse("careplans:comment", args=[row.pk]),
               note=lambda row: row.plan.reference),
        Column("words", "What was said", cell=lambda row: short(row.words, 120), note=lambda row: f"About: {short(row.about, 60)}"),
        Column("kind", "What it is", cell=lambda row: row.get_kind_display()),
        Column("said_by", "Said by", cell="said_by", note=lambda row: "" if row.how == How.ONLINE else HOW_WORDS[row.how]),
        Column("last", "Last words", sort="last_at", cell="last_at", kind="date", never_empty=True, note=lambda row: waited(row)),
        Column("state", "State", cell=lambda row: Tag(*state_of(row))),
        Column("coordinator", "Care coordinator", cell="plan.coordinator.user.name"),
    )  # fmt: skip

    def filter_waits(self, queryset: Any, value: str) -> Any:
        return queryset.filter(state=CommentState.OPEN, last_outside=value == "staff")


def waited(row: Any) -> str:
    """How long the person has waited for an answer."""
    if row.state != CommentState.OPEN or not row.last_outside:
        return ""
    days = (london_today() - row.last_at.astimezone(LONDON).date()).days
    return "waits since today" if days <= 0 else f"waits {plural(days, 'day')}"


def state_of(row: Comment) -> tuple[str, str]:
    """The state in words, with its colour."""
    return (CommentState(row.state).label, "grey" if row.state == CommentState.SETTLED else "blue")


@staff_only
def talk_list(request: HttpRequest) -> HttpResponse:
    """What people said and asked about their plans; the longest waiting first."""
    found = reads.threads(request.actor).select_related("person", "plan__coordinator__user")
    if not request.GET.get("state"):
        found = found.filter(state=CommentState.OPEN)
    made = TalkTable(request.GET, found)
    if made.wants_csv:
        audit.note_read(
            list(made.filtered.values_list("person_id", flat=True)), "exported a list of what was said about plans"
        )
        return made.csv_response("questions.csv")
    audit.note_read([row.person_id for row in made.page.rows], "saw what you said about your plan in a list")
    return render(request, "careplans/talk/list.html", {"table": made})


@staff_only
def talk(request: HttpRequest, version_id: int) -> HttpResponse:
    """All that was said about a plan, and the conversations held; staff add to it."""
    version = opened(request, version_id, "read what was said about your plan")
    actor, today = request.actor, london_today()
    subjects = reads.subjects_of(version)
    form = RecordSaidForm(
        request.POST or None, today=today, subjects=[(each.code, _subject(each)) for each in subjects],
        initial={"whose": "person", "said_by": version.person.full_name, "about": request.GET.get("about", ""), "said_on": today},
    )  # fmt: skip
    if request.method == "POST":
        if not may(actor, "plan talk", "W"):
            raise NotVisible
        if form.is_valid() and (answer := _record(request, version, form, today)):
            return answer
    found = reads.talk_of(actor, version.plan_id)
    everything = request.GET.get("show") == "all"
    context = {
        **case_context(request, version), "form": form, "may_say": may(actor, "plan talk", "W"), "everything": everything,
        "threads": found if everything else [row for row in found if row.state == CommentState.OPEN], "count": len(found),
        "conversations": reads.conversations_of(actor, version.plan_id), "how_words": HOW_WORDS, "titles": {**reads.WHOLE, **reads.LINES},
        "may_write": may(actor, "plan", "W"),
    }  # fmt: skip
    return render(request, "careplans/talk/talk.html", context)


def _subject(subject: reads.Subject) -> str:
    return subject.title if subject.line == 0 else f"{subject.title}: {short(subject.words, 60)}"


def _record(request: HttpRequest, version: PlanVersion, form: RecordSaidForm, today: date) -> HttpResponse | None:
    typed = form.cleaned_data
    part, _, line = typed["about"].rpartition("-")
    theirs = typed["whose"] == "person"
    said = {"said_by": typed["said_by"], "how": typed["how"], "said_on": typed["said_on"]} if theirs else {}
    try:
        talking.say(
            version_id=version.pk, part=part, line=int(line), words=typed["words"], kind=typed["kind"], on=today,
            by=request.actor, key=str(typed["key"]), **said,
        )  # fmt: skip
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    messages.success(request, "Written down.")
    return redirect("careplans:talk", version.pk)


@staff_only
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One talk with its answers."""
    first = _first(request, comment_id)
    version = selectors.version_for(request.actor, first.version_id)
    form = AnswerForm(request.POST or None)
    here = reverse("careplans:comment", args=[first.pk])
    if request.method == "POST":
        if not may(request.actor, "plan talk", "W"):
            raise NotVisible
        if answer := _act(request, first, form, here):
            return answer
    context = {
        **case_context(request, version), **_thread(request, first), "form": form,
        "back": {"href": reverse("careplans:talk", args=[version.pk]), "label": "All that was said about this plan"},
        "may_say": may(request.actor, "plan talk", "W"), "may_turn": may(request.actor, "plan talk", "W"),
    }  # fmt: skip
    return render(request, "careplans/talk/comment.html", context)


def _first(request: HttpRequest, comment_id: int) -> Comment:
    found = reads.comment_for(request.actor, comment_id)
    audit.note_read(found.person_id, "read what was said about the plan")
    return reads.comment_for(request.actor, found.parent_id) if found.parent_id else found


def _thread(request: HttpRequest, first: Comment) -> dict[str, Any]:
    replies = list(reads.comments(request.actor).filter(parent=first).order_by("id"))
    return {"first": first, "replies": replies, "how_words": HOW_WORDS, "state": state_of(first),
            "part_title": {**reads.WHOLE, **reads.LINES}.get(first.part, "")}  # fmt: skip


def _act(request: HttpRequest, first: Comment, form: AnswerForm, here: str) -> HttpResponse | None:
    """Answer, settle or open again; nothing when something on the page is to be mended."""
    act = request.POST.get("act")
    if act in {"settle", "open_again"}:
        if not talking.may_settle(request.actor, first, london_today()):
            raise NotVisible
        turn = {"settle": talking.settle, "open_again": talking.open_again}[act]
        turn(comment_id=first.pk, on=london_today(), by=request.actor)
        messages.success(request, "Settled." if act == "settle" else "Open again.")
        return redirect(here)
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        talking.answer(
            comment_id=first.pk, words=typed["words"], settle=typed.get("settle", False), on=london_today(), by=request.actor, key=str(typed["key"])
        )  # fmt: skip
    except RuleBroken as error:
        form.add_rule_broken(error)
        return None
    messages.success(request, "Your answer is saved.")
    return redirect(here)


# --- the person's own pages


@outside_only
def own_say(request: HttpRequest, version_id: int) -> HttpResponse:
    """Say something, or ask, about one line of the plan; what was said of it before stands above."""
    version = selectors.version_for(request.actor, version_id)
    audit.note_read(version.person_id, "opened the plan to say something about it")
    code = request.GET.get("about") or "plan-0"
    subject = next((each for each in reads.subjects_of(version) if each.code == code), None)
    if subject is None:
        raise NotVisible
    form = SayForm(request.POST or None)
    back = reverse("careplans:own_version", args=[version.pk])
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            talking.say(
                version_id=version.pk, part=subject.part, line=subject.line, words=typed["words"], kind=typed["kind"],
                on=london_today(), by=request.actor, key=str(typed["key"]),
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Thank you. Your care coordinator reads this.")
            return redirect(f"{back}#talk")
    context = {
        "version": version, "person": version.person, "subject": subject, "form": form, "back": {"href": back, "label": "Back to the plan"},
        "threads": reads.talk_of(request.actor, version.plan_id, part=subject.part, line=subject.line), "how_words": HOW_WORDS,
        "action": f"{request.path}?about={subject.code}",
    }  # fmt: skip
    return render(request, "careplans/own/say.html", context)


@outside_only
def own_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """One talk as the person reads it: they answer, and settle or open again what they said."""
    first = _first(request, comment_id)
    form = AnswerForm(request.POST or None)
    if not talking.may_settle(request.actor, first, london_today()):
        del form.fields["settle"]
    here = reverse("careplans:own_comment", args=[first.pk])
    if request.method == "POST" and (answer := _act(request, first, form, here)):
        return answer
    visible = selectors.versions(request.actor).filter(plan_id=first.plan_id).order_by("-number").first()
    back = {
        "href": reverse("careplans:own_version", args=[visible.pk]) if visible else "/",
        "label": "Back to the plan",
    }
    context = {
        **_thread(request, first),
        "person": first.person,
        "form": form,
        "back": back,
        "may_turn": talking.may_settle(request.actor, first, london_today()),
    }
    return render(request, "careplans/own/comment.html", context)
