from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "phb.core"
    label = "core"

    def ready(self) -> None:
        from phb.core import checks  # noqa: F401  (registers the system checks)
