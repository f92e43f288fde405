"""Closing a file: nothing pending, and nothing shared any more."""

from datetime import date

from django.db import transaction

from cases.models import CaseFile
from cases.models.share import ShareState
from cases.services.moves import move
from cases.services.sharing import revoke_share
from cases.workflow.case_file import ClosingReason
from nps.accounts.models import Agent


@transaction.atomic
def close_case_file(
    *, actor: Agent, case: CaseFile, closing_reason: ClosingReason, on: date, reason: str = ""
) -> CaseFile:
    """Close with one of the reasons of practice, and end the shares. Refused while anything is pending."""
    closed = move(case, "close", actor=actor, closing_reason=closing_reason, on=on, reason=reason)
    for share in closed.shares.exclude(state=ShareState.REVOKED).order_by("pk"):
        revoke_share(actor=actor, share=share)
    return closed
