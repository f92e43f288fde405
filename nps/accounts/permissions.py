"""Acts that belong to a role, whatever they are done on. Files and households never enter."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from nps.accounts.models import Agent, Role


def require_administrator(actor: Agent) -> None:
    """Raises PermissionDenied for anybody else."""
    if not actor.is_active or actor.role != Role.ADMINISTRATOR:
        raise PermissionDenied(_("Cet acte revient à l’administrateur."))
