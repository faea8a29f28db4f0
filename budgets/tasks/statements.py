"""The worker's part of statements: worked out, printed only when something changed, kept."""

from datetime import date
from typing import Any

from budgets.documents import print_statement
from budgets.models import Budget, Statement
from budgets.services import statement_runs, statements
from budgets.services.statement_figures import frozen_hash
from budgets.statement_document import document_of, format_for
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.documents import keep
from phb.core.errors import RuleBroken
from phb.core.jobs import job
from phb.core.models import Document, Job
from phb.core.pdf import DocumentTimedOut
from phb.core.pdf.errors import DocumentFailed
from phb.core.tenancy import acting_as


@job(statements.JOB, in_pieces=True)
def make_statement(row: Job, by: Actor) -> None:
    """One statement that somebody asked for. Its reason, when it cannot be made, is the job's too."""
    statement_id = row.payload["statement"]
    make(statement_id, date.fromisoformat(row.payload["on"]), by)
    with acting_as(by):
        made = Statement.objects.get(pk=statement_id)
        if made.state == "failed":
            raise RuleBroken(made.problem)
        if made.state == "requested":
            raise RuntimeError(made.problem)  # the job's next try
        jobs.made(row, made.document, by=by)


@job(statement_runs.PLAN_JOB, in_pieces=True)
def plan_statement_run(row: Job, by: Actor) -> None:
    statement_runs.plan_run(row, by)


@job(statement_runs.PIECE_JOB, in_pieces=True)
def make_statements(row: Job, by: Actor) -> None:
    statement_runs.make_piece(row, by, make)


def make(statement_id: int, on: date, by: Actor) -> None:
    """Try once. A refusal is kept with the statement as its reason; any other failure uses up one of three tries."""
    with acting_as(by):
        if statements.begin(statement_id=statement_id, by=by) is None:
            return
    try:
        _make(statement_id, on, by)
    except (RuleBroken, DocumentFailed) as error:
        problem, final = str(error), not isinstance(error, DocumentTimedOut)
    except Exception as error:  # one item's failure must not stop the others
        problem, final = f"It failed with {type(error).__name__}.", False
    else:
        return
    with acting_as(by):
        statements.set_aside(statement_id=statement_id, problem=problem, final=final, by=by)


def _make(statement_id: int, on: date, by: Actor) -> None:
    with acting_as(by):
        statement = Statement.objects.select_related("person", "document").get(pk=statement_id)
        # Imports and answers wait, so that all figures are of one moment.
        Budget.objects.select_for_update().get(pk=statement.budget_id)
        facts = statements.facts_of(statement)
    digest = frozen_hash(facts)
    wanted = format_for(statement.person.format)
    same = (
        statement.document is not None and statement.source_hash == digest and statement.document.format == wanted.name
    )
    content = None if same else _print(statement, facts, digest, on)
    with acting_as(by):
        document = statement.document if same else _keep(statement, content, digest, by)
        statements.finish(statement_id=statement_id, facts=facts, source_hash=digest, document=document, on=on, by=by)


def _print(statement: Statement, facts: dict[str, Any], digest: str, on: date) -> bytes:
    changed = bool(statement.source_hash) and statement.source_hash != digest
    dated = on if changed or statement.made_on is None else statement.made_on
    printed = document_of(facts, version=statement.version + changed, dated=dated)
    return print_statement(printed, format=format_for(statement.person.format)).pdf


def _keep(statement: Statement, content: bytes | None, digest: str, by: Actor) -> Document:
    assert content is not None
    return keep(
        by=by,
        person_id=statement.person_id,
        area=statements.AREA,
        kind=statements.KIND,
        title=f"Spend statement {statement.period_start:%-d %B %Y} to {statement.period_end:%-d %B %Y}",
        subject_id=statement.pk,
        format=format_for(statement.person.format).name,
        content=content,
        source_hash=digest,
    )
