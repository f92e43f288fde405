"""Forms of a proposal, a decision and an opinion asked. What they do is in the services."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Advice
from cases.workflow.application import Proposal
from nps.ui.forms import DateField, Form, MoneyField, TextField

WITHOUT_REASON = _("Un rejet doit dire son motif et l’article : écrivez les deux.")
FEW = {"rows": 3}
Refusals = Sequence[tuple[str, str]]  # (article, sentence) of each condition that is not met


class ProposeForm(Form):
    """What to propose; a refusal says why and by which article (CRPA L211-2)."""

    proposal = forms.ChoiceField(label=_("Votre proposition"), choices=Proposal, widget=forms.RadioSelect)
    amount = MoneyField(label=_("Somme proposée"), required=False)
    condition = forms.ChoiceField(label=_("Condition non remplie, pour un rejet"), required=False)
    refusal_article = TextField(
        label=_("Article, pour un rejet d’un autre motif"),
        max_length=40,
        required=False,
        help_text=_("Par exemple IV-2.2 b/1."),
    )
    refusal_reason = TextField(
        label=_("Phrase pour l’usager, pour un rejet"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=FEW),
        help_text=_("Elle suit la condition choisie dans le courrier. Le foyer la lira."),
    )

    def __init__(
        self, *args, sum_is_decided: bool = False, ceiling: str = "", refusals: Refusals = (), **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.refusals = list(refusals)
        if not sum_is_decided:
            del self.fields["amount"]
        elif ceiling:
            self.fields["amount"].help_text = _("%(ceiling)s au plus.") % {"ceiling": ceiling}
        named = [(str(n), sentence) for n, (_article, sentence) in enumerate(self.refusals)]
        self.fields["condition"].choices = [("", _("Autre motif")), *named]
        if not named:
            del self.fields["condition"]

    def clean(self):
        data = super().clean()
        if data.get("proposal") == Proposal.REFUSE and not data.get("condition"):
            for name in ("refusal_article", "refusal_reason"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, WITHOUT_REASON)
        return data

    def refusal(self) -> dict[str, str]:
        """What the refusal typed here says."""
        return refusal_of(self.cleaned_data, self.refusals)


def refusal_of(data: dict, refusals: Refusals) -> dict[str, str]:
    """The reason and the article of a refusal: the condition chosen, then the sentence written."""
    said, article = data.get("refusal_reason", ""), data.get("refusal_article", "")
    if chosen := data.get("condition"):
        article, sentence = refusals[int(chosen)]
        sentence = f"{sentence[:1].upper()}{sentence[1:]}."
        said = said if said.startswith(sentence) else f"{sentence} {said}".strip()
    return {"refusal_reason": said, "refusal_article": article}


class DecideForm(ProposeForm):
    """The decision of somebody else than the proposer."""

    DECISIONS = (
        ("grant", _("Accorder")),
        ("refuse", _("Rejeter")),
        ("send_back", _("Renvoyer pour complément")),
    )
    proposal = forms.ChoiceField(label=_("Votre décision"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Ce qui manque, pour un renvoi"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=FEW),
    )

    def __init__(self, *args, possible: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proposal"].choices = [one for one in self.DECISIONS if one[0] in possible]
        if "refuse" not in possible:
            self.fields["proposal"].initial = possible[0]
            for name in {"condition", "refusal_article", "refusal_reason"} & set(self.fields):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if data.get("proposal") == "send_back" and not data.get("reason"):
            self.add_error("reason", _("Écrivez ce qui manque."))
        return data


class AskOpinionForm(Form):
    """A question to the commission, under the article that lets it be asked."""

    article = forms.ChoiceField(label=_("Ce que le règlement permet de demander"), widget=forms.RadioSelect)
    question = TextField(
        label=_("La question posée"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quelques lignes. Lues par la commission, par le service et par l’audit."),
    )

    def __init__(self, *args, articles: Sequence[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = articles


class SessionForm(Form):
    held_on = DateField(label=_("Jour de la séance"))


class OpinionForm(Form):
    """What the commission answered."""

    advice = forms.ChoiceField(label=_("Avis rendu"), choices=Advice, widget=forms.RadioSelect)
    reasons = TextField(
        label=_("Raisons données"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quelques lignes. Lues par le service, par l’audit, et par l’usager s’il le demande."),
    )


class CloseSessionForm(Form):
    members = TextField(
        label=_("Membres présents"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Une personne par ligne : nom, qualité."),
    )
