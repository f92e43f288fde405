"""Noting how a household wants to be written to: language, large print, agreements. Nothing is sent."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, Correspondence
from cases.models.letter import Language
from cases.notices.head import careful
from cases.services.files import require_open_work
from cases.services.moves import MoveRefused
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.selectors import applicant_on


@transaction.atomic
def note_correspondence(
    *,
    actor: Agent,
    case: CaseFile,
    language: str = Language.FRENCH,
    large_print: bool = False,
    email: bool = False,
    attach: bool = False,
    phone: bool = False,
    agreed_on: date | None = None,
) -> Correspondence:
    """Language and print of the letters; agreement to e-mail (letter attached or not) and to text messages.

    An agreement names the applicant's own address of that day and holds for it only. Raises MoveRefused,
    NotYours, Blocked in a closed file.
    """
    require_open_work(case, actor)
    applicant = applicant_on(case.household, timezone.localdate())
    address, number = (applicant.email, applicant.phone) if applicant else ("", "")
    if (email or phone) and careful(case):
        raise MoveRefused(_("Contact prudent : aucun message ne part. Laissez ces accords de côté."))
    if email and not address or phone and not number:
        raise MoveRefused(_("La fiche du demandeur n’a pas cette adresse : écrivez-la d’abord."))
    if attach and not email:
        raise MoveRefused(_("Le courrier ne se joint qu’à un courriel : il faut cet accord aussi."))
    if (email or phone) and (agreed_on is None or agreed_on > timezone.localdate()):
        raise MoveRefused(_("Écrivez le jour de l’accord, au plus tard aujourd’hui."))
    noted = {
        "language": language,
        "large_print": large_print,
        "email": address if email else "",
        "email_agreed_on": agreed_on if email else None,
        "attach": attach,
        "phone": number if phone else "",
        "phone_agreed_on": agreed_on if phone else None,
        "noted_by": actor,
        "noted_at": timezone.now(),
    }
    kept, _made = Correspondence.objects.update_or_create(case=case, defaults=noted)
    told = {"language": str(language), "large": large_print, "email": email, "attach": attach, "phone": phone}
    told["agreed_on"] = agreed_on.isoformat() if agreed_on and (email or phone) else ""
    record(act="correspondence.note", actor=actor, subject=kept, case_reference=case.reference, data=told)
    return kept
