"""Says at the start what is missing for an administration to be asked. Calls nothing."""

from django.conf import settings
from django.core.checks import Error, register
from stdnum.fr import siret

from documents.administrations.api_particulier import CODES, SECRET
from documents.administrations.line import usable

_REMEDY = "See docs/how-to/connect-an-administration.md. While nothing is set, no administration is asked."


@register
def connection_faults(app_configs=None, **_) -> list[Error]:
    """What stands half there: an address that is not HTTPS, no SIRET, no token, an unknown information."""
    if not settings.API_PARTICULIER_URL:
        return []
    unknown = [code for code in settings.API_PARTICULIER_ASKS if code not in CODES]
    faults = (
        (not usable(settings.API_PARTICULIER_URL), "NPS_API_PARTICULIER_URL is not an https:// address."),
        (not siret.is_valid(settings.API_PARTICULIER_SIRET), "NPS_API_PARTICULIER_SIRET is not a SIRET."),
        (not settings.SECRETS.optional_text(SECRET), f"The secret file {SECRET} is missing or empty."),
        (bool(unknown), f"NPS_API_PARTICULIER_ASKS names what does not exist: {', '.join(unknown)}."),
    )
    found = enumerate(faults, start=1)
    return [Error(says, hint=_REMEDY, id=f"documents.E{n:03}") for n, (wrong, says) in found if wrong]
