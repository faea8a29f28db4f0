"""The worker's and the scheduler's door: `celery -A phb.celery worker` and `… beat`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")

from celery import Celery  # noqa: E402  (Celery looks for the settings when it is imported)
from django.conf import settings  # noqa: E402

app = Celery("phb")
app.conf.update(settings.CELERY)
