"""`manage.py verify_ledger [--json]`: recompute everything from the legs; exit 1 when something is wrong."""

import json
import sys
import time

from django.core.management.base import BaseCommand, CommandParser

from budgets.services.verifying import CHECKS, verify_ledger
from phb.core.actors import the_service
from phb.core.models import Organisation
from phb.core.tenancy import acting_as


class Command(BaseCommand):
    """One organisation after the other, as the database shows them."""

    help = "Recompute the ledger from its legs and name each wrong entry. Exits 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: object, **options: object) -> None:
        began = time.monotonic()
        results = []
        for organisation in Organisation.objects.order_by("ods_code"):
            with acting_as(the_service(organisation.pk)):
                found = verify_ledger()
            results.append(
                {
                    "organisation": organisation.ods_code,
                    "entries": found.entries,
                    "legs": found.legs,
                    "sound": found.sound,
                    "faults": found.faults,
                }
            )
        sound = all(result["sound"] for result in results)
        if options["json"]:
            self.stdout.write(json.dumps({"sound": sound, "organisations": results}, indent=2))
        else:
            self._tell(results, time.monotonic() - began)
        if not sound:
            sys.exit(1)

    def _tell(self, results: list[dict], seconds: float) -> None:
        for result in results:
            self.stdout.write(f"{result['organisation']}: {result['entries']} entries, {result['legs']} legs")
            for name, meaning, _ in CHECKS:
                faults = result["faults"][name]
                self.stdout.write(f"  {'wrong' if faults else 'right'}  {meaning}")
                for words in faults:
                    self.stdout.write(f"         {words}")
        self.stdout.write(f"Looked at everything in {seconds:.1f} seconds.")
