"""Nightly work of the register: records of one person, merges that can no longer be undone."""

import logging

from django.utils import timezone

from nps.accounts.acting import acting
from nps.jobs import app
from nps.people import duplicates
from nps.people.services.rewrites import empty_old

logger = logging.getLogger(__name__)


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="people.look_for_duplicates", pass_context=False)
def look_for_duplicates(timestamp: int) -> None:
    """Compare people who resemble each other; a count in the log, no name."""
    logger.info("people: %d records compared", duplicates.sweep())


@app.periodic(cron="15 2 * * *")
@app.task(queueing_lock="people.empty_rewrites", pass_context=False)
def empty_rewrites(timestamp: int) -> None:
    """Empty the merges that can no longer be undone of what they held."""
    with acting("system"):
        logger.info("people: %d old merges emptied", empty_old(now=timezone.now()))
