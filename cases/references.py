"""References people can read aloud: a letter, the year, five characters without look-alikes."""

import secrets
from datetime import date

# No I, L, O, U, 0 or 1: nothing to mistake on paper or on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(letter: str, on: date) -> str:
    """Such as D-24-7KX3M; random, so that it tells nothing and follows nothing."""
    return f"{letter}-{on:%y}-" + "".join(secrets.choice(ALPHABET) for _ in range(5))
