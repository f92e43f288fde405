"""The twelve invented households of the played year: variations of the two specimens. Values only."""

from copy import deepcopy

from cases.demonstration import office

ALONE, PARENT = "retired_tenant", "lone_parent"
# Key → specimen, name, first name: visibly invented.
TWELVE = {
    "renewed": (ALONE, "Renouveau", "Rose"),
    "lapsed": (PARENT, "Caduc", "Chloé"),
    "silent": (PARENT, "Silence", "Sonia"),
    "refused": (PARENT, "Refus", "Rita"),
    "resumed": (ALONE, "Reprise", "Roman"),
    "unproved": (ALONE, "Sanspreuve", "Simone"),
    "changed": (PARENT, "Change", "Carine"),
    "advised": (ALONE, "Conseil", "Camille"),
    "erased": (ALONE, "Oubli", "Odile"),
    "asked": (ALONE, "Demande", "Denise"),
    "shared": (PARENT, "Partage", "Pauline"),
    "departed": (ALONE, "Depart", "Daniel"),
}


def home(key: str) -> dict:
    """The household of this story, as a specimen file would write it."""
    specimen, name, given = TWELVE[key]
    told = deepcopy(office.read(specimen))
    for number, member in enumerate(told["members"]):
        member["birth_name"] = name
        member["given_names"] = f"{given if number == 0 else member['given_names'].split()[0]} Spécimen"
    told["search"] = {"name": name, "given": given}
    told["title"] = f"{given} {name} (SPÉCIMEN)"
    told["address"]["line"] = f"{len(name)} rue du Spécimen"
    return told


def stays_until_permit(told: dict) -> dict:
    """The same household with a residence permit, whose end is written on it."""
    told["members"][0]["nationality"] = "other"
    told["members"][0]["facts"]["residence_permit"] = "listed"
    return told
