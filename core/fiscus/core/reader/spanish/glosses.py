"""Spanish phrases to the English word the grammar knows them by."""

from __future__ import annotations

from fiscus.core.reader.tables import phrases

_GLOSSES = {
    "a": "un|una",
    "one": "uno",
    "the": ("el|la|los|las|este|esta|estos|estas|ese|esa|esos|esas|cualquier|al|del|su"),
    "of": "de|por",
    "but": "pero|sin embargo|aunque|sino",
    "and": "y",
    "½": "medio|media",
    "thousand": "mil",
    "million": "millón|millones",
    "is": "es|está",
    "are": "son|están",
    "was": "fue|era|estaba",
    "has": "ha",
    "have": "hay",
    "how much": (
        "cuánto|cuánta|a cuánto|a cómo|cuanto|cuánto vale|cuánto es|a cuanto|cuanto vale|qué tanto"
    ),
    "how many": "cuántos|cuántas|cuantos|cuantas",
    "what": "qué|qué es",
    "which": "cuál|cuáles|cuál es|cuáles son|cual es",
    "show": "muestra|muéstrame|mostrame|enséñame|dime|ver|consulta|revisa|checa|chequea|dame",
    "worth": (
        "vale|valen|cuesta|cuestan|a cómo está|a cuánto está|cuánto está|a cuánto anda|cuánto sale"
        "|cómo está|cómo va|sale|a cómo anda|cotiza|a qué precio está"
    ),
    "i have": "tengo|que tengo|tenemos|me queda|me quedan|poseo",
    "how much i have": "cuánto tengo|cuánto me queda|cuanto tengo",
    "i": "yo|nosotros",
    "address": "dirección|address",
    "my": "mi|mis",
    "your": "tu|tus",
    "please": "por favor|porfa",
    "code": "código",
    "note": "nota|con la nota",
    "message": "mensaje",
    "reason": "motivo|razón|justificación",
    "comment": "comentario",
    "description": "descripción",
    "title": "título",
    "reference": "referencia",
    "saying": "diciendo|que diga|que dice",
    "next": "a continuación|luego",
    "first": "primero",
    "second": "segundo",
    "finally": "finalmente|por último",
    "scratch that": "olvídalo|olvidalo|cancela|déjalo|olvídate|mejor no",
    "rather than": "en vez de",
    "instead of": "en lugar de",
    "usd": "usd|dólares|dólar",
    "above": "por encima de",
    "below": "por debajo de",
    "did": "llegó|salió|se hizo|hiciste",
}
GLOSSES: dict[str, str] = phrases(_GLOSSES)
