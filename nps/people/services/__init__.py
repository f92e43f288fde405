"""The front door to every act on people and households."""

from nps.people.services.contact import add_mandate, read_number, set_iban, set_nir, update_contact
from nps.people.services.counter import (
    Found,
    Searched,
    choose_found,
    found_link,
    register_person,
    search_first,
    searched_of,
)
from nps.people.services.deaths import record_death
from nps.people.services.households import (
    add_member,
    arrondissement_of,
    change_applicant,
    create_household,
    end_membership,
    move_household,
)
from nps.people.services.merging import merge_people
from nps.people.services.resemblances import tell_apart
from nps.people.services.reuniting import merge_households
from nps.people.services.rewrites import undo as undo_rewrite

__all__ = [
    "Found",
    "Searched",
    "add_mandate",
    "add_member",
    "arrondissement_of",
    "change_applicant",
    "choose_found",
    "create_household",
    "end_membership",
    "found_link",
    "merge_households",
    "merge_people",
    "move_household",
    "read_number",
    "record_death",
    "register_person",
    "search_first",
    "searched_of",
    "set_iban",
    "set_nir",
    "tell_apart",
    "undo_rewrite",
    "update_contact",
]
