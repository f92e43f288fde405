"""What administrators type about the map. Reading and checking what was typed; no act, no query."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Site, TerritoryRule
from nps.accounts.territory import ALL_PARIS, ARRONDISSEMENTS, Line, Parity, RuleKind, ground
from nps.accounts.territory_words import arrondissement
from nps.ui.forms import DateField, Form, NameField, TextField

HIGHEST = 9999
ENDS = "ends"


class What(TextChoices):
    """What a line of a reorganisation moves, as people say it."""

    SECTOR = "sector", _("Tout le secteur d’un site (fusion)")
    ARRONDISSEMENT = "arrondissement", _("Un arrondissement entier")
    STREET = "street", _("Une rue, ou une partie d’une rue")
    HOMELESS = "homeless", _("Les personnes sans domicile fixe")


class DayForm(Form):
    """The map of which day: a GET form."""

    mark_optional = False
    on = DateField(label=_("Carte du"), required=False, allow_future=True, help_text="")


class NewReorganisationForm(Form):
    """A name and the day it takes effect."""

    name = NameField(
        label=_("Nom de la réorganisation"),
        max_length=120,
        help_text=_(
            "Par exemple « Fusion des secteurs 9e et 10e ». Les agents des sites concernés le liront."
        ),
    )
    effective_on = DateField(
        label=_("En vigueur à partir du"),
        allow_future=True,
        allow_past=False,
        help_text=_("Une date à venir : le passé garde l’ancienne carte."),
    )


class LineForm(Form):
    """One change of a draft: what goes to which site."""

    what = forms.ChoiceField(label=_("Que déplacez-vous ?"), choices=What.choices, widget=forms.RadioSelect)
    former = forms.ChoiceField(
        label=_("Site d’où part tout le secteur"),
        required=False,
        help_text=_("Pour une fusion seulement."),
    )
    arrondissement = forms.TypedChoiceField(
        label=_("Arrondissement"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Pour un arrondissement, une rue, ou des personnes sans domicile fixe."),
    )
    street = TextField(
        label=_("Rue"),
        required=False,
        max_length=200,
        help_text=_("Sans numéro. Majuscules, accents et abréviations ne comptent pas."),
    )
    first = forms.IntegerField(
        label=_("Du numéro"), required=False, min_value=1, max_value=HIGHEST, widget=forms.TextInput
    )
    last = forms.IntegerField(
        label=_("Au numéro"), required=False, min_value=1, max_value=HIGHEST, widget=forms.TextInput
    )
    parity = forms.ChoiceField(
        label=_("Côté de la rue"),
        choices=Parity.choices,
        initial=Parity.BOTH,
        required=False,
        widget=forms.RadioSelect,
    )
    site = forms.ChoiceField(label=_("Site qui reçoit"))

    def __init__(self, *args, sites: Iterable[Site], rules: Iterable[TerritoryRule], on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules, self.on = list(rules), on
        named = [(str(site.pk), site.name) for site in sites]
        none = ("", _("Choisir"))
        self.fields["former"].choices = [none, *named]
        self.fields["site"].choices = [
            none,
            *named,
            (ENDS, _("Aucun : la règle s’arrête, celle de l’arrondissement reprend")),
        ]
        self.fields["arrondissement"].choices = [
            none,
            *((n, arrondissement(n)) for n in ARRONDISSEMENTS),
            (ALL_PARIS, _("Tout Paris (sans domicile fixe seulement)")),
        ]

    def clean(self) -> dict:
        typed = super().clean()
        what = typed.get("what")
        if not what or self.errors:
            return typed
        self._require(what, typed)
        if not self.errors:
            typed["lines"] = self._lines(what, typed)
        return typed

    def _require(self, what: str, typed: dict) -> None:
        n, ends = typed.get("arrondissement"), typed.get("site") == ENDS
        if what == What.SECTOR and not typed.get("former"):
            self.add_error("former", _("Choisissez le site d’où part le secteur."))
        if what == What.SECTOR and typed.get("former") == typed.get("site"):
            self.add_error("site", _("C’est le même site. Choisissez celui qui reçoit."))
        if what != What.SECTOR and n is None:
            self.add_error("arrondissement", _("Choisissez l’arrondissement."))
        if what in (What.ARRONDISSEMENT, What.STREET) and n == ALL_PARIS:
            self.add_error("arrondissement", _("Choisissez un seul arrondissement."))
        if what == What.STREET and not typed.get("street", "").strip():
            self.add_error("street", _("Écrivez la rue."))
        if ends and (
            what in (What.SECTOR, What.ARRONDISSEMENT) or (what == What.HOMELESS and n == ALL_PARIS)
        ):
            self.add_error("site", _("Choisissez le site qui reçoit : personne ne reste sans site."))

    def _lines(self, what: str, typed: dict) -> list[Line]:
        site = None if typed["site"] == ENDS else int(typed["site"])
        if what == What.SECTOR:
            return self._sector(int(typed["former"]), site)
        n, street = typed["arrondissement"], typed.get("street", "").strip()
        if what != What.STREET:
            return [Line(ground(RuleKind(what), n), site)]
        first, last = typed.get("first"), typed.get("last")
        parity = Parity(typed.get("parity") or Parity.BOTH)
        part = first is not None or last is not None or parity != Parity.BOTH
        try:
            said = ground(RuleKind.PART if part else RuleKind.STREET, n, street, first, last, parity)
        except ValueError:
            self.add_error(
                "last", _("Aucun numéro de ce côté de la rue n’est compris. Vérifiez les numéros.")
            )
            return []
        if not said.street:
            self.add_error("street", _("Écrivez le nom de la rue."))
        return [Line(said, site, street)]

    def _sector(self, former: int, site: int | None) -> list[Line]:
        """Everything the former site has on that day."""
        held = [row for row in self.rules if row.site_id == former and row.as_rule().holds_on(self.on)]
        if not held:
            self.add_error("former", _("Ce site n’a aucun secteur à cette date."))
        return [Line(row.as_rule().ground, site, row.written) for row in held]
