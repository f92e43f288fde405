"""The words of the rights in French and English: names, conditions, units, who decides. Tables only."""

NAMES: dict[str, dict[str, str]] = {
    code: {"fr": fr, "en": en}
    for code, fr, en in (
        ("paris_solidarite", "Paris Solidarité", "Paris Solidarité (income complement)"),
        ("complement_sante_paris", "Complément Santé Paris", "Complément Santé Paris (health cover)"),
        ("paris_logement", "Paris Logement", "Paris Logement (rent)"),
        ("amelioration_habitat", "Amélioration de l’habitat", "Home improvement aid"),
        (
            "hebergement_etablissement",
            "Établissements d’hébergement de la Ville",
            "Homes for the elderly run by the City",
        ),
        ("pass_paris_seniors", "Pass Paris Seniors", "Pass Paris Seniors (free transport)"),
        ("carte_onac", "Avantages de la carte ONAC", "Veterans’ card advantages (ONAC)"),
        ("loisirs", "Loisirs et clubs", "Leisure and clubs"),
        ("restaurants_emeraude", "Restaurants Émeraude", "Restaurants Émeraude (meals)"),
        ("telealarme", "Téléalarme", "Alarm at home"),
        ("pedicurie", "Pédicurie à domicile", "Foot care at home"),
        ("port_repas", "Port de repas à domicile", "Meals brought home"),
        ("coiffure", "Coiffure à domicile", "Hairdressing at home"),
        ("aide_domicile", "Aide à domicile", "Home help"),
        ("pass_paris_access", "Pass Paris Access’", "Pass Paris Access’ (free transport)"),
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
        ("paris_pass_familles", "Paris Pass Familles", "Paris Pass Familles (preferential prices)"),
        (
            "aspeh",
            "Allocation de soutien aux parents d’enfants handicapés",
            "Support allowance for parents of disabled children (ASPEH)",
        ),
        (
            "naissance_multiple",
            "Allocation pour naissance ou adoption multiple",
            "Allowance for multiple birth or adoption",
        ),
        (
            "allocation_accompagnement",
            "Allocation d’accompagnement",
            "Allowance for caring for a sick relative",
        ),
        (
            "maintien_parent_age",
            "Allocation pour le maintien à domicile d’un parent âgé",
            "Allowance for an aged relative living at home",
        ),
        ("aide_sans_domicile", "Aide aux personnes sans domicile fixe", "Aid to homeless people"),
        ("repas_parisiens", "Repas aux Parisiens en difficulté", "Meals for Parisians in difficulty"),
        ("allocation_exceptionnelle", "Allocation exceptionnelle", "Exceptional allowance"),
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
    "months_since_arrival": (
        "{value} depuis les naissances ou le jugement, {threshold} au plus",
        "{value} since the births or the judgment, at most {threshold}",
    ),
    "income_not_compensated": (
        "revenus perdus et non compensés {value}",
        "income lost and not compensated {value}",
    ),
    "months_received": (
        "{value} déjà reçus à la suite, {threshold} au plus",
        "{value} already received in a row, at most {threshold}",
    ),
    "delay": (
        "{value} depuis la fin de l’aide, {threshold} au moins",
        "{value} since it ended, at least {threshold}",
    ),
    "income_tax": (
        "impôt sur le revenu {value} pour {threshold} au plus",
        "income tax {value}, at most {threshold}",
    ),
    "relative_resources": (
        "ressources du parent âgé {value} pour {threshold} au plus",
        "resources of the aged relative {value}, at most {threshold}",
    ),
    "of_age": ("{value}, {threshold} au moins", "{value} old, at least {threshold}"),
    "homeless_months": (
        "{value} sans domicile fixe à Paris, {threshold} au moins",
        "{value} without a fixed home in Paris, at least {threshold}",
    ),
    "left_of_the_year": (
        "reste du plafond de douze mois {value}",
        "left of the sum of twelve months {value}",
    ),
    "occupancy": (
        "logement occupé depuis {value}, {threshold} au moins",
        "home lived in for {value}, at least {threshold}",
    ),
    "retired": (
        "retraité ou préretraité, {value} pour {threshold} au moins",
        "retired or in early retirement, {value} old, at least {threshold}",
    ),
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
    "disabled_child": ("enfant handicapé à charge", "dependent disabled child"),
    "multiple_arrival": ("naissance ou adoption multiple", "multiple birth or adoption"),
    "months_since_arrival": ("délai depuis l’arrivée des enfants", "time since the children arrived"),
    "sick_relative": ("parent malade à accompagner", "sick relative to care for"),
    "close_relative": ("proche parent du malade", "close relative of the patient"),
    "stopped_work": ("activité professionnelle cessée", "work given up"),
    "income_not_compensated": ("revenus perdus et non compensés", "income lost and not compensated"),
    "gravely_ill_child": ("enfant mineur gravement malade", "gravely ill child under age"),
    "months_received": ("mois déjà reçus à la suite", "months already received in a row"),
    "delay": ("12 mois depuis la fin de l’aide", "12 months since the aid ended"),
    "aged_relative": ("parent de 75 ans ou plus au domicile", "relative of 75 or more at home"),
    "no_guardianship": ("ni tutelle ni curatelle", "no guardianship"),
    "income_tax": ("impôt sur le revenu", "income tax"),
    "relative_resources": ("ressources du parent âgé", "resources of the aged relative"),
    "occupier": ("occupant en titre du logement", "holder of the home"),
    "homeless": ("sans domicile fixe", "without a fixed home"),
    "of_age": ("majeur", "of age"),
    "homeless_months": ("1 mois sans domicile fixe à Paris", "1 month without a fixed home in Paris"),
    "left_of_the_year": ("reste du plafond de douze mois", "left of the sum of twelve months"),
    "in_difficulty": (
        "demandeur d’emploi, invalidité, ou arrêt maladie de 6 mois",
        "seeking work, invalidity, or sick leave of 6 months",
    ),
    "temporary_trouble": (
        "difficultés financières temporaires, ou sinistre",
        "temporary money troubles, or a disaster",
    ),
    "no_hotel_by_care": (
        "pas d’hôtel payé par l’aide sociale à l’enfance",
        "no hotel paid by child welfare",
    ),
    "occupancy": ("durée d’occupation du logement", "time lived in the home"),
    "occupant": ("propriétaire ou locataire qui y habite", "owner or tenant who lives there"),
    "works_planned": ("travaux prévus", "works planned"),
    "common_parts": ("travaux sur les parties communes", "works on common parts"),
    "common_parts_of_owner": (
        "parties communes\u00a0: pour la part du propriétaire",
        "common parts: for the owner’s share",
    ),
    "not_owed_by_landlord": (
        "travaux que le bailleur ne doit pas au titre du logement décent",
        "works the landlord does not owe for a decent home",
    ),
    "works_voted": ("travaux votés par la copropriété", "works voted by the co-owners"),
    "will_stay": (
        "propriétaire\u00a0: engagement à rester trois ans",
        "owner: undertakes to stay three years",
    ),
    "asked_in_time": (
        "demande avant le début des travaux (parties communes\u00a0: avant la fin)",
        "asked before the works begin (common parts: before they end)",
    ),
    "no_recent_aid": (
        "deux ans depuis les derniers travaux aidés",
        "two years since works last aided",
    ),
    "loss_of_autonomy": ("perte d’autonomie attestée", "attested loss of autonomy"),
    "priority": ("priorité selon la perte d’autonomie", "priority by loss of autonomy"),
    "not_in_medical_institution": (
        "pas d’hébergement en établissement médicalisé",
        "not lodged in an institution with medical care",
    ),
    "urgent_need": (
        "situation d’urgence constatée par une enquête sociale",
        "emergency found by a social inquiry",
    ),
    "veteran_card": ("carte du combattant ou de ressortissant", "veteran’s or dependant’s card"),
    "onac_coupon": ("transports gratuits par la carte ONAC", "free transport from the veterans’ card"),
    "retired": ("retraité ou préretraité", "retired or in early retirement"),
    "spouse_of_the_elderly": ("conjoint d’une personne âgée", "spouse of an elderly person"),
    "lesser_incapacity": (
        "incapacité de moins de 80\u202f%, invalidité de 1re catégorie ou rente d’accident du travail",
        "incapacity below 80%, invalidity of the first category or work accident annuity",
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
    "derogation": ("par dérogation, sur décision", "by derogation, if so decided"),
    "adaptation": ("travaux d’adaptation au handicap, sans délai", "works for a handicap, whatever the time"),
    "veteran": ("ancien combattant de 65 ans ou plus, sans plafond", "veteran of 65 or more, no ceiling"),
    "left_paris": (
        "parti depuis moins de trois ans, après dix ans à Paris",
        "gone for less than three years after ten in Paris",
    ),
    "after_priority": ("après les personnes prioritaires", "after those who have priority"),
    "clubs": ("clubs et Université permanente seulement", "clubs and Université permanente only"),
    "no_figure": ("montant de cette date non disponible", "figure of that date not at hand"),
    "computed": (
        "d’après les droits nationaux calculés, rien n’étant déclaré",
        "from the national rights computed, as nothing was stated",
    ),
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
# What a benefit in kind costs the household: its band, the things priced (annexe II and III).
BANDS = {
    **{letter: (f"tranche {letter}", f"band {letter}") for letter in "ABCDE"},
    "cost": ("prix de revient", "at cost"),
    "token": ("participation symbolique", "token sum"),
    "veterans": ("ancien combattant", "veteran"),
    "minima": ("titulaire d’un minimum de ressources", "on a minimum income"),
    "tax_0": ("impôt nul", "no income tax"),
    "tax_380": ("impôt de 380\u00a0€ au plus", "income tax of at most €380"),
    "tax_992": ("impôt de 992\u00a0€ au plus", "income tax of at most €992"),
    "tax_1600": ("impôt de 1\u202f600\u00a0€ au plus", "income tax of at most €1,600"),
    "tax_beyond": ("impôt de plus de 1\u202f600\u00a0€", "income tax above €1,600"),
}
PRICES = {
    "breakfast": ("petit-déjeuner", "breakfast"),
    "lunch": ("déjeuner", "lunch"),
    "dinner": ("dîner", "dinner"),
    "day": ("journée complète", "whole day"),
    "subscription": ("abonnement", "subscription"),
    "unbundling": ("forfait dégroupage", "unbundled line"),
    "wristband": ("option montre bracelet", "wrist watch"),
    "intercom": ("interphonie radio déportée", "remote radio intercom"),
    "meal": ("un repas", "a meal"),
    "visit": ("une visite", "a visit"),
    "zones_1_2": ("zones 1 et 2, par an", "zones 1 and 2, a year"),
    "zones_1_5": ("zones 1 à 5, par an", "zones 1 to 5, a year"),
    **{f"service_{n}": (f"ligne {n} de l’annexe", f"line {n} of the annexe") for n in range(1, 6)},
}
