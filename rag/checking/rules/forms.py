"""Irregular and plural forms of verbs, brought to a form that the stemmer knows."""

from __future__ import annotations

import re

_IRREGULAR = dict(
    pair.split(":")
    for pair in """said:say told:tell sold:sell built:build bought:buy held:hold rose:rise risen:rise fell:fall
    fallen:fall
    won:win lost:lose left:leave gave:give given:give took:take taken:take made:make began:begin begun:begin
    sent:send spent:spend paid:pay broke:break broken:break chose:choose chosen:choose found:find
    rouvert:rouvrir rouverte:rouvrir interdit:interdire interdite:interdire interdits:interdire
    interdites:interdire reduit:reduire reduite:reduire reduits:reduire produit:produire veut:vouloir
    veulent:vouloir peut:pouvoir peuvent:pouvoir mort:mourir morts:mourir perd:perdre rend:rendre vend:vendre
    attend:attendre defend:defendre descend:descendre suspend:suspendre repond:repondre produits:produire
    introduit:introduire traduit:traduire reduisent:reduire interdisent:interdire elit:elire lu:lire vu:voir
    vus:voir vue:voir prevu:prevoir prevue:prevoir prevus:prevoir prevues:prevoir prevoit:prevoir
    prevoient:prevoir rouverts:rouvrir offert:offrir offerte:offrir couvert:couvrir couverte:couvrir
    decouvert:decouvrir decouverte:decouvrir decouverts:decouvrir souffert:souffrir acquis:acquerir
    acquise:acquerir conquis:conquerir requis:requerir convaincu:convaincre vaincu:vaincre atteint:atteindre
    atteinte:atteindre atteints:atteindre atteignent:atteindre joint:joindre rejoint:rejoindre incluse:inclure
    resolu:resoudre dissous:dissoudre absous:absoudre nait:naitre connait:connaitre reconnait:reconnaitre
    accru:accroitre meurt:mourir meurent:mourir vecu:vivre survecu:survivre fui:fuir enfui:enfuir
    assis:asseoir valu:valoir fallu:falloir voulu:vouloir su:savoir went:go gone:go came:come knew:know
    known:know saw:see seen:see wrote:write written:write drove:drive driven:drive ran:run struck:strike
    stole:steal stolen:steal caught:catch taught:teach brought:bring thought:think kept:keep slept:sleep
    felt:feel grew:grow grown:grow flew:fly shot:shoot stood:stand understood:understand led:lead fed:feed
    bred:breed spoke:speak spoken:speak hidden:hide sank:sink sunk:sink swam:swim threw:throw thrown:throw
    withdrew:withdraw withdrawn:withdraw shook:shake shaken:shake forgot:forget forgotten:forget became:become
    succeeded:succeed exceeded:exceed proceeded:proceed""".split()
)
"""Forms whose stem a stemmer does not find."""
_FAMILIES = tuple(
    (re.compile(rf"(?P<pre>{prefix})(?:{forms})"), ending)
    for prefix, forms, ending in (
        ("|main|sou|ob|re|de|con|entre|appar|abs", "tenue?s?|tient|tiennent|tiens|tint|tinrent", "tenir"),
        ("|re|de|inter|par|pre|sur|con|sub|survi", "venue?s?|vient|viennent|vint|vinrent", "venir"),
        ("re|ap|com|sur|", "pris|prises?|prend|prennent|prit|prirent", "prendre"),
        ("re|per|pro|ad|com|trans|sou|e|o|", "mis|mises?|met|mettent|mit|mirent", "mettre"),
        ("con|pro|re|intro|tra|de|se|cond|constr|detr|instr|c|recond|reprod|reconstr", "uite?s?|uisent|uisit", "uire"),
        ("at|et|p|f|t|restr|dep|rep", "eints?|eintes?|eignent", "eindre"),
        ("cr|contr|pl", "aints?|aintes?|aignent", "aindre"),
        ("|de|re|recou|decou|cou|entrou|rou|o|sou", "uverte?s?|uvrent|uvre|fferte?s?|ffrent|ffre", "uvrir"),
        ("ins|pres|pros|sous|des|de|trans|e|", "crite?s?|crivent|crivit", "crire"),
        (
            "ven|ten|atten|enten|defen|suspen|descen|eten|preten|ren|fon|confon|repon|per|mor|tor|reven",
            "dus?|dues?|dent",
            "dre",
        ),
        ("compa|appa|dispa|pa|reappa|transpa", "rue?s?|raissent|rut|rurent", "raitre"),
        ("con|recon|mecon", "nue?s?|naissent|nut|nurent", "naitre"),
        ("con|ex|in|re", "clue?s?|cluent|clut|clurent", "clure"),
        ("re|", "elue?s?|elisent|elut", "elire"),
        ("|par|re|se|con|dis|ac", "courue?s?|courent|courut", "courir"),
        ("|com|a|de|re", "battue?s?|battent|battit|bat", "battre"),
        ("re|de|con|per|aper", "cue?s?|coivent|cut|coit", "cevoir"),
        ("|pour|en", "suivie?s?|suit|suivent|suivit", "suivre"),
    )
)
"""Irregular forms by family, with the infinitive's end: maintenu, maintiennent → maintenir."""
_INFINITIVES = dict(
    pair.split(":")
    for pair in """viendr:venir tiendr:tenir verr:voir pourr:pouvoir devr:devoir recevr:recevoir enverr:envoyer
    courr:courir     mourr:mourir vaudr:valoir faudr:falloir voudr:vouloir acquerr:acquerir saur:savoir""".split()
)
_IRREGULAR_FUTURE = re.compile(
    rf"(?P<before>re|main|ob|sou|de|re|con|par|inter|se|ac|dis|r|entre|pre)?(?P<stem>{'|'.join(_INFINITIVES)})"
    r"(?:a|ont|ait|aient|ons|ions)"
)


_PLURAL = re.compile(
    r"(?:[^mi]|\b(?:affir|esti|nom|for|transfor|infor|consom|confir|recla|procla|program|ai|consu|renfer|arri|entra)m|i)(?<!iss)ent$|[^f]ront$"
)
"""Present plurals and plural futures, which the stemmer leaves as they are: demandent, vendront."""
_NO_VERBS = frozenset(
    """accident incident precedent president resident evident agent argent urgent divergent insurgent regent contingent
    parent apparent transparent differend different torrent concurrent recurrent absent present recent decent innocent
    adolescent cent accent content continent pertinent imminent permanent eminent event talent violent equivalent
    prevalent excellent insolent turbulent frequent consequent eloquent delinquent subsequent client patient orient
    efficient coefficient ingredient inconvenient quotient recipient sufficient gradient ambient lent vent dent ardent
    confident dissident occident prudent strident student trident independent correspondent dependent antecedent
    competent impotent penitent latent intent extent patent portent serpent repent spent rent went sent souvent couvent
    decadent pendent indigent intelligent negligent tangent detergent convergent emergent resurgent silent parliament
    prevent invent percent consent scent convalescent effervescent fluorescent indecent reticent magnificent affluent
    influent confluent congruent fervent solvent advent avent auvent paravent conscient
    inconscient ancient proficient deficient front affront confront""".split()
)


def regular(folded: str) -> str:
    """The word, or for a form that the stemmer misses another form of its verb: maintiennent, maintenir."""
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    for forms, ending in _FAMILIES:
        match = forms.fullmatch(folded)
        if match:
            return f"{match['pre']}{ending}"
    future = _IRREGULAR_FUTURE.fullmatch(folded)
    if future:
        return (future["before"] or "") + _INFINITIVES[future["stem"]]
    if _PLURAL.search(folded) and folded not in _NO_VERBS:
        return f"{folded[:-3]}{'er' if folded.endswith('ent') else 'a'}"
    return folded
