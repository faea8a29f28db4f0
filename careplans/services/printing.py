"""The papers of a plan: asked for, printed by a worker from the records, kept once per content.

A paper is a variant (the whole plan, the one page, one provider's part), a format (standard, large print, easy read) and
with or without money. Each has a kind of its own in the store, so that a list tells which is which.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from careplans import documents as printed
from careplans import selectors
from careplans.models import PlanVersion
from careplans.services.paper import build
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.documents import keep, kept
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job
from phb.core.pdf import Format, Printed, fingerprint

KIND = "care_plan"
JOB = "careplans.render_plan"
# A draft shared with the person is printed too, and says so: who needs large print or easy read reads it before agreeing.
NOT_YET = frozenset({"draft", "withdrawn"})
FULL, SUMMARY, PROVIDER = "FULL", "SUMMARY", "PROVIDER"
VARIANTS = {FULL: "The whole plan", SUMMARY: "The one page", PROVIDER: "A provider's part"}
EASY_READ = "EASY_READ"
FORMATS = {"STANDARD": Format.STANDARD, "LARGE_PRINT": Format.LARGE_PRINT, EASY_READ: Format.STANDARD}


@dataclass(frozen=True)
class Paper:
    """Which paper of a version. `line`: for a provider's part, the number of one of its lines."""

    variant: str = FULL
    format: str = "STANDARD"
    money: bool = True
    line: int = 0

    @property
    def kind(self) -> str:
        """What it is called in the store of documents."""
        part = {FULL: "", SUMMARY: "_summary", PROVIDER: f"_provider_{self.line}"}[self.variant]
        return f"{KIND}{part}{'' if self.money else '_no_money'}"


def paper_of(
    version: PlanVersion, *, variant: str = FULL, format: str | None = None, money: bool = True, line: int = 0
) -> Paper:
    """A paper that can be made of a version; without `format`, as the person wants to be written to.

    The same provider is the same paper whichever of its lines is named. Raises RuleBroken.
    """
    if variant not in VARIANTS:
        raise RuleBroken("Choose the whole plan, the one page, or a provider's part.", "variant")
    # Braille and sound are made by others from the standard print.
    wanted = format or (version.person.format if version.person.format in FORMATS else "STANDARD")
    if wanted not in FORMATS:
        raise RuleBroken("Choose standard print, large print or easy read.", "format")
    if variant != FULL and wanted == EASY_READ:
        if format:
            raise RuleBroken(
                "Easy read is made of the whole plan. Choose standard or large print for a part of it.", "format"
            )
        wanted = "LARGE_PRINT"
    if variant == SUMMARY:
        money = True  # nothing of it stands on the page
    return Paper(variant, wanted, money, _first_line(version, line) if variant == PROVIDER else 0)


def _first_line(version: PlanVersion, line: int) -> int:
    rows = list(version.services.exclude(provider=""))
    named = next((row.provider for row in rows if row.line == line), None)
    if named is None:
        raise RuleBroken("Choose a provider of this plan.", "line")
    return min(row.line for row in rows if printed.same_provider(row.provider, named))


def providers_of(version: PlanVersion) -> list[tuple[int, str]]:
    """(number of its first line, name) of each provider of a version, by name."""
    found: dict[str, tuple[int, str]] = {}
    for row in version.services.exclude(provider=""):
        found.setdefault(" ".join(row.provider.split()).casefold(), (row.line, " ".join(row.provider.split())))
    return sorted(found.values(), key=lambda each: each[1].casefold())


def ask_for_pdf(
    *, version_id: int, by: Actor, format: str | None = None, variant: str = FULL, money: bool = True, line: int = 0
) -> Job:
    """Ask the worker for a paper of an agreed version, in the caller's transaction.

    While the same one is on its way the same job is given back. Raises RuleBroken before the person has agreed the plan
    and for a paper that there is not; NotVisible.
    """
    version = selectors.version_for(by, version_id)
    check_printable(version)
    if variant == PROVIDER and by.is_outside:
        raise RuleBroken("Ask your care coordinator to print a provider's part.", "variant")
    paper = paper_of(version, variant=variant, format=format, money=money, line=line)
    payload = {"version_id": version.pk, **asdict(paper)}
    going = Job.objects.filter(
        organisation_id=by.organisation_id, kind=JOB, payload=payload, state__in=["waiting", "leased"]
    ).first()
    return going or jobs.ask(JOB, by=by, payload=payload, person_id=version.person_id)


def check_printable(version: PlanVersion) -> None:
    """Refuse to print what the person has not seen (RuleBroken)."""
    if version.state in NOT_YET:
        raise RuleBroken("The PDF can be made once the draft is shared with the person.")


def render_plan(
    *,
    version_id: int,
    format: str,
    by: Actor,
    on: date | None = None,
    variant: str = FULL,
    money: bool = True,
    line: int = 0,
) -> Document:
    """Print a paper of a version and keep it; the same content in the same paper is printed once only.

    Called by the worker, which acts for whoever asked. `on`: the day for which the named contact is printed.
    Raises DocumentRefused, DocumentTimedOut, NotVisible.
    """
    version = selectors.version_for(the_service(by.organisation_id), version_id)
    check_printable(version)
    paper = paper_of(version, variant=variant, format=format, money=money, line=line)
    plan = build(version, on=on, with_money=paper.money)
    source = fingerprint(plan, format=FORMATS[paper.format])
    subject: dict[str, Any] = {
        "kind": paper.kind,
        "subject_id": version.pk,
        "source_hash": source,
        "format": paper.format,
    }
    if (same := kept(by=by, **subject)) is not None:
        return same
    content = _print(plan, paper, version).pdf
    return keep(
        by=by, person_id=version.person_id, area="plan", content=content, title=_title(version, paper), **subject
    )


def _print(plan: printed.CarePlan, paper: Paper, version: PlanVersion) -> Printed:
    shape = FORMATS[paper.format]
    if paper.variant == SUMMARY:
        return printed.print_summary(plan, format=shape)
    if paper.variant == PROVIDER:
        return printed.print_provider_part(printed.part_for(plan, _provider(version, paper)), format=shape)
    if paper.format == EASY_READ:
        return printed.print_easy_read(printed.easy_read(plan), format=shape)
    return printed.print_care_plan(plan, format=shape)


def _provider(version: PlanVersion, paper: Paper) -> str:
    return dict(providers_of(version)).get(paper.line) or next(
        row.provider for row in version.services.all() if row.line == paper.line
    )


def _title(version: PlanVersion, paper: Paper) -> str:
    """What a list of documents calls it."""
    what = {FULL: "Care and support plan", SUMMARY: "Care and support plan on one page", PROVIDER: ""}[paper.variant]
    if paper.variant == PROVIDER:
        what = f"Care and support plan, part of {_provider(version, paper)}"
    return f"{what[:240]}, version {version.number}{'' if paper.money else ', without money'}"


def papers_of(version: PlanVersion) -> list[Document]:
    """The newest document of each paper of a version, newest first."""
    found = Document.objects.filter(kind__startswith=KIND, subject_id=version.pk, person_id=version.person_id)
    newest: dict[tuple[str, str], Document] = {}
    for row in found.order_by("-id"):
        newest.setdefault((row.kind, row.format), row)
    return list(newest.values())
