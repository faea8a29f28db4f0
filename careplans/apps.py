from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        """Nobody leaves while a plan still names them its coordinator; when the clocks of a case move, so do its plan's."""
        from careplans.selectors.panel_packs import may_open
        from careplans.selectors.scheme import KEY, check_scheme
        from careplans.services.coordinating import check_may_leave
        from careplans.services.next_review import after_clocks_moved
        from eligibility.services.telling import when_clocks_move
        from phb.core.documents import KEEPERS
        from phb.core.policies import CHECKS
        from phb.core.seating import before_end

        CHECKS[KEY] = check_scheme
        KEEPERS["panel"] = may_open
        before_end(check_may_leave)
        when_clocks_move(after_clocks_moved)
