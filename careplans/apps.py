from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        """Nobody leaves while a plan still names them its coordinator."""
        from careplans.services.coordinating import check_may_leave
        from phb.core.seating import before_end

        before_end(check_may_leave)
