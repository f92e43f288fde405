"""Nightly work of the vault: the janitor, forgotten uploads. Two workers at the same tick do no harm."""

import logging

from django.utils import timezone

from documents import likeness, quarantine, reading, uploads
from documents.sweeping import sweep
from nps.accounts.acting import acting
from nps.jobs import app

logger = logging.getLogger(__name__)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="documents.sweep", pass_context=False)
def sweep_vault(timestamp: int) -> None:
    """Remove files nobody names; contents without their file are an alarm for the administrators."""
    swept = sweep()
    if swept.missing:
        logger.critical("vault: %d contents without their file", len(swept.missing))


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="documents.expire_uploads", pass_context=False)
def expire_uploads(timestamp: int) -> None:
    """Forget files nobody went on with or sorted in time, each journaled; a count in the log, no name."""
    with acting("system"):
        count = uploads.expire(now=timezone.now())
    logger.info("vault: %d uploads forgotten", count)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="documents.scan_what_waits", pass_context=False)
def scan_what_waits(timestamp: int) -> None:
    """Ask the antivirus again about what it could not judge."""
    if count := quarantine.scan_what_waits():
        logger.info("vault: %d documents released by the antivirus", count)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="documents.look_at_pages", pass_context=False)
def look_at_pages(timestamp: int) -> None:
    """Sketch the pages of what came in, so that a page photographed again is suggested."""
    likeness.look_at_what_is_new()


@app.task(queue="reading", priority=-5, pass_context=False)
def read_content(content: int) -> None:
    """Read what a content says of itself; the job holds nothing but its number."""
    reading.read(content)


def read_later(content: int) -> None:
    """Have a content read by a worker, in the caller's own transaction: nobody waits for it."""
    read_content.defer(content=content)
