"""The WSGI application. gunicorn runs no system checks, so the start is verified here."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config.startup import verify  # noqa: E402  (needs the application registry)

verify()
