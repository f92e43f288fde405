"""The data a 2D-Doc may carry, as published: France Titres, « Spécifications techniques des codes à barres
2D-Doc », annexes of the perimeter 01. Facts only: no reading and no judgement.
"""

from collections.abc import Mapping

# Fixed lengths, in signs. Everything else is of any length and ends with GS, or RS where it was cut.
FIXED: Mapping[str, int] = {
    **dict.fromkeys(("06", "08", "09", "36", "37", "53", "54", "45", "4S"), 4),
    **dict.fromkeys(("0A", "0B"), 9),
    **dict.fromkeys(("1C", "4A", "4B", "4C", "55", "56", "57", "69", "6L", "6N", "6O"), 8),
    **dict.fromkeys(("1G", "1H", "5T", "68", "6J"), 1),
    **dict.fromkeys(("24", "2B", "4P", "5H", "6W"), 5),
    **dict.fromkeys(("26", "2D", "34", "5J", "5W", "65", "67", "6C", "6I", "6Y"), 2),
    **dict.fromkeys(("40", "44", "47", "49"), 13),
    **{"07": 6, "0D": 36, "4F": 15, "50": 14, "51": 6, "52": 7, "5N": 21, "5V": 12, "5Y": 12},
    **{"6B": 3, "6K": 19, "6R": 12},
}
# The longest a variable value may be: one that is as long needs no separator behind it.
LONGEST: Mapping[str, int] = {
    **dict.fromkeys(
        ("10", "11", "12", "13", "14", "15", "16", "17", "1I", "1J", "1K", "1L", "1M", "1N", "1O", "1P"), 38
    ),
    **dict.fromkeys(("20", "21", "22", "23", "27", "28", "29", "2A", "46", "48", "62", "63", "64", "6G"), 38),
    **dict.fromkeys(("25", "2C", "5I", "6A", "6X"), 32),
    **dict.fromkeys(("38", "39", "58", "5A", "5C", "32"), 11),
    **{"1D": 16, "30": 140, "31": 38, "33": 30, "35": 34, "59": 12, "5B": 12, "60": 60, "61": 20, "66": 20},
}
# The type of document written in the header → the type of the catalogue.
TYPES: Mapping[str, str] = {
    "00": "utility_bill",
    "01": "utility_bill",
    "03": "bank_details",
    "05": "bank_details",
    "04": "tax_notice",
    "18": "tax_notice",
    "24": "tax_notice",
    "27": "tax_notice",
    "28": "tax_notice",
    "06": "pay_slip",
}
NAMES = ("10", "46", "48", "30")  # a whole name each
PARTS_OF_NAMES = (("12", "13"), ("61", "62"), ("60", "62"))  # given names, family name
ADDRESS = ("22", "24", "25")  # street, postcode, town
WHOLE_ADDRESS = "4Y"
REFERENCE_INCOME, TAX_PARTS, INCOME_YEAR, INCOME_TAX = "41", "43", "45", "4V"
COLLECTED_ON, EXPIRES_ON, PERIOD_BEGINS, NET_PAY = "4A", "08", "53", "5C"
