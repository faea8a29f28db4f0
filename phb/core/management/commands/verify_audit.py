"""Recomputes the trail of every organisation: numbers, hashes, triggers. Exit 1 names the first bad number."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from phb.core.actors import the_service
from phb.core.models import AuditHead, Organisation
from phb.core.tenancy import acting_as
from phb.core.trail import first_fault, switched_off_triggers


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--anchor", type=Path, help="a file of heads kept elsewhere: finds a tail that was cut")
        parser.add_argument("--write-anchor", type=Path, help="write today's heads to this file")

    def handle(self, *args, **options) -> None:
        faults, heads = list(switched_off_triggers()), {}
        for organisation in Organisation.objects.order_by("ods_code"):
            with acting_as(the_service(organisation.pk)):
                bad = first_fault(organisation.pk)
                head = AuditHead.objects.filter(organisation=organisation).first()
            if bad is not None:
                faults.append(f"{organisation.ods_code}: event {bad.number}: {bad.words}")
            heads[organisation.ods_code] = (
                {"number": head.number, "hash": head.hash} if head else {"number": 0, "hash": ""}
            )
        if options["anchor"]:
            faults += list(self._against(json.loads(options["anchor"].read_text())))
        if options["write_anchor"]:
            options["write_anchor"].write_text(json.dumps(heads, indent=1))
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not faults, "faults": faults, "heads": heads}))
        else:
            for fault in faults:
                self.stderr.write(fault)
            total = sum(head["number"] for head in heads.values())
            self.stdout.write(
                f"{total:,} events of {len(heads)} organisations: {'faults found' if faults else 'all hold'}."
            )
        if faults:
            sys.exit(1)

    def _against(self, anchor: dict):
        """Each head that was kept elsewhere must still stand in its chain."""
        from phb.core.models import AuditEvent

        for organisation in Organisation.objects.filter(ods_code__in=anchor):
            kept = anchor[organisation.ods_code]
            with acting_as(the_service(organisation.pk)):
                there = AuditEvent.objects.filter(number=kept["number"], hash=kept["hash"]).exists()
            if kept["number"] and not there:
                yield f"{organisation.ods_code}: event {kept['number']}: it is not the one that the anchor kept."
