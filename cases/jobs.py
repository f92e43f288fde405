"""The files of a caseload check, chosen when a worker takes it up; the batches are jobs of their own."""

from django.db.transaction import atomic
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy

from cases.services import mailing, remarks, territory, ticking
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


@app.task(queue=QUEUE, priority=LAST, retry=RetryStrategy(max_attempts=caseload.ATTEMPTS, wait=5))
def study_piece(study: int) -> None:
    """The next files of a study of a piece no longer asked for; the rest is another job."""
    with acting("system"), atomic():
        if remarks.study_batch(study=study):
            study_piece.defer(study=study)


@app.periodic(cron="*/10 * * * *")
@app.task(queue=QUEUE, priority=LAST, queueing_lock="sectors.follow")
def follow_sectors(timestamp: int) -> None:
    """Files follow their sector from its day on, a batch a transaction; the next tick takes up the rest."""
    while True:
        with acting("system"):
            if not territory.move_batch(on=timezone.localdate()):
                return


@app.periodic(cron="20 * * * *")
@app.task(queue=QUEUE, priority=LAST, queueing_lock="clocks.tick")
def tick(timestamp: int) -> None:
    """The legal delays of the day, once; cut in the middle, the next hour takes up what is left."""
    for _done in ticking.run_clocks(timezone.localdate()):
        pass


@app.task(queue="mail", retry=RetryStrategy(max_attempts=mailing.ATTEMPTS, wait=60), pass_context=True)
def send_message(context: JobContext, sending: int) -> None:
    """One message to one household; delivered twice, or again after a crash, it leaves once at most."""
    last = context.job.attempts + 1 >= mailing.ATTEMPTS
    mailing.attempt(sending=sending, last=last)
