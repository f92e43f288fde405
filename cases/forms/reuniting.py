"""What agents choose when two become one, when a household parts, when somebody died. No act, no query."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import words
from nps.people.models import MemberRole, Membership
from nps.people.services.merging import ABSORBED, KEPT
from nps.ui.forms import DateField, Form, TextField

FIRST, SECOND = "first", "second"
STAYS, LEAVES, BOTH = "stays", "leaves", "both"
REASON_HELP = _("Quelques mots suffisent. Ils sont inscrits au journal, avec votre nom.")


def _reason(label, **kwargs) -> TextField:
    return TextField(label=label, max_length=300, help_text=REASON_HELP, **kwargs)


class ApartForm(Form):
    """In what two people differ."""

    because = _reason(_("En quoi sont-elles différentes\u202f?"))


class UndoForm(Form):
    """Why a merge, or a death, is undone."""

    reason = _reason(_("Motif"))


class MergePeopleForm(Form):
    """Which record goes on, and each value that differs, chosen one by one; nothing is chosen beforehand."""

    state = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args, names: tuple[str, str], differing: Mapping[str, tuple[str, str, str]], **kwargs
    ):
        """`differing`: name → its label and both values, as people read them."""
        super().__init__(*args, **kwargs)
        self.differing = tuple(differing)
        self.fields["goes_on"] = _radio(_("La fiche qui continue"), zip((FIRST, SECOND), names, strict=True))
        for name, (label, *values) in differing.items():
            self.fields[name] = _radio(label, zip((FIRST, SECOND), values, strict=True))

    def chosen(self) -> dict[str, str]:
        """Each value as the service wants it: of the record that goes on, or of the other."""
        kept = self.cleaned_data["goes_on"]
        return {name: KEPT if self.cleaned_data[name] == kept else ABSORBED for name in self.differing}


def _radio(label, choices: Iterable, **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.RadioSelect, **kwargs)


class OtherFileForm(Form):
    """The file of the same family, by its reference."""

    reference = TextField(
        label=_("Référence de l’autre dossier du même foyer"),
        max_length=20,
        help_text=_("Par exemple D-24-7KX3M. Il doit être suivi par votre site."),
    )


class MergeFilesForm(Form):
    """Who follows the file that goes on, where the household lives, and the place of those who come."""

    def __init__(self, *args, followed: tuple[str, str], addresses: tuple[str, str],
                 members: Iterable[Membership], **kwargs):  # fmt: skip
        super().__init__(*args, **kwargs)
        sides = (KEPT, ABSORBED)
        self.fields["followed_as"] = _radio(_("Suivi par"), zip(sides, followed, strict=True))
        self.fields["address"] = _radio(_("Adresse du foyer réuni"), zip(sides, addresses, strict=True))
        self.members = list(members)
        for member in self.members:
            label = _("Place de %(name)s dans le foyer réuni") % {"name": words.full_name(member.person)}
            others = [choice for choice in MemberRole.choices if choice[0] != MemberRole.APPLICANT]
            self.fields[f"role_{member.pk}"] = _radio(label, others)

    def roles(self) -> dict[int, MemberRole]:
        """Key of a membership → its place."""
        return {m.pk: MemberRole(self.cleaned_data[f"role_{m.pk}"]) for m in self.members}


class PartingForm(Form):
    """Who leaves, from which day, where to; a child may live in both homes."""

    on = DateField(label=_("Séparés depuis le"))

    def __init__(self, *args, members: Iterable[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = list(members)
        adults = [(str(m.pk), words.full_name(m.person)) for m in self.members if m.role != MemberRole.CHILD]
        for member in self.members:
            choices = [(STAYS, _("Reste")), (LEAVES, _("Part"))]
            if member.role == MemberRole.CHILD:
                choices.append((BOTH, _("Vit dans les deux foyers (garde alternée)")))
            self.fields[f"who_{member.pk}"] = _radio(words.full_name(member.person), choices)
        self.fields["applicant"] = _radio(_("Demandeur principal du nouveau foyer"), adults)
        self.fields["stays_applicant"] = _radio(
            _("Si le demandeur principal part, qui le devient parmi ceux qui restent\u202f?"),
            [("", _("Le demandeur principal ne part pas")), *adults],
            required=False,
        )
        self.fields["careful"] = forms.BooleanField(
            label=_("Contact prudent"),
            required=False,
            help_text=_(
                "À cocher si l’autre ne doit pas savoir où vivent ceux qui partent. Pas de courrier par la "
                "poste, et l’adresse se lit seulement dans les pages du référent. "
                "Ce dossier-ci n’en dira rien."
            ),
        )
        self.fields["line"] = TextField(
            label=_("Nouvelle adresse de ceux qui partent"), max_length=200, required=False
        )
        self.fields["postcode"] = TextField(label=_("Code postal"), max_length=10, required=False)
        self.fields["city"] = TextField(label=_("Ville"), max_length=100, required=False)
        self.order_fields([name for name in self.fields if name.startswith("who_")])

    def clean(self) -> dict:
        typed = super().clean()
        told = [typed.get(name) for name in ("line", "postcode", "city")]
        if any(told) and not all(told):
            self.add_error("line", _("Écrivez l’adresse entière, avec le code postal et la ville, ou rien."))
        return typed

    def of(self, *choices: str) -> list[Membership]:
        """The members for whom one of these was chosen."""
        return [m for m in self.members if self.cleaned_data[f"who_{m.pk}"] in choices]

    def leaving(self) -> dict[int, MemberRole]:
        """Who leaves, with the place in the new household."""
        applicant = self.cleaned_data["applicant"]
        found = {}
        for member in self.of(LEAVES, BOTH):
            if str(member.pk) == applicant:
                found[member.pk] = MemberRole.APPLICANT
            else:
                child = member.role == MemberRole.CHILD
                found[member.pk] = MemberRole.CHILD if child else MemberRole.OTHER_ADULT
        return found


class PartingDocumentsForm(Form):
    """The documents the new file holds too; those that name only who leaves are ticked beforehand."""

    documents = forms.TypedMultipleChoiceField(
        label=_("Pièces reprises dans le nouveau dossier"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, documents: Iterable[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = list(documents)


class DeathForm(Form):
    """The day somebody died, and who becomes the applicant when others live on."""

    on = DateField(label=_("Décès le"))

    def __init__(self, *args, heirs: Iterable[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(m.pk), words.full_name(m.person)) for m in heirs]
        if choices:
            self.fields["applicant"] = _radio(_("Qui devient le demandeur principal\u202f?"), choices)
