"""French verbs and nouns of wallet actions, by frame, in the forms of France and Québec."""

from __future__ import annotations

from collections.abc import Iterator

from fiscus.core.reader.language import Verb
from fiscus.core.reader.tables import phrases, words

# An infinitive in -er, with the stem of "envoie" where that is another one.
_VERBS = {
    "send": "envoyer:envoi transférer:transfèr payer:pai verser virer donner déposer filer expédier"
    " rembourser prêter renvoyer:renvoi retirer créditer balancer régler:règl refiler",
    "swap": "échanger changer troquer swapper swaper permuter basculer trader",
    "buy": "acheter:achèt",
    "sell": "liquider",
    "bridge": "bridger ponter migrer",
    "move": "passer déplacer amener:amèn apporter transporter acheminer",
    "wrap": "wrapper emballer",
    "unwrap": "unwrapper déballer",
    "vote": "voter",
    "support": "appuyer:appui rejeter:rejett",
    "propose": "proposer",
    "execute": "exécuter",
    "split": "diviser partager séparer",
    "spend": "dépenser utiliser",
}
_IRREGULAR = {
    "swap": {
        "base": "convertir convertis convertissez convertissons",
        "past": "converti convertie convertissais convertissait",
        "third": "convertit convertissent convertirai convertira convertirais convertirait",
        "gerund": "convertissant",
    },
    "sell": {
        "base": "vendre vends vendez vendons revendre revends revendez",
        "past": "vendu vendue vendus vendues vendais vendait revendu",
        "third": "vend vendent vendrai vendra vendrais vendrait",
        "gerund": "vendant",
    },
    "send": {
        "base": "paye payes envoye transfere remettre remets remettez",
        "past": "remis remise",
        "third": "remet remettent enverrai enverra enverrais enverrait enverrez enverrons",
    },
    "buy": {
        "base": "acquérir acquiers acquérez prendre prends prenez",
        "past": "acquis pris prise",
        "third": "acquiert prend prennent",
    },
    "support": {
        "base": "soutenir soutiens soutenez abstiens abstenez",
        "past": "soutenu",
        "third": "soutient",
    },
    "split": {
        "base": "répartir répartis répartissez répartissons",
        "past": "réparti répartie",
        "third": "répartit",
        "gerund": "répartissant",
    },
    "spend": {
        "base": "investir investis investissez",
        "past": "investi",
        "third": "investit",
        "gerund": "investissant",
    },
}
_PHRASES = {
    "send": "fais parvenir|faites parvenir|faire parvenir|fais passer|faites passer|faire passer"
    "|fais suivre|faites un don de|fais un don de",
    "vote": "enregistre mon vote|enregistrez mon vote|enregistrer mon vote|émets un vote"
    "|émettez un vote|émettre un vote|dépose mon vote|déposez mon vote|mets mon vote|castvote"
    "|je vote|nous votons|inscris mon vote|inscrivez mon vote",
    "support": "abstiens toi|abstenez vous|s' abstenir|m' abstenir|je m' abstiens",
    "propose": "crée une proposition|créer une proposition|créez une proposition"
    "|soumets une proposition|soumettez une proposition|soumettre une proposition"
    "|fais une proposition|dépose une proposition|nouvelle proposition|présente une proposition",
    "queue": "mets en file|mettre en file|mettez en file|mets en file d' attente"
    "|mettre en file d' attente|mettez en file d' attente|mets en attente|mets dans la file"
    "|place en file d' attente|placez en file d' attente|ajoute à la file|ajoutez à la file"
    "|placer en file d' attente|mets à la file|mettez dans la file",
    "bridge": "fais traverser|faites traverser",
}
_WHOLE = "vide videz vider"
_NOUNS = {
    "send": "transfert|envoi|paiement|versement|virement|don|dépôt|transaction|tx|retrait|interac",
    "swap": "échange|swap|conversion|trade|troc|change",
    "buy": "achat",
    "sell": "vente",
    "bridge": "pont|bridge|bridging|passerelle",
    "queue": "en file|en file d'attente|dans la file|dans la file d'attente|à la file d'attente",
    "vote": "vote|scrutin",
}
NOUNS = phrases(_NOUNS)
_FUTURE = words("ai as a ons ez ont ais ait ions iez aient")


def _er(stem: str, strong: str) -> dict[str, str]:
    soft = stem + "e" if stem.endswith("g") else stem
    future = (strong if strong != stem and not strong.endswith("i") else stem) + "er"
    return {
        "base": f"{stem}er {strong}e {strong}es {stem}ez {soft}ons",
        "gerund": f"{soft}ant",
        "past": f"{stem}é {stem}ée {stem}és {stem}ées {soft}ais {soft}ait {soft}aient {soft}ai",
        "third": f"{strong}ent " + " ".join(future + ending for ending in _FUTURE),
    }


def _forms() -> Iterator[tuple[str, str, str]]:
    for frame, entries in _VERBS.items():
        for entry in entries.split():
            infinitive, *stems = entry.split(":")
            stem = infinitive[:-2]
            for form, text in _er(stem, stems[0] if stems else stem).items():
                yield from ((word, frame, form) for word in text.split())
    for frame, forms in _IRREGULAR.items():
        for form, text in forms.items():
            yield from ((word, frame, form) for word in text.split())
    for frame, text in _PHRASES.items():
        yield from ((phrase, frame, "base") for phrase in text.split("|"))


def french_verbs() -> dict[str, Verb]:
    """Every form of every verb. Where two forms are the same word, the base form wins."""
    verbs: dict[str, Verb] = {}
    for word, frame, form in _forms():
        if word not in verbs or form == "base":
            verbs[word] = Verb(frame, form)
    return verbs | {word: Verb("send", whole=True) for word in _WHOLE.split()}
