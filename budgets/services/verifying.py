"""Recompute the whole ledger of an organisation from its legs, and name what is wrong."""

from dataclasses import dataclass, field

from django.db import connection

# Each check: its name, what it means, and SQL that lists wrong rows as (number, words).
CHECKS: tuple[tuple[str, str, str], ...] = (
    (
        "entries_balance",
        "Each entry has two legs or more that sum to zero",
        """SELECT e.id, 'has ' || count(l.id) || ' legs that sum to ' || COALESCE(sum(l.amount), 0)
        FROM budgets_entry e LEFT JOIN budgets_leg l ON l.entry_id = e.id
        GROUP BY e.id HAVING count(l.id) < 2 OR sum(l.amount) <> 0 ORDER BY e.id""",
    ),
    (
        "legs_fit",
        "Each leg belongs to the budget and the day of its entry",
        """SELECT e.id, 'leg ' || l.id || ' is of another budget or day'
        FROM budgets_leg l JOIN budgets_entry e ON e.id = l.entry_id JOIN budgets_ledgeraccount a ON a.id = l.account_id
        WHERE a.budget_id <> e.budget_id OR l.effective_on <> e.effective_on ORDER BY e.id""",
    ),
    (
        "balances_kept",
        "The kept balance of each account is the sum of its legs",
        """WITH sums AS (SELECT account_id, sum(amount) AS amount, count(*) AS legs FROM budgets_leg GROUP BY account_id)
        SELECT COALESCE(b.account_id, s.account_id),
               'is kept as ' || COALESCE(b.amount, 0) || ' (' || COALESCE(b.legs, 0) || ' legs), its legs say '
               || COALESCE(s.amount, 0) || ' (' || COALESCE(s.legs, 0) || ')'
        FROM sums s FULL JOIN budgets_balance b ON b.account_id = s.account_id
        WHERE b.amount IS DISTINCT FROM s.amount OR b.legs IS DISTINCT FROM s.legs ORDER BY 1""",
    ),
    (
        "reversals_mirror",
        "Each reversal takes back the whole of its entry",
        """WITH pairs AS (
            SELECT r.id AS reversal, l.account_id, sum(l.amount) AS amount
            FROM budgets_entry r JOIN budgets_leg l ON l.entry_id IN (r.id, r.reverses_id)
            WHERE r.reverses_id IS NOT NULL GROUP BY r.id, l.account_id)
        SELECT reversal, 'leaves ' || amount || ' on account ' || account_id FROM pairs WHERE amount <> 0 ORDER BY 1""",
    ),
    (
        "payments_posted",
        "Each paid payment is in the ledger with its amount, once",
        """WITH posted AS (
            SELECT e.key, sum(l.amount) AS amount FROM budgets_entry e
            JOIN budgets_leg l ON l.entry_id = e.id JOIN budgets_ledgeraccount a ON a.id = l.account_id
            WHERE e.kind = 'payment' AND a.kind = 'HOLDER'
              AND NOT EXISTS (SELECT 1 FROM budgets_entry r WHERE r.reverses_id = e.id) GROUP BY e.key),
        paid AS (SELECT id, 'payment:' || id || ':run:' || run_id AS key, amount FROM budgets_payment WHERE state = 'paid')
        SELECT COALESCE(paid.id, 0), CASE WHEN paid.id IS NULL THEN posted.key || ' is posted but not paid'
               ELSE 'is paid with ' || paid.amount || ', the ledger says ' || COALESCE(posted.amount, 0) END
        FROM paid FULL JOIN posted ON posted.key = paid.key
        WHERE paid.amount IS DISTINCT FROM posted.amount ORDER BY 1""",
    ),
    (
        "splits_add_up",
        "The funders' parts of each payment equal it",
        """SELECT p.id, 'is ' || p.amount || ', its parts are ' || COALESCE(s.parts, 0) FROM budgets_payment p,
        LATERAL (SELECT sum((part ->> 'amount')::numeric) AS parts FROM jsonb_array_elements(p.split) part) s
        WHERE s.parts IS DISTINCT FROM p.amount ORDER BY p.id""",
    ),
    (
        "within_authorised",
        "Paid and committed money is within what is authorised",
        """SELECT b.id, 'has ' || sum(p.amount) || ' paid or committed, ' || b.authorised || ' authorised'
        FROM budgets_budget b JOIN budgets_payment p ON p.budget_id = b.id AND p.state NOT IN ('cancelled', 'rejected')
        GROUP BY b.id HAVING sum(p.amount) > b.authorised ORDER BY b.id""",
    ),
)
SUBJECTS = {
    "entries_balance": "Entry",
    "legs_fit": "Entry",
    "balances_kept": "Account",
    "reversals_mirror": "Entry",
    "payments_posted": "Payment",
    "splits_add_up": "Payment",
    "within_authorised": "Budget",
}


@dataclass(frozen=True)
class Verdict:
    """What was found in one organisation: how many entries and legs, and every fault by its check."""

    entries: int
    legs: int
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.faults.values())


def verify_ledger() -> Verdict:
    """Check the ledger of the organisation that the transaction is bound to. Reads only, takes no lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM budgets_entry), (SELECT count(*) FROM budgets_leg)")
        entries, legs = cursor.fetchone()
        faults = {}
        for name, _, statement in CHECKS:
            cursor.execute(statement)
            faults[name] = [f"{SUBJECTS[name]} {number} {words}." for number, words in cursor.fetchall()]
    return Verdict(entries, legs, faults)
