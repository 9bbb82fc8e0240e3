"""The clients of the chains in use, one a chain, made when first asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.config import EvmConfig
from fiscus.core.errors import RpcUnavailable

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


class OneHost(Networks):
    """The same chains, each through one host alone: the `turn`-th of those that it has."""

    def __init__(self, networks: Networks, turn: int) -> None:
        self.config = networks.config
        self._networks = networks
        self._turn = turn

    def __getitem__(self, name: str) -> EvmClient:
        client = self._networks[name]
        hosts = client.pool.by_host()
        if self._turn >= len(hosts):
            raise RpcUnavailable(f"{client.chain.title} has no more hosts to ask")
        return replace(client, pool=hosts[self._turn])
