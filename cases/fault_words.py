"""Contradictions in words: what `eligibility.contradictions` says, told to an agent. Words only."""

from django.utils.translation import gettext_lazy as _

REFUSED = {
    "no applicant": _("Personne n’est demandeur dans ce foyer."),
    "no adult": _("Il n’y a aucun adulte dans ce foyer. Vérifiez les dates de naissance."),
    "a second applicant": _("Il y a deux demandeurs. Changez la place de l’un d’eux."),
    "a second partner": _("Il y a deux conjoints. Changez la place de l’un d’eux."),
    '"none" although a partner is listed': _(
        "Un conjoint est inscrit dans le foyer. Choisissez comment vit le couple, ou corrigez le foyer."
    ),
    "older than the parents": _(
        "Cet enfant serait plus âgé que ses parents. Vérifiez les dates de naissance."
    ),
    "before from": _("La fin est avant le début. Vérifiez les deux mois."),
    "after the date of the check": _("Cette date est dans le futur. Vérifiez-la."),
    "too old": _("Cette date de naissance est trop ancienne. Vérifiez l’année."),
    "more than their age": _("La personne n’était pas née. Vérifiez depuis quand elle vit à Paris."),
    "received although not claimed": _(
        "Une aide est reçue sans avoir été demandée. Corrigez l’une des deux réponses."
    ),
    "finished although not begun": _("Des travaux finis ont commencé. Corrigez l’une des deux réponses."),
}
FLAGGED = {
    "in a couple although no partner is listed": _(
        "La personne vit en couple, mais le foyer n’a pas de conjoint. Ajoutez-le dans « Foyer »."
    ),
    "not of age": _("Cette personne a moins de 18 ans. Vérifiez sa place dans le foyer."),
    "less than 12 years younger than a parent": _(
        "Moins de 12 ans séparent cet enfant d’un parent. Vérifiez les dates de naissance."
    ),
    "after the date of the check": _("Cette date est dans le futur."),
    "very large": _("Cette somme est très grande pour un mois. Vérifiez le nombre de chiffres."),
    "less than the net": _("Le brut est plus petit que le net. Ils sont peut-être inversés."),
    "the same as another, at the same time": _("Cette ressource est écrite deux fois pour les mêmes mois."),
    "a rate without a recognition": _("Un taux d’incapacité est écrit, sans reconnaissance de handicap."),
    "not expected of this tenure": _(
        "Cette réponse ne va pas avec ce logement. Elle date peut-être d’un autre logement."
    ),
    "more than the rent": _("L’aide au logement dépasse le loyer et les charges. Vérifiez les deux sommes."),
}
OTHERWISE = _("Cette réponse ne peut pas être lue. Écrivez-la de nouveau.")


def said(line: str, *, flagged: bool = False) -> tuple[str, str]:
    """The path of a line `path: what is wrong`, and what is wrong in words."""
    path, _colon, text = line.partition(": ")
    return path, str((FLAGGED if flagged else REFUSED).get(text, OTHERWISE))
