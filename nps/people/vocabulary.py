"""The words names are made of, kept with what they resemble. Who bears them stands elsewhere."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import F

from nps.people.models import NameToken, Person
from nps.people.names import hood, joined, normalise, sound, within_one, words

CANDIDATES = 60
_BEGINNING = 3  # letters from which a beginning says something

_LEARN = """
    insert into people_nametoken (token, sound, hood, uses) values (%s, %s, %s, %s)
    on conflict (token) do update set uses = people_nametoken.uses + excluded.uses
"""
# UNION, never OR: each part uses its own index (fifty times faster, measured). An order before each limit:
# without one the planner hopes to fill it early and reads the whole table (forty times slower, measured).
_NEAR = """
    (select token, uses from people_nametoken where hood && %(hood)s order by uses desc limit 400)
    union (select token, uses from people_nametoken where sound = %(sound)s order by uses desc limit 100)
    union (select token, uses from people_nametoken where token >= %(word)s and token < %(after)s
           order by uses desc limit 100)
"""
_AFTER_ALL = "\U0010ffff"


def fill(person: Person) -> Person:
    """Set what search and sorting read, from the person's names. For bulk loads, before `learn`."""
    family = (person.birth_name, person.usage_name)
    whole = [word for word in map(joined, family) if word]
    person.tokens = list(dict.fromkeys([*words(*family, person.given_names), *whole]))
    person.sort_key = normalise(f"{person.usage_name or person.birth_name} {person.given_names}")
    return person


def learn(tokens: Iterable[str]) -> None:
    """Count these words once more each, adding the new ones."""
    counted = Counter(tokens)
    # In one order everywhere, or two registrations at once wait for each other for ever.
    rows = [(token, sound(token), hood(token), counted[token]) for token in sorted(counted)]
    with connection.cursor() as cursor:
        cursor.executemany(_LEARN, rows)


def forget(tokens: Iterable[str]) -> None:
    """Count these words once less each; a word nobody bears any more goes."""
    for token in sorted(set(tokens)):
        NameToken.objects.filter(token=token, uses__gt=0).update(uses=F("uses") - 1)
    NameToken.objects.filter(token__in=set(tokens), uses=0).delete()


def near(word: str) -> list[str]:
    """Known words at one error from this one, sounding alike or beginning with it; the likeliest sixty."""
    after = word + _AFTER_ALL if len(word) >= _BEGINNING else word
    key = sound(word)
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"hood": hood(word), "sound": key, "word": word, "after": after})
        found = cursor.fetchall()

    def order(row: tuple[str, int]) -> tuple[int, int]:
        token, uses = row
        kind = 0 if token == word else 1 if within_one(word, token) else 2 if sound(token) == key else 3
        return kind, -uses

    likely = [
        token
        for token, uses in sorted(found, key=order)
        if within_one(word, token) or sound(token) == key or (token.startswith(word) and after != word)
    ]
    return likely[:CANDIDATES]
