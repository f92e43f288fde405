#!/usr/bin/env python
"""Django's command line, with the development settings unless told otherwise."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from nps.postgres import PostgresUnavailable

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nps.settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except (PostgresUnavailable, ImproperlyConfigured) as fault:
        sys.exit(str(fault))
