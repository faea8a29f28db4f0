"""A column of our own: exact money."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from phb.core.money import MAX_POUNDS

LIMIT = str(MAX_POUNDS)


class MoneyField(models.DecimalField):
    """Pounds and pence. A third decimal place is refused by the database, not rounded away.

    `numeric(14,2)` would round 0.005 in silence; a plain `numeric` with a check does not.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        return f"{column} = round({column}, 2) AND abs({column}) <= {LIMIT}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, float):
            raise ValidationError("Money is never a binary floating point number.")
        return value if value is None or hasattr(value, "resolve_expression") else Decimal(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else value.quantize(Decimal("0.01"))
