"""A costed plan to begin with, made up; `manage.py quote --example` prints it."""

from typing import Any

EXAMPLE: dict[str, Any] = {
    "title": "Two assistants, an agency for nights, health and council together",
    "rates_on": "2026-04-06",
    "start": "2026-05-14",
    "year": "2026-27",
    "settings": {
        "holiday": "percent",
        "employment_allowance": False,
        "contingency_weeks": "4",
        "frequency": "four_weekly",
        "anchor": "2026-04-06",
    },
    "assistants": [
        {
            "key": "days",
            "label": "Assistant on weekdays",
            "hours_per_week": "32",
            "rate": "13.85",
            "born": "1990-02-03",
            "holding": "direct_payment",
            "recruitment": "120.00",
            "background_check": "49.50",
        },
        {
            "key": "weekends",
            "label": "Assistant at weekends",
            "hours_per_week": "10",
            "rate": "13.85",
            "age": 24,
            "weekend": {"hours_per_week": "10", "extra_percent": "10"},
        },
    ],
    "agency": [
        {"key": "nights", "label": "Night care", "hours_per_week": "10", "rate": "24.69", "holding": "notional"}
    ],
    "lines": [
        {"key": "insurance", "label": "Insurance", "amount": "75.00", "per": "year"},
        {"key": "payroll", "label": "Payroll service", "amount": "6.25", "per": "week"},
        {"key": "mileage", "label": "Mileage", "amount": "0.45", "per": "week", "quantity": "20", "unit": "mile"},
    ],
    "one_offs": [{"key": "bed", "label": "Bed rails", "amount": "350.00", "on": "2026-06-01"}],
    "funders": [
        {"name": "Northmoor ICB", "kind": "nhs", "percent": "57"},
        {"name": "Northmoor Council", "kind": "council", "percent": "43"},
    ],
    "contribution": {"weekly": "20.00"},
    "uplifts": [{"from": "2026-10-01", "percent": "3.6", "frozen": ["insurance", "payroll", "mileage"]}],
    "package": {"weekly": "1150.00", "basis": "Home care contract", "priced_on": "2026-04-01"},
}
