"""NHS form fields and the renderer that draws them."""

from phb.core.forms.base import IdempotentForm, NHSForm
from phb.core.forms.dates import DateField
from phb.core.forms.fields import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    FileField,
    LongTextField,
    MoneyField,
    NHSNumberField,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
    YesNoField,
)

__all__ = [
    "CheckboxesField",
    "ConfirmField",
    "DateField",
    "EmailField",
    "FileField",
    "IdempotentForm",
    "LongTextField",
    "MoneyField",
    "NHSForm",
    "NHSNumberField",
    "NumberField",
    "RadiosField",
    "SelectField",
    "TextField",
    "YesNoField",
]
