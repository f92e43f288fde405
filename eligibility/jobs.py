"""Batches of a caseload check as background jobs: any worker of any machine takes the next one."""

from collections.abc import Iterable

from procrastinate import JobContext, RetryStrategy

from eligibility import caseload
from eligibility.models import CaseloadBatch
from nps.accounts.acting import acting
from nps.jobs import app

QUEUE = "caseload"
PATIENCE = 120  # seconds without a sign of life of its worker before a job is given to another
LAST = -10  # priority: what people wait for comes first


@app.task(queue=QUEUE, priority=LAST, retry=RetryStrategy(max_attempts=caseload.ATTEMPTS, wait=5))
def check_batch(batch: int) -> None:
    """Check a batch; delivered twice, or again after a crash, it leaves one result."""
    try:
        with acting("system"):
            caseload.check_batch(batch=batch)
    except Exception:
        with acting("system"):
            caseload.note_failure(batch=batch)
        raise


def defer(batches: Iterable[CaseloadBatch]) -> None:
    """Give these batches to the workers, in the caller's own transaction."""
    check_batch.batch_defer(*({"batch": batch.pk} for batch in batches))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="caseload.rescue", pass_context=True)
async def rescue_batches(context: JobContext, timestamp: int) -> None:
    """Give to another worker the batches of a worker that died."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=PATIENCE):
        await jobs.retry_job(job)
