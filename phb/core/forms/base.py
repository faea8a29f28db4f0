"""The form classes pages use."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from phb.core.forms import drawing


class NHSForm(forms.Form):
    """A form that checks shape and draws itself; it never saves."""

    required_css_class = ""
    use_required_attribute = False

    def render_fields(self, *names: str) -> SafeString:
        """Every field as an NHS component, in order; or only those named."""
        return drawing.form_fields(self, *names)

    def field(self, name: str, **looks: Any) -> SafeString:
        """One field as an NHS component; ``looks`` change how it is drawn here."""
        return drawing.form_field(self, name, **looks)

    def error_summary(self) -> SafeString:
        """The box at the top of the page that lists what to mend; empty if nothing."""
        return drawing.error_summary(self)

    def revealed_by(self) -> dict[str, tuple[str, str]]:
        """Names of fields shown under a choice → (name of the choosing field, choice)."""
        return drawing.revealed_by(self)

    def _clean_fields(self) -> None:
        """Fields under a choice that was not made are neither asked for nor kept."""
        super()._clean_fields()  # type: ignore[misc]
        for name in self.revealed_by():
            if not self._is_revealed(name):
                self.errors.pop(name, None)
                self.cleaned_data[name] = _nothing(self.fields[name])

    def _is_revealed(self, name: str) -> bool:
        parent, choice = self.revealed_by()[name]
        answer = self[parent].data
        answers = answer if isinstance(answer, list) else [answer]
        return choice in [str(each) for each in answers]

    def add_rule_broken(self, error: Any) -> None:
        """Show a ``RuleBroken`` beside its field, or at the top if it names none."""
        name = error.field if getattr(error, "field", None) in self.fields else None
        self.add_error(name, str(error))


def _nothing(field: forms.Field) -> Any:
    """What a field that was not asked for cleans to."""
    if isinstance(field, forms.MultipleChoiceField):
        return []
    return getattr(field, "empty_value", None)


class KeyField(forms.UUIDField):
    """The hidden key of a page: the same page sent twice has one effect."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Refuse a missing or spoiled key in words."""
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(
                "We could not tell whether this page was already sent. Check your answers and send it again"
            ) from error


class IdempotentForm(NHSForm):
    """A form whose page carries a key, so that a double click has one effect.

    ``cleaned_data["key"]`` is the ``UUID`` to hand to the service.
    """

    key = KeyField(initial=uuid4)

    def render_fields(self, *names: str) -> SafeString:
        """The fields, and always the key."""
        if names and "key" not in names:
            names = ("key", *names)
        return super().render_fields(*names)
