"""What the installed chains know of names and addresses, for those who write a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.desk.nearest import nearest
from fiscus.core.reader.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Known:
    """The lexicons of every installed family."""

    lexicons: Sequence[Lexicon]

    def address_problem(self, text: str) -> str | None:
        """Why a text is no address of any of the chains, or `None` where it is one."""
        readings = [lexicon.read_address(text) for lexicon in self.lexicons]
        if not readings or any(reading is not None and reading.valid for reading in readings):
            return None
        why = next((r.reason for r in readings if r is not None and r.reason), None)
        return f"{text!r} is no address of an installed chain{f' ({why})' if why else ''}"

    def family_problem(self, family: str, text: str) -> str | None:
        """Why a text is no address of a family that somebody can hold, or `None` where it is."""
        lexicon = next((one for one in self.lexicons if one.family == family), None)
        if lexicon is None:
            families = " and ".join(one.family for one in self.lexicons)
            return f"there are no {family!r} chains, but {families}"
        reading = lexicon.read_address(text)
        if reading is None or not reading.valid:
            why = f": {reading.reason}" if reading is not None and reading.reason else ""
            return f"it is no address of {family} chains{why}"
        if text.lower() in lexicon.burns:
            return "nobody holds that address: what goes there is gone"
        return None

    def chain_problem(self, name: str) -> str | None:
        """Why a name is not the one of a chain."""
        chains = {
            chain.name: chain.aliases for lexicon in self.lexicons for chain in lexicon.chains
        }
        if name.lower() in chains:
            return None
        meant = next((one for one, also in chains.items() if name.lower() in also), None)
        return _unknown("chain", name, meant or nearest(name, chains))

    def token_problem(self, name: str) -> str | None:
        """Why `SYMBOL`, `chain:SYMBOL` or an address names no token that is known."""
        chain, _, which = name.rpartition(":")
        if chain and (problem := self.chain_problem(chain)):
            return problem
        if self._is_address(which):
            return None
        symbols = self._symbols(chain.lower())
        if which.upper() in symbols:
            return None
        aliases = {
            alias: token.symbol
            for lexicon in self.lexicons
            for token in lexicon.tokens
            for alias in token.aliases
        }
        meant = aliases.get(which.lower()) or nearest(which, symbols)
        return _unknown("token", which, meant, f" on {chain}" if chain else "")

    def _symbols(self, chain: str) -> frozenset[str]:
        """Of one chain, or of all where it is empty."""
        native = [
            word.native.upper()
            for lexicon in self.lexicons
            for word in lexicon.chains
            if chain in {"", word.name}
        ]
        tokens = [
            token.symbol.upper()
            for lexicon in self.lexicons
            for token in lexicon.tokens
            if chain in {"", *token.chains} or not token.chains
        ]
        return frozenset((*native, *tokens))

    def _is_address(self, text: str) -> bool:
        readings = [lexicon.read_address(text) for lexicon in self.lexicons]
        return any(reading is not None and reading.valid for reading in readings)


def _unknown(what: str, name: str, meant: str | None, where: str = "") -> str:
    asked = f"; did you mean {meant}?" if meant else ""
    return f"no installed {what} is called {name!r}{where}{asked}"
