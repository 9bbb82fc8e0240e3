"""What may be taken for a slip of the pen in Portuguese, and what may not."""

from __future__ import annotations

from fiscus.core.reader.tables import words

MISSPELLINGS: dict[str, str] = {
    "emvia": "envia",
    "emvie": "envie",
    "inviar": "enviar",
    "evnie": "envie",
    "envai": "envia",
    "tranfere": "transfere",
    "tranfira": "transfira",
    "trasnfira": "transfira",
    "transfera": "transfira",
    "torca": "troca",
    "torque": "troque",
    "troka": "troca",
    "tcoa": "troca",
    "conpra": "compra",
    "cmopra": "compra",
    "conpre": "compre",
    "q": "que",
    "kero": "quero",
    "qro": "quero",
    "qero": "quero",
    "qnto": "quanto",
    "qto": "quanto",
    "quato": "quanto",
    "qual eh": "qual é",
    "eh": "é",
    "naum": "não",
    "nãoo": "não",
    "sladó": "saldo",
    "sado": "saldo",
    "slado": "saldo",
    "endereco": "endereço",
    "enderço": "endereço",
    "edereço": "endereço",
    "bota": "vota",
    "porposta": "proposta",
    "prosposta": "proposta",
    "porfovor": "por favor",
}
CORRECTABLE = frozenset(
    words(
        "endereço saldo proposta portfólio histórico carteira preço cotação derrapagem abstenção"
        " destinatário ponte transferência metade dólares governador"
    )
)
UNTOUCHABLE = frozenset(
    words(
        "manga manta banda tenda renda prenda ganhar passagem cartas costa pasto gosta nove leva"
        " ponta fonte monte conte salto soldo tropa trova voz"
    )
)
CAPITALS = frozenset(
    words(
        "A AO COM DE DO DA E EM EU NA NO NAO O OK OS AS PARA PRA POR QUE SE SEU SIM UM UMA URGENTE"
        " USD EUR BRL GAS NFT NFTS TX ID DAO DEX CEX DEFI ENS L2 AM PM CPF PIX HOJE TUDO METADE"
        " FAVOR OBRIGADO REDE TOKEN TOKENS AGORA MEU MEUS"
    )
)
