"""The Paris by-law, one module per benefit, in the by-law's order. National law must not enter."""

from eligibility.rules import (
    aide_domicile,
    aide_sans_domicile,
    allocation_accompagnement,
    allocation_exceptionnelle,
    amelioration_habitat,
    aspeh,
    carte_onac,
    coiffure,
    complement_sante_paris,
    hebergement_etablissement,
    loisirs,
    maintien_parent_age,
    naissance_multiple,
    paris_energie_familles,
    paris_forfait_familles,
    paris_logement,
    paris_logement_familles,
    paris_logement_familles_monoparentales,
    paris_pass_familles,
    paris_solidarite,
    pass_paris_access,
    pass_paris_seniors,
    pedicurie,
    port_repas,
    repas_parisiens,
    restaurants_emeraude,
    telealarme,
)
from eligibility.rules.title import Benefit

BENEFITS: tuple[Benefit, ...] = (
    paris_solidarite.BENEFIT,
    complement_sante_paris.BENEFIT,
    paris_logement.BENEFIT,
    amelioration_habitat.BENEFIT,
    hebergement_etablissement.BENEFIT,
    pass_paris_seniors.BENEFIT,
    carte_onac.BENEFIT,
    loisirs.BENEFIT,
    restaurants_emeraude.BENEFIT,
    telealarme.BENEFIT,
    pedicurie.BENEFIT,
    port_repas.BENEFIT,
    coiffure.BENEFIT,
    aide_domicile.BENEFIT,
    pass_paris_access.BENEFIT,
    paris_pass_familles.BENEFIT,
    paris_forfait_familles.BENEFIT,
    aspeh.BENEFIT,
    naissance_multiple.BENEFIT,
    allocation_accompagnement.BENEFIT,
    paris_logement_familles.BENEFIT,
    paris_logement_familles_monoparentales.BENEFIT,
    paris_energie_familles.BENEFIT,
    maintien_parent_age.BENEFIT,
    aide_sans_domicile.BENEFIT,
    repas_parisiens.BENEFIT,
    allocation_exceptionnelle.BENEFIT,
)

# IV-2.1 d/2, IV-2.2 d/3, II-2.1 c/4, III-2.1 c/4, IV-2.3 c/4: one of these at a time. In order of
# preference when equal: Paris Logement Familles only when it is better (IV-2.2 d/2).
# II-3.1 c/4, III-3.1 c/4: no pass next to the free transport of the veterans' card.
EXCLUSIVE: tuple[tuple[str, ...], ...] = (
    ("paris_logement_familles_monoparentales", "paris_logement_familles", "paris_logement"),
    ("pass_paris_seniors", "carte_onac"),
    ("pass_paris_access", "carte_onac"),
)
