"""Background work on the same PostgreSQL: each app's `jobs.py` is found by Procrastinate through Django."""

from procrastinate.contrib.django import app

__all__ = ["app"]
