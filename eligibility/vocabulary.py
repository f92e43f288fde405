"""The words a household is told in: the closed lists of values its facts may take. No rule may enter."""

ROLES = ("applicant", "partner", "child", "other_adult")
COUPLES = ("none", "married", "pacs", "cohabiting")
NATIONALITIES = ("french", "eu", "other")
PERMITS = ("listed", "other", "none")
TENURES = ("tenant", "owner", "buyer", "housed", "hotel", "institution", "none")
HEALTH_COVERS = ("paid", "css", "css_paid", "none")
SCHOOLINGS = ("college", "lycee", "none")
INCOME_KINDS = (
    *("wage", "self_employment", "unemployment_benefit", "sickness_benefit", "retirement_pension"),
    *("invalidity_pension", "work_accident_annuity", "maintenance_received", "aah", "aspa", "rsa"),
    *("activity_bonus", "ass", "family_benefit", "housing_benefit", "grant", "veteran_pension", "other"),
)
DISABILITY_TITLES = (
    *("aah", "actp", "pch_human_aid", "invalidity_1", "invalidity_2", "invalidity_3", "widow_invalidity"),
    *("work_accident_80", "early_public_pension", "cdc_annuity", "aeeh", "recognition_only", "none"),
)
AUTONOMY = ("apa", "third_party_pension", "third_party_card", "medical_certificate", "none")
MEAL_AIDS = ("received", "not_claimed", "none")
RELATIONS = ("ascendant", "ascendant_of_late_spouse", "collateral", "other")
ARRIVALS = ("birth", "adoption", "none")
PATIENTS = ("end_of_life", "child_palliative", "child_seriously_ill", "child_hospitalised", "none")
PARTS = ("private", "common", "none")
PURPOSES = ("improvement", "adaptation")
