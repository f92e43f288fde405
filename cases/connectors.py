"""The doors through which a message leaves: Django's mail, functions named in the settings. No file enters.

Off by default, and `why_not` says so. A connector returns when the message was taken, raises `Refused` when
it never will be, `Unreachable` when it may be tried again; any other fault leaves a doubt.
"""

import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

WHY_NOT = {
    "email": _("Non disponible : aucun serveur de courriel n’est configuré."),
    "sms": _("Non disponible : aucun service de SMS n’est configuré."),
    "post": _(
        "Non disponible : aucun service postal n’est configuré. Imprimez, puis notez « Par la poste »."
    ),
}


class Unreachable(Exception):
    """Nothing was given to anybody: it may be tried again."""


class Refused(Exception):
    """The message was given and refused: it never will be sent as it is."""


def why_not(by: str) -> str:
    """What a page says of a connector that is off; empty when it is on."""
    on = {"email": settings.EMAIL_LETTERS, "sms": settings.SMS_CONNECTOR, "post": settings.POST_CONNECTOR}
    return "" if on[by] else str(WHY_NOT[by])


def send_email(
    *, to: str, subject: str, body: str, message_id: str, attachment: tuple[str, bytes] | None
) -> None:
    """One message, with the identity it will always have. Raises Unreachable, Refused; OSError is a doubt."""
    message = EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [to], headers={"Message-ID": message_id}
    )
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if attachment:
        name, data = attachment
        message.attach(name, data, "application/pdf")
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        raise Unreachable(type(fault).__name__) from fault
    try:
        connection.send_messages([message])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as fault:
        raise Refused(type(fault).__name__) from fault
    finally:
        _close(connection)


def _close(connection: object) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        pass  # what was said of the message stands


def connector(by: str) -> Callable[..., None]:
    """The function of the settings: `sms(to=, text=, key=)`, `post(to=, pdf=, key=)`. Raises ImportError."""
    return import_string({"sms": settings.SMS_CONNECTOR, "post": settings.POST_CONNECTOR}[by])
