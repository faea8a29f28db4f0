"""Every route and method with what each role may expect. `--check` fails on a route that is not listed."""

import json
import sys

from django.core.management.base import BaseCommand

from phb.core.access import ROLES, Needs
from phb.core.checks import routes_are_listed
from phb.core.requests import routes


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="print the matrix as JSON")
        parser.add_argument("--check", action="store_true", help="say only whether every route is listed")

    def handle(self, *args, **options) -> None:
        errors = routes_are_listed()
        for error in errors:
            self.stderr.write(str(error.msg))
        if errors:
            sys.exit(1)
        rows = [self._row(name, method, rule) for name, rules in routes().items() for method, rule in rules.items()]
        if options["check"]:
            self.stdout.write(f"{len(rows)} routes and methods, all listed.")
        elif options["json"]:
            self.stdout.write(json.dumps(rows))
        else:
            self.stdout.write(f"{'route':42}{'method':8}" + "".join(f"{role:5}" for role in ROLES) + "needs")
            for row in rows:
                marks = "".join(f"{'yes' if row[role] else '-':5}" for role in ROLES)
                self.stdout.write(f"{row['route']:42}{row['method']:8}{marks}{row['needs']}")

    @staticmethod
    def _row(name: str, method: str, rule) -> dict:
        needs = f"{rule.area}: {rule.rights}" if isinstance(rule, Needs) else rule.why
        open_to_all = not isinstance(rule, Needs) and not rule.signed_in
        return {
            "route": name,
            "method": method,
            "needs": needs,
            "anonymous": open_to_all,
            "operator": open_to_all,
            **{role: rule.allow(role) for role in ROLES},
        }
