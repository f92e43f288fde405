"""What the demonstration did, in a page of text."""

from collections.abc import Iterable

from cases.demonstration.play import Played

EVERY = {"month": "par mois", "year": "par an", "once": "en une fois", "in_kind": "en nature"}


def _sum(amount: float | None, every: str) -> str:
    if amount is None:
        return EVERY[every] if every == "in_kind" else "montant à décider"
    return f"{amount:,.2f} € {EVERY[every]}".replace(",", " ").replace(".", ",")


def lines(played: Iterable[Played]) -> list[str]:
    """One block per household."""
    found = []
    for one in played:
        found += [
            "",
            f"{one.title}, dossier {one.reference}",
            "  Droits trouvés (règlement, puis droits nationaux) :",
        ]
        found += [
            f"    {by_law or 'national':<10} {name} : {_sum(amount, every)}"
            for by_law, name, amount, every in one.rights
        ]
        found += [
            f"  Meilleur ensemble municipal : {_sum(one.monthly, 'month')}, {_sum(one.yearly, 'year')}",
            f"  Pièces : {one.asked} demandées ; chaque aide seule en demanderait {one.alone} en tout. "
            f"{one.stored} déposées et vérifiées ; il en reste {one.asked_again} à demander.",
        ]
        found += [
            f"  {benefit} : proposé par {who}, accordé par {other}" for benefit, who, other in one.decided
        ]
        if one.refused_to_proposer:
            found.append("  La personne qui propose a essayé de décider : refusé.")
        if one.shared_with:
            found.append(
                f"  Partagé avec {one.shared_with} : son agent voit {one.partner_sees} dossier ; "
                f"un autre partenaire en voit {one.outsider_sees}."
            )
        verdict = "signature, pièces et journal vérifiés" if one.verified else "NON VÉRIFIÉ"
        found.append(f"  Export PDF : {one.export} ({verdict})")
    return found
