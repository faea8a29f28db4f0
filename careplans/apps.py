from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        from careplans.services.next_review import after_clocks_moved
        from eligibility.services.telling import when_clocks_move

        when_clocks_move(after_clocks_moved)
