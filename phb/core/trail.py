"""The trail, read: for the person in plain words, and proof that nobody changed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from phb.core.actors import ROLE_NAMES, Actor
from phb.core.models import AuditEvent

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Look:
    """One line of "who has seen my record"."""

    at: datetime
    who: str
    role: str
    words: str


def looks_of(actor: Actor, person_id: int) -> QuerySet[AuditEvent]:
    """What others did with a person's record, newest first. The caller has checked that it is theirs to see."""
    return AuditEvent.objects.filter(organisation_id=actor.organisation_id, person_id=person_id).order_by("-number")


def in_words(event: AuditEvent) -> Look:
    """An event as the person reads it."""
    if event.what.startswith("read: "):
        words = event.what.removeprefix("read: ")
    else:
        verb = {"insert": "added to", "update": "changed", "delete": "removed from"}.get(event.what, event.what)
        words = f"{verb} {AREAS.get(event.table, 'your record')}"
    return Look(event.at, event.user_name or "The service itself", ROLE_NAMES.get(event.role, event.role), words)


AREAS = {
    "core_person": "your name or contact details",
    "core_assignment": "who looks after you",
    "core_grant": "who may act for you",
    "core_document": "your documents",
    "eligibility_case": "your case",
    "eligibility_assessment": "your assessment",
    "eligibility_decision": "the decision about you",
    "careplans_plan": "your plan",
    "careplans_planversion": "your plan",
    "careplans_need": "the needs in your plan",
    "careplans_outcome": "the outcomes in your plan",
    "careplans_service": "the services in your plan",
    "careplans_serviceoutcome": "the services in your plan",
    "careplans_risk": "the risks in your plan",
    "careplans_contingency": "what to do if things go wrong",
    "careplans_signoff": "the signatures on your plan",
    "careplans_consent": "your consent",
    "budgets_indicative": "your indicative amount",
    "budgets_budget": "your budget",
    "budgets_budgetversion": "your budget",
    "budgets_budgetline": "your budget",
    "budgets_agreement": "your agreement",
    "budgets_payeeaccount": "the account you are paid to",
    "budgets_fundingsplit": "whose money your budget is",
    "budgets_fundingshare": "whose money your budget is",
    "budgets_contribution": "what you pay yourself",
    "budgets_contingencyuse": "the contingency of your budget",
    "budgets_schedule": "your payments",
    "budgets_payment": "your payments",
    "budgets_bankaccount": "your bank statements",
    "budgets_bankimport": "your bank statements",
    "budgets_statement": "your spend statement",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The first number at which an organisation's chain does not hold, and why."""

    organisation_id: int
    number: int
    words: str


def first_fault(organisation_id: int) -> Fault | None:
    """Recompute the whole chain of the organisation that the transaction is bound to; None when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [organisation_id])
        row = cursor.fetchone()
    return None if row is None else Fault(organisation_id, row[0], row[1])


# One pass in order of number: gaps, a hash that is not its content's, a link that is not the one before,
# and a tail that is shorter than the head says.
_CHAIN = """
WITH chain AS (
    SELECT e.number, e.hash, e.previous_hash, phb_audit_digest(e) AS digest,
           lag(e.number, 1, 0) OVER w AS number_before, lag(e.hash, 1, repeat('0', 64)) OVER w AS hash_before
    FROM core_auditevent e WHERE e.organisation_id = %s WINDOW w AS (ORDER BY e.number)
), bad AS (
    SELECT LEAST(number, number_before + 1) AS number,
           CASE WHEN number <> number_before + 1 THEN 'An event is missing.'
                WHEN hash <> digest THEN 'The event is not as it was written.'
                ELSE 'The event does not follow the one before it.' END AS words
    FROM chain WHERE number <> number_before + 1 OR hash <> digest OR previous_hash <> hash_before
    UNION ALL
    SELECT h.number, 'The newest events are missing, or the head was changed.' FROM core_audithead h
    WHERE h.organisation_id = phb_organisation()
      AND NOT EXISTS (SELECT 1 FROM chain c WHERE c.number = h.number AND c.hash = h.hash)
    UNION ALL
    SELECT max(c.number), 'There are events beyond the head.' FROM chain c
    HAVING max(c.number) > COALESCE((SELECT h.number FROM core_audithead h WHERE h.organisation_id = phb_organisation()), 0)
)
SELECT number, words FROM bad ORDER BY number LIMIT 1
"""


def switched_off_triggers() -> Iterator[str]:
    """Tables whose triggers of ours are missing or switched off."""
    from phb.core.database.guard import tenant_models

    wanted = {model._meta.db_table for model in tenant_models() if model.audited}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'phb_trail'"
        )
        states = dict(cursor.fetchall())
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'phb_%' AND t.tgenabled <> 'O'"
        )
        off = cursor.fetchall()
    for table in sorted(wanted - set(states)):
        yield f"{table}: the trail's trigger is missing."
    for table, trigger in off:
        yield f"{table}: the trigger {trigger} is switched off."
