"""Spanish verbs and nouns of wallet actions, by frame, in the forms of Spain and America."""

from __future__ import annotations

from collections.abc import Iterator

from fiscus.core.reader.language import Verb
from fiscus.core.reader.letters import unaccented
from fiscus.core.reader.tables import phrases, words

# An infinitive, with its stressed stem where that is another one ("enviar:enví"), and the stem of
# "convirtió" after that ("convertir:conviert:convirt").
_VERBS = {
    "send": "enviar:enví mandar transferir:transfier:transfir pagar girar depositar donar abonar"
    " regalar remitir entregar reembolsar retirar prestar ingresar reenviar:reenví wirear",
    "swap": "cambiar canjear convertir:conviert:convirt intercambiar swapear swappear permutar"
    " trocar:truec tradear",
    "buy": "comprar adquirir:adquier",
    "sell": "vender liquidar",
    "bridge": "puentear bridgear migrar",
    "move": "mover:muev pasar trasladar llevar traspasar traer",
    "wrap": "envolver:envuelv wrapear",
    "unwrap": "desenvolver:desenvuelv unwrapear",
    "vote": "votar",
    "support": "apoyar rechazar respaldar",
    "queue": "encolar",
    "execute": "ejecutar",
    "split": "dividir repartir distribuir",
    "spend": "invertir:inviert:invirt gastar usar utilizar",
}
_IRREGULAR = {
    "send": {
        "base": "dar da dé den dale dele deposita",
        "past": "di dio dieron diste dado",
        "third": "doy das dan daré dará",
        "gerund": "dando",
    },
    "propose": {
        "base": "proponer propón proponga propongan proponé",
        "past": "propuse propuso propusimos propusieron propuesto",
        "third": "propongo propone proponen propondré propondrá",
        "gerund": "proponiendo",
    },
    "split": {"third": "distribuye distribuyo distribuyó"},
    "move": {
        "base": "traiga traigan",
        "past": "traje trajo trajeron",
        "third": "traigo",
        "gerund": "trayendo",
    },
    "wrap": {"past": "envuelto"},
    "unwrap": {"past": "desenvuelto"},
}
_PHRASES = {
    "buy": "haz una compra de|quiero comprar",
    "vote": "emite mi voto|emitir mi voto|emite un voto|emita mi voto|emitir un voto|emití mi voto"
    "|registra mi voto|registre mi voto|registrar mi voto|pon mi voto|da mi voto|deposita mi voto"
    "|castvote",
    "support": "abstente|absténgase|abstenerse|abstenerme|me abstengo|abstenernos",
    "propose": "crea una propuesta|crear una propuesta|cree una propuesta|presenta una propuesta"
    "|presentar una propuesta|presente una propuesta|haz una propuesta|somete una propuesta"
    "|envía una propuesta|publica una propuesta|abre una propuesta|nueva propuesta",
    "queue": "pon en cola|poner en cola|ponga en cola|poné en cola|mete en cola|añade a la cola"
    "|mete en la cola|pon en la cola|agrega a la cola|manda a la cola|pase a la cola",
    "execute": "lleva a cabo|llevar a cabo|pon en marcha",
    "bridge": "cruza|cruzar|cruce|cruzá",
}
_WHOLE = "vacía vaciar vacíe vaciá"
_NOUNS = {
    "send": (
        "transferencia|envío|pago|donación|depósito|abono|transacción|giro|transfer|tx|retiro"
    ),
    "swap": "cambio|canje|intercambio|swap|conversión|trade|permuta",
    "buy": "compra",
    "sell": "venta",
    "bridge": "puente|bridge|bridging",
    "queue": "en cola|en la cola|a la cola",
    "vote": "voto|votación",
}
NOUNS = phrases(_NOUNS)
_CLITICS = {
    "me": ("me",),
    "nos": ("nos",),
    "le": ("le",),
    "les": ("les",),
    "te": ("te",),
    "lo": ("lo",),
    "la": ("lo",),
    "los": ("lo",),
    "las": ("lo",),
    "selo": ("se", "lo"),
    "sela": ("se", "lo"),
    "selos": ("se", "lo"),
    "selas": ("se", "lo"),
    "melo": ("me", "lo"),
    "melos": ("me", "lo"),
    "mela": ("me", "lo"),
    "melas": ("me", "lo"),
}


def _soft(stem: str) -> str:
    """The stem before "e": "pagu", "cruc", "busqu"."""
    for hard, soft in (("g", "gu"), ("c", "qu"), ("z", "c")):
        if stem.endswith(hard):
            return stem[:-1] + soft
    return stem


def _ar(stem: str, strong: str) -> dict[str, str]:
    soft, strong_soft = _soft(stem), _soft(strong)
    return {
        "base": f"{stem}ar {strong}a {strong_soft}e {strong_soft}en {strong_soft}es {stem}á"
        f" {stem}ad {soft}emos {soft}és",
        "gerund": f"{stem}ando",
        "past": f"{soft}é {stem}aste {stem}ó {stem}aron {stem}asteis {stem}ado {stem}ada {stem}ados"
        f" {stem}adas {stem}aba {stem}aban {stem}abas {stem}ábamos {stem}amos",
        "third": f"{strong}o {strong}as {stem}ás {strong}an {stem}áis {_future(stem + 'ar')}",
    }


def _er(stem: str, strong: str) -> dict[str, str]:
    return {
        "base": f"{stem}er {strong}e {strong}a {strong}an {strong}as {stem}é {stem}ed {stem}amos",
        "gerund": f"{stem}iendo",
        "past": f"{stem}í {stem}iste {stem}ió {stem}imos {stem}ieron {stem}ido {stem}ida {stem}idos"
        f" {stem}idas {stem}ía {stem}ían {stem}ías",
        "third": f"{strong}o {strong}es {stem}és {strong}en {stem}emos {_future(stem + 'er')}",
    }


def _ir(stem: str, strong: str, weak: str) -> dict[str, str]:
    """The "í" of "convertí" orders in Argentina and tells elsewhere: it only tells here."""
    return {
        "base": f"{stem}ir {strong}e {strong}a {strong}an {strong}as {stem}id {weak}amos",
        "gerund": f"{weak}iendo",
        "past": f"{stem}í {stem}iste {weak}ió {stem}imos {weak}ieron {stem}ido {stem}ida {stem}idos"
        f" {stem}idas {stem}ía {stem}ían {stem}ías",
        "third": f"{strong}o {strong}es {stem}ís {strong}en {_future(stem + 'ir')}",
    }


_FUTURE = words("é ás á emos án ía ías ían íamos")


def _future(infinitive: str) -> str:
    return " ".join(infinitive + ending for ending in _FUTURE)


def _conjugated(entry: str) -> dict[str, str]:
    infinitive, *stems = entry.split(":")
    stem, ending = infinitive[:-2], infinitive[-2:]
    strong = stems[0] if stems else stem
    if ending == "ar":
        return _ar(stem, strong)
    if ending == "er":
        return _er(stem, strong)
    return _ir(stem, strong, stems[1] if len(stems) > 1 else stem)


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


def spanish_verbs() -> dict[str, Verb]:
    """Every form of every verb. Where two forms are the same word, the base form wins."""
    verbs: dict[str, Verb] = {}
    for word, frame, form in _forms():
        if word not in verbs or form == "base":
            verbs[word] = Verb(frame, form)
    return verbs | {word: Verb("send", whole=True) for word in _WHOLE.split()}


def spanish_compounds() -> dict[str, tuple[str, ...]]:
    """Orders and infinitives with their pronouns: "mandale" to "manda" and "le"."""
    found: dict[str, tuple[str, ...]] = {}
    for word, verb in spanish_verbs().items():
        if verb.form in {"base", "gerund"} and " " not in word:
            for ending, pronouns in _CLITICS.items():
                found.setdefault(unaccented(word) + ending, (word, *pronouns))
    return found
