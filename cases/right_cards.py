"""One right as the rights page shows it: words, links, the question that decides. No query may enter."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import fact_words, words
from cases.certainty import provable
from cases.law_links import Cited, cited
from eligibility import explain, wording
from eligibility.rules import EXCLUSIVE
from eligibility.rules.verdict import NOT_ENTITLED, UNDETERMINED, Right
from nps.ui.components import Column, Table, Tag
from nps.ui.formats import money

LANGUAGES = explain.LANGUAGES


@dataclass(frozen=True)
class Reason:
    """One condition: what, its articles, the answer; `declared`: it rests on what nothing proves yet."""

    text: str
    articles: list[Cited]
    answer: str
    declared: bool


@dataclass(frozen=True)
class Asked:
    """The question to ask now: its fact, its words; `form` where it can be answered here, else `url`.

    `alone`: its answer may be enough; `then`: what may have to be asked after it; `touches`: how many rights
    wait for it; `pieces`: what would answer as well.
    """

    fact: str
    text: str
    alone: bool
    sure: bool
    then: tuple[str, ...] = ()
    touches: int = 1
    pieces: tuple[str, ...] = ()
    form: Any = None
    url: str = ""


@dataclass(frozen=True)
class Card:
    """Everything said of one right."""

    code: str
    name: str
    status: str
    tag: Tag
    amount: str
    by_law: str
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    chosen: bool = False
    discretionary: bool = False
    authority: str = ""
    ceiling: str = ""
    prices: Table | None = None
    estimated: bool = False
    computed: bool = False
    support: str = ""
    failed: bool = False
    instead: str = ""
    claimant: str = ""
    certain: bool = False
    declared: tuple[str, ...] = ()
    told: bool = False
    asked: Asked | None = None


@dataclass(frozen=True)
class Known:
    """What the page knows beside the check: names, version, the bundle, what is only declared."""

    people: list[str]
    ids: list[str]
    version: str
    bundle: Collection[str]
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on_declared: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    asked: Mapping[str, Asked] = field(default_factory=dict)

    @property
    def whose(self) -> list[str]:
        """Names beside facts; none where a person lives alone."""
        return self.people if len(self.people) > 1 else [""]


def card(right: Right, known: Known) -> Card:
    """The right as it is shown."""
    language = get_language() or "fr"
    told = right.conditions if right.status != NOT_ENTITLED else explain.deciding_conditions(right)
    return Card(
        code=right.code,
        name=words.benefit_name(right.code),
        status=right.status,
        tag=_tag(right, known.asked.get(right.code)),
        amount=_amount(right, language),
        by_law=right.by_law or "",
        reasons=tuple(_reason(c, right, known, language) for c in told),
        missing=tuple(dict.fromkeys(fact_words.missing(path, known.whose) for path in right.missing)),
        steps=known.steps.get(right.code, ()),
        chosen=right.code in known.bundle,
        discretionary=right.discretionary,
        authority=_side(wording.AUTHORITIES.get(right.authority)),
        ceiling="" if right.ceiling is None else money(right.ceiling),
        prices=prices(right),
        estimated=right.estimated,
        computed=any(condition.basis == "computed" for condition in right.conditions),
        support=support(right),
        failed=bool(right.error),
        instead=_instead(right, known.bundle),
        claimant=_claimant(right, known),
        certain=right.code in known.rests_on and not known.rests_on[right.code],
        declared=_declared(filter(provable, known.rests_on.get(right.code, ())), known.whose),
        told=bool(known.rests_on.get(right.code)),
        asked=known.asked.get(right.code),
    )


def support(right: Right) -> str:
    """The reference that finds what went wrong in the log."""
    found = re.search(r"R-[0-9A-F]{6}", right.error or "")
    return found[0] if found else ""


def prices(right: Right) -> Table | None:
    """What the household pays for a benefit in kind, in its band."""
    tariff = right.tariff or {}
    if not tariff.get("prices") or not right.entitled:
        return None
    order = list(wording.PRICES)  # as the annexe has them; a kept result has them in any order
    items = sorted(tariff["prices"], key=lambda item: order.index(item) if item in order else len(order))
    rows = [(_side(wording.PRICES.get(item)) or item, money(tariff["prices"][item])) for item in items]
    caption = _("Ce que paie le foyer")
    if band := tariff.get("band"):
        letter = _("tranche %(band)s") % {"band": band} if len(band) == 1 else _side(wording.BANDS.get(band))
        caption = f"{caption}, {letter}" if letter else caption
    return Table(caption, (Column(_("Service")), Column(_("Prix"), "number")), rows)


def _side(pair: tuple[str, str] | None) -> str:
    return pair[LANGUAGES.index(get_language() or "fr")] if pair else ""


def _tag(right: Right, asked: Asked | None) -> Tag:
    if right.discretionary and right.entitled:
        name = _side(wording.AUTHORITIES.get(right.authority))
        return (
            Tag("wait", _("À l’appréciation de %(authority)s") % {"authority": name})
            if name
            else Tag.of("rights", "discretionary")
        )
    if right.status == UNDETERMINED and asked and asked.sure:
        return Tag.of("rights", "answer_missing")
    return Tag.of("rights", right.status)


def _amount(right: Right, language: str) -> str:
    if right.status == NOT_ENTITLED:
        return ""
    if right.every == "in_kind":
        return _side(wording.EVERY["in_kind"])
    told = "" if right.discretionary and right.ceiling is not None else explain.amount(right, language)
    if told and right.duration_months and right.every == "month":
        return _("%(amount)s, %(months)s mois") % {"amount": told, "months": right.duration_months}
    return told


def _reason(condition: Any, right: Right, known: Known, language: str) -> Reason:
    text, article, answer = explain.said(condition, language)
    declared = (condition.name, condition.article) in known.on_declared.get(right.code, ())
    return Reason(text, cited(article, known.version), answer, declared and condition.holds is not None)


def _instead(right: Right, bundle: Collection[str]) -> str:
    """The benefit of the best bundle that this one cannot be added to, if any."""
    rivals = (group for group in EXCLUSIVE if right.code in group and right.code not in bundle)
    better = next((code for group in rivals for code in group if code in bundle), "")
    return words.benefit_name(better) if right.entitled and better else ""


def _claimant(right: Right, known: Known) -> str:
    """Whose right it is, where two people could claim it."""
    if right.by_law and right.claimant in known.ids and known.ids.index(right.claimant):
        return known.people[known.ids.index(right.claimant)]
    return ""


# A question that reads badly in a list of facts.
SHORT = {"housing.tenure": gettext_lazy("Statut dans le logement")}


def _declared(paths: Iterable[str], whose: list[str]) -> tuple[str, ...]:
    """Facts in words, those of each person together: "loyer", "à charge, garde alternée (Lina Okafor)"."""
    found: dict[str, list[str]] = {}
    for path in paths:
        place = fact_words.parts(path)[0]
        name = whose[place] if place is not None and place < len(whose) else ""
        said = str(SHORT[path]) if path in SHORT else fact_words.missing(path, [])
        found.setdefault(name, []).append(said[:1].lower() + said[1:])
    return tuple(
        f"{', '.join(said)} ({name})" if name else ", ".join(said)
        for name, said in sorted(found.items(), key=lambda one: one[0] != "")
    )


def groups(cards: Iterable[Card], order: tuple[str, ...]) -> list[tuple[str, str, list[Card], bool]]:
    """(key, heading, rights, open): what is not due is closed, never absent; questions as in `order`."""
    cards = list(cards)
    rank = {fact: place for place, fact in enumerate(order)}

    def most(one: Card) -> int:
        return rank.get(one.asked.fact, len(order)) if one.asked else len(order)

    due = [one for one in cards if one.status == "entitled"]
    certain = sorted((one for one in due if not one.discretionary), key=lambda one: not one.chosen)
    open_ = sorted((one for one in cards if one.status == UNDETERMINED), key=most)
    found = (
        ("entitled", _("A droit"), certain, True),
        ("undetermined", _("On ne peut pas encore dire"), open_, True),
        ("discretionary", _("À l’appréciation"), [one for one in due if one.discretionary], True),
        ("not_entitled", _("N’a pas droit"), [one for one in cards if one.status == NOT_ENTITLED], False),
    )
    return [group for group in found if group[2]]
