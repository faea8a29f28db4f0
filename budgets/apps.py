from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"

    def ready(self) -> None:
        """The page of a plan shows gates that only the budget knows of."""
        from budgets.selectors.for_plans import money_beside, plan_facts
        from careplans.selectors.above import tell

        tell(plan_facts)
        tell(money_beside)
