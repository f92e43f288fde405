"""How the map is said to a person: what a rule speaks of. Words only."""

from django.utils.translation import gettext as _

from nps.accounts.territory import ALL_PARIS, Ground, Parity, RuleKind


def arrondissement(number: int) -> str:
    """1er, 2e … as they are called, in any language of the page; 0 is all of Paris."""
    if number == ALL_PARIS:
        return _("tout Paris")
    return "1er" if number == 1 else f"{number}e"


def ground(said: Ground, written: str = "") -> str:
    """« Rue de l’Exemple, 18e, numéros impairs du 1 au 49 ». `written`: the street as somebody typed it."""
    place = arrondissement(said.arrondissement)
    if said.kind == RuleKind.HOMELESS:
        return _("Sans domicile fixe, %(place)s") % {"place": place}
    if said.kind == RuleKind.ARRONDISSEMENT:
        return _("%(place)s arrondissement") % {"place": place}
    whole = f"{written or said.street}, {place}"
    return f"{whole}, {_numbers(said)}" if said.kind == RuleKind.PART else whole


def _numbers(said: Ground) -> str:
    sides = {Parity.ODD: _("numéros impairs"), Parity.EVEN: _("numéros pairs"), Parity.BOTH: _("numéros")}
    told = {"side": sides[said.parity], "first": said.first, "last": said.last}
    if said.first is not None and said.first == said.last:
        return _("numéro %(first)s") % told
    if said.first is not None and said.last is not None:
        return _("%(side)s du %(first)s au %(last)s") % told
    if said.first is not None:
        return _("%(side)s à partir du %(first)s") % told
    return _("%(side)s jusqu’au %(last)s") % told if said.last is not None else told["side"]
