"""Answer a tool's questions from JSON on standard input, and print the result with its trace.

    echo '{"domain": {"breathing": "A", …}}' | manage.py evaluate checklist --on 2026-11-22

One object gives one result; a list of objects (or an object with "cases") gives a list of results in the same order.
The day is --on, else the case's assessment_date, else today; the rules are --rule-set, else the case's rule_set_id, else
those in force on the day. Nothing is stored. Exit 1, with a sentence on standard error, for what cannot be read.
"""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from eligibility.rules.bulk import Refused, cases_in, evaluate_many, read_json
from eligibility.rules.registry import TOOLS, Tool, tool_named
from phb.core.clock import london_today
from phb.core.errors import RuleBroken


class Command(BaseCommand):
    help = __doc__
    # The rules need no database and no pages.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, with the words above as they are laid out."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tool", nargs="?", help="the name of the tool; --list names them all")
        parser.add_argument("--on", metavar="DATE", help="the day of assessment, like 2026-11-22")
        parser.add_argument("--rule-set", metavar="ID", help="the rules to use, whatever the day")
        parser.add_argument("--list", action="store_true", help="print each tool and the answers it reads")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n\n".join(_listed(tool) for _, tool in sorted(TOOLS.items())))
            return
        try:
            results, alone = self._answer(options)
        except RuleBroken as refusal:
            self.stderr.write(refusal.message)
            sys.exit(1)
        told = [result.as_dict() for result in results]
        refused = [(i, result) for i, result in enumerate(results, start=1) if isinstance(result, Refused)]
        if not (alone and refused):
            self.stdout.write(json.dumps(told[0] if alone else told, ensure_ascii=False, indent=2))
        for i, result in refused:
            self.stderr.write(result.error if alone else f"Case {i}: {result.error}")
        if refused:
            sys.exit(1)

    def _answer(self, options: dict[str, Any]) -> tuple[list[Any], bool]:
        if not options["tool"]:
            raise RuleBroken(f"Name the tool. Tools: {', '.join(sorted(TOOLS))}.")
        tool, on = tool_named(options["tool"]).name, _day(options["on"])
        try:
            sent = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise RuleBroken("This is not text in UTF-8.") from error
        cases, alone = cases_in(read_json(sent))
        results = evaluate_many(tool, cases, today=london_today(), on=on, rule_set=options["rule_set"])
        return list(results), alone


def _listed(tool: Tool) -> str:
    codes = [f"    {name}: {', '.join(known)}" for name, known in tool.codes.items()]
    return "\n".join([tool.name, f"    {tool.words}", *codes])


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise RuleBroken("Give --on as a date, like 2026-11-22.")
