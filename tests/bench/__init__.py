"""Benchmarks: ratios of one run on one machine. Each module has `run()`, one line or several of the table."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nps.settings.test")
# A database of its own: a test suite running beside keeps its own.
os.environ.setdefault("NPS_TEST_DB", f"test_bench_{os.getpid()}")
django.setup()
