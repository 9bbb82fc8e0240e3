"""How a payment that waits is said yes or no to in Portuguese, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "sim|sim por favor|sim faça|sim faz|sim confirmo|sim eu confirmo|sim aprovo"
    "|sim eu aprovo|sim aprova|sim aprovado|sim pode enviar|sim envia|aprovo|eu aprovo"
    "|aprova|aprove|aprovar|aprovado|confirmo|eu confirmo|confirma|confirme|confirmar"
    "|confirmado|pode enviar|pode fazer|faça isso|faz isso|prossiga"
)
_NO = (
    "não|não obrigado|não obrigada|não faça|não faz|não faça isso|não envie|não envia"
    "|não aprovo|não aprove|não aprova|não confirmo|rejeito|eu rejeito|rejeita|rejeite"
    "|rejeitar|rejeitado|recuso|recusa|recuse|recusar|recusado|nega|negue|negar|negado"
    "|cancela|cancele|cancelar|cancelado|não cancela|não cancele|pare"
)
_ORDINALS = (
    "primeiro|primeira",
    "segundo|segunda",
    "terceiro|terceira",
    "quarto|quarta",
)
_FORMS = "o {o}|a {o}|{o}|ao {o}|à {o}"
_NUMBERED = "{n}|o {n}|a {n}|número {n}|o número {n}|pagamento {n}|o pagamento {n}"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
