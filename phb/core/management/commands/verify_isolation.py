"""Proof from the database's catalogue that organisations are kept apart. Exit 1 on any gap."""

import json
import sys

from django.core.management.base import BaseCommand

from phb.core.isolation import gaps


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, **options) -> None:
        found = list(gaps())
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not found, "gaps": found}))
        else:
            for gap in found:
                self.stderr.write(gap)
            self.stdout.write(f"{len(found)} gaps." if found else "Organisations are kept apart: no gap found.")
        if found:
            sys.exit(1)
