"""Portuguese verbs and nouns of wallet actions, by frame, in the forms of Brazil and Portugal."""

from __future__ import annotations

from collections.abc import Iterator

from fiscus.core.reader.language import Verb
from fiscus.core.reader.tables import phrases, words

# An infinitive, with the stem of "transfira" where that is another one.
_VERBS = {
    "send": "enviar mandar transferir:transfir pagar depositar doar remeter entregar reembolsar"
    " retirar sacar emprestar reenviar presentear creditar",
    "swap": "trocar cambiar converter permutar swapar intercambiar substituir tradear",
    "buy": "comprar adquirir",
    "sell": "vender liquidar",
    "bridge": "bridgear migrar pontear",
    "move": "mover passar levar repassar trazer",
    "wrap": "embrulhar wrapar",
    "unwrap": "desembrulhar unwrapar",
    "vote": "votar",
    "support": "apoiar rejeitar endossar",
    "queue": "enfileirar",
    "execute": "executar",
    "split": "dividir repartir distribuir",
    "spend": "investir:invist gastar usar utilizar",
}
_IRREGULAR = {
    "move": {
        "base": "traga tragam traz",
        "past": "trouxe trouxeram trazido",
        "third": "trago trazem",
    },
    "propose": {
        "base": "propor propõe proponha proponham",
        "past": "propus propôs propusemos propuseram proposto",
        "third": "proponho propõem",
        "gerund": "propondo",
    },
    "send": {"past": "pago pagos entregue entregues"},
}
_PHRASES = {
    "vote": "registre meu voto|registra meu voto|registrar meu voto|dê meu voto|dá meu voto"
    "|emita meu voto|emitir meu voto|registe o meu voto|lança meu voto|lance meu voto|castvote"
    "|coloque meu voto|coloca meu voto|regista o meu voto",
    "support": "abstenha-se|abster-se|me abstenho|me abster|abstém-te|abstenho me|abster me",
    "propose": "crie uma proposta|criar uma proposta|cria uma proposta|apresente uma proposta"
    "|faça uma proposta|submeta uma proposta|envie uma proposta|submete uma proposta|nova proposta"
    "|abra uma proposta|apresenta uma proposta",
    "queue": "coloque na fila|coloca na fila|colocar na fila|põe na fila|ponha na fila|bota na fila"
    "|coloque em fila|põe em fila|pôr na fila|coloque a proposta na fila|mete na fila",
    "bridge": "atravesse|atravessa|atravessar",
}
_WHOLE = "esvazie esvazia esvaziar"
_NOUNS = {
    "send": "transferência|envio|pagamento|doação|depósito|transação|transfer|tx|saque|pix|remessa",
    "swap": "troca|câmbio|swap|conversão|trade|permuta",
    "buy": "compra",
    "sell": "venda",
    "bridge": "ponte|bridge|bridging",
    "queue": "na fila|em fila|na fila de execução",
    "vote": "voto|votação",
}
NOUNS = phrases(_NOUNS)
_FUTURE = words("ei ás á emos ão ia ias iam íamos")


def _soft(stem: str) -> str:
    """The stem before "e": "pagu", "troqu"."""
    for hard, soft in (("g", "gu"), ("c", "qu"), ("ç", "c")):
        if stem.endswith(hard):
            return stem[:-1] + soft
    return stem


def _ar(stem: str) -> dict[str, str]:
    soft = _soft(stem)
    return {
        "base": f"{stem}ar {stem}a {soft}e {soft}em {soft}es {soft}emos {stem}ai {stem}á",
        "gerund": f"{stem}ando",
        "past": f"{soft}ei {stem}ou {stem}aste {stem}aram {stem}ámos {stem}ado {stem}ada"
        f" {stem}ados {stem}adas {stem}ava {stem}avam {stem}asse",
        "third": f"{stem}o {stem}as {stem}am {stem}amos {_future(stem + 'ar')}",
    }


def _er(stem: str) -> dict[str, str]:
    return {
        "base": f"{stem}er {stem}e {stem}a {stem}am {stem}as {stem}amos {stem}ê",
        "gerund": f"{stem}endo",
        "past": f"{stem}i {stem}eu {stem}este {stem}eram {stem}ido {stem}ida {stem}idos {stem}idas"
        f" {stem}ia {stem}iam {stem}esse",
        "third": f"{stem}o {stem}es {stem}em {stem}emos {_future(stem + 'er')}",
    }


def _ir(stem: str, strong: str) -> dict[str, str]:
    return {
        "base": f"{stem}ir {stem}e {strong}a {strong}am {strong}as {strong}amos",
        "gerund": f"{stem}indo",
        "past": f"{stem}i {stem}iu {stem}iste {stem}iram {stem}ido {stem}ida {stem}idos {stem}idas"
        f" {stem}ia {stem}iam {stem}isse",
        "third": f"{strong}o {stem}es {stem}em {stem}imos {_future(stem + 'ir')}",
    }


def _future(infinitive: str) -> str:
    return " ".join(infinitive + ending for ending in _FUTURE)


def _conjugated(entry: str) -> dict[str, str]:
    infinitive, *stems = entry.split(":")
    stem, ending = infinitive[:-2], infinitive[-2:]
    if ending == "ar":
        return _ar(stem)
    return _er(stem) if ending == "er" else _ir(stem, stems[0] if stems else stem)


def _forms() -> Iterator[tuple[str, str, str]]:
    for frame, entries in _VERBS.items():
        for entry in entries.split():
            for form, text in _conjugated(entry).items():
                yield from ((word, frame, form) for word in text.split())
    for frame, forms in _IRREGULAR.items():
        for form, text in forms.items():
            yield from ((word, frame, form) for word in text.split())
    for frame, text in _PHRASES.items():
        yield from ((phrase, frame, "base") for phrase in text.split("|"))


def portuguese_verbs() -> dict[str, Verb]:
    """Every form of every verb. Where two forms are the same word, the base form wins."""
    verbs: dict[str, Verb] = {}
    for word, frame, form in _forms():
        if word not in verbs or form == "base":
            verbs[word] = Verb(frame, form)
    return verbs | {word: Verb("send", whole=True) for word in _WHOLE.split()}
