"""How a proposal, a decision, an opinion and an appeal are said on a page. Words only: no query, no rule."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases import clocks, words
from cases.deciding import Power
from cases.models import Appeal, Application, Opinion
from cases.services import decisions
from eligibility import checks, explain, wording
from eligibility.rules.verdict import Right
from nps.ui import formats
from nps.ui.components import Row


def side() -> int:
    return explain.LANGUAGES.index((get_language() or "fr")[:2])


def terms_words(application: Application) -> str:
    """« 150,00 € par mois, du 12 mars 2024 au 11 mars 2025 »."""
    right = checks.right_of(decisions.right_of(application))
    if application.amount is not None:  # what was proposed, where the by-law leaves the sum to the decision
        right = right._replace(amount=float(application.amount))
    amount = words.what_is_granted(right)
    start, end = application.starts_on, application.ends_on
    if not start:
        return amount
    if not end:
        return _("%(amount)s, à partir du %(start)s") % {"amount": amount, "start": formats.date_long(start)}
    period = {"amount": amount, "start": formats.date_long(start), "end": formats.date_long(end)}
    return _("%(amount)s, du %(start)s au %(end)s") % period


def authority_words(power: Power) -> str:
    """« le directeur du CASVP d’arrondissement (IV-2.2 c/1) »."""
    return f"{wording.AUTHORITIES[power.authority][side()]} ({power.article})"


def counted(right: Right) -> str:
    """« 6 remplies, 0 non remplie, 0 inconnue »."""
    holds = [condition.holds for condition in right.conditions]
    met, unmet, unknown = (holds.count(value) for value in (True, False, None))
    return ", ".join(
        (
            ngettext("%(n)s remplie", "%(n)s remplies", max(met, 1)) % {"n": met},
            ngettext("%(n)s non remplie", "%(n)s non remplies", max(unmet, 1)) % {"n": unmet},
            ngettext("%(n)s inconnue", "%(n)s inconnues", max(unknown, 1)) % {"n": unknown},
        )
    )


def refusals(right: Right) -> list[tuple[str, str]]:
    """(article, sentence) of each condition that is not met: what a refusal may rest on."""
    language = (get_language() or "fr")[:2]
    failing = [condition for condition in right.conditions if condition.holds is False]
    said = [explain.said(condition, language) for condition in failing]
    return [(one.article, f"{one.text} ({one.article})") for one in said]


def silence_words(application: Application) -> str:
    """« 6 juin 2024, silence = rejet (arrêté 25 jours) », or that silence refuses nothing."""
    day = clocks.silence_of(application)
    if day is None:
        return _("le silence ne rejette pas cette demande : elle n’est pas financière")
    stopped = application.stopped_before + clocks.stopped_days(
        application.pieces_asked_on, application.pieces_due_on, application.completed_on
    )
    told = {"day": formats.date_long(day), "n": stopped}
    if not stopped:
        return _("%(day)s, silence = rejet") % told
    return (
        ngettext(
            "%(day)s, silence = rejet (arrêté %(n)s jour)",
            "%(day)s, silence = rejet (arrêté %(n)s jours)",
            stopped,
        )
        % told
    )


def opinion_rows(opinion: Opinion) -> list[Row]:
    """One question to the commission and its answer."""
    rows = [
        Row(_("Question"), f"{opinion.question} ({opinion.article})"),
        Row(_("Demandé par"), f"{opinion.asked_by.full_name}, {formats.date_long(opinion.asked_at)}"),
    ]
    if opinion.session:
        rows.append(
            Row(_("Séance"), f"{opinion.session.reference}, {formats.date_long(opinion.session.held_on)}")
        )
    if opinion.given_on:
        rows.append(Row(_("Avis rendu"), opinion.get_advice_display()))
        rows.append(Row(_("Raisons données"), opinion.reasons))
        present = ", ".join(opinion.session.members) or _("écrits à la clôture de la séance")
        rows.append(Row(_("Membres présents"), present))
    else:
        rows.append(Row(_("Avis rendu"), _("pas encore")))
    return rows


def appeal_rows(appeal: Appeal, application: Application) -> list[Row]:
    """What was contested, when, the answer, the tribunal."""
    contested = dict(application._meta.get_field("state").choices).get(appeal.contested, appeal.contested)
    rows = [Row(_("Décision contestée"), contested)]
    if appeal.lodged_on:
        rows.append(Row(_("Recours reçu le"), formats.date_long(appeal.lodged_on)))
        rows.append(Row(_("Ce que le foyer conteste"), appeal.grounds))
    if appeal.answered_by:
        told = {"who": appeal.answered_by.full_name, "day": formats.date_long(appeal.answered_on)}
        rows.append(Row(_("Répondu par"), _("%(who)s, le %(day)s") % told))
        rows.append(Row(_("Motif"), f"{appeal.answer} ({appeal.article})"))
    elif application.appeal_answered_on and appeal.lodged_on:
        day = formats.date_long(application.appeal_answered_on)
        rows.append(
            Row(_("Réponse"), _("aucune avant le %(day)s : le silence maintient la décision") % {"day": day})
        )
    if appeal.tribunal_seized_on:
        seized = formats.date_long(appeal.tribunal_seized_on)
        number = f" ({appeal.tribunal_reference})" if appeal.tribunal_reference else ""
        rows.append(Row(_("Tribunal administratif de Paris saisi le"), f"{seized}{number}"))
    if appeal.tribunal_decided_on:
        rows.append(Row(_("Jugement rendu le"), formats.date_long(appeal.tribunal_decided_on)))
        rows.append(Row(_("Ce que le tribunal a décidé"), appeal.tribunal_outcome))
    return rows
