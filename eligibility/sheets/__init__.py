"""The forms of every tool, declared once: pages draw them, prints show them, imports and rules read by them."""

from collections.abc import Iterable

from eligibility.enums import Route, Tool
from eligibility.sheets import adults, beside, children, services
from eligibility.sheets.fields import Field, Kind, Option, Part, Terms, When

__all__ = ["ROW_FIELDS", "Field", "Kind", "Option", "Part", "Terms", "When", "fields_of", "sheet_parts"]

# The answers that are kept as a list of rows, over all forms.
ROW_FIELDS = frozenset({"members", "schedule_orders", "services"})


def sheet_parts(tool: str, offer: Terms | None = None, *, route: str = Route.CHC) -> tuple[Part, ...]:
    """The parts of a tool's form, in order. `offer`: the commissioner's criteria, for wheelchairs and local offers.

    `route` matters for a review only: it compares the domains of the route's own form.
    """
    match Tool(tool):
        case Tool.CHECKLIST:
            return adults.checklist()
        case Tool.DST:
            return adults.dst()
        case Tool.FAST_TRACK:
            return adults.fast_track()
        case Tool.CHILDREN_CHECKLIST:
            return children.pre_assessment()
        case Tool.CHILDREN:
            return children.assessment()
        case Tool.WHEELCHAIR:
            return services.wheelchair(offer)
        case Tool.SECTION_117:
            return services.section_117()
        case Tool.FNC:
            return adults.fnc()
        case Tool.JOINT_PACKAGE:
            return adults.joint_package()
        case Tool.LOCAL_OFFER:
            return services.local_offer(offer)
        case Tool.REVIEW:
            return beside.review(route)
        case Tool.PHB_REQUEST:
            return beside.phb_request()
        case Tool.DIRECT_PAYMENT:
            return beside.direct_payment()
    return ()


def fields_of(parts: Iterable[Part]) -> tuple[Field, ...]:
    """Every field of a form, in order."""
    return tuple(field for part in parts for field in part.fields)
