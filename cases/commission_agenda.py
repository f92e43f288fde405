"""The agenda of a session on paper, from values to PDF. No name stands in the name of the file."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.template.loader import render_to_string

from cases import words
from cases.models import CommissionSession, Opinion
from cases.printing.drawable import shown
from cases.printing.printer import Order, printer

STYLE = (Path(__file__).parent / "notices" / "letter.css").read_text(encoding="utf-8")


def agenda_page(session: CommissionSession, opinions: Iterable[Opinion]) -> str:
    """The agenda as HTML, every value escaped, no unprintable character."""
    questions = [
        {
            "household": f"{application.case.reference}, {words.household_name(application.case.household)}",
            "benefit": words.benefit_name(application.benefit),
            "reference": application.reference,
            "opinion": one,
        }
        for one in opinions
        for application in (one.application,)
    ]
    return shown(
        render_to_string("cases/commission_agenda.html", {"session": session, "questions": questions})
    )


def agenda_pdf(session: CommissionSession, opinions: Iterable[Opinion], at: datetime) -> bytes:
    """The tagged PDF of an agenda. Raises PrintFailed."""
    html = agenda_page(session, opinions)
    return printer.print(
        Order(
            html=html,
            css=STYLE,
            identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
            at=at.astimezone(UTC).replace(microsecond=0),
        )
    )
