"""Who accepted which version of a plan: the person, or who acts for them."""

from collections.abc import Collection

from django.db.models import F

from careplans.enums import SignOff as Step
from careplans.models import SignOff


def acceptances(version_ids: Collection[int]) -> dict[int, SignOff]:
    """Version → the newest acceptance of exactly that version; one query. Versions nobody accepted are left out."""
    rows = SignOff.objects.filter(
        version_id__in=version_ids, kind=Step.PERSON, content_hash=F("version__content_hash")
    ).order_by("id")
    return {row.version_id: row for row in rows}
