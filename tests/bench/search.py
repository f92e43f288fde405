"""Search by name with a typing error among many people, against an exact lookup by key, same page."""

import random
import re
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from nps.people.forms import SearchForm
from nps.people.models import Person
from nps.people.names import hood, normalise, sound
from nps.people.presentation import lines
from nps.people.ranking import HIGH, Reason
from nps.people.search import Match
from nps.people.services import search_first
from tests.support.accounts import make_agent

SIZE, QUERIES, SEED = 1_000_000, 150, 20240301
FAMILY_NAMES, GIVEN_NAMES = 90_000, 3_000
_ONSETS = re.findall(r"\w+", "b c ch d f g gr h j k kr l m n p ph pr qu r s t tr v w z")
_VOWELS = re.findall(r"\w+", "a ai au e eau i ie o oi ou u y é")
_ENDS = re.findall(r"\w+", "d l m n ng nd r rt s t th x z") + [""] * 6
_TABLES = "people_person, people_nametoken"
_COPY_PEOPLE = """
    copy people_person (public_id, birth_name, usage_name, given_names, birth_year, birth_month, birth_day,
        nationality, safe_contact, phone, email, tokens, sort_key, created_at) from stdin
"""


def run(size: int = SIZE, queries: int = QUERIES) -> dict[str, Any]:
    """Median seconds of each, one after the other. Fills a throw-away database and empties it again."""
    if not connections["owner"].settings_dict["NAME"].startswith("test_"):
        raise RuntimeError("this benchmark fills and empties the register: give it a test database")
    chance = random.Random(SEED)
    agent = _fill(size, chance)
    times: dict[str, list[float]] = {"ours": [], "exact": []}
    found = 0
    try:
        for family, given in _asked(queries + 10, chance):
            wrong = _one_error(family, chance)
            exact, _page = _timed(agent, lambda f=family, g=given: _exact_page(agent, f, g))
            ours, matches = _timed(agent, lambda w=wrong, g=given: _page_of_search(agent, w, g))
            times["exact"].append(exact)
            times["ours"].append(ours)
            found += any(match.person.birth_name == family for match in matches)
    finally:
        _empty()
    warm = {name: values[10:] for name, values in times.items()}
    median = {name: statistics.median(values) for name, values in warm.items()}
    slow = statistics.quantiles(warm["ours"], n=20)[-1]
    return {
        "name": f"search with a typing error among {size:,} people",
        "ours": round(median["ours"], 5),
        "baseline": round(median["exact"], 5),
        "ratio": round(median["ours"] / median["exact"], 2),
        "unit": "s",
        "n": queries,
        "note": f"whole page without its frame; slowest twentieth {slow * 1000:.1f} ms; "
        f"name found in the first twenty: {found} of {queries + 10}",
    }


def _name(chance: random.Random, syllables: int) -> str:
    parts = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(syllables))
    return ("".join(parts) + chance.choice(_ENDS)).capitalize()


def _names(chance: random.Random, count: int, least: int, most: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made[_name(chance, chance.randint(least, most))] = None
    return list(made)


def _people(size: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Few names are borne by many people, many names by few, as in life."""
    families = _names(chance, min(FAMILY_NAMES, max(100, size // 8)), 2, 4)
    given = _names(chance, min(GIVEN_NAMES, max(50, size // 50)), 1, 3)
    for _ in range(size):
        yield (
            families[int(len(families) * chance.random() ** 3)],
            given[int(len(given) * chance.random() ** 3)],
        )


def _fill(size: int, chance: random.Random) -> Agent:
    with acting("system"):
        agent = make_agent()
    key: dict[str, str] = {}
    uses: Counter[str] = Counter()
    now = timezone.now()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        with cursor.copy(_COPY_PEOPLE) as copy:
            for family, given in _people(size, chance):
                tokens = [key.setdefault(name, normalise(name)) for name in (family, given)]
                uses.update(tokens)
                birth = (chance.randint(1920, 2020), chance.randint(1, 12), chance.randint(1, 28))
                copy.write_row(
                    (uuid.UUID(int=chance.getrandbits(128)), family, "", given, *birth, "unknown", False)
                    + ("", "", tokens, " ".join(tokens), now)
                )
        with cursor.copy("copy people_nametoken (token, sound, hood, uses) from stdin") as copy:
            for token, count in uses.items():
                copy.write_row((token, sound(token), hood(token), count))
        cursor.execute(f"analyze {_TABLES}")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"vacuum analyze {_TABLES}")
    return agent


def _empty() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"truncate {_TABLES} cascade")


def _asked(count: int, chance: random.Random) -> list[tuple[str, str]]:
    with acting("system"):
        keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
        chosen = chance.sample(keys, min(count, len(keys)))
        return list(
            Person.objects.filter(pk__in=chosen).order_by("pk").values_list("birth_name", "given_names")
        )


def _one_error(name: str, chance: random.Random) -> str:
    """A letter missing, doubled or swapped with its neighbour, after the first."""
    at = chance.randrange(1, len(name) - 1)
    return chance.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def _page_of_search(agent: Agent, name: str, given: str) -> list[Match]:
    found = search_first(actor=agent, name=name, given=given)
    _render(agent, found.matches, found.token)
    return found.matches


def _exact_page(agent: Agent, name: str, given: str) -> list[Match]:
    """The least any register does: equal keys, a btree, twenty rows."""
    key = normalise(f"{name} {given}")
    people = Person.objects.filter(sort_key=key).order_by("sort_key", "id")[:20]
    matches = [Match(person, HIGH, (Reason.SAME_NAME,)) for person in people]
    _render(agent, matches, "token")
    return matches


def _render(agent: Agent, matches: list[Match], token: str) -> None:
    shown = lines(actor=agent, matches=matches, household="", today=timezone.localdate())
    context = {"form": SearchForm(), "searched": True, "token": token, "lines": shown}
    render_to_string("people/search.html", context)


def _timed(agent: Agent, work: Callable[[], list[Match]]) -> tuple[float, list[Match]]:
    start = time.perf_counter()
    with acting(*actor_of(agent)):
        matches = work()
    return time.perf_counter() - start, matches
