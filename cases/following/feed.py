"""An agent's appointments as a calendar (RFC 5545) at a secret address. No name, no home address enters."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from cases.following.appointments import appointments_for
from cases.models import Appointment, AppointmentKind, CalendarFeed
from cases.models.appointment import AppointmentOutcome
from cases.services.moves import NotYours
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.services import record

PAST, AHEAD = timedelta(days=60), timedelta(days=400)
EVERY = timedelta(hours=1)  # how often a calendar is asked to come back
SECRET = 32  # bytes of chance: nothing to guess, so a plain digest is enough


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def feed_of(agent: Agent) -> CalendarFeed | None:
    """The agent's own feed, its secret unknown."""
    return CalendarFeed.objects.filter(agent=agent).first()


@transaction.atomic
def open_feed(*, actor: Agent) -> str:
    """A new secret, told once; the former address answers no more. Raises NotYours."""
    if actor.role not in SITE_ROLES:
        raise NotYours(_("Cet acte revient aux agents d’un site."))
    secret = secrets.token_urlsafe(SECRET)
    CalendarFeed.objects.filter(agent=actor).delete()
    feed = CalendarFeed.objects.create(agent=actor, digest=_digest(secret), made_at=timezone.now())
    record(act="calendar.open", actor=actor, subject=feed)
    return secret


@transaction.atomic
def close_feed(*, actor: Agent) -> None:
    """The address answers no more."""
    feed = feed_of(actor)
    if feed:
        record(act="calendar.close", actor=actor, subject=feed)
        feed.delete()


def agent_of(secret: str) -> Agent | None:
    """Whose feed this is, while that agent works. Ask as the system: nobody is signed in."""
    found = CalendarFeed.objects.filter(digest=_digest(secret)).select_related("agent__site")
    feed = found.filter(agent__is_active=True, agent__role__in=SITE_ROLES).first()
    return feed.agent if feed else None


def calendar_of(agent: Agent, now: datetime) -> bytes:
    """What this agent receives, cancelled appointments said to be so; in French, times in UTC."""
    with override("fr"):
        calendar = Calendar()
        calendar.add("prodid", "-//Nouveau Paris Solidaire//FR")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        calendar.add("x-wr-calname", _("Rendez-vous"))
        found = appointments_for(agent).filter(host=agent, starts_at__range=(now - PAST, now + AHEAD))
        for appointment in found.order_by("starts_at", "id"):
            calendar.add_component(_event(appointment))
        return calendar.to_ical()


def _event(appointment: Appointment) -> Event:
    visit = appointment.kind == AppointmentKind.VISIT
    cancelled = appointment.outcome == AppointmentOutcome.CANCELLED
    event = Event()
    event.add("uid", f"{appointment.public_id}@nouveau-paris-solidaire")
    event.add("dtstamp", appointment.changed_at.astimezone(UTC))
    event.add("last-modified", appointment.changed_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("summary", f"{appointment.get_kind_display()} · {appointment.case.reference}")
    place = appointment.site
    event.add("location", _("À domicile") if visit else f"{place.name}, {place.address}")
    return event
