"""Bringing in a file of past cases."""

from phb.core import forms as nhs


class PastCasesForm(nhs.NHSForm):
    """The file."""

    file = nhs.FileField(
        label="File of past cases",
        endings=(".csv",),
        missing="Choose the file",
        hint="CSV with the template’s columns, up to 5,000 cases and 10 MB. It is checked first; nothing is taken yet",
    )


class TakeCasesForm(nhs.NHSForm):
    """Yes to a checked file."""

    sure = nhs.ConfirmField(
        label="These cases are right and are to be taken into the record",
        missing="Confirm that the cases are to be taken",
    )
