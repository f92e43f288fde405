"""Finding people whatever way their name is written. What an agent does with the result is in `services`."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from nps.accounts.models import Agent
from nps.people.models import Person
from nps.people.names import joined, words
from nps.people.ranking import HIGH, SHOWN, Known, Reason, Score, Sought, rank
from nps.people.sealed import NIR
from nps.people.selectors import require_site_agent
from nps.people.vocabulary import near
from nps.ui.dates import PartialDate

EXACT, CLOSE, WIDE = 300, 500, 200  # rows each way of looking may bring to the ranking
WORDS = 8  # of a name, read by the search
_COLUMNS = (
    "id",
    "birth_name",
    "usage_name",
    "given_names",
    "birth_year",
    "birth_month",
    "birth_day",
    "nir_index",
)


@dataclass(frozen=True)
class Match:
    """A registered person, how much it resembles (0 to 100) and why."""

    person: Person
    score: int
    reasons: tuple[Reason, ...]

    @property
    def high(self) -> bool:
        """So alike that creating another person needs a written difference."""
        return self.score >= HIGH


def search(
    *,
    actor: Agent,
    name: str,
    given: str = "",
    birth: PartialDate | None = None,
    nir: str = "",
    limit: int = 20,
) -> list[Match]:
    """People resembling this description, the likeliest first.

    Accents, case, apostrophes, hyphens do not count; one typing error a word, French spelling variants,
    swapped day and month are found. `nir` is exact. Raises PermissionDenied (not an agent of a site),
    NumberFault (a NIR that cannot be one).
    """
    require_site_agent(actor)
    return _matches(Sought(name, given, birth, NIR.read(nir) if nir else ""), limit, without=None)


def likely_duplicates(
    *,
    actor: Agent,
    birth_name: str,
    usage_name: str = "",
    given_names: str = "",
    birth: PartialDate | None = None,
    nir: str = "",
    without: UUID | None = None,
    limit: int = 20,
) -> list[Match]:
    """The same search with all that is known of somebody; `without` leaves out that person's public id."""
    require_site_agent(actor)
    full = Sought(f"{birth_name} {usage_name}", given_names, birth, NIR.read(nir) if nir else "")
    return _by_each_name(full, (birth_name, usage_name), limit, without)


def resembling(person: Person, limit: int = 20) -> list[Match]:
    """Other people whose record resembles this one, for the search for duplicates: no agent asks."""
    names = (person.birth_name, person.usage_name)
    full = Sought(" ".join(filter(None, names)), person.given_names, person.birth)
    return _by_each_name(full, names, limit, person.public_id)


def _by_each_name(full: Sought, names: tuple[str, ...], limit: int, without: UUID | None) -> list[Match]:
    """Somebody may be known by one of both names only: each is looked for on its own too."""
    ways = [full, *(Sought(name, full.given, full.birth, full.nir) for name in names if name)]
    best: dict[int, Match] = {}
    for sought in dict.fromkeys(ways):
        for match in _matches(sought, limit, without):
            if match.person.pk not in best or match.score > best[match.person.pk].score:
                best[match.person.pk] = match
    return sorted(best.values(), key=_order)[:limit]


def _order(match: Match):
    return -match.score, match.person.sort_key, match.person.pk


def _matches(sought: Sought, limit: int, without: UUID | None) -> list[Match]:
    index = NIR.index(sought.nir) if sought.nir else None
    scores: dict[int, Score] = {}
    for key, birth_name, usage_name, given, year, month, day, nir_index in _candidates(sought, index, limit):
        birth = PartialDate(year, month, day) if year else None
        same_nir = index is not None and nir_index is not None and bytes(nir_index) == index
        score = rank(sought, Known(tuple(filter(None, (birth_name, usage_name))), given, birth, same_nir))
        if score.points >= SHOWN:
            scores[key] = score
    # Twice the limit: equal scores are put in order of name once the people are read.
    best = sorted(scores, key=lambda key: -scores[key].points)[: limit * 2]
    people = Person.objects.filter(pk__in=best).exclude(public_id=without)
    matches = [Match(person, scores[person.pk].points, scores[person.pk].reasons) for person in people]
    return sorted(matches, key=_order)[:limit]


def _candidates(sought: Sought, nir_index: bytes | None, limit: int) -> list[tuple]:
    """Rows worth ranking. Each way of looking uses an index of its own: UNION, never OR."""
    family, given = words(sought.name)[:WORDS], words(sought.given)[:WORDS]
    near_family = [near(word) or [word] for word in family]
    near_given = [token for word in given for token in (near(word) or [word])]
    people = Person.objects.filter(merged_into=None).order_by()
    all_family = people
    for tokens in near_family:
        all_family = all_family.filter(tokens__overlap=tokens)
    longest = max(near_family, key=lambda tokens: len(tokens[0]), default=[])
    some_family = people.filter(tokens__overlap=longest)
    ways: list[QuerySet] = []
    if family:
        ways.append(people.filter(tokens__contains=[*family, *given])[:EXACT])
        ways.append((all_family.filter(tokens__overlap=near_given) if given else all_family)[:CLOSE])
    if whole := joined(sought.name):
        ways.append(people.filter(tokens__overlap=near(whole) or [whole])[:WIDE])
    if sought.birth:
        ways += _with_birth(sought.birth, some_family if family else None, people, near_given)
    if nir_index:
        ways.append(people.filter(nir_index=nir_index)[:1])
    found = _union(ways)
    if family and len(found) < limit:
        found = list({row[0]: row for row in [*found, *_union([some_family[:WIDE]])]}.values())
    return found


def _with_birth(
    birth: PartialDate, some_family: QuerySet | None, people: QuerySet, near_given: list[str]
) -> list[QuerySet]:
    ways = []
    if some_family is not None:
        ways.append(some_family.filter(birth_year=birth.year)[:CLOSE])
    if birth.is_full and near_given:
        same = Q(birth_month=birth.month, birth_day=birth.day)
        swapped = Q(birth_month=birth.day, birth_day=birth.month)
        born = people.filter(same | swapped, birth_year=birth.year)
        ways.append(born.filter(tokens__overlap=near_given)[:WIDE])
    return ways


def _union(ways: list[QuerySet]) -> list[tuple]:
    if not ways:
        return []
    first, *others = (way.values_list(*_COLUMNS) for way in ways)
    return list(first.union(*others) if others else first)
