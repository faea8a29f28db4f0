"""The forms of the rows of a plan, by part."""

from careplans.forms.around import ContactForm, DecisionForm, OtherPlanForm
from careplans.forms.base import RowForm
from careplans.forms.chain import ActionForm, NeedForm, OutcomeForm, StageGoalForm
from careplans.forms.safety import ContingencyForm, HealthTaskForm, PaidPersonForm, RiskForm
from careplans.forms.service_lines import ServiceForm

ROW_FORMS: dict[str, type[RowForm]] = {
    "needs": NeedForm, "outcomes": OutcomeForm, "actions": ActionForm, "stage_goals": StageGoalForm, "services": ServiceForm,
    "risks": RiskForm, "contingency": ContingencyForm, "tasks": HealthTaskForm, "paid_people": PaidPersonForm,
    "contacts": ContactForm, "other_plans": OtherPlanForm, "decisions": DecisionForm,
}  # fmt: skip
