"""How a payment that waits is said yes or no to in French, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "oui|ouais|oui s'il te plaît|oui s'il vous plaît|oui stp|oui svp|oui vas-y"
    "|oui allez-y|oui je confirme|oui j'approuve|oui confirmé|oui approuvé|oui approuve"
    "|oui fais-le|oui faites-le|oui envoie|oui envoie-le|vas-y|allez-y|fais-le|faites-le"
    "|j'approuve|je l'approuve|approuve|approuvez|approuver|approuvé|approuve-le"
    "|je confirme|je le confirme|confirme|confirmez|confirmer|confirmé|envoie-le"
    "|envoyez-le"
)
_NO = (
    "non|non merci|non ne le fais pas|ne le fais pas|ne le faites pas|ne l'envoie pas"
    "|ne l'envoyez pas|n'envoie pas|je n'approuve pas|n'approuve pas|je ne confirme pas"
    "|refuse|refusé|je refuse|refusez|refuser|refuse-le|rejette|rejeté|je rejette|rejetez"
    "|rejeter|annule|annulé|annulez|annuler|annule-le|non annule|non annule-le"
    "|non annulez|laisse tomber|arrête"
)
_ORDINALS = (
    "premier|première",
    "deuxième|second",
    "troisième",
    "quatrième",
)
_FORMS = "le {o}|la {o}|{o}"
_NUMBERED = "{n}|le {n}|la {n}|numéro {n}|le numéro {n}|paiement {n}|le paiement {n}"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
