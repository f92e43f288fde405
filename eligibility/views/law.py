"""The by-law to read, article by article, and what changed between two dates. No household must enter."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eligibility import explain, law
from eligibility.figure_words import figure_words, value_words
from eligibility.forms import ChangesForm
from eligibility.law import Article, Entry, Text
from eligibility.law.changes import ArticleChange, FigureChange, article_changes, figure_changes
from eligibility.law.citations import Citation, benefits_citing, figures_citing
from eligibility.parameters import Figures
from eligibility.stewardship import figures_in_force
from nps.ui import formats
from nps.ui.components import Column, Table


@dataclass(frozen=True)
class Block:
    """A run of paragraphs, or of the lines of a list."""

    is_list: bool
    lines: list[str]


@dataclass(frozen=True)
class Shown:
    """One article as the page shows it; `heading` only where a new group begins."""

    article: Article
    heading: str
    blocks: list[Block]
    benefits: list[str]
    figures: list[str]


@require_safe
def contents(request: HttpRequest, version: str = "") -> HttpResponse:
    """The versions at hand, and the table of contents of one: that in force today unless told."""
    text = _text(version) if version else law.text(law.in_force(timezone.localdate()))
    titles = [
        (code, name, [(entry, reverse("law:article", args=[text.since, entry.code])) for entry in entries])
        for code, name in text.titles.items()
        if (entries := text.of_title(code))
    ]
    versions = [law.text(day) for day in reversed(law.versions())]
    context = {"text": text, "next": _next(text.since), "titles": titles, "versions": versions}
    return render(request, "law/contents.html", context)


@require_safe
def article(request: HttpRequest, version: str, entry: str) -> HttpResponse:
    """One entry, whole, with an anchor for each article and who cites it."""
    text = _text(version)
    try:
        found = text.entry(entry)
    except law.NoText as unknown:
        raise Http404 from unknown
    on = _day_of(text.since)
    others = [day for day in law.versions() if day != text.since and entry in law.text(day).entries]
    return render(
        request,
        "law/article.html",
        {
            "text": text,
            "next": _next(text.since),
            "entry": found,
            "lead": _blocks(found.lead),
            "articles": _shown(found, on),
            "place": text.chapters.get(found.chapter) or text.titles[found.title],
            "others": [(day, reverse("law:article", args=[day, entry])) for day in others],
            **_neighbours(text, entry),
        },
    )


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What two dates have not in common: `?from=` and `?until=`, as people write dates."""
    today = timezone.localdate()
    figures = figures_in_force()
    given = request.GET.dict()
    form = ChangesForm({**_usual(figures, today), **given})
    if not form.is_valid():
        return render(request, "law/changes.html", {"form": form}, status=422)
    first, last = form.cleaned_data["from"], form.cleaned_data["until"]
    found = article_changes(first, last)
    lines = figure_changes(figures, first, last)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "texts": (law.in_force(first), law.in_force(last)),
        "groups": _by_entry(found),
        "number": len(found),
        "figures": _figures_table(figures, lines),
    }
    return render(request, "law/changes.html", context)


def _usual(figures: Figures, today: date) -> dict[str, str]:
    """From the text before the one in force to the latest figure known."""
    known = law.versions()
    before = max((day for day in known if day < law.in_force(today)), default=known[0])
    last = max(today, *figures.changes)
    return {"from": formats.date_short(before), "until": formats.date_short(last)}


def _text(version: str) -> Text:
    try:
        return law.text(date.fromisoformat(version))
    except (ValueError, law.NoText) as unknown:
        raise Http404 from unknown


def _next(since: date) -> date | None:
    """The day of the next version at hand: others may have come between. None for the latest."""
    return next((day for day in law.versions() if day > since), None)


def _day_of(since: date) -> date:
    """The day whose rules and figures are shown beside a version: today, or the eve of the next one."""
    after = _next(since)
    return min(timezone.localdate(), after - timedelta(days=1)) if after else timezone.localdate()


def _blocks(paragraphs: tuple[str, ...]) -> list[Block]:
    blocks: list[Block] = []
    for line in paragraphs:
        mark, _space, rest = line.partition(" ")
        is_list = mark in law.LIST_MARKS
        if not blocks or not blocks[-1].is_list or not is_list:
            blocks.append(Block(is_list, []))
        blocks[-1].lines.append(rest if is_list else line)
    return blocks


def _shown(entry: Entry, on: date) -> list[Shown]:
    language = get_language() or "fr"
    benefits, figures = benefits_citing(on), figures_in_force()
    named = figures_citing(figures, on)
    shown, heading = [], ""
    for one in entry.articles:
        place = Citation(entry.code, one.number)
        shown.append(
            Shown(
                one,
                one.heading if one.heading != heading else "",
                _blocks(one.paragraphs),
                [explain.name(code, language) for code in benefits.get(place, ())],
                [_figure_line(figures, name, on, language) for name in named.get(place, ())],
            )
        )
        heading = one.heading
    return shown


def _figure_line(figures: Figures, name: str, on: date, language: str) -> str:
    version = [version for version in figures.history(name) if version.since <= on][-1]
    return _("%(figure)s, %(value)s depuis le %(day)s") % {
        "figure": figure_words(name, language),
        "value": value_words(figures, name, version.value, language),
        "day": formats.date_long(version.since),
    }


def _neighbours(text: Text, code: str) -> dict[str, tuple[Entry, str] | None]:
    codes = list(text.entries)
    place = codes.index(code)
    near = {
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }
    return {
        side: (text.entry(other), reverse("law:article", args=[text.since, other])) if other else None
        for side, other in near.items()
    }


def _by_entry(found: tuple[ArticleChange, ...]) -> list[tuple[Entry, list[tuple[ArticleChange, str]]]]:
    """The changes of each entry together, each with the address of its article."""
    groups: dict[str, tuple[Entry, list[tuple[ArticleChange, str]]]] = {}
    for change in found:
        url = reverse("law:article", args=[change.version, change.entry.code])
        _entry, lines = groups.setdefault(change.entry.code, (change.entry, []))
        lines.append((change, f"{url}#{change.article.anchor}"))
    return list(groups.values())


def _figures_table(figures: Figures, lines: tuple[FigureChange, ...]) -> Table | None:
    language = get_language() or "fr"
    rows = [
        (
            figure_words(line.name, language),
            value_words(figures, line.name, line.before, language) or _("aucune"),
            value_words(figures, line.name, line.after.value, language),
            formats.date_short(line.after.since),
            format_html('<span class="nps-break">{}</span>', line.after.reference),
        )
        for line in lines
    ]
    columns = (
        Column(_("Montant ou seuil")),
        Column(_("Avant"), "number"),
        Column(_("Après"), "number"),
        Column(_("Depuis le"), "date"),
        Column(_("Référence")),
    )
    return Table(_("Montants et seuils qui changent"), columns, rows, caption_hidden=True) if rows else None
