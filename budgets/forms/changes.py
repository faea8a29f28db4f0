"""What changes a running budget: one form for each kind, its last day, and taking it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from budgets.enums import ChangeKind, Frequency
from phb.core import forms as nhs
from phb.core.display import day

REGULAR = [(each.value, each.label) for each in Frequency if each != Frequency.ONE_OFF]


class _ChangeForm(nhs.IdempotentForm):
    """What every change has: why, and when it became known."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = today

    def given(self) -> dict[str, Any]:
        """The fields of `budgets.services.record_change`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def _reason(label: str, hint: str = "") -> nhs.LongTextField:
    return nhs.LongTextField(label=label, hint=hint, missing="Write what happened and why", max_length=2000, rows=3)


def _told(label: str = "Day on which you were told") -> nhs.DateField:
    return nhs.DateField(label=label, hint="For example, 14 5 2026")


def _alternative() -> nhs.LongTextField:
    return nhs.LongTextField(
        label="How the person is cared for meanwhile",
        hint="The NHS's duty goes on when a direct payment stops. If no care is needed, say why",
        missing="Write how the person is cared for meanwhile",
        max_length=2000,
        rows=3,
    )


class HospitalForm(_ChangeForm):
    """A stay in hospital or away."""

    starts = nhs.DateField(label="First day away", hint="For example, 14 5 2026")
    ends = nhs.DateField(label="Last day away", hint="Leave empty while the stay goes on", required=False)
    reason = _reason("What happened")
    told_on = _told()


class SuspensionForm(_ChangeForm):
    """Payments are paused."""

    starts = nhs.DateField(label="First day that is not paid for", hint="For example, 14 5 2026")
    ends = nhs.DateField(
        label="Last day that is not paid for", hint="Leave empty while it is not known", required=False
    )
    reason = _reason("Why payments are paused", "The holder can read it")
    alternative = _alternative()
    told_on = _told("Day on which the holder was told")


class EndForm(_ChangeForm):
    """The budget ends."""

    starts = nhs.DateField(label="Last day that is paid for", hint="For example, 14 5 2026")
    reason = _reason("Why the budget ends", "The holder can read it")
    alternative = _alternative()
    told_on = _told("Day on which the holder was told")


class FrequencyForm(_ChangeForm):
    """Paid at other times: from the first day of a period that has not gone into a run."""

    frequency = nhs.RadiosField(label="How often it is paid from then on", choices=REGULAR)
    starts = nhs.SelectField(
        label="First day", hint="Other payment days begin with a period that has not gone into a run", choices=()
    )
    reason = _reason("Why it is paid at other times")
    told_on = _told("Day on which it was agreed with the holder")

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].choices = [(each.isoformat(), day(each)) for each in days]

    def given(self) -> dict[str, Any]:
        """The chosen day as a day."""
        found = super().given()
        return {**found, "starts": date.fromisoformat(found["starts"])}


FORMS: dict[ChangeKind, type[_ChangeForm]] = {
    ChangeKind.HOSPITAL: HospitalForm,
    ChangeKind.SUSPENSION: SuspensionForm,
    ChangeKind.END: EndForm,
    ChangeKind.FREQUENCY: FrequencyForm,
}


class LastDayForm(_ChangeForm):
    """The last day of a stay or a pause that was open."""

    ends = nhs.DateField(label="Last day", hint="For example, 14 5 2026")
    told_on = _told()


class WithdrawForm(nhs.IdempotentForm):
    """Take a change back that was wrong."""

    reason = nhs.LongTextField(
        label="Why it is withdrawn", missing="Write why it is withdrawn", max_length=2000, rows=3
    )
