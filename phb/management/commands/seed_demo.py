"""Makes a made-up caseload: the same people for the same seed and day.

Without --budgets: two organisations with some sixty people over all routes and stages, made step
by step by the same services that the pages use. With --budgets and --lines: a large one, to measure on.
"""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from phb.core.clock import london_today
from phb.core.models import Organisation
from phb.made_up.bulk import make_caseload
from phb.made_up.staff import make_houses


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--orgs", type=int, default=2, help="how many organisations (2)")
        parser.add_argument(
            "--budgets", type=int, default=0, help="budgets of the large caseload, shared by the organisations"
        )
        parser.add_argument("--lines", type=int, default=0, help="bank lines of the large caseload")
        parser.add_argument(
            "--only-bulk", action="store_true", help="leave out the sixty people who were made step by step"
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other people")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="the day it is made for (today)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when organisations are there already")

    def handle(self, *args, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError("Made-up people have no place in production.")
        if "owner" not in settings.DATABASES:
            raise CommandError("Set DATABASE_OWNER_URL: organisations are made by the owner of the tables.")
        if Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are organisations here already. Start afresh with: scripts/run --reset")
        today = options["on"] or london_today()
        houses = make_houses(max(1, options["orgs"]))
        if not options["only_bulk"]:
            from phb.made_up.caseload import make_people  # slow to import, and not needed for the large one

            count = make_people(houses, seed=options["seed"], today=today)
            self.stdout.write(f"{count} people in {len(houses)} organisations, made up for {today:%-d %B %Y}.")
        each, lines = options["budgets"] // len(houses), options["lines"] // len(houses)
        for number, house in enumerate(houses):
            if each:
                make_caseload(
                    house,
                    budgets=each,
                    lines=lines,
                    seed=options["seed"] + number,
                    first=1000 + number * 250_000,
                    today=today,
                )
                self.stdout.write(f"{each:,} budgets and {lines:,} bank lines in {house.organisation}.")
