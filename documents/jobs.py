"""Nightly work of the vault: the janitor. Two workers at the same tick do no harm."""

import logging

from documents.sweeping import sweep
from nps.jobs import app

logger = logging.getLogger(__name__)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="documents.sweep", pass_context=False)
def sweep_vault(timestamp: int) -> None:
    """Remove files nobody names; contents without their file are an alarm for the administrators."""
    swept = sweep()
    if swept.missing:
        logger.critical("vault: %d contents without their file", len(swept.missing))
