"""What can be wrong with an act on people, said in words an agent can act on."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from nps.people.search import Match

DIFFERENCE_MISSING = _("Écrivez en quoi la personne est différente, ou choisissez-la dans la liste.")


class PeopleFault(ValueError):
    """`message` says what to do, in the language of the page."""

    def __init__(self, message: str | Promise):
        super().__init__(message)
        self.message = message


class DifferenceMissing(PeopleFault):
    """Somebody very alike exists: say in what the person differs. `matches`: who, the likeliest first."""

    def __init__(self, matches: "list[Match]"):
        super().__init__(DIFFERENCE_MISSING)
        self.matches = matches
