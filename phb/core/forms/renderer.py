"""Django's form renderer, so that ``{{ form }}`` and sign-in forms are drawn the NHS way too."""

from django.forms.renderers import TemplatesSetting


class NHSRenderer(TemplatesSetting):
    """Widgets from our template engines; whole forms and fields through ``drawing``."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
