"""The words of an e-mail and of a text message: neutral, no benefit, no name, no reference. No query enters.

Others may read a screen or a telephone over somebody's shoulder: only that a letter waits is said.
"""

from typing import Any

from django.utils.translation import gettext as _

from nps.ui import formats


def subject() -> str:
    """The same for everybody."""
    return _("Un courrier vous attend")


def body(site: Any, *, attached: bool) -> str:
    """Where the letter is, whom to call. `site`: who wrote (name, address, phone, hours)."""
    waits = _("Un courrier vous attend.")
    where = _("Il est joint à ce message.") if attached else _("Venez le prendre à l’accueil.")
    lines = [
        _("Bonjour,"),
        f"{waits} {where}",
        _("Une question ? Appelez le %(number)s.") % {"number": formats.phone(site.phone)},
        _("Ne répondez pas à ce message : personne ne le lit."),
        f"{site.name}\n{site.address}\n{site.hours}",
    ]
    return "\n\n".join(lines) + "\n"


def text(site: Any) -> str:
    """A text message."""
    told = {"number": formats.phone(site.phone)}
    return _("Un courrier vous attend. Pour savoir où le prendre, appelez le %(number)s.") % told
