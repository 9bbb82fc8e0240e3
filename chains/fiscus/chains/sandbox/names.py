"""What it takes to give names to addresses in an ENS registry that is ours from the root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.abi import WORD, address_word, dynamic_bytes, uint_word
from fiscus.chains.evm.ens import ETHEREUM_COIN, coin_type, namehash

SET_SUBNODE_RECORD: Final = bytes.fromhex("5ef2c7f0")
SET_ADDR: Final = bytes.fromhex("8b95dd71")
ROOT_OWNER_SLOT: Final = bytes.fromhex(
    "ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5"
)
"""Of the registry: its mapping of records is in slot 0, and the owner is a record's first field.
So it is the hash of the root node, 32 zero bytes, and of slot 0."""


@dataclass(frozen=True, slots=True)
class Registrar:
    """The addresses of the registry and of one resolver, and `owner` of the root."""

    registry: str
    resolver: str
    owner: str

    def register(self, names: Mapping[str, str], *, chain_id: int) -> Iterator[tuple[str, bytes]]:
        """Calls for the owner to make, in order: where to, and the calldata.

        Each name, one level below `eth`, gets a record for ether and one for the chain.
        """
        yield self._subnode("", "eth")
        for name, address in names.items():
            label, _, parent = name.partition(".")
            yield self._subnode(parent, label)
            for coin in (ETHEREUM_COIN, coin_type(chain_id)):
                yield self._record(namehash(name), coin, address)

    def _subnode(self, parent: str, label: str) -> tuple[str, bytes]:
        from eth_hash.auto import keccak

        names = namehash(parent) + keccak(label.encode())
        addresses = address_word(self.owner) + address_word(self.resolver)
        return self.registry, SET_SUBNODE_RECORD + names + addresses + uint_word(0)

    def _record(self, node: bytes, coin: int, address: str) -> tuple[str, bytes]:
        record = dynamic_bytes(bytes.fromhex(address[2:]))
        return self.resolver, SET_ADDR + node + uint_word(coin) + uint_word(3 * WORD) + record
