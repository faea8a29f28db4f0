"""Notices by e-mail: that there is something to see after signing in, and nothing else."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail

from eligibility.enums import MeetingState
from eligibility.models import Meeting
from phb.core.models import Membership
from phb.core.periods import local_date
from phb.core.selectors import running

WORDS = {
    "planned": ("A team meeting is planned", "You are invited to a team meeting."),
    "moved": ("A team meeting has moved", "A team meeting to which you are invited is at another time."),
    "cancelled": ("A team meeting is cancelled", "A team meeting to which you were invited is cancelled."),
}
END = (
    "Sign in to {service} and open Meetings to see which one and to answer.\n\n"
    "This message says no more, because e-mail can be read by others. Please do not reply to it.\n"
)


def tell_of_meeting(*, meeting: Meeting, membership_id: int, what: str, at: datetime) -> bool:
    """Send one notice, if it is still true and the colleague still works here; whether it was sent."""
    if what != "cancelled" and meeting.state != MeetingState.PLANNED:
        return False
    if what != "cancelled" and not meeting.attendances.filter(membership_id=membership_id).exists():
        return False
    seat = Membership.objects.filter(running(local_date(at)), pk=membership_id).select_related("user").first()
    if seat is None or not seat.user.is_active:
        return False
    subject, first = WORDS[what]
    send_mail(subject, f"{first}\n\n{END.format(service=settings.SERVICE_NAME)}", None, [seat.user.email])
    return True
