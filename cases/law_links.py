"""Articles of the by-law as links to their text in this site. No query, no rule may enter."""

from datetime import date
from typing import NamedTuple

from django.urls import reverse

from eligibility import law
from eligibility.law.citations import citations, stands


class Cited(NamedTuple):
    """An article as it is written, and where it is read; no address for another text than the by-law."""

    text: str
    url: str = ""


def cited(article: str, version: str) -> list[Cited]:
    """The articles of "II-1.2 d/2, d/3", each with its link in the by-law of `version` ("2019-09-01")."""
    try:
        text = law.text(date.fromisoformat(version))
    except (law.NoText, ValueError):
        return [Cited(article)]
    found, entry = [], ""
    for citation in citations(article):
        url = ""
        if stands(citation, text):
            anchor = text.entry(citation.entry).article(citation.number).anchor
            url = f"{reverse('law:article', args=[version, citation.entry])}#{anchor}"
        same = citation.entry == entry
        found.append(Cited(citation.number if same else f"{citation.entry} {citation.number}", url))
        entry = citation.entry
    return found or [Cited(article)]
