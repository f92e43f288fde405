"""What the antivirus holds back, asked about again once it may say more. Nothing is opened for anybody."""

from documents import sealing, vault
from documents.models import QuarantineReason, State, SupportingDocument
from nps.accounts.acting import acting


def scan_what_waits() -> int:
    """Scan again what no scanner could judge, oldest first; how many came out. A job of the system.

    One transaction a document; a scanner that is still down ends the round.
    """
    with acting("system"):
        waiting = SupportingDocument.objects.filter(state=State.QUARANTINED)
        waiting = waiting.exclude(quarantine_reason=QuarantineReason.INFECTED)
        found = list(waiting.order_by("stored_at", "pk").values_list("pk", flat=True))
    released = 0
    for pk in found:
        with acting("system"):
            document = SupportingDocument.objects.select_related("content").get(pk=pk)
            try:
                document = vault.scan_again(actor=None, document=document)
            except (vault.NotPossible, sealing.Damaged, sealing.KeyMissing, sealing.KeyWrong):
                continue  # somebody was faster, or the janitor's and the administrators' business
        if document.quarantine_reason == QuarantineReason.SCANNER_DOWN:
            break
        released += document.state == State.TO_CHECK
    return released
