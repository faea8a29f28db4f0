from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"

    def ready(self) -> None:
        """The page of a plan shows gates, a review and a panel figures, that only the budget knows of; a budget goes with its plan."""
        from budgets.selectors.for_plans import money_beside, plan_facts
        from budgets.selectors.review_figures import review_figures
        from budgets.services.withdrawing import plan_withdrawn
        from careplans.selectors.above import tell
        from careplans.selectors.review_pack import bring_figures
        from careplans.services.going import when_withdrawn

        tell(plan_facts)
        tell(money_beside)
        bring_figures(review_figures)
        when_withdrawn(plan_withdrawn)
