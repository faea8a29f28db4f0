"""Decisions questioned: recording a request, one challenge, and the steps on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import ChallengeKind as K
from eligibility.enums import PaymentChange
from eligibility.forms.challenges import (
    RequestForm,
)
from eligibility.models import Challenge
from eligibility.rules.disputes import WAYS, heard_by, next_way, why_closed
from eligibility.rules.letters import kind_of
from eligibility.rules.request_limits import last_day
from eligibility.selectors import challenge_clocks as clocks
from eligibility.selectors import challenges as reads
from eligibility.services import challenges as services
from eligibility.services.challenges.handling import outside_limit
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.errors import RuleBroken
from phb.core.moving import in_words
from phb.core.once import once
from phb.core.tables import Tag
from phb.core.words import capital

COLOURS = {"RECEIVED": "yellow", "IN_PROGRESS": "blue", "NOT_ACCEPTED": "grey", "DECIDED": "green", "WITHDRAWN": "grey"}
ROLES = {"CHAIR": "Chair", "ICB": "Member of another board", "LA": "Member of a local authority outside"}
SEEN = "opened your request to look again at a decision"
MOVES = {
    "created": "Request recorded",
    "take_up": "Taken up",
    "not_accept": "Not accepted",
    "withdraw": "Withdrawn",
    "decide": "Outcome given",
}
DETAILS = {
    "question": "About",
    "authority": "Local authority",
    "procedure": "Agreed local procedure",
    "nhs_position": "What the NHS holds",
    "la_position": "What the local authority holds",
    "lived_at": "Cared for then",
    "evidence": "Evidence of care and costs",
    "new_evidence": "New since the refusal",
    "service": "Service left out",
}


def slug(kind: str) -> str:
    """A way as it stands in an address."""
    return kind.lower().replace("_", "-")


def way_of(name: str) -> K:
    """The way with that name in an address; 404 for any other."""
    try:
        return K(name.upper().replace("-", "_"))
    except ValueError as error:
        raise Http404 from error


def state_tag(challenge: Challenge) -> Tag:
    """Where a challenge stands, coloured."""
    return Tag(challenge.get_state_display(), COLOURS[challenge.state])


def choose(request: HttpRequest, case_id: int) -> HttpResponse:
    """Which ways are open on this case now, and why the others are not."""
    case = selectors.case_for(request.actor, case_id)
    found = reads.possible_ways(case)
    ways = [
        {
            "label": each.way.kind.label,
            "words": each.words,
            "href": reverse("eligibility:receive_challenge", args=[case.pk, slug(each.way.kind)]),
            "source": f"{each.way.source}",
        }
        for each in reads.possible_ways(case)
    ]
    audit.note_read(case.person_id, "opened your eligibility case")
    running = {one.kind: one for one in reads.challenges_of(case) if one.state in reads.OPEN}
    closed = [
        {"label": each.way.kind.label, "value": each.words, **_open_it(running.get(each.way.kind))}
        for each in found
        if not each.open
    ]
    context = {"case": case, "person": case.person, "ways": ways, "closed_rows": closed, "back": _to(case)}
    return render(request, "eligibility/challenge_ways.html", context)


def _open_it(running: Challenge | None) -> dict[str, str]:
    if running is None:
        return {}
    return {"href": reverse("eligibility:challenge", args=[running.pk]), "action": "Open"}


def receive(request: HttpRequest, case_id: int, way: str) -> HttpResponse:
    """A request in the person's own words; sent twice, recorded once."""
    case, kind, today, actor = selectors.case_for(request.actor, case_id), way_of(way), london_today(), request.actor
    standing = reads.standing_of(case)
    closed = why_closed(kind, standing)
    form = RequestForm(
        request.POST or None,
        kind=kind,
        today=today,
        initial={"requested_by": case.person.full_name, "requested_on": today},
    )
    if request.method == "POST" and form.is_valid():
        given = form.given()

        def effect() -> dict[str, Any]:
            return {"challenge": services.receive(case_id=case.pk, kind=kind, on=today, by=actor, **given).pk}

        try:
            key = str(form.cleaned_data["key"])
            answer, _ = once("eligibility.challenge", key, {"case": case.pk, "kind": kind, **given}, effect, by=actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Request recorded.")
            return redirect("eligibility:challenge", answer["challenge"])
    after = reads.former_stage(case, kind)
    about, screened = reads.questioned(case, kind, after)
    notice = reads.notice_day(case, about, screened, after)
    context = {
        "form": form,
        "case": case,
        "person": case.person,
        "kind": kind,
        "way": WAYS[kind],
        "closed": closed,
        "hears": capital(heard_by(kind, today)),
        "notice": notice,
        "last_day": last_day(kind, notice),
        "back": {"href": reverse("eligibility:question", args=[case.pk]), "label": "Back to the ways"},
    }
    audit.note_read(case.person_id, "opened a form to record your request to look again at a decision")
    return render(request, "eligibility/challenge_receive.html", context)


def show(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """One challenge: where it stands, the words, the steps and the outcome."""
    challenge, today, actor = reads.challenge_for(request.actor, challenge_id), london_today(), request.actor
    audit.note_read(challenge.person_id, SEEN)
    context = {
        "challenge": challenge,
        "case": challenge.case,
        "person": challenge.person,
        "tag": state_tag(challenge),
        "clock": clocks.clock_of(challenge, today, selectors.due_soon_days(actor.organisation_id, today)),
        "facts": _facts(challenge, today),
        "details": _details(challenge),
        "actions": _actions(challenge, actor),
        "panel_rows": [[ROLES[row["role"]], row["name"], row["organisation"]] for row in challenge.panel],
        "steps": _steps(challenge),
        "letters": [
            {"letter": letter, "title": kind_of(letter.kind).title} for letter in challenge.letters.order_by("-id")
        ],
        "may_read_letters": may(actor, "letter", "R"),
        "may_read_evidence": may(actor, "case work", "R"),
        "care_goes_on": challenge.kind == K.BODIES,
        "next": next_stage(challenge, today),
        "made": list(challenge.decisions.order_by("id")),
        "refund_rows": refund_rows(challenge.refund),
        "back": _to(challenge.case),
    }
    return render(request, "eligibility/challenge.html", context)


def refund_rows(refund: dict[str, Any]) -> list[list[str]]:
    """The days made good, for a table: why, from, to, number of days (both ends included)."""
    return [
        [line["words"], day(date.fromisoformat(line["from"])), day(date.fromisoformat(line["to"])), f"{line['days']:,}"]
        for line in refund.get("lines", [])
    ]


def next_stage(challenge: Challenge, today: date) -> dict[str, Any] | None:
    """What whoever asked may do next, and until when; None while it is open, and where nothing comes next."""
    if challenge.state != "DECIDED" or challenge.outcome not in reads.UNCHANGED or challenge.outcome_on is None:
        return None
    way = next_way(challenge.kind)
    if way is None:
        return None
    notice = reads.notice_day(challenge.case, None, None, challenge)
    return {
        "label": way.label,
        "hears": heard_by(way, today),
        "last": last_day(way, notice),
        "address": challenge.details.get("next_address", ""),
    }


def _facts(challenge: Challenge, today: date) -> list[dict[str, Any]]:
    limit, kept = challenge.details.get("limit", {}), challenge.details
    rows = [
        {"label": "Heard by", "value": capital(heard_by(challenge.kind, today))},
        {"label": "Asked by", "value": challenge.requested_by, "note": challenge.acts_as},
        {"label": "Came", "value": day(challenge.requested_on), "note": f"{challenge.get_how_display()}. Recorded by {challenge.received_by.name}"},
        {"label": "Limit in time", "value": limit.get("words", ""), "note": limit.get("source", "")},
    ]  # fmt: skip
    if challenge.about is not None:
        about = challenge.about
        words = f"{about.get_decision_display()}, decided on {day(about.decided_on)} by {about.decider_name or about.decided_by.name}"
        rows.insert(0, {"label": "Questions", "value": words, "note": _notice_words(challenge)})
    elif challenge.about_form is not None:
        words = f"Negative Checklist, completed on {day(challenge.about_form.completed_on)}"
        rows.insert(0, {"label": "Questions", "value": words, "note": _notice_words(challenge)})
    elif kept.get("change"):
        words = f"Direct payment: {PaymentChange(kept['change']).label.lower()}"
        rows.insert(0, {"label": "Questions", "value": words, "note": _notice_words(challenge)})
    if challenge.after is not None:
        rows.append(
            {"label": "Stage before", "value": f"{challenge.after.get_kind_display()}, {challenge.after.reference}"}
        )
    if challenge.grounds:
        rows.append({"label": "Grounds", "value": challenge.get_grounds_display()})
    if challenge.undue_delay_waiver:
        rows.append(
            {
                "label": "Local resolution",
                "value": "Passed over: the national body is satisfied that it would cause undue delay",
            }
        )
    if challenge.period_from:
        rows.append(
            {
                "label": "Past period",
                "value": f"{day(challenge.period_from)} to {day(challenge.period_to)}",
                "note": "Both days included",
            }
        )
    if kept.get("tools"):
        rows.append(
            {"label": "Judged with", "value": ", ".join(kept["tools"]), "note": "The tools in force at that time"}
        )
    if challenge.late_reason:
        rows.append({"label": "Accepted all the same", "value": challenge.late_reason})
    if kept.get("not_accepted"):
        rows.append({"label": "Not accepted because", "value": kept["not_accepted"]["reason"]})
    return rows


def _notice_words(challenge: Challenge) -> str:
    return f"Notice of {day(challenge.notice_on)}" if challenge.notice_on else ""


def _details(challenge: Challenge) -> list[dict[str, Any]]:
    kept = challenge.details
    rows = [{"label": label, "value": kept[key]} for key, label in DETAILS.items() if kept.get(key)]
    if kept.get("interim_funder"):
        payer = "The NHS" if kept["interim_funder"] == "NHS" else kept.get("authority", "The local authority")
        since = day(date.fromisoformat(kept["interim_from"]))
        rows.append({"label": "Pays meanwhile", "value": payer, "note": f"From {since}, without prejudice"})
    if kept.get("change") == "STOP":
        words = "The payment stops while this is considered" if kept.get("stops_meanwhile") else "The payment goes on"
        rows.append({"label": "Meanwhile", "value": words, "note": "SI 2013/1617 reg 17(8)"})
    return rows


def _steps(challenge: Challenge) -> list[dict[str, Any]]:
    """What was done and how it moved, what was recorded last first."""
    done = [
        (step.at, {"when": step.on, "what": "Step", "who": step.by.name, "words": step.words})
        for step in challenge.steps.select_related("by")
    ]
    moved = [(move.at, in_words(move, MOVES)) for move in reads.moves_of(challenge)]
    return [entry for _, entry in sorted(done + moved, key=lambda each: each[0], reverse=True)]


def _actions(challenge: Challenge, actor: Any) -> list[dict[str, str]]:
    if not may(actor, "challenge", "WA"):
        return []
    cycle, state = Challenge.life_cycle, challenge.state
    found = []

    def add(label: str, name: str) -> None:
        found.append({"label": label, "href": reverse(f"eligibility:{name}", args=[challenge.pk])})

    if cycle.may(state, "take_up") and (may(actor, "challenge", "A") or not outside_limit(challenge)):
        add("Take it up" if state == "RECEIVED" else "Take it up after all", "take_up_challenge")
    if cycle.may(state, "not_accept") and outside_limit(challenge) and may(actor, "challenge", "A"):
        add("Do not accept it", "not_accept_challenge")
    if cycle.may(state, "decide") and may(actor, "challenge", "A"):
        add("Record the outcome", "decide_challenge")
    if cycle.is_in(state, "open"):
        if challenge.kind == K.INDEPENDENT_REVIEW:
            add("Change the panel" if challenge.panel else "Name the panel", "challenge_panel")
        if challenge.kind == K.BODIES:
            add("Record positions", "challenge_positions")
        add("Add a step", "challenge_step")
        add("Record that it is withdrawn", "withdraw_challenge")
    return found


def _to(case: Any) -> dict[str, str]:
    return {"href": reverse("eligibility:case", args=[case.pk]), "label": "Back to the case"}
