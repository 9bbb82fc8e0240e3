"""How a payment that waits is said yes or no to in Spanish, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "sí|si por favor|sí por favor|sí hazlo|sí adelante|sí confirmo|sí lo confirmo"
    "|sí apruebo|sí lo apruebo|sí apruébalo|sí aprobado|sí envíalo|apruebo|lo apruebo"
    "|apruébalo|apruébelo|aprueba|aprobar|aprobado|confirmo|lo confirmo|confírmalo"
    "|confirmado|confirmar|adelante|hazlo|hágalo|hacelo|envíalo|envíelo"
)
_NO = (
    "no gracias|no lo hagas|no lo haga|no lo envíes|no lo apruebes|no apruebo"
    "|no lo apruebo|no lo confirmo|rechazo|lo rechazo|rechaza|rechazar|rechazado"
    "|recházalo|deniega|denegar|denegado|cancela|cancelar|cancélalo|cancelado|no cancela"
    "|no cancélalo|para|déjalo"
)
_ORDINALS = (
    "primero|primera",
    "segundo|segunda",
    "tercero|tercera",
    "cuarto|cuarta",
)
_FORMS = "el {o}|la {o}|{o}|al {o}|a la {o}"
_NUMBERED = "{n}|el {n}|la {n}|número {n}|el número {n}|pago {n}|el pago {n}"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
