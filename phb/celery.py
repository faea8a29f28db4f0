"""The worker's and the scheduler's door: `celery -A phb.celery worker` and `… beat`."""

import os
import resource

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

app = Celery("phb")
app.conf.update(settings.CELERY)
app.set_default()  # for every thread: a web process answers in threads of its own
app.set_default()  # in every thread: `phb.core.jobs` finds it without importing the roof


@worker_process_init.connect
def limit_memory(**_: object) -> None:
    """A job that eats memory fails by itself, before the machine looks for somebody to kill."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = settings.WORKER_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
