"""The jobs of budgets: each takes ids, does one thing, and leaves its document."""

from django.core.mail import send_mail

from budgets.models import PayeeAccount
from budgets.tasks import changes, explaining, files, statements, uplifts, years  # noqa: F401 - their jobs register themselves
from budgets.tasks.printing import render_indicative
from phb.core.actors import Actor
from phb.core.jobs import job
from phb.core.models import Job, Organisation


@job("budgets.render_indicative")
def print_indicative(job_row: Job, by: Actor) -> None:
    """Print the sheet of an indicative amount."""
    render_indicative(indicative_id=job_row.payload["indicative_id"], by=by)


@job("budgets.tell_of_new_account")
def tell_of_new_account(job_row: Job, by: Actor) -> None:
    """Tell the holder's known e-mail address that bank details were changed. No detail is in the message (I10)."""
    account = PayeeAccount.objects.select_related("person").get(pk=job_row.payload["account_id"])
    if not account.person.email:
        return  # the check itself needs the day on which the holder was told by telephone or letter
    sender = Organisation.objects.get(pk=account.organisation_id)
    send_mail(
        "A change to your personal health budget",
        "The account that your personal health budget is paid into was changed.\n\n"
        f"If you did not ask for this, call {sender.name} at once on {sender.phone}.\n",
        None,
        [account.person.email],
    )
