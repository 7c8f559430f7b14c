"""Small words by language: what a search passes over, and by what a text or a question shows its language.

The lists differ because their uses do: a search must keep what carries meaning in another language (or, but, son), a
question is too short to be known by the words of long texts, and it asks with words that articles seldom use.
"""

from __future__ import annotations

# Compared before accents are folded, so that « thé », « dés » and « où » are told from the, des and ou. Words that
# carry meaning in one of the languages (or, but, an, fin, son de cloche) stay unless they are far too common.
_SEARCH = """
    a à ai aie ainsi ait alors après as au aucun aucune aujourd'hui auquel aura aurait aussi autre autres aux auxquelles
    auxquels avaient avait avant avec avez avoir avons ayant c ça car ce ceci cela celle celles celui ces cet cette ceux
    chaque chez ci combien comme comment d dans de déjà depuis des desquelles desquels donc dont du duquel durant elle
    elles en encore entre es est et étaient étais était étant étiez étions être eu eux fut il ils j je jusqu l la là
    laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me même mêmes mes moi mon n
    ne ni non nos notre nous on ont où ou par parce pas pendant peu peut plus pour pourquoi près presqu puis puisqu
    puisque qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi quoiqu quoique s sa sans se sera
    serait ses si soit sommes son sont sous suis sur t ta tandis te tel telle telles tels tes toi ton tous tout toute
    toutes très tu un une vers voici voilà vos votre vous y
    about after all also and any are as at be because been before being between both by can could did do does doing
    during each for from had has have having he her here hers him his how i if in into is it its itself me more most my
    of once only other our out over she should so some such than that the their them then there these they this those
    through to under until up very was we were what when where which while who whom whose why will with would you your
    al ante aquel aquella como con cual cuál cuándo cuando cuánto cuántos cuáles de del desde donde dónde el él ella
    ellas ellos era eran esa ese eso esta está estaba están este esto estos fue fueron ha había han hasta hay la las lo
    los más muy ni nos o para pero por porque qué que quién quien se según ser si sí sin sobre son su sus también te
    tiene tienen todo todos tras una uno unos y ya yo
    """
SEARCH = frozenset(_SEARCH.split())
"""Left out of the word index and of what is asked, French, English and Spanish at once; with accents."""
SILENT = frozenset("a à au aux d de del des du e en et l la las le les los of on for y the and pour sur".split())
"""Words that give no letter to an abbreviation."""

TOLD: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les un une des de du d l au aux et ou a est sont ont ete etait avait dans par pour sur que qu"
        " qui ce cette ces ne pas se s son sa ses il elle ils en n on nous vous avec plus leur leurs mais ou"
        " dont comme entre apres avant selon sans sous encore aussi tout fait c y deux contre depuis",
        "en": "the a an of to in and or is are was were be been has have had that which who this these it its he"
        " she they his her their with for on by at as from not but after before will would said about more"
        " than into over out",
        "es": "el la los las un una unos de del al y o es son fue era ha han en por para sobre que quien este esta"
        " estos no se su sus con mas pero como entre tras segun sin lo le dos desde hasta cuando muy ya",
        "de": "der die das den dem des ein eine einer eines und oder ist sind war waren hat haben in im mit auf fur"
        " von zu zum zur nicht auch als nach bei aus dass sich er sie es wird werden uber wie noch",
        "it": "il lo la gli le un una uno di del della dei delle e o in nel nella con per su che chi questo questa"
        " non si suo sua da dal dalla sono stato ha hanno ma come piu tra dopo anche",
        "pt": "o a os as um uma de do da dos das e ou em no na nos nas com por para que quem este esta nao se seu"
        " sua foi sao mais mas como entre apos ao pelo pela tambem",
    }.items()
}
"""By language, folded: the words that show the language of an article."""
ASKED: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les l un une des du de d et est sont qui que qu quoi quel quelle quels quelles quand comment"
        " pourquoi combien ou au aux en dans sur pour par avec sans ce cet cette ces il elle ils elles on nous vous je"
        " tu son sa ses leur leurs y a ont ete etait etaient avait fait dit pas ne n plus selon apres avant"
        " depuis entre c s t j m bonjour salut merci bonsoir moi toi peux peut donne raconte",
        "en": "the a an of and is are was were be been who what which when where why how many much did does do has"
        " have had in on at to for from by with about according it its he she they their his her this that"
        " these those there not will would should could can you your me my hello hi thanks thank please tell"
        " give between since before after",
        "es": "el la los las un una unos unas del de y es son quien quienes que cual cuales cuando donde como"
        " cuanto cuantos cuanta cuantas por para en con sin se su sus fue fueron ha han al lo le les esta este"
        " hola gracias segun entre desde",
    }.items()
}
"""By language, folded: the words that show the language of a question."""
