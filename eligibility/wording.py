"""The words of the rights in French and English: names, conditions, units, who decides. Tables only."""

NAMES: dict[str, dict[str, str]] = {
    code: {"fr": fr, "en": en}
    for code, fr, en in (
        ("paris_solidarite", "Paris Solidarité", "Paris Solidarité (income complement)"),
        ("complement_sante_paris", "Complément Santé Paris", "Complément Santé Paris (health cover)"),
        ("paris_logement", "Paris Logement", "Paris Logement (rent)"),
        ("paris_forfait_familles", "Paris Forfait Familles", "Paris Forfait Familles (large families)"),
        (
            "paris_logement_familles",
            "Paris Logement Familles",
            "Paris Logement Familles (housing, families)",
        ),
        (
            "paris_logement_familles_monoparentales",
            "Paris Logement Familles Monoparentales",
            "Paris Logement Familles Monoparentales (housing, lone parents)",
        ),
        ("paris_energie_familles", "Paris Énergie Familles", "Paris Énergie Familles (energy bills)"),
        ("rsa", "Revenu de solidarité active (RSA)", "Minimum income (RSA)"),
        ("prime_activite", "Prime d’activité", "In-work benefit (prime d’activité)"),
        ("aide_logement", "Aide au logement (APL, AL)", "Housing benefit (APL, AL)"),
        ("allocations_familiales", "Allocations familiales", "Family allowances"),
        ("complement_familial", "Complément familial", "Family supplement"),
        ("asf", "Allocation de soutien familial", "Family support allowance (ASF)"),
        ("paje_base", "Allocation de base de la PAJE", "Young child basic allowance (PAJE)"),
        (
            "aeeh",
            "Allocation d’éducation de l’enfant handicapé (AEEH)",
            "Disabled child allowance (AEEH)",
        ),
        ("aah", "Allocation aux adultes handicapés (AAH)", "Disabled adult allowance (AAH)"),
        (
            "aspa",
            "Allocation de solidarité aux personnes âgées (ASPA)",
            "Old-age solidarity allowance (ASPA)",
        ),
        (
            "asi",
            "Allocation supplémentaire d’invalidité (ASI)",
            "Supplementary invalidity allowance (ASI)",
        ),
        (
            "ass",
            "Allocation de solidarité spécifique (ASS)",
            "Long-term unemployment allowance (ASS)",
        ),
        ("css", "Complémentaire santé solidaire", "Solidarity health cover (CSS)"),
        ("cheque_energie", "Chèque énergie", "Energy voucher"),
        ("bourse_college", "Bourse de collège", "Lower secondary school grant"),
        ("bourse_lycee", "Bourse de lycée", "Upper secondary school grant"),
    )
}

# Condition → (French, English) when its value is known, and its subject when it is not.
# {value} and {threshold} come formatted with their unit; a condition without figures has one text.
FIGURES = {
    "resources": (
        "ressources {value} pour {threshold} au plus",
        "resources {value}, at most {threshold}",
    ),
    "declared_income": (
        "revenus déclarés {value} pour {threshold} au plus",
        "declared income {value}, at most {threshold}",
    ),
    "amount_paid": (
        "montant calculé {value}, versé au-dessus de {threshold}",
        "amount {value}, paid above {threshold}",
    ),
    "effort_rate": (
        "taux d’effort {value} pour {threshold} au moins",
        "share of resources spent on housing {value}, at least {threshold}",
    ),
    "housing_charges": (
        "charges de logement nettes {value}",
        "net housing charges {value}",
    ),
    "residence": (
        "{value} à Paris dans les 5 dernières années, {threshold} au moins",
        "{value} in Paris in the last 5 years, at least {threshold}",
    ),
    "elderly": ("{value}, {threshold} au moins", "{value} old, at least {threshold}"),
    "children": ("{value} à charge, {threshold} au moins", "{value} dependent, at least {threshold}"),
    "composition": (
        "composition du foyer : {value} à charge",
        "household: {value} dependent",
    ),
}
SUBJECTS = {
    "resources": ("ressources", "resources"),
    "declared_income": ("revenus déclarés", "declared income"),
    "amount_paid": ("montant calculé", "amount"),
    "effort_rate": ("taux d’effort", "share of resources spent on housing"),
    "housing_charges": ("charges de logement", "housing charges"),
    "residence": ("3 ans à Paris", "3 years in Paris"),
    "elderly": ("âge", "age"),
    "children": ("enfants à charge", "dependent children"),
    "composition": ("composition du foyer", "who lives in the home"),
    "right_to_stay": ("nationalité ou titre de séjour", "nationality or residence permit"),
    "legal_benefits": ("droits légaux demandés d’abord", "legal benefits claimed first"),
    "disability_title": ("titre de handicap reconnu", "recognised disability title"),
    "paid_health_cover": ("complémentaire santé payante", "paid health cover"),
    "not_lodged_by_social_aid": (
        "pas d’hébergement pris en charge par l’aide sociale",
        "not lodged at the charge of social aid",
    ),
    "lease_in_name": ("bail au nom du demandeur", "lease in the applicant’s name"),
    "housing_benefit_claimed": (
        "aide au logement demandée, ou logement décent",
        "housing benefit claimed, or decent home",
    ),
    "housing_benefit_received": (
        "aide au logement perçue, ou logement décent",
        "housing benefit received, or decent home",
    ),
    "no_arrears": ("pas d’impayé de logement", "no housing arrears"),
    "student_with_grant": (
        "pas étudiant, ou boursier sur critères sociaux",
        "not a student, or with a social grant",
    ),
    "lone_parent": ("parent seul", "lone parent"),
    "energy_contract": ("contrat d’électricité ou de gaz", "electricity or gas contract"),
    "no_other_energy_aid": (
        "pas d’autre aide préventive à l’énergie",
        "no other preventive energy aid",
    ),
    "no_hotel_by_care": (
        "pas d’hôtel payé par l’aide sociale à l’enfance",
        "no hotel paid by child welfare",
    ),
    "in_force": ("prestation prévue par le règlement à cette date", "benefit in the by-law at that date"),
    "openfisca": ("calcul national OpenFisca", "national calculation by OpenFisca"),
}
ANSWERS = {True: ("oui", "yes"), False: ("non", "no"), None: ("on ne sait pas", "not known")}
BASES = {
    "estimated": ("estimés d’après les revenus nets connus", "estimated from the known net income"),
    "personal": (
        "toutes les ressources, après un changement récent",
        "all resources, after a recent change",
    ),
    "suburb": (
        "résidence du centre d’action sociale en banlieue",
        "home of the city’s welfare centre in the suburbs",
    ),
    "no_figure": ("montant de cette date non disponible", "figure of that date not at hand"),
    "exception": ("accordé une seule fois, 12 mois au plus", "granted once, 12 months at most"),
}
EVERY = {
    "month": ("par mois", "a month"),
    "year": ("par an", "a year"),
    "once": ("en une fois", "once"),
    "in_kind": ("en nature", "in kind"),
}
# Who decides, by the by-law’s own words (c/1 of most chapters).
AUTHORITIES = {
    "director": ("le directeur du CASVP d’arrondissement", "the director of the district welfare centre"),
    "service": ("le responsable du service spécialisé", "the head of the specialised service"),
    "management": ("la directrice générale du CASVP", "the director general of the welfare centre"),
    "homecare": ("le responsable de la plateforme Paris Domicile", "the head of the home care platform"),
    "permanence": ("le responsable de la permanence sociale d’accueil", "the head of the homeless service"),
}
