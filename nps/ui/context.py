"""What every page's frame needs, from the request alone: no query."""

from django.conf import settings
from django.http import HttpRequest

from nps.ui.navigation import ACCOUNT, LAW, MENUS, VERIFY, address, entries

LANGUAGES = (("fr", "FR", "Français"), ("en", "EN", "English"))


def frame(path: str, role: str = "", name: str = "") -> dict:
    """The frame for somebody of this role, or for nobody."""
    return {
        "menu": entries(MENUS.get(role, ()), path),
        "account_menu": entries(ACCOUNT, path) if role else [],
        "account_name": name,
        "sign_out_url": address("account_logout") if role else "",
        "search_url": address("people:search") if role in {"social_worker", "supervisor"} else "",
        "verify_url": address(VERIFY[1]) if role else "",
        "law_url": address(LAW[1]) if role else "",
        "languages": LANGUAGES,
        "frame_path": path,
        "version": settings.VERSION,
        "has_fonts": (settings.FONT_DIR / "inter.css").exists(),
        "demonstration": getattr(settings, "DEMONSTRATION", False),
    }


def page(request: HttpRequest) -> dict:
    """Context processor of every page."""
    agent = getattr(request, "user", None)
    if agent is None or not agent.is_authenticated:
        return frame(request.path)
    return frame(request.path, str(agent.role), agent.full_name)
