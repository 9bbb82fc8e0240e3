"""The clients of the chains in use, one a chain, made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.config import EvmConfig

if TYPE_CHECKING:
    import httpx


class Networks:
    """`networks["base"]` is the client of Base. Raises `UnknownChain` for one that is not there."""

    def __init__(self, config: EvmConfig, http: httpx.AsyncClient) -> None:
        self.config = config
        self._http = http
        self._clients: dict[str, EvmClient] = {}

    def __getitem__(self, name: str) -> EvmClient:
        if name not in self._clients:
            chain = self.config.chain(name)
            urls = self.config.providers.get(name, ())
            private = self.config.private.get(name, ())
            self._clients[name] = EvmClient.connect(
                chain, http=self._http, urls=urls, private=private
            )
        return self._clients[name]

    def registrar(self, chain: EvmChain) -> EvmClient:
        """The chain whose registry answers for names on `chain`: its own, or Ethereum's."""
        return self[chain.name if chain.ens_registry else "ethereum"]
