#!/usr/bin/env python
"""The command line of the product: `manage.py help` lists what it can do."""

import importlib
import os
import sys

BARE = {
    "evaluate": "eligibility.management.commands.evaluate",
    "quote": "budgets.management.commands.quote",
}


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in BARE:
        _without_settings(BARE[sys.argv[1]])
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _without_settings(module: str) -> None:
    """The rules need no database, no secrets and no pages: they answer in a bare checkout too, and at once."""
    from django.conf import settings

    settings.configure(TIME_ZONE="Europe/London", USE_TZ=True)
    importlib.import_module(module).Command().run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
