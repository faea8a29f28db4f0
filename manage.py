#!/usr/bin/env python
"""The command line of the product: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["evaluate"]:
        _evaluate()
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _evaluate() -> None:
    """The rules need no database, no secrets and no pages: they answer in a bare checkout too, and at once."""
    from django.conf import settings

    from eligibility.management.commands.evaluate import Command

    settings.configure(TIME_ZONE="Europe/London", USE_TZ=True)
    Command().run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
