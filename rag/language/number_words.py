"""Numbers and ranks in words, French, English and Spanish; folded."""

from __future__ import annotations

SMALL = {"un": 1, "une": 1, "one": 1, "uno": 1, "una": 1}
"""One, which is an article as often as a number."""
ONES = {
    "zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90,
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "trece": 13, "catorce": 14, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
HUNDREDS = {"cent": 100, "cents": 100, "hundred": 100, "cien": 100, "ciento": 100}
SCALES = {
    "mille": 1e3, "thousand": 1e3, "mil": 1e3, "k": 1e3,
    "million": 1e6, "millions": 1e6, "millon": 1e6, "millones": 1e6,
    "milliard": 1e9, "milliards": 1e9, "billion": 1e9, "billions": 1e9, "bn": 1e9,
}  # fmt: skip
ABOUT = {
    "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000, "dozen": 12,
}  # fmt: skip
"""Round numbers, which say "about"."""
JOINERS = frozenset({"et", "and", "y"})
"""What may stand inside a number: vingt et un."""
_RANKS = {
    1: "premier premiere 1er 1ere 1re first 1st primer primera",
    2: "deuxieme second seconde 2e 2eme 2nd 2nde segundo segunda",
    3: "troisieme third 3e 3eme 3rd tercer tercera",
    4: "quatrieme fourth 4e 4eme 4th cuarto cuarta",
    5: "cinquieme fifth 5e 5eme 5th",
    6: "sixieme sixth 6e 6eme 6th",
    7: "septieme seventh 7e 7eme 7th",
    8: "huitieme eighth 8e 8eme 8th",
    9: "neuvieme ninth 9e 9eme 9th",
    10: "dixieme tenth 10e 10eme 10th",
}
RANKS = {word: n for n, words in _RANKS.items() for word in words.split()}
"""The first ten ranks."""
SPANISH_RANKS = frozenset("primer primera segundo segunda tercer tercera cuarto cuarta".split())
