"""Writes the diagram of every life cycle into docs/states/; `--check` writes nothing and fails when one is out of date."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from phb.core.lifecycle import LifeCycle
from phb.core.models.base import TenantModel

HEADING = "Written by `manage.py life_cycles` from the tables in the code; change those, not this page."


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the pages are in step")

    def handle(self, *args, **options) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "states"
        wanted = pages()
        found = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")} if folder.is_dir() else {}
        if options["check"]:
            late = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
            if late:
                raise CommandError(f"Out of step: {', '.join(late)} in docs/states. Run: manage.py life_cycles")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in {*found} - {*wanted}:
            (folder / name).unlink()
        for name, words in wanted.items():
            (folder / name).write_text(words, "utf-8")
        self.stdout.write(f"{len(wanted) - 1} life cycles in docs/states.")


def pages() -> dict[str, str]:
    """File name → text: one page for each life cycle that a table of the database keeps, and a list of them."""
    models = sorted(
        (m for m in apps.get_models() if issubclass(m, TenantModel) and m.life_cycle is not None),
        key=lambda m: (m._meta.app_label, m.__name__),
    )
    made = {}
    lines = ["# Life cycles", "", HEADING, ""]
    for model in models:
        cycle = model.life_cycle
        name = f"{model._meta.app_label}-{model._meta.model_name}.md"
        made[name] = _page(cycle, str(model._meta.db_table))
        lines.append(f"- [{cycle.name}]({name}): {len(cycle.states)} states")
    made["README.md"] = "\n".join(lines) + "\n"
    return made


def _page(cycle: LifeCycle, table: str) -> str:
    rows = [
        f"| {_words(state)} | {_words(verb)} | {_words(after)} |"
        for state, verbs in cycle.moves.items()
        for verb, after in verbs.items()
    ]
    return "\n".join(
        [
            f"# {cycle.name[:1].upper()}{cycle.name[1:]}",
            "",
            HEADING,
            f"The database refuses every other move of `{table}.state`.",
            "",
            "```mermaid",
            cycle.mermaid().rstrip(),
            "```",
            "",
            "| From | By | To |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _words(code: str) -> str:
    return code.replace("_", " ").lower()
