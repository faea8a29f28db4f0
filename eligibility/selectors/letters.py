"""Letters: those of a case, one of them, who may receive one, and the organisation's own words for its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from eligibility.enums import LetterState
from eligibility.models import Case, Decision, Letter
from eligibility.rules import letters as rules
from eligibility.selectors.cases import cases
from eligibility.selectors.wordings import wording
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Grant, Job
from phb.core.periods import age_on
from phb.core.selectors import running
from phb.core.words import small

JOB = "eligibility.render_letter"
KIND = "letter"
# The copy that the person has once a letter other than a decision's was sent.
SENT = "letter_sent"


def letters(actor: Actor) -> QuerySet[Letter]:
    """The letters of cases that the actor may see."""
    return Letter.objects.filter(case__in=cases(actor))


def letter_for(actor: Actor, letter_id: int) -> Letter:
    """One letter with its case and person, or NotVisible."""
    found = letters(actor).select_related("case", "person__named_contact__user", "person__place", "written_by")
    letter = found.filter(pk=letter_id).first()
    if letter is None:
        raise NotVisible
    return letter


def letters_of(case: Case) -> list[Letter]:
    """The letters of a case, newest first."""
    return list(case.letters.select_related("written_by").order_by("-id"))


def letters_for_list(actor: Actor) -> QuerySet[Letter]:
    """The letters of a whole commissioner or caseload, with what a list shows."""
    return letters(actor).select_related("person", "case", "written_by")


def job_key(letter: Letter, *, first: bool) -> str:
    """The name of a letter's printing job: the first letter of a decision is found by its decision, others by themselves."""
    return f"decision-{letter.decision_id}" if first else f"letter-{letter.pk}"


def print_jobs(found: Sequence[Letter]) -> dict[int, Job]:
    """The job of each letter's PDF, by letter: one query, by the jobs' names."""
    keys = [job_key(letter, first=first) for letter in found for first in (False, True)]
    organisations = {letter.organisation_id for letter in found}
    jobs = Job.objects.filter(organisation_id__in=organisations, kind=JOB, key__in=keys)
    return {job.payload["letter"]: job for job in jobs}


def letter_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the desk: letters that are written and not sent, in one query."""
    if not may(actor, "letter", "R"):
        return []
    waiting = letters(actor).order_by().filter(state=LetterState.WRITTEN).aggregate(n=Count("pk"), oldest=Min("dated"))
    return [
        {
            "key": "letters",
            "label": "letters written, not sent",
            "title": "Letters written, not sent",
            "count": waiting["n"],
            "route": "eligibility:letters",
            "filter": {},
            "tone": "",
            "oldest": waiting["oldest"],
            "waits_for": ("COM", "CC"),
        }
    ]


def unwritten(case: Case) -> list[Decision]:
    """Decisions of a case whose letter has not been written, oldest first: a notice that is still owed."""
    told = Q(letters__isnull=False) & ~Q(letters__state=LetterState.CANCELLED)
    made = case.decisions.exclude(pk__in=case.decisions.filter(told).values("pk")).order_by("id")
    return [decision for decision in made if kind_for(case, decision)]


def kind_for(case: Case, decision: Decision) -> str:
    """The kind of letter that tells of a decision, or ""."""
    return rules.kind_of_decision(
        route=case.route, matter=decision.matter, decision=decision.decision, fast_track=case.fast_track
    )


def newest_outcome(case: Case, tool: str) -> str:
    """The outcome of the newest completed form of a tool on a case; "" without one."""
    done = case.assessments.filter(tool=tool, state="COMPLETED").order_by("-id")
    return done.values_list("outcome", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody to whom a letter may go. `key` is "person", "grant-<number>" or "other"."""

    key: str
    name: str
    about: str
    address: tuple[str, ...] | None


def receivers(case: Case, on: date) -> list[Receiver]:
    """The person first, then whoever acts for them on a day. A child under 16 is written to through the parents;
    after a death the letter goes to the personal representatives."""
    person = case.person
    lines = tuple(line for line in [*person.address.splitlines(), person.postcode] if line.strip())
    address = None if person.address_withheld or not lines else lines
    name, about = person.full_name, ""
    if person.date_of_death is not None:
        name = f"The personal representatives of {person.full_name}"
        about = f"This letter is about {person.full_name}."
    elif age_on(person.date_of_birth, on) < 16:
        name = f"The parents or carers of {person.full_name}"
        about = f"This letter is about {person.full_name}."
    found = [Receiver("person", name[:200], about, address)]
    acting = Grant.objects.filter(running(on), person=person, kind="REPRESENTATIVE").select_related("user")
    for grant in acting.order_by("user__name", "id"):
        found.append(
            Receiver(
                f"grant-{grant.pk}",
                grant.user.name,
                f"This letter is about {person.full_name}. We write to you because you act for them: "
                f"{small(grant.get_basis_display())}. “You” in this letter means {person.full_name}.",
                None,
            )
        )
    return found


def own_words(
    organisation_id: int, kind: rules.Kind, on: date, *, easy: bool, language: str
) -> tuple[Mapping[str, str], frozenset[str]]:
    """The organisation's words by part, in the language asked for or else in English, and the parts that are in it."""
    found: dict[str, str] = {}
    translated = set()
    for part in rules.PARTS:
        key = rules.key_of(kind.key, part, easy=easy)
        if language != "en" and (words := wording(organisation_id, "LETTER", key, on, language)) is not None:
            found[part] = words.text
            translated.add(part)
        elif (words := wording(organisation_id, "LETTER", key, on)) is not None:
            found[part] = words.text
    return found, frozenset(translated)
