"""Refuses a production start in which no audit file could be signed. Reads only."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register

from cases.exports.identity import FOLDER, missing


@register(Tags.security)
def exports_can_be_signed(app_configs=None, **kwargs) -> list[Error]:
    """The key, certificate and anchors of exports are there; development and tests make a specimen."""
    if settings.SECRETS.create:
        return []
    folder = Path(settings.SECRETS_DIR) / FOLDER
    return [
        Error(
            f"Audit files cannot be signed: {name} is missing from {FOLDER}/ in NPS_SECRETS_DIR.",
            id="nps.E007",
        )
        for name in missing(folder)
    ]
