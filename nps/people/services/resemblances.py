"""What agents say of two records that resemble each other. The search for them is `duplicates`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.faults import PeopleFault
from nps.people.models import Person, Resemblance
from nps.people.selectors import require_site_agent


@transaction.atomic
def tell_apart(*, actor: Agent, pair: Resemblance, because: str) -> Resemblance:
    """« Ce sont deux personnes différentes »: not proposed again unless one of them changes.

    Raises PeopleFault: no reason, or settled already.
    """
    require_site_agent(actor)
    if not because.strip():
        raise PeopleFault(_("Écrivez en quoi ces personnes sont différentes."))
    stands = Resemblance.objects.select_for_update().filter(pk=pair.pk).first()
    if stands is None or stands.told_apart_at:
        raise PeopleFault(_("Cette ressemblance est déjà réglée. Rien n’a été modifié de plus."))
    stands.told_apart_by, stands.told_apart_at = actor, timezone.now()
    stands.told_apart_because = because.strip()[:300]
    stands.save()
    person = Person.objects.get(pk=stands.first_id)
    data = {"people": [stands.first_id, stands.second_id], "points": stands.points}
    record(act="people.told_apart", actor=actor, subject=person, reason=stands.told_apart_because, data=data)
    return stands
