"""The rights of the household: one immutable check at a time, grouped as an agent reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import certainty, fact_words, fault_words, right_cards, selectors, words
from cases.forms.one_answer import OneAnswerForm
from cases.right_cards import Asked, Card, Known
from cases.services import files as acts
from cases.services.applications import benefits_under_way
from cases.views.acting import try_act
from cases.views.frame import case_page, closed_words, file_to_read
from eligibility import checks, deciding, explain, formulas, national
from eligibility.facts import PROVEN_BY, current_facts
from eligibility.models import RightsCheck
from eligibility.situation import Situation, SituationFaults
from eligibility.stewardship import figures_in_force
from eligibility.supposing import put
from nps.people.models import Membership
from nps.people.selectors import history_of
from nps.ui import formats
from nps.ui.components import Column, Link, Table
from nps.ui.once import once

SHOWN_THEN = 4  # questions named after the first one; more are counted


def latest(request: HttpRequest, reference: str) -> HttpResponse:
    """The latest check, or how to make the first."""
    case = file_to_read(request, reference)
    found = case.household.rights_checks.order_by("-made_at", "-pk").first()
    if found:
        return redirect("cases:rights_check", reference, found.public_id)
    context = {"case_page": case_page(case), "case": case, "closed": closed_words(case)}
    return render(request, "cases/rights_none.html", context)


def check(request: HttpRequest, reference: str, check) -> HttpResponse:
    """One check: best bundle, entitled, cannot tell yet, not entitled, national rights."""
    case = file_to_read(request, reference)
    return _page(request, Read(request.user, case, selectors.rights_check_for(request.user, case, check)))


@require_safe
def trace(request: HttpRequest, reference: str, check, code: str) -> HttpResponse:
    """The national calculation of one right, step by step; its own page, for it takes a while."""
    case = selectors.case_file_for(request.user, reference)
    found = selectors.rights_check_for(request.user, case, check)
    if code not in national.CODES:
        raise Http404
    try:
        steps = national.trace(Situation.from_json(found.inputs), found.on, code)
    except SituationFaults:
        steps = ()
    language = get_language() or "fr"
    rows = [
        (
            step.label.get(language) or step.variable,
            explain.figure(step.value, step.unit, language),
            step.when,
            Link(_("Lire le texte"), step.reference, about=step.label.get(language, ""))
            if step.reference.startswith("https://")
            else step.reference,
        )
        for step in steps
    ]
    columns = (Column(_("Étape")), Column(_("Valeur"), "number"), Column(_("Période")), Column(_("Source")))
    context = {
        "case_page": case_page(case),
        "case": case,
        "check": found,
        "name": words.benefit_name(code),
        "steps": Table(_("Ce qui compte dans le calcul"), columns, rows) if rows else None,
        "openfisca": found.versions.get("openfisca_france") or "",
    }
    return render(request, "cases/rights_trace.html", context)


@once
@require_POST
def answer(request: HttpRequest, reference: str, check) -> HttpResponse:
    """The answer to a question that decides is kept as a fact, and the rights are checked again."""
    case = selectors.case_file_for(request.user, reference)
    read = Read(request.user, case, selectors.rights_check_for(request.user, case, check))
    if closed := closed_words(case):
        messages.error(request, closed)
        return redirect("cases:rights_check", reference, check)
    if not read.current:
        messages.info(request, _("La situation a changé depuis. La dernière vérification est ci-dessous."))
        return redirect("cases:rights", reference)
    fact = request.POST.get("fact", "")
    asked = next((one for one in read.asked.values() if one.fact == fact and one.form), None)
    if asked is None:
        raise Http404
    form = read.form(fact, asked.form.fields["answer"].label, request.POST)
    if not form.is_valid():
        return _page(request, read, form)
    value = form.answer()
    if value is None:
        messages.info(request, _("Rien n’a changé : la réponse manque toujours."))
        return redirect("cases:rights_check", reference, check)
    answers = {(read.person_of(fact), form.question.name): value}
    made: list[RightsCheck] = []

    @transaction.atomic
    def act() -> None:
        acts.record_situation(actor=request.user, case=case, answers=answers)
        made.append(acts.check_rights(actor=request.user, case=case, on=timezone.localdate()))

    try:
        if not try_act(request, act, _("Droits vérifiés."), form):
            return _page(request, read, form)
    except SituationFaults as faults:  # nothing is written
        for _path, said in map(fault_words.said, faults.faults):
            form.add_error("answer", said)
        return _page(request, read, form)
    return redirect("cases:rights_check", reference, made[0].public_id)


@once
@require_POST
def check_again(request: HttpRequest, reference: str) -> HttpResponse:
    """A new check on the situation as it now is."""
    case = selectors.case_file_for(request.user, reference)
    made: list[RightsCheck] = []

    def act():
        made.append(acts.check_rights(actor=request.user, case=case, on=timezone.localdate()))

    try:
        if not try_act(request, act, _("Droits vérifiés.")):
            return redirect("cases:rights", case.reference)
    except SituationFaults:
        messages.error(request, _("La situation se contredit. Corrigez-la, puis vérifiez les droits."))
        return redirect("cases:situation", case.reference)
    return redirect("cases:rights_check", case.reference, made[0].public_id)


@dataclass
class Read:
    """A check with what is known around it, read once for a page."""

    agent: Any
    case: Any
    check: RightsCheck

    def __post_init__(self):
        self.rights = checks.rights_of(self.check)
        self.current = checks.is_current(self.check)
        self.members: list[Membership] = list(history_of(self.case.household))
        persons = self.check.inputs.get("persons") or []
        self.ids = [person["id"] for person in persons]
        by_id = {str(member.person.public_id): member.person for member in self.members}
        self.persons = [by_id.get(one) for one in self.ids]
        self.people = [words.full_name(person) if person else "" for person in self.persons]
        self.situation = self._situation() if self.current else None
        self.figures = figures_in_force() if self.situation else None
        self.order: tuple[str, ...] = ()
        self.asked = self._asked() if self.situation and not closed_words(self.case) else {}

    def _situation(self) -> Situation | None:
        """The household that was judged: what it said, and what national rights told."""
        try:
            situation = Situation.from_json(self.check.inputs)
        except SituationFaults:
            return None
        for path, euros in self.check.result.get("computed", {}).items():
            situation = put(situation, path, euros)
        return situation

    def _asked(self) -> dict[str, Asked]:
        """The question that decides each undetermined by-law right."""
        by_law = [right for right in self.rights if right.by_law]
        found = deciding.deciding(self.situation, self.check.on, by_law, self.figures)
        self.order = deciding.in_order(found)
        return {one.code: asked for one in found if (asked := self._question(one, found))}

    def _question(self, one: deciding.Deciding, found: Iterable[deciding.Deciding]) -> Asked | None:
        fact = deciding.best_question(one, self.order)
        if not fact:
            return None
        whose = self.people if len(self.people) > 1 else [""]
        others = [fact_words.missing(path, whose) for path in one.facts if path != fact]
        text = fact_words.missing(fact, whose)
        asked = Asked(
            fact,
            text,
            alone=fact in one.alone,
            sure=one.proved and not others,
            then=tuple(dict.fromkeys(others)) if len(others) <= SHOWN_THEN else (),
            touches=sum(fact in other.facts for other in found),
            pieces=self._pieces(one.facts) or self._pieces((fact,)),
            url=self._place_of(fact),
        )
        if not self.question_of(fact):
            return asked
        lead = (
            _("La question qui décide : %(question)s")
            if asked.sure
            else _("À demander d’abord : %(question)s")
        )
        return replace(asked, form=self.form(fact, lead % {"question": self._words_of(fact)}))

    def _pieces(self, facts: tuple[str, ...]) -> tuple[str, ...]:
        """The fewest pieces that would tell all of these facts; none when one has no piece."""
        asked = [self.question_of(fact) for fact in facts]
        names = {question.name for question in asked if question}
        found = deciding.pieces(names, PROVEN_BY)
        told = {name for piece in found for name in PROVEN_BY[piece]}
        return tuple(words.piece_name(piece) for piece in found) if all(asked) and names <= told else ()

    def question_of(self, fact: str) -> Any:
        """The question that gives this fact, when it can be answered here."""
        place, name, income = fact_words.parts(fact)
        known = place is None or (place < len(self.persons) and self.persons[place] is not None)
        return fact_words.ABOUT.get(name) if known and income is None else None

    def _words_of(self, fact: str) -> str:
        place, question = fact_words.parts(fact)[0], str(self.question_of(fact).label)
        return (
            f"{question} ({self.people[place]})" if place is not None and len(self.people) > 1 else question
        )

    def person_of(self, fact: str) -> Any:
        place = fact_words.parts(fact)[0]
        return None if place is None else self.persons[place]

    def form(self, fact: str, label: str, data: Any = None) -> OneAnswerForm:
        number = self.order.index(fact)
        return OneAnswerForm(data, question=self.question_of(fact), label=label, number=number)

    def _place_of(self, fact: str) -> str:
        name = fact_words.parts(fact)[1]
        page = "household" if name in ("persons", "birth_date") else "situation"
        return reverse(f"cases:{page}", args=[self.case.reference])

    def known(self) -> Known:
        """What the cards say beside the check itself."""
        known = Known(
            self.people,
            self.ids,
            self.check.versions["reglement"],
            self.check.result["bundle"]["rights"],
            asked=self.asked,
        )
        if self.situation is None:
            return known
        on, language = self.check.on, get_language() or "fr"
        facts = list(current_facts(self.case.household, on))
        identified = selectors.identified_in(self.agent, self.case, certainty.IDENTITY)
        paths = certainty.declared(facts, self.situation, identified)
        figures = self.figures
        return replace(
            known,
            steps={
                right.code: formulas.steps(right, self.situation, on, language, figures)
                for right in self.rights
            },
            rests_on=deciding.rests_on(self.situation, on, self.rights, paths, figures),
            on_declared=certainty.conditions_on(self.situation, on, self.rights, paths, figures),
        )


def _page(request: HttpRequest, read: Read, answered: OneAnswerForm | None = None) -> HttpResponse:
    case, found, result = read.case, read.check, read.check.result
    known = read.known()
    cards = [right_cards.card(right, known) for right in read.rights]
    if answered:
        cards = [_with(card, answered) for card in cards]
    municipal = right_cards.groups((card for card in cards if card.by_law), read.order)
    others = [card for card in cards if not card.by_law]
    pending = benefits_under_way(case)
    by_code = {card.code: card for card in cards}
    context = {
        "case_page": case_page(case),
        "case": case,
        "check": found,
        "law": _law(found.versions),
        "bundle": result["bundle"],
        "possible": result.get("possible"),
        "best": [by_code[code] for code in result["bundle"]["rights"] if code in by_code],
        "choices": _choices(result["bundle"]),
        "to_prepare": [code for code in result["bundle"]["rights"] if code not in pending],
        "pending": pending,
        "first": [by_code[code] for code in result.get("first", ()) if code in by_code],
        "computed": [
            (fact_words.missing(path, read.people), euros)
            for path, euros in result.get("computed", {}).items()
        ],
        "groups": [(*group[:2], _asked_once(group[2]), group[3]) for group in municipal],
        "national": right_cards.groups(others, ()),
        "national_count": len(others),
        "current": read.current,
        "closed": closed_words(case),
        "answered": answered,
    }
    return render(request, "cases/rights.html", context, status=422 if answered else 200)


def _with(card: Card, answered: OneAnswerForm) -> Card:
    """The card whose question was just answered shows the answer with its fault."""
    same = card.asked and card.asked.form and card.asked.form.auto_id == answered.auto_id
    return replace(card, asked=replace(card.asked, form=answered)) if same else card


def _asked_once(cards: list[Card]) -> list[Card]:
    """A question has one form; the other rights that wait for it point to it."""
    seen: dict[str, str] = {}
    shown = []
    for card in cards:
        if card.asked and card.asked.form:
            if card.asked.fact in seen:
                asked = replace(card.asked, form=None, url=f"#right-{seen[card.asked.fact]}")
                card = replace(card, asked=asked)
            else:
                seen[card.asked.fact] = card.code
        shown.append(card)
    return shown


def _choices(bundle: dict) -> Table | None:
    """The ways to choose among rights that exclude each other, sums of each period apart."""
    others = bundle.get("alternatives") or []
    if not others:
        return None
    ways = [bundle, *others]
    common = set.intersection(*(set(way["rights"]) for way in ways))
    kinds = (("monthly", _("Par mois")), ("yearly", _("Par an")), ("once", _("Une fois")))
    paid = [(key, label) for key, label in kinds if any(way.get(key) for way in ways)]
    columns = (
        Column(_("Au choix")),
        *(Column(label, "number") for _key, label in paid),
        Column(_("Ce qui change")),
    )
    rows = [
        (
            ", ".join(words.benefit_name(code) for code in way["rights"] if code not in common),
            *(formats.money(way.get(key) or 0) for key, _label in paid),
            _("Le meilleur") if way is bundle else _less(bundle, way),
        )
        for way in ways
    ]
    return Table(_("Ces aides ne se cumulent pas : une seule à la fois"), columns, rows)


def _less(best: dict, other: dict) -> str:
    """Why the best is better: what it gives more, period by period."""
    kinds = (
        ("monthly", _("%(sum)s de moins par mois")),
        ("yearly", _("%(sum)s de moins par an")),
        ("once", _("%(sum)s de moins en une fois")),
    )
    gaps = [(text, best.get(key, 0) - (other.get(key) or 0)) for key, text in kinds]
    told = [text % {"sum": formats.money(gap)} for text, gap in gaps if gap > 0]
    return ", ".join(told) or _("Autant : le règlement préfère le premier (IV-2.2 d/2)")


def _law(versions: dict) -> dict[str, str]:
    """The versions applied, with their dates as people write them."""
    return {
        "version": versions["reglement"],
        "by_law": formats.date_long(date.fromisoformat(versions["reglement"])),
        "ceilings": formats.date_long(date.fromisoformat(versions["ceilings"])),
        "national": versions.get("openfisca_france") or "",
    }
