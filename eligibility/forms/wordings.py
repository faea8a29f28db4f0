"""Forms of an organisation's own words: propose for a group of texts, decide on what waits, take back."""

from typing import Any

from eligibility.enums import WordingKind
from eligibility.models import Wording
from eligibility.selectors.wordings import Group, Words, problems_with
from phb.core import forms as nhs

LEAVE, APPROVE, REFUSE = "leave", "approve", "refuse"


class ProposeForm(nhs.NHSForm):
    """All texts of a group that nothing waits for. What is left as it stands is proposed only when asked."""

    hide_optional = True

    def __init__(self, group: Group, now: dict[str, Words], waiting: set[str], data: Any = None) -> None:
        super().__init__(data)
        self.texts = {f"words_{i}": text for i, text in enumerate(group.texts) if text.key not in waiting}
        self.now = {text.key: now[text.key].text if text.key in now else text.ours for text in group.texts}
        for name, text in self.texts.items():
            self.fields[name] = nhs.LongTextField(
                label=text.label, required=False, initial=self.now[text.key], max_length=6000,
                rows=3 if group.kind is WordingKind.HELP else 7, hint=_keep(text.required),
            )  # fmt: skip
        if group.kind is WordingKind.HELP and self.texts:
            self.fields["as_they_stand"] = nhs.CheckboxesField(
                label="Texts that you did not change",
                choices=[
                    ("yes", "Propose those too that nobody has approved yet, so that a clinician can approve them")
                ],
                required=False,
            )
        self.approved = set(now)

    def proposals(self) -> dict[str, str]:
        """What is proposed, by the key of the text."""
        found = {}
        too = bool(self.cleaned_data.get("as_they_stand"))
        for name, text in self.texts.items():
            words = self.cleaned_data[name].replace("\r\n", "\n").strip()
            changed = words != self.now[text.key].strip()
            if changed or (too and words and text.key not in self.approved):
                found[text.key] = words
        return found

    def clean(self) -> dict[str, Any]:
        """Say beside each text what is wrong with it, and that there must be something to propose."""
        cleaned = super().clean()
        for name, text in self.texts.items():
            if name in cleaned and cleaned[name].strip() != self.now[text.key].strip():
                for problem in problems_with(text.key, cleaned[name]):
                    self.add_error(name, problem)
        if not self.errors and not self.proposals():
            self.add_error(None, "Nothing is changed. Change a text, or go back.")
        return cleaned


def _keep(names: tuple[str, ...]) -> str:
    return f"Must keep: {', '.join(f'{{{name}}}' for name in names)}" if names else ""


class DecideForm(nhs.NHSForm):
    """One choice for each text that waits, with reasons for what is refused."""

    hide_optional = True

    def __init__(self, rows: list[Wording], labels: dict[str, str], approved_as: str, data: Any = None) -> None:
        super().__init__(data, initial={"approved_as": approved_as})
        self.rows = rows
        if len(rows) > 1:
            self.fields["all"] = nhs.RadiosField(
                label="All texts on this page", choices=[("each", "Decide on each"), ("all", "Approve all of them")],
                initial="each", inline=True, hint="What is approved here has been read word by word.", required=False,
            )  # fmt: skip
        for row in rows:
            choices = [(APPROVE, "Approve"), (REFUSE, "Refuse"), (LEAVE, "Leave for now")]
            self.fields[f"do_{row.pk}"] = nhs.RadiosField(
                label=labels[row.key], label_size="s", choices=choices, initial=LEAVE,
                reveal={REFUSE: [f"why_{row.pk}"]}, small=True,
            )  # fmt: skip
            self.fields[f"why_{row.pk}"] = nhs.LongTextField(
                label="What should change", rows=2, missing="Write what should change before you could approve it"
            )
        self.fields["approved_as"] = nhs.TextField(
            label="You approve as", hint="Your role, and your registration if you have one. Readers see this."
        )

    def decisions(self) -> list[tuple[Wording, str, str]]:
        """(row, "approve" or "refuse", reason) for each that was decided."""
        if self.cleaned_data.get("all") == "all":
            return [(row, APPROVE, "") for row in self.rows]
        chosen = [
            (row, self.cleaned_data[f"do_{row.pk}"], self.cleaned_data.get(f"why_{row.pk}") or "") for row in self.rows
        ]
        return [(row, do, why) for row, do, why in chosen if do != LEAVE]

    def clean(self) -> dict[str, Any]:
        """Say that something must be decided."""
        cleaned = super().clean()
        refused = any(cleaned.get(f"do_{row.pk}") == REFUSE for row in self.rows)
        if cleaned.get("all") == "all" and refused:
            self.add_error("all", "You refuse a text above. Choose “Decide on each”, or do not refuse it")
        if not self.errors and not self.decisions():
            self.add_error(None, "Nothing is decided yet. Approve or refuse at least one text, or go back.")
        return cleaned


class WithdrawForm(nhs.NHSForm):
    """Why words are taken back."""

    reason = nhs.LongTextField(label="Why are these words taken back?", rows=3)
