"""What a process loads at its start, by name (`PRELOADED`): functions of the day. No rule may enter."""

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


def preload() -> None:
    """Call every function of `PRELOADED` with today's date."""
    for name in settings.PRELOADED:
        import_string(name)(timezone.localdate())
