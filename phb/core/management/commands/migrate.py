"""`migrate`, then the database's own protections. Runs as the owner, never as the application."""

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from phb.core.database.guard import guard


class Command(migrate.Command):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options) -> None:
        if options["database"] not in settings.DATABASES:
            raise CommandError(
                "Set DATABASE_OWNER_URL: migrations run as the owner of the tables, not as the application."
            )
        super().handle(*args, **options)
        if not options.get("plan") and not options.get("check_unapplied"):
            done = guard(connections[options["database"]])
            if options["verbosity"]:
                self.stdout.write("Protections: " + ("brought in step." if done else "in step already."))
