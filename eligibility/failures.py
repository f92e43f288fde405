"""What a person is told when a rule raises, with a reference that finds the line of the log.

The error itself stays in the log, without what the household said.
"""

import logging
import secrets

logger = logging.getLogger(__name__)

NOT_COMPUTED = "could not be computed"


def failure(code: str, error: Exception) -> str:
    """Log that `code` could not be computed; the words for people: "could not be computed (R-7F3A2C)"."""
    reference = f"R-{secrets.token_hex(3).upper()}"
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno}" if frame else "?"
    logger.error("%s %s: %s (%s at %s)", reference, code, NOT_COMPUTED, type(error).__name__, where)
    return f"{NOT_COMPUTED} ({reference})"
