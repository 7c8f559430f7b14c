"""Names of months and weekdays in French, English and Spanish, shared by the articles' and the questions' dates."""

from __future__ import annotations

_MONTH_NAMES = (
    "janvier janv jan january enero ene",
    "fevrier fevr fev feb february febrero",
    "mars mar march marzo",
    "avril avr apr april abril abr",
    "mai may mayo",
    "juin jun june junio",
    "juillet juil jul july julio",
    "aout aou aug august agosto ago",
    "septembre sept sep september septiembre setiembre set",
    "octobre oct october octubre",
    "novembre nov november noviembre",
    "decembre dec december diciembre dic",
)
_WEEKDAY_NAMES = (
    "lundi lun monday mon lunes",
    "mardi mar tuesday tue tues martes",
    "mercredi mer wednesday wed miercoles mie",
    "jeudi jeu thursday thu thur thurs jueves jue",
    "vendredi ven friday fri viernes vie",
    "samedi sam saturday sat sabado sab",
    "dimanche dim sunday sun domingo dom",
)

MONTHS: dict[str, int] = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
"""Month number, 1 to 12, by folded name or abbreviation without its full stop."""
WEEKDAYS: dict[str, int] = {name: n for n, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
"""Weekday number, Monday 0, by folded name or abbreviation without its full stop."""
AMBIGUOUS: frozenset[str] = frozenset(
    {"mar", "set", "dec", "may", "mai", "sept", "jan", "sun", "sat", "mon", "sam", "ago"}
)
"""Words of those two tables that mean something else as well: read them as dates only beside a number."""
