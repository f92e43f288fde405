"""What is said when something does not go on: what happened, what is safe, what to do next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Problem:
    """What happened, whether something was lost, what to do: one sentence each."""

    title: str | Promise
    what: str | Promise
    then: str | Promise


PROBLEMS = {
    400: Problem(
        _("La demande n’a pas été comprise"),
        _("Rien n’a été enregistré."),
        _("Revenez à la page précédente et recommencez."),
    ),
    403: Problem(
        _("Vous n’avez pas le droit de faire cela"),
        _("Rien n’a été changé."),
        _("Demandez à votre responsable de site, ou revenez à l’accueil."),
    ),
    404: Problem(
        _("Page introuvable"),
        _("Cette page n’existe pas ou ne vous est pas ouverte."),
        _("Vérifiez l’adresse, ou revenez à l’accueil."),
    ),
    409: Problem(
        _("Quelqu’un a déjà fait avancer ce dossier"),
        _("Votre action n’a pas été faite, pour ne rien défaire."),
        _("Revenez à la page précédente et rechargez-la."),
    ),
    413: Problem(
        _("L’envoi est trop grand"),
        _("Rien n’a été enregistré."),
        _("Envoyez un fichier de 20 Mo au plus, PDF, JPEG, PNG ou HEIC."),
    ),
    429: Problem(
        _("Trop d’essais"),
        _("Cette action est ralentie pour protéger les comptes."),
        _("Attendez quelques minutes, puis réessayez."),
    ),
    500: Problem(
        _("Une panne est survenue"),
        _("Ce qui était enregistré l’est toujours. La dernière action n’a pas été faite."),
        _("Réessayez dans quelques minutes. Si la panne revient, appelez l’aide."),
    ),
    503: Problem(
        _("Le service est arrêté un moment"),
        _("Rien n’est perdu."),
        _("Réessayez dans quelques minutes."),
    ),
}
SESSION_CHANGED = Problem(
    _("Cette page a expiré"),
    _("Rien n’a été enregistré. Votre session a changé depuis son affichage."),
    _("Revenez à la page précédente, rechargez-la, puis recommencez."),
)


def problem(request: HttpRequest, status: int, told: Problem | None = None) -> HttpResponse:
    """The page of a status of PROBLEMS, in the agent's own frame; `told` says it more precisely."""
    context = {"status": status, "problem": told or PROBLEMS[status]}
    return render(request, f"{status}.html", context, status=status)
