"""Every figure of the by-law's seven annexes, read from their text: the parameter of that day is the same."""

from datetime import date

import pytest

from eligibility.parameters import history, names, parameter

# Days from which each annexe applies: 1 Jan, 1 Apr, 1 May, 1 Jun, 1 Nov 2018, 1 Jan and 1 Nov 2019.
ANNEXES = tuple(
    date(*day)
    for day in (
        *((2018, 1, 1), (2018, 4, 1), (2018, 5, 1), (2018, 6, 1)),
        *((2018, 11, 1), (2019, 1, 1), (2019, 11, 1)),
    )
)

# The figures that move, one column for each annexe.
MOVING = {
    # II 1.1 b/3 (b/4 in January 2018), II 1.2 b/3
    "paris_solidarite.elderly.single": (915, 945, 945, 945, 945, 980, 980),
    "paris_solidarite.elderly.couple": (1453, 1498, 1498, 1498, 1498, 1553, 1553),
    "complement_sante_paris.elderly.single": (915, 945, 945, 945, 945, 980, 980),
    "complement_sante_paris.elderly.couple": (1453, 1498, 1498, 1498, 1498, 1553, 1553),
    # III 1.1 b/4, III 1.2 b/3
    "paris_solidarite.disabled.single": (915, 915, 915, 915, 965, 965, 1005),
    "paris_solidarite.disabled.couple": (1453, 1498, 1498, 1498, 1498, 1553, 1553),
    "complement_sante_paris.disabled.single": (915, 915, 915, 915, 965, 965, 1005),
    "complement_sante_paris.disabled.couple": (1453, 1498, 1498, 1498, 1498, 1553, 1553),
    # V 1.2 b/2
    "repas_parisiens.ceiling": (804, 804, 834, 834, 834, 869, 869),
}

# The prices of meals: one column of 2018 (all five annexes), one of 2019 (both).
MEALS = {
    # II 3.4 b/2, III 3.3 b/2
    "restaurants_emeraude.a.breakfast": (0.50, 0.51),
    "restaurants_emeraude.a.lunch": (3.00, 3.05),
    "restaurants_emeraude.a.dinner": (2.50, 2.54),
    "restaurants_emeraude.b.breakfast": (0.95, 0.96),
    "restaurants_emeraude.b.lunch": (5.30, 5.38),
    "restaurants_emeraude.b.dinner": (3.65, 3.70),
    "restaurants_emeraude.c.breakfast": (0.95, 0.96),
    "restaurants_emeraude.c.lunch": (6.65, 6.75),
    "restaurants_emeraude.c.dinner": (4.85, 4.92),
    "restaurants_emeraude.d.breakfast": (1.05, 1.06),
    "restaurants_emeraude.d.lunch": (8.30, 8.42),
    "restaurants_emeraude.d.dinner": (6.50, 6.60),
    "restaurants_emeraude.e.breakfast": (1.40, 1.42),
    "restaurants_emeraude.e.lunch": (11.80, 11.98),
    "restaurants_emeraude.e.dinner": (8.75, 8.88),
    # II 4.3 c/2, III 4.3 c/2
    "port_repas.a.breakfast": (0.63, 0.64),
    "port_repas.a.lunch": (4.35, 4.42),
    "port_repas.a.dinner": (3.30, 3.35),
    "port_repas.a.day": (7.10, 7.21),
    "port_repas.b.breakfast": (1.00, 1.02),
    "port_repas.b.lunch": (6.30, 6.39),
    "port_repas.b.dinner": (4.50, 4.57),
    "port_repas.b.day": (9.00, 9.14),
    "port_repas.c.breakfast": (1.20, 1.22),
    "port_repas.c.lunch": (7.75, 7.87),
    "port_repas.c.dinner": (6.10, 6.19),
    "port_repas.c.day": (10.55, 10.71),
    "port_repas.d.breakfast": (1.50, 1.52),
    "port_repas.d.lunch": (10.10, 10.25),
    "port_repas.d.dinner": (8.80, 8.93),
    "port_repas.d.day": (14.30, 14.51),
    "port_repas.e.breakfast": (1.60, 1.62),
    "port_repas.e.lunch": (12.10, 12.28),
    "port_repas.e.dinner": (9.20, 9.34),
    "port_repas.e.day": (16.00, 16.24),
}

# What the seven annexes all say.
FIXED = {
    # II 1.1 d/2, III 1.1 d/2; II 1.2 a/2, III 1.2 a/2
    "paris_solidarite.least_paid": 2,
    "complement_sante_paris.amount": 468,
    # II 2.1, III 2.1, IV 2.3, V 3.1: a/2, b/2, b/3
    "paris_logement.amount.single": 84,
    "paris_logement.amount.couple": 95,
    "paris_logement.amount.couple_with_child": 116,
    "paris_logement.ceiling.couple_with_child": 1600,
    "paris_logement.flat_charges.single": 53.67,
    "paris_logement.flat_charges.shared": 26.83,
    "paris_logement.flat_charges.couple": 53.67,
    "paris_logement.flat_charges.couple_with_child": 65.83,
    # II 2.2, III 2.2: a/3, b/2; IV 2.6 a/3, b/3; V 3.2 a/3, b/2
    "amelioration_habitat.ceiling.private": 1296,
    "amelioration_habitat.ceiling.common": 3049,
    "amelioration_habitat.ceiling.private_one_or_two": 1068,
    "amelioration_habitat.ceiling.private_three": 2135,
    "amelioration_habitat.tax": 992,
    # II 3.1 b/1, III 3.1 b/1
    "pass_paris_seniors.ceiling.first": 2028,
    "pass_paris_seniors.ceiling.renewal": 2430,
    "pass_paris_access.ceiling.first": 2028,
    "pass_paris_access.ceiling.renewal": 2430,
    # II 3.3 to 4.4, III 3.2 to 4.4: the bands
    "bands.b": 380,
    "bands.c": 992,
    "bands.d": 2028,
    # II 4.1 c/2, III 4.1 c/2
    "telealarme.a.subscription": 0,
    "telealarme.b.subscription": 45,
    "telealarme.c.subscription": 115,
    "telealarme.d.subscription": 185,
    "telealarme.e.subscription": 260,
    "telealarme.a.unbundling": 0,
    "telealarme.b.unbundling": 0,
    "telealarme.c.unbundling": 40,
    "telealarme.d.unbundling": 45,
    "telealarme.e.unbundling": 50,
    "telealarme.a.wristband": 0,
    "telealarme.b.wristband": 92,
    "telealarme.c.wristband": 92,
    "telealarme.d.wristband": 92,
    "telealarme.e.wristband": 92,
    **{f"telealarme.{band}.intercom": 47 for band in "abcde"},
    # II 4.2 c/2, III 4.2 c/2
    "pedicurie.a.visit": 7.53,
    "pedicurie.b.visit": 13.57,
    "pedicurie.c.visit": 19.62,
    "pedicurie.d.visit": 24.13,
    "pedicurie.e.visit": 31.50,
    # IV 1.2, 1.3, 1.4, 1.5
    "paris_forfait_familles.lower.ceiling": 3000,
    "paris_forfait_familles.lower.amount": 305,
    "paris_forfait_familles.upper.ceiling": 5000,
    "paris_forfait_familles.upper.amount": 200,
    "aspeh.amount": 153,
    "aspeh.ceiling": 5000,
    "naissance_multiple.amount": 763,
    "allocation_accompagnement.amount": 610,
    "allocation_accompagnement.renewal_ceiling": 4575,
    # IV 2.1, 2.2
    "paris_logement_familles.lower.ceiling": 3000,
    "paris_logement_familles.lower.amount": 128,
    "paris_logement_familles.lower.each_more": 41,
    "paris_logement_familles.upper.ceiling": 5000,
    "paris_logement_familles.upper.amount": 84,
    "paris_logement_familles.upper.each_more": 21,
    "paris_logement_familles.two_children.ceiling": 2000,
    "paris_logement_familles.two_children.amount": 116,
    "paris_logement_familles_monoparentales.lower.amount": 150,
    "paris_logement_familles_monoparentales.upper.amount": 128,
    "paris_logement_familles_monoparentales.upper.ceiling": 1600,
    # IV 2.4, 2.5
    "paris_energie_familles.amount.one_or_two": 138,
    "paris_energie_familles.amount.three": 275,
    "paris_energie_familles.ceiling.one": 2000,
    "paris_energie_familles.ceiling.two": 2500,
    "paris_energie_familles.ceiling.three": 5000,
    "maintien_parent_age.amount": 153,
    "maintien_parent_age.tax_ceiling": 2130,
    "maintien_parent_age.resources_ceiling": 1525,
    # V 1.1, 1.2, 2.1
    "aide_sans_domicile.ceiling": 2830,
    "repas_parisiens.each_more": 20,
    "allocation_exceptionnelle.ceiling": 3287,
    "allocation_exceptionnelle.ceiling_newcomers": 2830,
    "allocation_exceptionnelle.ceiling_disaster": 4574,
}

# II 4.4 c/2, III 4.4 c/2: the hairdresser's price and what each band pays, line by line, in all seven.
HAIRDRESSING = (
    # full,    A,     B,     C,     D,     E
    (22.54, 5.76, 13.87, 14.42, 20.21, 22.54),
    (28.33, 11.56, 19.63, 20.21, 26.00, 28.33),
    (51.81, 30.82, 43.73, 44.29, 50.09, 51.81),
    (45.45, 28.88, 36.99, 37.57, 43.33, 45.45),
    (22.54, 5.76, 13.87, 14.42, 20.21, 22.54),
)

# II 3.1 a/2, III 3.1 a/2 until 31 May 2018: zones 1 and 2, zones 1 to 5. Free in the by-law of 1 June 2018,
# though the annexe of November 2018 repeats the table.
SHARES = {
    "minima": (0, 160),
    "tax_0": (30, 160),
    "tax_380": (90, 160),
    "tax_992": (180, 240),
    "tax_1600": (360, 410),
    "tax_beyond": (380, 410),
}
PASSES = ("pass_paris_seniors", "pass_paris_access")

# Set by reference, "the net SMIC rounded up to the next ten": not a figure of the annexe.
BY_REFERENCE = {
    "paris_logement.ceiling.without_child",
    "paris_logement_familles_monoparentales.lower.ceiling",
}


def _figures():
    for name, columns in MOVING.items():
        yield from ((name, day, value) for day, value in zip(ANNEXES, columns, strict=True))
    for name, (of_2018, of_2019) in MEALS.items():
        yield from ((name, day, of_2018 if day.year == 2018 else of_2019) for day in ANNEXES)
    for name, value in FIXED.items():
        yield from ((name, day, value) for day in ANNEXES)
    for line, prices in enumerate(HAIRDRESSING, start=1):
        for band, value in zip(("full", *"abcde"), prices, strict=True):
            yield from ((f"coiffure.{band}.service_{line}", day, value) for day in ANNEXES)
    for code in PASSES:
        for kind, shares in SHARES.items():
            for zones, value in zip(("zones_1_2", "zones_1_5"), shares, strict=True):
                yield from ((f"{code}.share.{kind}.{zones}", day, value) for day in ANNEXES[:3])
        yield from ((f"{code}.share.limit", day, 1600) for day in ANNEXES[:3])
    yield from (("pass_paris_seniors.share.veterans.zones_1_5", day, 0) for day in ANNEXES[:3])


@pytest.mark.parametrize("day", ANNEXES, ids=str)
def test_each_figure_of_the_annexe_is_the_parameter_of_that_day(day):
    told = {name: value for name, on, value in _figures() if on == day}
    assert {name: parameter(name, day) for name in told} == told


def test_no_figure_that_cites_an_annexe_is_left_out():
    cites = {name for name in names() if any("annexe 201" in version.reference for version in history(name))}
    assert cites - {name for name, *_ in _figures()} == BY_REFERENCE
