"""The files of a caseload check, chosen when a worker takes it up; the batches are jobs of their own."""

from procrastinate import RetryStrategy

from cases.services.caseload import active_households
from eligibility import caseload
from eligibility.jobs import LAST, QUEUE, defer
from eligibility.models import CaseloadRun
from nps.accounts.acting import acting
from nps.jobs import app


@app.task(queue=QUEUE, priority=LAST, retry=RetryStrategy(max_attempts=caseload.ATTEMPTS, wait=5))
def plan_caseload(run: int) -> None:
    """Cut a run into batches, or take up those that are left; delivered twice it adds nothing."""
    with acting("system"):
        found = CaseloadRun.objects.select_related("site").get(pk=run)
        defer(caseload.plan(run=found, households=active_households(found.site)))
