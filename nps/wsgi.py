"""Entry point of the web server: refuses to serve on a database login that sees too much."""

import os

from django.core.wsgi import get_wsgi_application

from nps.checks import require_closed_database
from nps.preloading import preload

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nps.settings.base")
application = get_wsgi_application()
require_closed_database()
preload()
