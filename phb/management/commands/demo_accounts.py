"""Prints the made-up sign-ins of a demonstration, one per role; `--code EMAIL` prints the one-time code now."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from phb.core.demo import PASSWORD, code_of
from phb.core.models import User
from phb.made_up.staff import sign_ins


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--code", metavar="EMAIL", help="print the one-time code of this made-up account now")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set PHB_DEMO=1 outside production.")
        if options["code"]:
            user = User.objects.filter(email=options["code"]).first()
            if user is None:
                raise CommandError("There is no such made-up account.")
            self.stdout.write(code_of(user))
            return
        accounts = sign_ins()
        if not accounts:
            self.stdout.write("No made-up accounts yet. Make them with: manage.py seed_demo")
            return
        self.stdout.write(f"Made-up sign-ins. Password for all: {PASSWORD}. The page shows the one-time code.")
        for role, email, name in accounts:
            self.stdout.write(f"  {role:28} {email:42} {name}")
