"""French phrases to the English word the grammar knows them by."""

from __future__ import annotations

from fiscus.core.reader.letters import spaced
from fiscus.core.reader.tables import phrases

ELISIONS = frozenset(
    {"l", "d", "j", "n", "s", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu"}
)
_GLOSSES = {
    "a": "un|une",
    "the": "le|la|les|l'|ce|cet|cette|ces|n'importe quel|son|sa|ses|au|du|des|aux|ton|ta|votre",
    "of": "de|d'",
    "but": "mais|cependant|pourtant|toutefois",
    "and": "et",
    "½": "demi|demie|un demi|une demie",
    "thousand": "mille",
    "million": "million|millions",
    "is": "est",
    "are": "sont",
    "was": "était",
    "have": "il y a|y a-t-il",
    "how much": "combien|à combien|combien de|combien d'|combien est-ce que",
    "how much i have": "combien j'ai|combien ai-je",
    "what": "que|quoi|qu'est-ce que|c'est quoi",
    "which": "quel|quelle|quels|quelles|quel est|quelle est|quels sont|quelles sont",
    "show": "montre|montre-moi|montrez|affiche|dis-moi|voir|donne-moi|consulte|vérifie|regarde",
    "worth": (
        "vaut|valent|coûte|coûtent|combien coûte|est à combien|c'est combien|à combien est"
        "|combien vaut|combien vaut un|à combien se trade|cote"
    ),
    "i have": "j'ai|que j'ai|il me reste|me reste|je possède|nous avons",
    "i": "je|j'|nous|on",
    "address": "adresse",
    "my": "mon|ma|mes",
    "your": "ton|ta|votre",
    "please": "s'il te plaît|s'il vous plaît|stp|svp",
    "code": "code",
    "note": "note",
    "message": "message",
    "reason": "raison|motif|justification",
    "comment": "commentaire",
    "description": "description",
    "title": "titre",
    "reference": "référence",
    "saying": "disant|qui dit",
    "next": "à la suite",
    "first": "d'abord|premièrement",
    "second": "deuxièmement",
    "finally": "enfin|finalement",
    "scratch that": "oublie|oubliez|oublie ça|laisse tomber|annule|annulez",
    "rather than": "plutôt que|plutôt que de|plutôt que d'",
    "instead of": "au lieu de|au lieu d'",
    "usd": "usd|dollars|dollar",
    "above": "au-dessus de",
    "below": "en dessous de",
    "did": "as-tu|avez-vous|a-t-il|est arrivé|est parti",
}
GLOSSES = {spaced(phrase, ELISIONS): word for phrase, word in phrases(_GLOSSES).items()}
