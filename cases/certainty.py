"""What of a household is only declared, as paths of its situation; what rights owe to it. No query here."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from eligibility import engine
from eligibility.fact_names import DOORS, INCOMES, NO_INCOME, SINCE
from eligibility.facts import PROVEN_BY
from eligibility.models import Fact, Source
from eligibility.parameters import Figures
from eligibility.rules.verdict import Right
from eligibility.situation import Situation
from eligibility.supposing import put

REGISTER = ("birth_date", "nationality")  # told by the person's own record, proved by a piece of identity
IDENTITY = ("identity_card", "passport", "residence_permit", "family_record_book")


def _path_name(name: str) -> str:
    return SINCE[name][0] if name in SINCE else DOORS.get(name, (name,))[0]


PROVABLE = frozenset({*REGISTER, *(_path_name(name) for names in PROVEN_BY.values() for name in names)})


def provable(path: str) -> bool:
    """Whether some piece can prove the fact at this path; for any other, saying it is enough."""
    name = path.partition("].")[2] if path.startswith("persons[") else path
    return name.startswith("incomes") or name in PROVABLE


def declared(facts: Iterable[Fact], situation: Situation, identified: Collection[str]) -> tuple[str, ...]:
    """The paths of what nothing proves. `identified`: ids of the people whose identity a piece proves."""
    ids = [person.id for person in situation.persons or ()]
    known = [fact for fact in facts if fact.value is not None]
    proved = {(_whose(fact), fact.name) for fact in known if fact.source != Source.DECLARED}
    paths = [path for fact in known if fact.source == Source.DECLARED for path in _paths(fact, known, ids)]
    for place, person in enumerate(ids):
        told = (name for name in REGISTER if (person, name) not in proved)
        paths += [f"persons[{place}].{name}" for name in told if person not in identified]
    return tuple(dict.fromkeys(paths))


def conditions_on(
    situation: Situation,
    on: date,
    rights: Iterable[Right],
    paths: Iterable[str],
    figures: Figures | None = None,
) -> dict[str, frozenset[tuple[str, str]]]:
    """The conditions, by name and article, that could not be told without what is declared."""
    for path in sorted(paths, key=len, reverse=True):
        situation = put(situation, path, None)
    judge = engine.supposed(situation, on, figures)
    return {
        right.code: frozenset((c.name, c.article) for c in judge(right.code).conditions if c.holds is None)
        for right in rights
        if right.by_law is not None
    }


def _whose(fact: Fact) -> str:
    return str(fact.person.public_id) if fact.person else ""


def _paths(fact: Fact, known: list[Fact], ids: list[str]) -> Iterator[str]:
    name = _path_name(fact.name)
    if fact.person is None:
        yield name
    elif _whose(fact) in ids:
        place = f"persons[{ids.index(_whose(fact))}]"
        if fact.name == NO_INCOME:
            yield f"{place}.incomes"
        elif fact.name.startswith(INCOMES):
            kinds = sorted(
                f.name for f in known if f.person_id == fact.person_id and f.name.startswith(INCOMES)
            )
            yield f"{place}.incomes[{kinds.index(fact.name)}].monthly_net"
        else:
            yield f"{place}.{name}"
