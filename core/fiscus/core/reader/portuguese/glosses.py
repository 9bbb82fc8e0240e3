"""Portuguese phrases to the English word the grammar knows them by."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_GLOSSES = {
    "a": "um|uma",
    "the": (
        "o|a|os|as|este|esta|estes|estas|esse|essa|esses|essas|qualquer|ao|à|do|da|dos|das|no|na"
        "|seu|sua|pelo|pela|num|numa"
    ),
    "of": "de|por",
    "but": "mas|porém|contudo|embora",
    "and": "e",
    "½": "meio|meia",
    "thousand": "mil",
    "million": "milhão|milhões|milhao|milhoes",
    "is": "é|está|tá",
    "are": "são|estão",
    "was": "foi|era|estava",
    "have": "há",
    "how much": "quanto|quanta|a quanto|quanto que|quanto vale|quanto é|quanto é que",
    "how many": "quantos|quantas",
    "what": "o que|que|o que é",
    "which": "qual|quais|qual é|quais são|qual o|qual a",
    "show": "mostra|mostre|me mostra|me mostre|me diz|diga|ver|consulte|veja|verifique|confere",
    "worth": (
        "vale|valem|custa|custam|quanto está|quanto tá|a quanto está|a quanto tá|como está|como tá"
        "|cotado|por quanto está|por quanto tá|tá valendo|está valendo|quanto anda|está custando"
        "|tá custando|a como está"
    ),
    "i have": "tenho|que tenho|que eu tenho|temos|possuo|me resta",
    "how much i have": "quanto tenho|quanto eu tenho",
    "i": "eu|nós|a gente",
    "address": "endereço|address",
    "my": "meu|minha|meus|minhas|o meu|a minha|os meus|as minhas",
    "your": "teu|tua|o teu|a tua|seu|sua",
    "please": "por favor",
    "code": "código",
    "note": "nota",
    "message": "mensagem",
    "reason": "motivo|razão|justificativa",
    "comment": "comentário",
    "description": "descrição",
    "title": "título",
    "reference": "referência",
    "saying": "dizendo|que diga|que diz",
    "next": "a seguir",
    "first": "primeiro",
    "second": "segundo",
    "finally": "finalmente|por fim",
    "scratch that": "esquece|esqueça|esquece isso|deixa pra lá|cancela|cancele|melhor não",
    "rather than": "em vez de",
    "instead of": "ao invés de",
    "usd": "usd|dólares|dólar",
    "above": "acima de",
    "below": "abaixo de",
    "did": "chegou|saiu|você fez|já foi",
}
GLOSSES = phrases(_GLOSSES)
