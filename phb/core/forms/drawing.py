"""The one renderer: from a bound Django field to its NHS component.

It looks at the widget, so forms of others (sign-in, second factor) are drawn
the same way as ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

Params = dict[str, Any]
MACRO_FILES = {
    "input": "input",
    "textarea": "textarea",
    "characterCount": "character-count",
    "passwordInput": "password-input",
    "dateInput": "date-input",
    "radios": "radios",
    "checkboxes": "checkboxes",
    "select": "select",
    "errorSummary": "error-summary",
    "button": "button",
    "details": "details",
    "insetText": "inset-text",
    "warningCallout": "warning-callout",
    "notificationBanner": "notification-banner",
    "summaryList": "summary-list",
    "breadcrumb": "breadcrumb",
    "backLink": "back-link",
    "actionLink": "action-link",
    "panel": "panel",
    "card": "card",
    "tag": "tag",
    "tabs": "tabs",
    "taskList": "task-list",
    "pagination": "pagination",
    "contentsList": "contents-list",
    "table": "tables",
}


class NhsMacros:
    """The design system's macros as functions: ``nhs.button(text="Save")``."""

    def __getattr__(self, name: str) -> Callable[..., SafeString]:
        if name not in MACRO_FILES:
            raise AttributeError(name)

        def draw_macro(params: Mapping[str, Any] | None = None, **more: Any) -> SafeString:
            return macro(name, {**(params or {}), **more})

        return draw_macro


def macro(name: str, params: Params) -> SafeString:
    """Draw one component of the design system."""
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    template = environment.get_template(f"nhsuk/components/{MACRO_FILES[name]}/macro.jinja")
    return mark_safe(getattr(template.module, name)(params))  # noqa: S308 - the macro escapes


def form_fields(form: forms.BaseForm, *names: str) -> SafeString:
    """All visible fields of a form (or those named), hidden ones first."""
    revealed = revealed_by(form)
    wanted = names or [name for name in form.fields if name not in revealed]
    hidden: list[str] = [str(form[name]) for name in wanted if form[name].is_hidden]
    visible: list[str] = [form_field(form, name) for name in wanted if not form[name].is_hidden]
    return mark_safe("\n".join(hidden + visible))  # noqa: S308 - drawn by our macros


def form_field(form: forms.BaseForm, name: str, **looks: Any) -> SafeString:
    """One field of a form, with its label, hint and error."""
    return field_component(form[name], **looks)


def field_component(bound: BoundField, **looks: Any) -> SafeString:
    """Draw a bound field by what its widget is."""
    settings = {"label_size": "s", **getattr(bound.field, "looks", {}), **looks}
    name, params = _build(bound, settings)
    drawn = macro(name, params)
    return _plain_reveal(drawn) if settings.get("reveal") else drawn


def _plain_reveal(drawn: SafeString) -> SafeString:
    """Leave showing and hiding to the style sheet, which needs no script.

    The design system's script would set aria-expanded on a radio button,
    where it is not allowed.
    """
    plain = re.sub(r' data-aria-controls="[^"]*"', "", drawn)
    plain = re.sub(r" nhsuk-(radios|checkboxes)__conditional--hidden", "", plain)
    return mark_safe(plain)  # noqa: S308 - only attributes of our own were taken away


def revealed_by(form: forms.BaseForm) -> dict[str, tuple[str, str]]:
    """Names of fields shown under a choice → (name of the choosing field, choice)."""
    return {
        child: (name, str(value))
        for name, field in form.fields.items()
        for value, children in (getattr(field, "looks", {}).get("reveal") or {}).items()
        for child in children
    }


# What each widget becomes ------------------------------------------------------------------


def _build(bound: BoundField, looks: Params) -> tuple[str, Params]:
    widget = bound.field.widget
    # CheckboxSelectMultiple is a subclass of RadioSelect: it must be asked for first.
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes", _choices(bound, looks)
    if isinstance(widget, forms.RadioSelect):
        return "radios", _choices(bound, looks)
    if isinstance(widget, forms.CheckboxInput):
        return "checkboxes", _single_checkbox(bound, looks)
    if isinstance(widget, forms.Select):
        return "select", _select(bound, looks)
    if isinstance(widget, forms.MultiWidget):
        return "dateInput", _date(bound, looks)
    if isinstance(widget, forms.FileInput):
        return "input", _file(bound, looks)
    if isinstance(widget, forms.Textarea):
        return _textarea(bound, looks)
    if isinstance(widget, forms.PasswordInput):
        return "passwordInput", _input(bound, looks) | {"value": None}
    return "input", _input(bound, looks)


def _common(bound: BoundField, looks: Params) -> Params:
    attrs = dict(bound.field.widget.attrs)
    params: Params = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": _label(bound, looks),
        "classes": looks.get("classes", "").strip(),
        "autocomplete": looks.get("autocomplete") or attrs.pop("autocomplete", None),
        "attributes": {
            key: value
            for key, value in attrs.items()
            if key not in {"placeholder", "id", "class", "cols", "rows", "aria-describedby"}
        },
    }
    return _drop_empty(params | _hint_and_error(bound, looks))


def _input(bound: BoundField, looks: Params) -> Params:
    params = _common(bound, looks)
    attributes = dict(params.get("attributes", {}))
    inputmode = looks.get("inputmode") or attributes.pop("inputmode", None)
    spellcheck = looks.get("spellcheck")
    params |= {
        "type": getattr(bound.field.widget, "input_type", "text"),
        "value": _typed(bound),
        "width": looks.get("width"),
        "prefix": looks.get("prefix"),
        "suffix": looks.get("suffix"),
        "inputmode": inputmode,
        "attributes": attributes,
    }
    params = _drop_empty(params)
    return params | ({"spellcheck": spellcheck} if spellcheck is not None else {})


def _file(bound: BoundField, looks: Params) -> Params:
    """The browser's own file box: the design system's drop zone has a wrong accessible name."""
    params = _common(bound, looks)
    classes = f"{params.get('classes', '')} phb-file".strip()
    return params | {"type": "file", "classes": classes}


def _textarea(bound: BoundField, looks: Params) -> tuple[str, Params]:
    params = _common(bound, looks) | {"value": _typed(bound), "rows": looks.get("rows") or 5}
    longest = getattr(bound.field, "max_length", None)
    if looks.get("counted") and longest:
        attributes = {k: v for k, v in params.get("attributes", {}).items() if k != "maxlength"}
        return "characterCount", params | {
            "maxlength": longest,
            "attributes": attributes,
        }
    # The browser's own limit would cut a paste in silence: the form answers instead.
    params["attributes"] = {k: v for k, v in params.get("attributes", {}).items() if k != "maxlength"}
    return "textarea", params


def _date(bound: BoundField, looks: Params) -> Params:
    values = bound.value()
    if not isinstance(values, list):
        values = bound.field.widget.decompress(values)
    wrong = error_parts(bound)
    birthday = ("bday-day", "bday-month", "bday-year")
    items = [
        _drop_empty(
            {
                "id": f"{bound.auto_id}_{part}",
                "name": f"{bound.html_name}_{part}",
                "label": part.capitalize(),
                "value": str(value if value is not None else ""),
                "width": 4 if part == "year" else 2,
                "autocomplete": auto if looks.get("autocomplete") == "bday" else None,
                # Words are welcome as a month ("May"), so that box is not numeric.
                "inputmode": "text" if part == "month" else "numeric",
            }
        )
        | {"error": part in wrong}
        for part, value, auto in zip(("day", "month", "year"), values, birthday, strict=True)
    ]
    return _drop_empty(
        {"id": bound.auto_id, "fieldset": _fieldset(bound, looks), "items": items} | _hint_and_error(bound, looks)
    )


def _choices(bound: BoundField, looks: Params) -> Params:
    value = bound.value()
    chosen = {str(each) for each in (value if isinstance(value, (list, tuple)) else [value])}
    hints = {str(k): v for k, v in (looks.get("hints") or {}).items()}
    dividers = {str(k): v for k, v in (looks.get("dividers") or {}).items()}
    reveal = {str(k): v for k, v in (looks.get("reveal") or {}).items()}
    items: list[Params] = []
    for choice, label in _offered(bound):
        key = str(choice)
        if key in dividers:
            items.append({"divider": dividers[key]})
        shown = "".join(form_field(bound.form, name) for name in reveal.get(key, ()))
        items.append(
            _drop_empty(
                {
                    "value": key,
                    "text": str(label),
                    "hint": {"text": hints[key]} if key in hints else None,
                    "conditional": {"html": mark_safe(shown)} if shown else None,  # noqa: S308
                }
            )
            | {"checked": key in chosen and value is not None}
        )
    return _drop_empty(
        {
            "idPrefix": bound.auto_id,
            "name": bound.html_name,
            "fieldset": _fieldset(bound, looks),
            "items": items,
            "inline": looks.get("inline"),
            "small": looks.get("small"),
            "classes": looks.get("classes", "").strip(),
        }
        | _hint_and_error(bound, looks)
    )


def _single_checkbox(bound: BoundField, looks: Params) -> Params:
    hint = {"text": str(bound.help_text)} if bound.help_text else None
    item = _drop_empty({"value": "on", "text": str(bound.label), "hint": hint})
    return _drop_empty(
        {
            "idPrefix": bound.auto_id,
            "name": bound.html_name,
            "items": [item | {"checked": bool(bound.value())}],
            "errorMessage": _error(bound),
            "small": looks.get("small"),
        }
    )


def _offered(bound: BoundField) -> Any:
    """The choices of a choosing field."""
    return bound.field.choices  # type: ignore[attr-defined]


def _select(bound: BoundField, looks: Params) -> Params:
    value = "" if bound.value() is None else str(bound.value())
    choices = [(str(choice), str(label)) for choice, label in _offered(bound)]
    if choices and choices[0][0] != "" and hasattr(bound.field, "empty_line"):
        choices.insert(0, ("", bound.field.empty_line))
    items = [{"value": choice, "text": label, "selected": choice == value} for choice, label in choices]
    return _common(bound, looks) | {"items": items}


# Parts that all share ----------------------------------------------------------------------


def label_text(bound: BoundField) -> str:
    """The label, with "(optional)" where nothing need be entered."""
    label = str(bound.label)
    if not hasattr(bound.field, "looks"):
        label = label[:1] + label[1:].lower()  # forms of others write labels in title case
    optional = not bound.field.required and not getattr(bound.form, "hide_optional", False)
    return f"{label} (optional)" if optional and "(optional)" not in label else label


def _label(bound: BoundField, looks: Params) -> Params:
    size = looks.get("label_size")
    return _drop_empty(
        {
            "text": looks.get("label") or label_text(bound),
            "classes": f"nhsuk-label--{size}" if size else None,
            "isPageHeading": looks.get("page_heading"),
        }
    )


def _fieldset(bound: BoundField, looks: Params) -> Params:
    size = looks.get("label_size")
    legend = {
        "text": looks.get("label") or label_text(bound),
        "classes": f"nhsuk-fieldset__legend--{size}" if size else None,
        "isPageHeading": looks.get("page_heading"),
    }
    return {"legend": _drop_empty(legend)}


def _hint_and_error(bound: BoundField, looks: Params) -> Params:
    words = looks.get("hint", bound.help_text)
    hint = {"text": str(words)} if words else None
    return {"hint": hint, "errorMessage": _error(bound)}


def _error(bound: BoundField) -> Params | None:
    messages = field_errors(bound)
    return {"text": ". ".join(messages)} if messages else None


def _typed(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _drop_empty(params: Params) -> Params:
    return {key: value for key, value in params.items() if value not in (None, "", False, {}, [])}


# Errors ------------------------------------------------------------------------------------


def field_errors(bound: BoundField) -> list[str]:
    """The messages of a field, "This field is required" put in our words."""
    from phb.core.forms.fields import NHSField, missing_sentence  # a field draws itself with us

    messages = []
    for error in bound.errors.as_data():
        if error.code == "required" and not isinstance(bound.field, NHSField):
            messages.append(missing_sentence("Enter", str(bound.label)))
        else:
            messages.extend(str(message) for message in error.messages)
    return messages


def error_parts(bound: BoundField) -> list[str]:
    """Which boxes of a date are wrong; all of them when the error names none."""
    errors = bound.errors.as_data()
    if not errors:
        return []
    parts = [part for error in errors for part in (error.params or {}).get("parts", [])]
    return parts or ["day", "month", "year"]


def error_links(*all_forms: forms.BaseForm) -> list[Params]:
    """Each error with the address of the box to mend."""
    links: list[Params] = []
    for form in all_forms:
        if not form.is_bound:
            continue
        links += [{"text": str(message)} for message in form.non_field_errors()]
        for name in form.fields:
            bound = form[name]
            for message in field_errors(bound):
                links.append(
                    {"text": message} if bound.is_hidden else {"text": message, "href": f"#{_first_box(bound)}"}
                )
    return links


def _first_box(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.MultiWidget):
        return f"{bound.auto_id}_{(error_parts(bound) or ['day'])[0]}"
    return str(bound.auto_id)


def error_summary(*all_forms: forms.BaseForm) -> SafeString:
    """The box at the top of the page; nothing when all is well."""
    links = error_links(*[form for form in all_forms if form])
    if not links:
        return mark_safe("")
    return macro("errorSummary", {"heading": "There is a problem", "errorList": links})


def page_has_errors(form: Any) -> bool:
    """Whether the page's title begins with "Error:"."""
    return isinstance(form, forms.BaseForm) and form.is_bound and bool(form.errors)
