"""With the database away: an answer within seconds that says what was saved, and health that tells the truth."""

import json
import os
import subprocess
import sys
import time

from django.conf import settings

ASK = """
import os, sys, json
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["session"] = "madeupsessionkeythatneedsalookup"
out = {}
for path in ("/", "/desk/", "/api/cases/", "/health/live", "/health/ready", "/accounts/login/"):
    answer = client.get(path)
    out[path] = [answer.status_code, answer.headers.get("Retry-After"), answer.content.decode()[:4000]]
print(json.dumps(out))
"""


def test_the_database_away_is_said_in_plain_words():
    env = {
        **os.environ,
        "DATABASE_URL": "postgresql://phb_app:x@127.0.0.1:9/none",
        "PHB_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "phb.settings",
    }
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout.strip().splitlines()[-1])
    for path in ("/", "/desk/", "/accounts/login/"):
        status, again, body = answers[path]
        assert (status, again) == (503, "30"), path
        assert "was not saved" in body
        assert "Traceback" not in body
    assert answers["/api/cases/"][0] == 503
    assert json.loads(answers["/api/cases/"][2])["detail"].startswith("The service cannot reach")
    assert answers["/health/live"][0] == 200
    assert answers["/health/ready"][0] == 503
    assert time.monotonic() - began < 60
