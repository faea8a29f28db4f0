"""The forms of plans: they check shape and never save."""

from careplans.forms.rows import ROW_FORMS
from careplans.forms.sections import SECTION_FORMS
from careplans.forms.steps import (
    AgreeForm,
    ClinicalForm,
    NewVersionForm,
    ReasonsForm,
    RecordAgreementForm,
    ShareForm,
    StartForm,
)  # fmt: skip

__all__ = [
    "ROW_FORMS", "SECTION_FORMS", "AgreeForm", "ClinicalForm", "NewVersionForm", "ReasonsForm",
    "RecordAgreementForm", "ShareForm", "StartForm",
]  # fmt: skip
