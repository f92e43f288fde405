"""The sealer: places committed entries in the tree every minute."""

from nps.accounts.acting import acting
from nps.jobs import app
from nps.journal import sealing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="journal.seal", pass_context=False)
def seal_journal(timestamp: int) -> None:
    """Seal what is waiting; delivered twice it seals once."""
    with acting("system"):
        sealing.seal()
