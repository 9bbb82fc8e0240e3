"""What may be taken for a slip of the pen in Spanish, and what may not."""

from __future__ import annotations

from fiscus.core.reader.tables import words

MISSPELLINGS: dict[str, str] = {
    "embia": "envía",
    "embía": "envía",
    "emvia": "envía",
    "enbia": "envía",
    "embiar": "enviar",
    "enbiar": "enviar",
    "emviar": "enviar",
    "envíar": "enviar",
    "embie": "envíe",
    "kiero": "quiero",
    "qiero": "quiero",
    "quero": "quiero",
    "q": "que",
    "k": "que",
    "cuato": "cuánto",
    "cuanot": "cuánto",
    "sladó": "saldo",
    "slado": "saldo",
    "direcion": "dirección",
    "direccon": "dirección",
    "transfir": "transferir",
    "transfereme": "transfiere",
    "cambai": "cambia",
    "camba": "cambia",
    "combierte": "convierte",
    "conbierte": "convierte",
    "comvierte": "convierte",
    "canbia": "cambia",
    "bota": "vota",
    "mnada": "manda",
    "mamda": "manda",
    "porpuesta": "propuesta",
    "conpra": "compra",
    "comrpa": "compra",
    "bende": "vende",
    "vnede": "vende",
    "faovr": "favor",
    "prpuesta": "propuesta",
}
CORRECTABLE = frozenset(
    words(
        "dirección saldo propuesta portafolio historial billetera precio cotización deslizamiento"
        " destinatario abstención puente transferencia mitad dólares gobernador cadena"
    )
)
UNTOUCHABLE = frozenset(
    words(
        "manta mango banda tanda cambiante ventas tienda prenda venda ganar pasaje pagano cartas"
        " costa pasto gusta mueve nueve lleva lluvia voz voto precia presta saldos"
    )
)
CAPITALS = frozenset(
    words(
        "A AL CON DE DEL EL EN ES LA LAS LO LOS MI NO O OK PARA POR QUE SI SU TU UN UNA URGENTE"
        " USD EUR Y YA GAS NFT NFTS TX ID DAO DEX CEX DEFI ENS L2 AM PM IVA DNI HOY TODO TODOS"
        " MITAD PORFA GRACIAS RED TOKEN TOKENS FAVOR AHORA"
    )
)
