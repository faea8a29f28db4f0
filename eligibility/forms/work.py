"""Allocation, absence, meetings, evidence and files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from eligibility.enums import Reply
from eligibility.rules.mdt import professions
from eligibility.rules.meetings import london_instant, read_time
from phb.core import forms as nhs
from phb.core.errors import RuleBroken
from phb.core.uploads import ACCEPT

LIKE = "For example, 14 5 2026"
Choices = Sequence[tuple[str, str]]


class AllocateForm(nhs.NHSForm):
    """Who gets the case or the ticked cases."""

    hide_optional = True  # an assessor, a team or both: neither alone is needed

    membership_id = nhs.SelectField(
        label="Assessor",
        required=False,
        hint="Those with the fewest undecided cases come first. The assessor gets access to the person’s record",
    )
    team_id = nhs.SelectField(
        label="Team", required=False, hint="Everybody in the team gets access. Leave empty for the assessor alone"
    )
    reason = nhs.LongTextField(
        label="Why it goes to somebody else", required=False, rows=2, max_length=1000,
        hint="Needed only if somebody has the case already",
    )  # fmt: skip
    ends_access = nhs.ConfirmField(
        label="Whoever had it before no longer has the person on their caseload", required=False
    )

    def __init__(self, *args: Any, assessors: Choices, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = [("", "Nobody in particular"), *assessors]
        self.fields["team_id"].choices = [("", "No team"), *teams]

    def asked(self) -> dict[str, Any]:
        """As `services.work.allocate` takes it."""
        data = self.cleaned_data
        return {
            "membership_id": int(data["membership_id"] or 0) or None,
            "team_id": int(data["team_id"] or 0) or None,
            "reason": data["reason"],
            "keeps_access": not data["ends_access"],
        }


class AbsenceForm(nhs.IdempotentForm):
    """Somebody away. Why is not asked."""

    membership_id = nhs.SelectField(label="Who is away?", missing="Select who is away")
    starts = nhs.DateField(label="First day away", hint=LIKE)
    ends = nhs.DateField(label="Last day away", hint=LIKE)
    cover_id = nhs.SelectField(label="Who covers?", required=False)

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = [("", "Select a colleague"), *colleagues]
        self.fields["cover_id"].choices = [("", "Nobody"), *colleagues]


class MeetingForm(nhs.IdempotentForm):
    """When and where a meeting is."""

    day = nhs.DateField(label="Day of the meeting", hint=LIKE, missing="Enter the day of the meeting")
    time = nhs.TextField(
        label="Time", hint="In England, like 2:30pm or 14:30", width=10, max_length=12, missing="Enter the time"
    )
    minutes = nhs.NumberField(label="How long?", suffix="minutes", initial="60", width=4, min_value=5, max_value=480)
    place = nhs.TextField(label="Where?", hint="A room, an address, or how to join", required=False, max_length=300)
    notes = nhs.LongTextField(label="Notes for those invited", required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("day") and data.get("time"):
            try:
                data["starts_at"] = london_instant(data["day"], read_time(data["time"]))
            except RuleBroken as error:
                self.add_rule_broken(error)
        return data

    def asked(self) -> dict[str, Any]:
        """As `services.work.plan_meeting` takes it."""
        data = self.cleaned_data
        return {
            "starts_at": data["starts_at"],
            "minutes": int(data["minutes"]),
            "place": data["place"],
            "notes": data["notes"],
        }


class ChangeMeetingForm(MeetingForm):
    """The same, with the number of saves that the page was drawn from."""

    edits = forms.IntegerField(widget=forms.HiddenInput)


class InviteForm(nhs.NHSForm):
    """A colleague with an account, or anybody else by name."""

    who = nhs.RadiosField(
        label="Who is invited?",
        choices=[("colleague", "A colleague of this organisation"), ("other", "Somebody else")],
        missing="Select who is invited",
        hints={
            "colleague": "Gets access to the record, and an e-mail that names nobody",
            "other": "Tell them yourself: no e-mail is sent",
        },
        reveal={"colleague": ["membership_id"], "other": ["name", "works_for"]},
    )
    membership_id = nhs.SelectField(label="Colleague", missing="Select a colleague")
    name = nhs.TextField(label="Name", missing="Enter their name")
    works_for = nhs.TextField(label="Works for", required=False, hint="The trust, council or practice")
    profession = nhs.SelectField(label="Profession", missing="Select their profession")
    is_care_act_assessor = nhs.ConfirmField(
        label="Assesses adults for care and support under section 9 of the Care Act 2014", required=False
    )

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = [("", "Select a colleague"), *colleagues]
        self.fields["profession"].choices = [("", "Select a profession"), *professions()]

    def asked(self) -> dict[str, Any]:
        """As `services.work.invite` takes it."""
        data = self.cleaned_data
        return {
            "membership_id": int(data["membership_id"] or 0) or None,
            "name": data["name"] or "",
            "works_for": data["works_for"] or "",
            "profession": data["profession"],
            "is_care_act_assessor": data["is_care_act_assessor"],
        }


class ReplyForm(nhs.NHSForm):
    """What somebody answered."""

    reply = nhs.RadiosField(label="Answer", choices=Reply.choices(), missing="Select the answer")
    views = nhs.LongTextField(
        label="Views sent in writing", required=False, rows=5, hint="They are read at the meeting; they make nobody a member of the team"
    )  # fmt: skip


class HoldForm(nhs.NHSForm):
    """Who took part."""

    attended = nhs.CheckboxesField(label="Who took part?", missing="Select who took part")
    notes = nhs.LongTextField(label="Notes of the meeting", required=False, rows=5)
    sure = nhs.ConfirmField(
        label="The meeting was held. Who took part cannot be changed afterwards",
        missing="Confirm that the meeting was held",
    )

    def __init__(self, *args: Any, invited: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attended"].choices = list(invited)


class ReasonForm(nhs.NHSForm):
    """Cancelling: why, and surely."""

    reason = nhs.LongTextField(label="Why is the meeting cancelled?", rows=3, missing="Write why it is cancelled")
    sure = nhs.ConfirmField(
        label="Cancel the meeting. A cancelled meeting is not opened again", missing="Confirm that it is cancelled"
    )


class ConsultForm(nhs.IdempotentForm):
    """The local authority consulted, or why not."""

    authority = nhs.TextField(label="Which council?", missing="Enter the name of the council")
    done = nhs.RadiosField(
        label="Was it consulted?",
        choices=[("yes", "Yes"), ("no", "It was not practicable")],
        reveal={"yes": ["consulted_on", "how", "views"], "no": ["not_practicable"]},
        missing="Select whether it was consulted",
    )
    consulted_on = nhs.DateField(label="Day", hint=LIKE, missing="Enter the day on which it was consulted")
    how = nhs.TextField(label="How, and with whom", required=False, max_length=300)
    views = nhs.LongTextField(label="What it said", required=False, rows=4)
    not_practicable = nhs.LongTextField(
        label="Why it was not practicable", rows=3, missing="Write why it was not practicable"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consulted_on"].not_after = today

    def asked(self) -> dict[str, Any]:
        """As `services.work.consult_authority` takes it."""
        data = self.cleaned_data
        words = {name: data[name] or "" for name in ("authority", "how", "views", "not_practicable")}
        return {**words, "consulted_on": data["consulted_on"]}


class EvidenceForm(nhs.IdempotentForm):
    """What is asked of whom, by when."""

    asked_of = nhs.TextField(
        label="Of whom is it asked?",
        hint="For example, Ward 4, Northmoor Hospital",
        missing="Enter of whom it is asked",
    )
    what = nhs.LongTextField(
        label="What is asked for?", rows=3, hint="For example, care notes of the last four weeks", missing="Write what is asked for"
    )  # fmt: skip
    asked_on = nhs.DateField(label="Day on which it is asked", hint=LIKE, missing="Enter the day on which it is asked")
    due_on = nhs.DateField(label="Needed by", hint=LIKE, missing="Enter the day by which it is needed")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].not_after = today


def file_field(**looks: Any) -> nhs.FileField:
    """One PDF, JPEG or PNG, whose content the service looks at."""
    most = settings.UPLOAD_LARGEST_BYTES
    return nhs.FileField(
        label="File",
        hint=f"PDF, JPEG or PNG, {most // 1024**2} MB at most. A photo’s place and camera details are taken out",
        max_bytes=most,
        attrs={"accept": ACCEPT},
        missing="Choose a file",
        **looks,
    )


class EvidenceAnswerForm(nhs.NHSForm):
    """What became of a request."""

    outcome = nhs.RadiosField(
        label="What happened?",
        choices=[("receive", "It has come"), ("mark_not_available", "It cannot be had"), ("cancel", "It is no longer needed")],
        missing="Select what happened",
    )  # fmt: skip
    on = nhs.DateField(label="Day", hint=LIKE, missing="Enter the day")
    answer = nhs.LongTextField(
        label="Words for the record", required=False, rows=3, hint="Needed if it cannot be had, or is no longer needed"
    )
    file = file_field(required=False)
    about = nhs.TextField(
        label="What the file is", required=False, max_length=300, hint="For example, Care notes, 1 to 28 October"
    )

    def __init__(self, *args: Any, today: date, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        self.fields["outcome"].choices = [one for one in self.fields["outcome"].choices if one[0] in choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("file") and not data.get("about"):
            self.add_error("about", "Write what the file is")
        if data.get("file") and data.get("outcome") not in (None, "receive"):
            self.add_error(
                "file", "A file belongs to evidence that has come. Select that it has come, or leave the file out"
            )
        return data  # fmt: skip


class AttachForm(nhs.NHSForm):
    """A file for a case."""

    file = file_field()
    about = nhs.TextField(
        label="What is it?",
        max_length=300,
        hint="For example, Discharge summary, 3 November",
        missing="Write what it is",
    )
    evidence_id = nhs.SelectField(label="Does it answer a request?", required=False)

    def __init__(self, *args: Any, requests: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence_id"].choices = [("", "No"), *requests]
        if not requests:
            del self.fields["evidence_id"]
