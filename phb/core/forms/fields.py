"""Form fields that draw their own NHS component.

Each is a Django field that also knows its looks, so a page names its fields
and nothing else. Looks are keyword arguments shared by all of them:

``hint``          help under the label
``label_size``    "s", "m", "l" or "xl"; ``page_heading`` makes it the page's h1
``width``         2, 3, 4, 5, 10, 20 or 30 characters
``prefix``, ``suffix``   fixed text beside the box
``missing``       what to say when it is empty ("Enter …" from the label by default)
``reveal``        for choices: {value: [names of fields shown when it is chosen]}
``hints``         for choices: {value: help under that choice}
``attrs``         more HTML attributes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from phb.core.errors import MoneyError
from phb.core.forms.nhs_number import NHSNumberError, parse_nhs_number
from phb.core.money import format_pounds, parse_pounds

LOOKS = {
    "label_size": "s",
    "page_heading": False,
    "width": None,
    "prefix": None,
    "suffix": None,
    "autocomplete": None,
    "inputmode": None,
    "spellcheck": None,
    "rows": None,
    "counted": False,
    "inline": False,
    "small": False,
    "dividers": None,
    "hints": None,
    "reveal": None,
    "classes": "",
}


def in_sentence(label: str) -> str:
    """A label inside a sentence: "Family name" → "family name", "NHS number" stays."""
    if len(label) > 1 and label[1].isupper():
        return label
    return label[:1].lower() + label[1:]


class NHSField(forms.Field):
    """Mixed into each field: takes the looks out of the arguments and keeps them."""

    verb = "Enter"

    def __init__(self, *args: Any, hint: str = "", missing: str = "", **kwargs: Any) -> None:
        self.looks = {name: kwargs.pop(name, default) for name, default in LOOKS.items()}
        attrs = kwargs.pop("attrs", {})
        kwargs.setdefault("help_text", hint)
        super().__init__(*args, **kwargs)
        self.widget.attrs.update(attrs)
        self._missing = missing

    @property
    def missing(self) -> str:
        """What to say when a needed answer is not there."""
        return self._missing or missing_sentence(self.verb, str(self.label or "an answer"))

    def validate(self, value: Any) -> None:
        """Say what to enter instead of "This field is required"."""
        if self.required and value in self.empty_values:
            raise ValidationError(self.missing, code="required")
        super().validate(value)


def missing_sentence(verb: str, label: str) -> str:
    """ "Enter family name"; a label that asks ("What matters?") gets "Answer: …"."""
    if label.rstrip().endswith("?"):
        return f"Answer the question: {label.rstrip()}"
    return f"{verb} {in_sentence(label)}"


class TextField(NHSField, forms.CharField):
    """One line of text, 200 characters unless told otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.error_messages["max_length"] = "Use %(limit_value)d characters or fewer. You entered %(show_value)d"


class LongTextField(TextField):
    """Several lines; ``counted=True`` shows how many characters are left."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)


class EmailField(NHSField, forms.EmailField):
    """An e-mail address."""

    default_error_messages = {"invalid": "Enter an email address in the correct format, like name@example.com"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "email")
        kwargs.setdefault("spellcheck", False)
        super().__init__(**kwargs)


_NUMBER = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")


class NumberField(NHSField, forms.CharField):
    """A whole or decimal number typed in plain digits; cleans to ``Decimal``.

    ``places`` is how many decimals are allowed (0: whole numbers).
    """

    def __init__(
        self,
        *,
        places: int = 0,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("width", 5)
        kwargs.setdefault("inputmode", "decimal" if places else "numeric")
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)
        self.places, self.min_value, self.max_value = places, min_value, max_value

    def to_python(self, value: Any) -> Any:
        """Digits 0 to 9, commas between thousands and one point: "3,6" is not read as 36, nor is another script."""
        text = str(super().to_python(value) or "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            like = "3.6" if self.places else "12"
            raise ValidationError(f"{self.label} must be a number, like {like}", code="invalid")
        decimals = text.partition(".")[2]
        if len(decimals) > self.places:
            kind = f"at most {self.places} decimal places" if self.places else "a whole number"
            raise ValidationError(f"{self.label} must be {kind}", code="places")
        return Decimal(text.replace(",", ""))

    def validate(self, value: Any) -> None:
        """Hold the number to its limits."""
        super().validate(value)
        check_limits(self, value, str)


class MoneyField(NHSField, forms.CharField):
    """Pounds and pence; cleans to ``Decimal``. Grammar: ``phb.core.money``.

    ``negative=True`` where less than nothing makes sense (an overdrawn account).
    """

    def __init__(
        self,
        *,
        min_value: Decimal | None = None,
        max_value: Decimal | None = None,
        negative: bool = False,
        **kwargs: Any,
    ) -> None:
        for name, value in {"prefix": "£", "width": 10, "inputmode": "decimal"}.items():
            kwargs.setdefault(name, value)
        kwargs.setdefault("spellcheck", False)
        kwargs.setdefault("empty_value", None)
        # The money grammar alone says which outer characters are ignored.
        super().__init__(strip=False, **kwargs)
        self.min_value, self.max_value, self.negative = min_value, max_value, negative

    def to_python(self, value: Any) -> Any:
        """Parse strictly; the message says what an amount looks like."""
        text = str(super().to_python(value) or "")
        if not text.strip(" "):
            return None
        try:
            return parse_pounds(text, negative=self.negative)
        except MoneyError as error:
            raise ValidationError(error.message, code="invalid") from error

    def validate(self, value: Any) -> None:
        """Hold the amount to its limits."""
        super().validate(value)
        check_limits(self, value, format_pounds)

    def prepare_value(self, value: Any) -> Any:
        """An amount from the record is shown without the pound sign, which stands beside."""
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


def check_limits(field: Any, value: Decimal | None, written: Any) -> None:
    """Raise when ``value`` is outside ``min_value`` to ``max_value`` (both allowed)."""
    if value is None:
        return
    if field.min_value is not None and value < field.min_value:
        raise ValidationError(f"{field.label} must be {written(field.min_value)} or more", code="min_value")
    if field.max_value is not None and value > field.max_value:
        raise ValidationError(f"{field.label} must be {written(field.max_value)} or less", code="max_value")


class NHSNumberField(NHSField, forms.CharField):
    """An NHS number; cleans to its ten digits. What was typed stays on an error."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "NHS number")
        kwargs.setdefault("hint", "A 10-digit number, like 999 123 4567")
        kwargs.setdefault("width", 10)
        kwargs.setdefault("inputmode", "numeric")
        kwargs.setdefault("spellcheck", False)
        super().__init__(**kwargs)
        self.looks["classes"] += " nhsuk-input--code"

    def to_python(self, value: Any) -> Any:
        """Ten digits, or a sentence that says what is wrong with them."""
        text = str(super().to_python(value) or "")
        if not text:
            return text
        try:
            return parse_nhs_number(text)
        except NHSNumberError as error:
            raise ValidationError(str(error), code="invalid") from error


class ChoosingField(NHSField):
    """Shared by fields where one picks from a list."""

    verb = "Select"


Choices = Iterable[tuple[Any, str]] | Mapping[Any, str]


class RadiosField(ChoosingField, forms.ChoiceField):
    """Pick one of a few, all in sight."""

    widget = forms.RadioSelect
    default_error_messages = {"invalid_choice": "Select one of the answers shown"}


class YesNoField(RadiosField):
    """Yes or no; cleans to ``True``, ``False`` or, when optional and left, ``None``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", "Yes"), ("no", "No")])
        kwargs.setdefault("inline", not kwargs.get("reveal"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Turn the answer into a truth value."""
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a recorded truth value as its answer."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class SelectField(ChoosingField, forms.ChoiceField):
    """Pick one of many from a drop-down; begins with an empty line."""

    default_error_messages = {"invalid_choice": "Select one of the answers in the list"}
    empty_line = "Select an option"


class CheckboxesField(ChoosingField, forms.MultipleChoiceField):
    """Pick any number of a few; cleans to a list of values."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": "Select only answers shown in the list"}


class ConfirmField(NHSField, forms.BooleanField):
    """One box to tick; with ``required`` (the default) it must be ticked to go on."""

    verb = "Confirm:"

    def validate(self, value: Any) -> None:
        """An unticked box is a missing answer."""
        if self.required and not value:
            raise ValidationError(self.missing, code="required")


class FileField(NHSField, forms.FileField):
    """One file. Size in bytes and endings are checked here, contents by the service."""

    verb = "Choose"

    def __init__(self, *, endings: Iterable[str] = (), max_bytes: int = 10 * 1024 * 1024, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.endings = tuple(ending.lower() for ending in endings)
        self.max_bytes = max_bytes
        if self.endings:
            self.widget.attrs["accept"] = ",".join(self.endings)
        self.error_messages["empty"] = "This file is empty. Choose another"
        self.error_messages["required"] = self.missing

    def to_python(self, data: Any) -> Any:
        """Refuse a file that is too large or of another kind, saying which is taken."""
        file = super().to_python(data)
        if file is None:
            return None
        if self.endings and not str(file.name).lower().endswith(self.endings):
            kinds = " or ".join(ending.removeprefix(".").upper() for ending in self.endings)
            raise ValidationError(f"Choose a {kinds} file", code="ending")
        if (file.size or 0) > self.max_bytes:
            limit = self.max_bytes // (1024 * 1024)
            raise ValidationError(f"The file must be {limit} MB or smaller", code="size")
        return file
