"""Cost a plan from JSON, and print the budget with all its lines, payments, splits and explanations.

    manage.py quote plan.json              the budget as JSON
    manage.py quote --text < plan.json     for reading
    manage.py quote --example              a plan to begin with
    manage.py quote --schema               every field, as a JSON schema

One plan gives one budget; a list of plans gives a list in the same order. Nothing is stored, and no database is
needed. Wrong input: every fault with its path on standard error, {"faults": […]} on standard output, exit 2.
"""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from budgets.rules.declared import Fault, schema
from budgets.rules.quote_example import EXAMPLE
from budgets.rules.quote_fields import PLAN
from budgets.rules.quote_plan import PlanFaulty, load_json
from budgets.rules.quote_telling import as_json, as_text
from budgets.rules.quoting import quote
from phb.core.calendar import bank_holidays

_WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__
    # The rules need no database and no pages.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, with the words above as they are laid out."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "plan", nargs="?", default="-", help="the file with the plan; - or nothing reads standard input"
        )
        parser.add_argument("--text", action="store_true", help="for reading instead of JSON")
        parser.add_argument("--schema", action="store_true", help="print every field as a JSON schema")
        parser.add_argument("--example", action="store_true", help="print a plan to begin with")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"] or options["example"]:
            self.stdout.write(_json(schema(PLAN) if options["schema"] else EXAMPLE))
            return
        try:
            given = load_json(_text_of(options["plan"]))
            plans = given if isinstance(given, list) else [given]
        except PlanFaulty as refused:
            self._refuse(refused.faults)
        told: list[Any] = []
        faults: list[Fault] = []
        for number, plan in enumerate(plans):
            try:
                found = quote(plan, bank_holidays)
                told.append(as_text(found) if options["text"] else as_json(found))
            except PlanFaulty as refused:
                alone = not isinstance(given, list)
                faults += refused.faults if alone else [_within(number, fault) for fault in refused.faults]
                told.append({"faults": [_fault(fault) for fault in refused.faults]})
        if faults and len(plans) == 1 and not isinstance(given, list):
            self._refuse(faults)
        if options["text"]:
            self.stdout.write("\n".join(each for each in told if isinstance(each, str)))
        else:
            self.stdout.write(_json(told if isinstance(given, list) else told[0]))
        if faults:
            self._tell(faults)

    def _refuse(self, faults: Any) -> None:
        self.stdout.write(_json({"faults": [_fault(fault) for fault in faults]}))
        self._tell(faults)

    def _tell(self, faults: Any) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
        sys.exit(_WRONG_INPUT)


def _text_of(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise PlanFaulty([Fault("", f"The file cannot be read: {error.strerror}.")]) from error
    except UnicodeDecodeError as error:
        raise PlanFaulty([Fault("", "This is not text in UTF-8.")]) from error


def _within(number: int, fault: Fault) -> Fault:
    return Fault(f"[{number}].{fault.path}" if fault.path else f"[{number}]", fault.words)


def _fault(fault: Fault) -> dict[str, str]:
    return {"path": fault.path, "words": fault.words}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
