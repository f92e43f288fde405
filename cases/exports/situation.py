"""Facts and rights of a household in words, for the audit file: values, sources, reasons by article."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import words
from cases.exports import context
from cases.exports.context import Coded
from cases.exports.timeline import who
from cases.exports.wording import long_day
from cases.fact_words import QUESTIONS, label, missing, value
from cases.models import CaseFile
from eligibility import checks, explain, wording
from eligibility.facts import current_facts
from eligibility.models import Fact, RightsCheck
from eligibility.questions import OF_HOUSEHOLD
from eligibility.rules.verdict import Condition, Right
from nps.people.selectors import history_of
from nps.ui.status import status_of

LAWS = {
    "reglement": gettext_lazy("règlement municipal du"),
    "annexe": gettext_lazy("annexe du"),
    "ceilings": gettext_lazy("plafonds du"),
    "figures": gettext_lazy("empreinte des montants appliqués"),
    "openfisca_france": gettext_lazy("OpenFisca-France"),
}
UNDATED = ("figures", "openfisca_france")


def language() -> str:
    """The language of the tables of `explain`: French unless English is active."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def every(code: str) -> Coded | None:
    """« par mois », « par an », « en une fois », « en nature »."""
    if not code:
        return None
    return Coded(code=code, label=wording.EVERY[code][explain.LANGUAGES.index(language())])


def facts(case: CaseFile) -> tuple[context.Fact, ...]:
    """What is known now, its source and proof: the household, then each member, as questions are asked."""
    order = {name: place for place, name in enumerate((*(q.name for q in OF_HOUSEHOLD), *QUESTIONS))}
    members = [member.person_id for member in history_of(case.household).order_by("since", "pk")]
    places = {None: 0} | {person: place for place, person in enumerate(members, start=1)}

    def place(fact: Fact) -> tuple:
        return places.get(fact.person_id, len(places)), order.get(fact.name, len(order)), fact.name

    return tuple(_fact(fact) for fact in sorted(current_facts(case.household), key=place))


def _fact(fact: Fact) -> context.Fact:
    unknown = fact.value is None
    return context.Fact(
        label=label(fact.name),
        value=value(fact.name, fact.value),
        subject=words.full_name(fact.person) if fact.person else "",
        source=Coded(code="unknown", label=_("On ne sait pas"))
        if unknown
        else Coded(code=fact.source, label=str(fact.get_source_display())),
        proof=words.piece_name(fact.document.type, fact.document.period)
        if fact.document
        else fact.administration,
        valid_until=fact.valid_until,
    )


def rights_checks(case: CaseFile) -> tuple[context.RightsCheck, ...]:
    """The latest check and those the applications rest on, oldest first."""
    made = case.household.rights_checks.select_related("made_by__site", "made_by__agency")
    latest = made.order_by("-made_at", "-pk").first()
    if latest is None:
        return ()
    kept = {*case.applications.values_list("rights_check_id", flat=True), latest.pk}
    names = {str(m.person.public_id): words.full_name(m.person) for m in history_of(case.household)}
    return tuple(_check(check, names) for check in made.filter(pk__in=kept).order_by("made_at", "pk"))


def _check(check: RightsCheck, names: Mapping[str, str]) -> context.RightsCheck:
    people = [names.get(person["id"], "") for person in check.inputs.get("persons") or ()]
    return context.RightsCheck(
        reference=str(check.public_id),
        on=check.on,
        made_at=check.made_at,
        made_by=who(check.made_by),
        law=tuple(_laws(check.versions)),
        rights=tuple(_right(right, people) for right in checks.rights_of(check)),
    )


def _laws(versions: Mapping[str, str | None]) -> Iterable[context.LawVersion]:
    for name, version in versions.items():
        if version:
            dated = name not in UNDATED
            said = long_day(date.fromisoformat(version)) if dated else version
            yield context.LawVersion(name=str(LAWS.get(name, name)), version=said)


def _right(right: Right, people: list[str]) -> context.Right:
    told = right.status != "not_entitled"  # a sum beside « n’a pas droit » would be misread
    known_sum = told and right.amount is not None
    # A national right rests on one calculation, told in its own line; only what it still lacks needs more.
    national = right.by_law is None and not right.missing
    articles = ", ".join(condition.article for condition in right.conditions)
    guessed = known_sum and right.estimated
    status = str(status_of("rights", right.status).word)
    return context.Right(
        code=right.code,
        name=words.benefit_name(right.code),
        status=Coded(code=right.status, label=_("%s, montant estimé") % status if guessed else status),
        by_law=right.by_law or articles,
        amount=Decimal(str(right.amount)) if known_sum else None,
        every=every(right.every) if known_sum or (told and right.every == "in_kind") else None,
        duration_months=right.duration_months if told else None,
        conditions=() if national else tuple(_condition(condition) for condition in right.conditions),
        missing=tuple(dict.fromkeys(missing(path, people) for path in right.missing)),
    )


def _condition(condition: Condition) -> context.Condition:
    side = explain.LANGUAGES.index(language())
    sentence = wording.SUBJECTS.get(condition.name, (condition.name,) * 2)[side]
    basis = wording.BASES.get(condition.basis)
    return context.Condition(
        name=condition.name,
        sentence=sentence[:1].upper() + sentence[1:] + (f", {basis[side]}" if basis else ""),
        article=condition.article,
        holds=condition.holds,
        value=_figure(condition.value, condition.unit),
        threshold=_figure(condition.threshold, condition.unit),
    )


def _figure(number: float | str | None, unit: str) -> str:
    return "" if number is None else explain.figure(number, unit, language())
