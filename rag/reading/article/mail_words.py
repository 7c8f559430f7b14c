"""What mail programs and newsletters write around a text, in French, English and Spanish."""

from __future__ import annotations

import re

MORE = re.compile(
    r"\W*(?:lire (?:la suite|l['’]article|plus|en ligne|sur (?:le|notre) site)|la suite|voir l['’]article"
    r"|en savoir plus|read (?:more|on|the (?:full )?(?:article|story))|continue reading|full story|leer m[aá]s"
    r"|seguir leyendo)\b.{0,200}",
    re.I,
)
"""A line that leads to the whole article, with its address perhaps."""
FORWARD = re.compile(
    r"\W*(?:message (?:transf[ée]r[ée]|d['’]origine)|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])"
    r"|forwarded message|original message|begin forwarded message|mensaje (?:reenviado|original))\W*",
    re.I,
)
"""The line above a mail that was forwarded."""
FIELD = re.compile(
    r"\W*(de|from|exp[ée]diteur|date|envoy[ée](?: le)?|sent|objet|sujet|subject|asunto|[àa]|to|pour|cc"
    r"|r[ée]pondre [àa]|reply-to|fecha|para|enviado)\W*?\s*:\s*(.*)",
    re.I,
)
"""A field of its head, and what it says."""
PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|tr|rv|rép|i)\s*:\s*|\[[^\[\]]{1,40}\]\s*)+", re.I)
"""What programs put before a subject."""
FORWARDED = re.compile(r"^\s*(?:(?:re|rép)\s*:\s*)*(?:fwd?|tr|rv)\s*:", re.I)
"""The subject of a mail that was forwarded."""
FOOT = re.compile(
    r"(?:--|__+|vous recevez (?:ce|cette|cet)|you(?:'re| are)? (?:receiving|received)|se d[ée]sabonner"
    r"|(?:pour )?vous d[ée]sinscrire|unsubscribe|modifier (?:mes|vos) (?:alertes|pr[ée]f[ée]rences)"
    r"|envoy[ée] (?:de|depuis) mon|sent from my)",
    re.I,
)
"""How signature and small print begin."""
