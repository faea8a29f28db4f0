from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "phb"
    label = "phb"

    def ready(self) -> None:
        from phb import celery  # noqa: F401  (makes the application's own Celery the current one)
