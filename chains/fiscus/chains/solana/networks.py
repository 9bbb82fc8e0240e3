"""The clients of the clusters, one a cluster, made when first asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.config import SolanaConfig
from fiscus.core.errors import RpcUnavailable

if TYPE_CHECKING:
    import httpx


class Networks:
    """`networks["solana"]` is the client of mainnet. Raises `UnknownChain` for what is not there.

    Payments go over the cluster in use. The others are reached by their public RPCs, to look up
    what was once sent there.
    """

    def __init__(self, config: SolanaConfig, http: httpx.AsyncClient) -> None:
        self.config = config
        self._http = http
        self._clients: dict[str, SolanaClient] = {}

    def __getitem__(self, name: str) -> SolanaClient:
        if name not in self._clients:
            chain = self.config.known(name)
            used = chain == self.config.default
            self._clients[name] = SolanaClient.connect(
                chain,
                http=self._http,
                urls=self.config.providers if used else (),
                private=self.config.private if used else (),
            )
        return self._clients[name]


class OneHost(Networks):
    """The same chains, each through one host alone: the `turn`-th of those that it has."""

    def __init__(self, networks: Networks, turn: int) -> None:
        self.config = networks.config
        self._networks = networks
        self._turn = turn

    def __getitem__(self, name: str) -> SolanaClient:
        client = self._networks[name]
        hosts = client.pool.by_host()
        if self._turn >= len(hosts):
            raise RpcUnavailable(f"{client.chain.title} has no more hosts to ask")
        return replace(client, pool=hosts[self._turn])
