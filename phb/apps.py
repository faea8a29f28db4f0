from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "phb"
    label = "phb"
