"""Jobs that wait, are being done or were set aside, over all organisations; `--retry ID` tries one again."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from phb.core import jobs
from phb.core.actors import the_service
from phb.core.errors import RuleBroken
from phb.core.models import Job, Organisation
from phb.core.tenancy import acting_as


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--retry", type=int, metavar="ID", help="give a job that was set aside three more tries")

    def handle(self, *args, **options) -> None:
        if options["retry"]:
            self._retry(options["retry"])
            return
        report = {org.ods_code: self._of(org) for org in Organisation.objects.order_by("ods_code")}
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for code, found in report.items():
            counts = (
                ", ".join(f"{n:,} {state.replace('_', ' ')}" for state, n in sorted(found["counts"].items())) or "none"
            )
            self.stdout.write(f"{code}: {counts}")
            for one in found["set_aside"]:
                self.stdout.write(f"  {one['id']} {one['kind']}: {one['problem']}")

    @staticmethod
    def _of(organisation: Organisation) -> dict:
        with acting_as(the_service(organisation.pk)):
            counts = dict(Job.objects.values_list("state").annotate(n=Count("id")).order_by())
            aside = list(
                Job.objects.filter(state="set_aside").order_by("id").values("id", "kind", "problem", "attempts")
            )
        return {"counts": counts, "set_aside": aside}

    def _retry(self, job_id: int) -> None:
        for organisation in Organisation.objects.order_by("id"):
            try:
                with acting_as(the_service(organisation.pk)) as service:
                    if Job.objects.filter(pk=job_id).exists():
                        jobs.retry(job_id=job_id, by=service)
                        self.stdout.write(f"Job {job_id} waits for a worker again.")
                        return
            except RuleBroken as error:
                raise CommandError(error.message) from error
        raise CommandError(f"There is no job {job_id}.")
