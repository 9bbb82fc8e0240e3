"""Typed questions over a chain's endpoints: one, many of a type, or several of different types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from fiscus.chains.query import Query
from fiscus.chains.rpc import RpcPool

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")
H = TypeVar("H")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Questions:
    """Every method is one HTTP request, however many queries it takes."""

    pool: RpcPool

    async def ask(self, query: Query[T], *, fresh_identity: bool = False) -> T:
        """One query, one HTTP request."""
        return (await self.gather_all([query], fresh_identity=fresh_identity))[0]

    async def gather_all(
        self, asked: Sequence[Query[T]], *, fresh_identity: bool = False
    ) -> list[T]:
        """Any number of queries of one type in one HTTP request, in order."""
        calls = [query.call for query in asked]
        answers = await self.pool.batch(calls, fresh_identity=fresh_identity)
        return [query.read(answer) for query, answer in zip(asked, answers, strict=True)]

    @overload
    async def gather(self, a: Query[A], /, *, fresh_identity: bool = ...) -> tuple[A]: ...
    @overload
    async def gather(
        self, a: Query[A], b: Query[B], /, *, fresh_identity: bool = ...
    ) -> tuple[A, B]: ...
    @overload
    async def gather(
        self, a: Query[A], b: Query[B], c: Query[C], /, *, fresh_identity: bool = ...
    ) -> tuple[A, B, C]: ...
    @overload
    async def gather(
        self, a: Query[A], b: Query[B], c: Query[C], d: Query[D], /, *, fresh_identity: bool = ...
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def gather(
        self,
        a: Query[A],
        b: Query[B],
        c: Query[C],
        d: Query[D],
        e: Query[E],
        /,
        *,
        fresh_identity: bool = ...,
    ) -> tuple[A, B, C, D, E]: ...
    @overload
    async def gather(
        self,
        a: Query[A],
        b: Query[B],
        c: Query[C],
        d: Query[D],
        e: Query[E],
        f: Query[F],
        /,
        *,
        fresh_identity: bool = ...,
    ) -> tuple[A, B, C, D, E, F]: ...
    @overload
    async def gather(
        self,
        a: Query[A],
        b: Query[B],
        c: Query[C],
        d: Query[D],
        e: Query[E],
        f: Query[F],
        g: Query[G],
        /,
        *,
        fresh_identity: bool = ...,
    ) -> tuple[A, B, C, D, E, F, G]: ...
    @overload
    async def gather(
        self,
        a: Query[A],
        b: Query[B],
        c: Query[C],
        d: Query[D],
        e: Query[E],
        f: Query[F],
        g: Query[G],
        h: Query[H],
        /,
        *,
        fresh_identity: bool = ...,
    ) -> tuple[A, B, C, D, E, F, G, H]: ...
    async def gather(self, *asked: Query[Any], fresh_identity: bool = False) -> tuple[Any, ...]:
        """Up to eight queries of different types in one HTTP request; `gather_all` takes more.

        Raises the first refusal; `query.settled()` makes it a value instead.
        """
        return tuple(await self.gather_all(asked, fresh_identity=fresh_identity))
