"""An uplift of a large caseload: worked out beside the bare SQL of the same arithmetic, applied, killed, resumed, undone.

    DATABASE_URL=… DATABASE_OWNER_URL=… REDIS_URL=… PHB_ENV=development .venv/bin/python -m bench.uplift [--only-preview]

On a database with the caseload of bench/README.md (its own: it is left with the uplifts). The first day lies six weeks
back, so that paid periods are worked out again. The SQL reads the same rows, rounds each line, adds them up, works the
arrears out and writes the same rows; it leaves out who is hindered and why. Preview and SQL take turns; the ratio is of the
medians. Then the uplift is applied by a process that is killed with -9 in the middle, resumed, and undone.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

# ruff: noqa: E402  (models are known only after the settings are)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")

import django

django.setup()

from django.db import connection, transaction
from django.db.models import Count, Sum

from budgets.models import Payment, Uplift
from budgets.services import uplift_preview, uplifting
from budgets.tasks import uplifts as tasks
from phb.core.actors import Actor, the_service
from phb.core.clock import london_today
from phb.core.models import Job, Membership, Organisation
from phb.core.tenancy import acting_as

PERCENTS = {"personal_assistant": "4.1", "agency": "3.6"}
BARE = """
WITH base AS (
    SELECT DISTINCT ON (v.budget_id) v.id, v.budget_id, v.person_id, v.organisation_id, b.ends
    FROM budgets_budgetversion v JOIN budgets_budget b ON b.id = v.budget_id JOIN careplans_planversion p ON p.id = v.plan_version_id
    WHERE v.organisation_id = %(org)s AND v.state IN ('agreed', 'superseded') AND v.agreed_on IS NOT NULL
      AND p.effective_from IS NOT NULL AND v.effective_from <= %(day)s AND b.state IN ('active', 'paused', 'ending')
    ORDER BY v.budget_id, v.effective_from DESC, v.number DESC
), lines AS (
    SELECT base.*, l.position, l.kind, l.description, l.provider, l.holding, l.weekly AS old, l.funders,
           CASE l.kind WHEN 'personal_assistant' THEN round(l.weekly * 1.041, 2) WHEN 'agency' THEN round(l.weekly * 1.036, 2)
                ELSE l.weekly END AS new,
           CASE l.kind WHEN 'personal_assistant' THEN '4.1' WHEN 'agency' THEN '3.6' END AS percent
    FROM base JOIN budgets_budgetline l ON l.version_id = base.id WHERE l.weekly IS NOT NULL
), sums AS (
    SELECT id, budget_id, person_id, organisation_id, sum(old) AS old, sum(new) AS new,
           COALESCE(sum(old) FILTER (WHERE holding IN ('direct_payment', 'managed_account')), 0) AS old_direct,
           COALESCE(sum(new) FILTER (WHERE holding IN ('direct_payment', 'managed_account')), 0) AS new_direct,
           jsonb_agg(jsonb_build_object('kind', kind, 'words', description, 'provider', provider, 'old', (old * 100)::int,
               'new', (new * 100)::int, 'percent', percent, 'direct', holding IN ('direct_payment', 'managed_account'),
               'because', '', 'shares', funders) ORDER BY position) AS lines
    FROM lines GROUP BY id, budget_id, person_id, organisation_id
), owed AS (
    SELECT s.budget_id, sum(
        round((GREATEST(0, LEAST(p.period_end + 1, %(day)s) - p.period_start) * s.old_direct
             + GREATEST(0, p.period_end + 1 - GREATEST(p.period_start, %(day)s)) * s.new_direct) / 7, 2)
        - round((p.period_end + 1 - p.period_start) * s.old_direct / 7, 2)) AS arrears
    FROM sums s JOIN budgets_payment p ON p.budget_id = s.budget_id
    WHERE p.kind = 'SCHEDULED' AND p.state IN ('proposed', 'released', 'exported', 'paid') AND p.period_end >= %(day)s
    GROUP BY s.budget_id
)
INSERT INTO budgets_upliftitem (organisation_id, uplift_id, person_id, budget_id, base_version_id, state, why_code, why_not, told,
    decided, decided_reason, old_weekly, new_weekly, old_direct, new_direct, arrears, lines)
SELECT organisation_id, %(uplift)s, person_id, s.budget_id, id, 'waiting', '', '', '[]', '', '', old, new, old_direct, new_direct,
    COALESCE(arrears, 0), lines
FROM sums s LEFT JOIN owed o ON o.budget_id = s.budget_id
"""
MONTHS = """
SELECT m::date, round(sum((l ->> 'new')::numeric - (l ->> 'old')::numeric) / 100 / 7
       * (LEAST((m + interval '1 month')::date, %(end)s) - GREATEST(m::date, %(day)s)), 2), f ->> 'funder'
FROM budgets_upliftitem i CROSS JOIN jsonb_array_elements(i.lines) l CROSS JOIN jsonb_array_elements(l -> 'shares') f
CROSS JOIN generate_series(date_trunc('month', %(day)s::date), %(end)s::date - 1, '1 month') m
WHERE i.uplift_id = %(uplift)s GROUP BY m, f ->> 'funder' ORDER BY 1
"""


def main() -> None:
    options = _options()
    organisation = Organisation.objects.order_by("id").first()
    finance, commissioner = (_seat(organisation.pk, role) for role in ("FIN", "COM"))
    if options.work:
        _work(options.work, options.job, finance)
        return
    uplift = _prepare(finance, "Measured")
    ours, bare = _side_by_side(uplift, finance, options.times)
    load = os.getloadavg()[0]
    print(f"preview {statistics.median(ours):.2f} s, bare SQL {statistics.median(bare):.2f} s, "
          f"{statistics.median(ours) / statistics.median(bare):.1f} times (of {options.times} turns each; load {load:.1f})")  # fmt: skip
    if not options.only_preview:
        _whole_way(uplift, finance, commissioner)


def _side_by_side(uplift: Uplift, by: Actor, times: int) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    today = london_today()
    for turn in range(times):
        if turn:  # each turn writes its rows afresh, as the SQL does
            with acting_as(by):
                uplift.items.all().delete()
        other = _prepare(by, "By SQL")
        began = time.perf_counter()
        with acting_as(by):
            uplift_preview.preview(uplift_id=uplift.pk, on=today, by=by)
        ours.append(time.perf_counter() - began)
        values = {
            "org": by.organisation_id,
            "day": uplift.effective_from,
            "uplift": other.pk,
            "end": f"{today.year + 1}-04-01",
        }
        began = time.perf_counter()
        with acting_as(by), connection.cursor() as cursor:
            cursor.execute(BARE, values)
            cursor.execute(MONTHS, values)
            cursor.fetchall()
        bare.append(time.perf_counter() - began)
        _same(uplift, other, by)
        print(f"  preview {ours[-1]:.2f} s, bare SQL {bare[-1]:.2f} s", flush=True)
        with acting_as(by):
            other.items.all().delete()
    return ours, bare


def _same(uplift: Uplift, other: Uplift, by: Actor) -> None:
    """Both came to the same pennies, or nothing was measured."""
    with acting_as(by):
        found = [
            each.items.aggregate(n=Count("id"), old=Sum("old_weekly"), new=Sum("new_weekly"), owed=Sum("arrears"))
            for each in (uplift, other)
        ]
    if found[0] != found[1]:
        raise SystemExit(f"The preview and the SQL differ: {found}")


def _whole_way(uplift: Uplift, finance: Actor, commissioner: Actor) -> None:
    today = london_today()
    before = _state(finance)
    with acting_as(finance):
        uplift.refresh_from_db()
        uplifting.propose(uplift_id=uplift.pk, edition=uplift.edition, by=finance)
    began = time.perf_counter()
    with acting_as(commissioner):
        uplifting.approve(uplift_id=uplift.pk, edition=uplift.edition, on=today, by=commissioner)
    print(f"approve, with the look at what changed meanwhile: {time.perf_counter() - began:.2f} s", flush=True)
    with acting_as(finance):
        uplifting.start_apply(uplift_id=uplift.pk, on=today, by=finance)
    _in_a_process(uplift, "apply", finance)
    with acting_as(finance):
        raised = uplift.items.filter(state="applied").aggregate(n=Count("id"), new=Sum("new_weekly"))
        print(
            f"  raised {raised['n']:,} budgets, {raised['new']:,} pounds a week; previewed {uplift.totals['new']}",
            flush=True,
        )
        uplifting.start_undo(uplift_id=uplift.pk, reason="Only measured.", on=today, by=finance)
    _in_a_process(uplift, "undo", finance)
    after = _state(finance)
    print("every budget, amount and payment is as before" if after == before else f"NOT as before: {before} {after}")


def _in_a_process(uplift: Uplift, what: str, by: Actor) -> None:
    """Do the work in a process that is killed with -9 after a third of it, then in another one to the end."""
    with acting_as(by):
        job = Job.objects.get(key=f"uplift-{uplift.pk}", kind=f"budgets.{what}_uplift")
    command = [sys.executable, "-m", "bench.uplift", "--work", what, "--job", str(job.pk)]
    states = ["waiting"] if what == "apply" else ["applied"]
    with acting_as(by):
        whole = uplift.items.filter(state__in=states).count()
    began = time.perf_counter()
    first = subprocess.Popen(command)
    while first.poll() is None:
        time.sleep(1)
        with acting_as(by):
            left = uplift.items.filter(state__in=states).count()
        if left <= whole * 2 // 3:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            print(
                f"  {what}: killed with {whole - left:,} of {whole:,} done after {time.perf_counter() - began:.0f} s",
                flush=True,
            )
            break
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - began
    print(
        f"{what}, killed and resumed: {seconds:.0f} s, {whole / seconds:.0f} budgets a second (load {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def _work(what: str, job_id: int, by: Actor) -> None:
    with acting_as(by):
        job = Job.objects.get(pk=job_id)
    (tasks.apply_uplift if what == "apply" else tasks.undo_uplift)(job, by)


def _state(by: Actor) -> dict[str, Any]:
    """What must be the same after undoing: amounts in force, and payments that are not cancelled."""
    with acting_as(by), transaction.atomic():
        payments = Payment.objects.exclude(state="cancelled").aggregate(n=Count("id"), sum=Sum("amount"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), sum(weekly) FROM budgets_budgetversion WHERE state = 'agreed'")
            return {**payments, "agreed": cursor.fetchone()}


def _prepare(by: Actor, name: str) -> Uplift:
    said = {
        "name": name,
        "reason": "To be measured.",
        "percents": PERCENTS,
        "effective_from": london_today() - timedelta(days=42),
    }
    with acting_as(by):
        return uplifting.prepare(values=said, on=london_today(), by=by)


def _seat(organisation: int, role: str) -> Actor:
    with acting_as(the_service(organisation)):
        seat = Membership.objects.filter(role=role).select_related("user").order_by("id").first()
    return Actor(seat.user.pk, seat.user.name, organisation, role, seat.pk)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only-preview", action="store_true")
    parser.add_argument("--work", choices=["apply", "undo"], help=argparse.SUPPRESS)
    parser.add_argument("--job", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
