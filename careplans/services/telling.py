"""Telling the person by e-mail that there is an answer, and nothing else: e-mail can be read by others."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail

from careplans.models import Comment
from phb.core.models import Grant
from phb.core.selectors import running

TELL_OF_ANSWER = "careplans.tell_of_answer"
SUBJECT = "There is an answer for you"
WORDS = (
    "There is an answer to something that you asked or said.\n\n"
    "Sign in to {service} and open the plan to read it.\n\n"
    "This message says no more, because e-mail can be read by others. Please do not reply to it.\n"
)


def tell_of_answer(*, answer_id: int, on: date) -> bool:
    """Send one notice to whoever asked online, if they may still read the plan; whether it was sent.

    Whoever asked on paper, by telephone or at a visit is told in the way they chose, by the coordinator.
    """
    given = Comment.objects.select_related("parent__by").filter(pk=answer_id, from_outside=False).first()
    if given is None or given.parent is None or not given.parent.from_outside:
        return False
    asker = given.parent.by
    grants = Grant.objects.filter(running(on), user_id=asker.pk, person_id=given.person_id, see_plan=True)
    if not asker.is_active or not asker.email or not grants.exists():
        return False
    send_mail(SUBJECT, WORDS.format(service=settings.SERVICE_NAME), None, [asker.email])
    return True
