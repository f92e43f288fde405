"""What forbids to make one of two, in words, each with where it is lifted. No query, no act."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nps.people.faults import PeopleFault
from nps.people.services.rewrites import Clash


@dataclass(frozen=True)
class Obstacle:
    """One sentence, and the page where it is lifted when there is one."""

    says: str
    label: str = ""
    url: str = ""


# What the database keeps apart, by the name of its constraint.
CLASHES = {
    "application_one_pending_per_benefit": _(
        "Une demande de la même aide est en cours des deux côtés. Classez-en une sans suite, puis réunissez."
    ),
    "request_asked_once": _(
        "La même pièce est demandée des deux côtés. Annulez l’une des demandes de pièce, puis réunissez."
    ),
    "plan_one_under_way": _(
        "Un plan d’action est en cours dans les deux dossiers. Terminez-en un, puis réunissez."
    ),
    "life_event_one_draft_per_file": _(
        "Un changement de situation est à relire dans les deux dossiers. Finissez-en un, puis réunissez."
    ),
    "call_one_at_a_time": _(
        "La même question attend la réponse d’une administration. Attendez-la, puis réunissez."
    ),
    "membership_one_applicant_at_a_time": _(
        "Le foyer réuni a un seul demandeur principal. Changez une place, puis réunissez."
    ),
    "membership_one_partner_at_a_time": _(
        "Le foyer réuni a un seul conjoint. Changez une place, ou terminez une présence, puis réunissez."
    ),
}


def told(fault: PeopleFault) -> str:
    """The fault in an agent's words."""
    known = CLASHES.get(fault.constraint) if isinstance(fault, Clash) else None
    return str(known or fault.message)
