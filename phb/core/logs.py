"""One line an event, with the request's id and never a person's data."""

import logging.config
from typing import Any

import structlog

# Names of values that never reach a log line, wherever they come from.
NEVER_LOGGED = frozenset(
    {
        "password",
        "secret",
        "token",
        "code",
        "nhs_number",
        "name",
        "given_name",
        "family_name",
        "email",
        "phone",
        "address",
        "postcode",
        "date_of_birth",
        "sort_code",
        "account_number",
        "body",
        "data",
        "answers",
        "cookie",
    }
)


def without_personal_data(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: ("(not logged)" if key in NEVER_LOGGED else value) for key, value in event.items()}


def configure(options: dict[str, Any]) -> None:
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False) if options.get("plain") else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": "INFO"},
            "loggers": {
                "django.server": {"level": "WARNING"},
                # These write whole requests, SQL or style sheets: personal data may be in them.
                "django.request": {"level": "CRITICAL"},
                "django.db.backends": {"level": "WARNING"},
                "weasyprint": {"level": "CRITICAL"},
                "fontTools": {"level": "CRITICAL"},
            },
        }
    )
