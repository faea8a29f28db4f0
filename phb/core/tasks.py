"""What the broker can start: small doors to `phb.core.jobs`."""

from celery import shared_task

from phb.core import jobs


@shared_task(name="phb.run_job")
def run_job(organisation_id: int, job_id: int) -> None:
    jobs.run(organisation_id, job_id)


@shared_task(name="phb.offer_jobs")
def offer_jobs() -> None:
    jobs.offer_all_again()
