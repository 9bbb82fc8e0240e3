"""One wallet on two chains, whose process dies again and again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from eth_hash.auto import keccak
from solders.keypair import Keypair

from fiscus.chains.evm.addresses import checksum
from tests.chains.evm.wallets import KEY as EVM_KEY
from tests.chains.evm.wallets import NOWHERE
from tests.chains.proxy import proxied
from tests.chains.solana.chain import KEY as SOLANA_KEY
from tests.soak.accounts import Books, disagreements, read_books
from tests.soak.chains import BREAKER, Chain, Evm, Solana, running_evm, running_solana
from tests.soak.life import LIFETIME_MS, Job, Wish
from tests.soak.steps import PLAIN, QUESTIONS, Asked, Step, aimed_at
from tests.soak.weather import Weather

Event = Callable[[], Awaitable[str | None]]

ROOT: Final = Path(__file__).parents[2]
AT_RANDOM: Final = (0.0, 0.5)
AIMED: Final = (1.0, 2.0)
"""Seconds after which a life is ended wherever it is."""
USUAL_BIRTH: Final = 0.2
"""Seconds until a process is ready, on a machine with little to do."""
NODES: Final = 2
"""Addresses of each chain's node that the wallet knows."""
SETTLING: Final = 30
"""Lives in good weather that may be needed to close all that is open."""
PEOPLE: Final = 3
EXPIRED: Final = LIFETIME_MS / 1000 + 0.2
KINDS: Final = {"stranger": 0.1, "much": 0.17, "breaker": 0.25}
"""Of messages, by their place in what is drawn."""
ANSWERS: Final = ("given", "given", "given", "yes", "yes", "no", "later")


@dataclass(slots=True)
class Life:
    """What was seen of one."""

    passed: list[str] = field(default_factory=list[str])
    killed_at: str = ""
    code: int = 0
    became: dict[str, str] = field(default_factory=dict[str, str])
    refused: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class World:
    """`kills` are by point; a kill at a random time counts for the last point it had passed."""

    home: Path
    chains: tuple[Evm, Solana]
    weathers: tuple[Weather, Weather]
    bearer: asyncio.subprocess.Process
    rng: random.Random
    at_points: Counter[str] = field(default_factory=Counter[str])
    at_times: Counter[str] = field(default_factory=Counter[str])
    passed: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    wishes: list[Wish] = field(default_factory=list[Wish])
    before: dict[str, int] = field(default_factory=dict[str, int])
    lives: int = 0

    @property
    def kills(self) -> int:
        return self.at_points.total() + self.at_times.total()

    async def warm_up(self) -> None:
        """A life that is not killed, in the process that bears the others: its imports stay."""
        for chain in self.chains:
            self.before.update({who: await chain.received(who) for who in known(chain.family)})
        await self.live(self.job(self._more(), forked=False))

    def job(self, wishes: Sequence[Wish], target: str = "", *, forked: bool = True) -> Job:
        looked = tuple(chain.family for chain in self.chains if chain.foreign)
        return Job(self._settings(), tuple(wishes), target, 1, forked, looked)

    async def kill_one(self) -> None:
        """A life that is ended at any time, wherever it is."""
        again = [wish for wish in self.wishes[-12:] if self.rng.random() < 0.3]
        seconds = self.rng.uniform(*AT_RANDOM)
        await self.live(self.job([*again, *self._more()]), seconds=seconds)

    async def end_at(self, point: str, *, patience: float = 1.0) -> bool:
        """A life that is ended at a point, if it comes there, after those it needs before it.

        `patience` ends it later where it does not come there, for machines that are busy.
        """
        family, families = point.partition(" ")[0], [chain.family for chain in self.chains]
        if family not in families:
            family = self.rng.choice(families)
        return await self._ended(family, aimed_at(point), point, patience)

    async def _ended(self, family: str, step: Step, point: str, patience: float) -> bool:
        for part in step.before:
            if isinstance(part, str):
                await self._happen(family, part)
            elif not await self._ended(family, part, _point(family, part), patience):
                return False
        chain, other = self._side(family, mine=True), self._side(family, mine=False)
        weather = next(each for each in self.weathers if each.family == family)
        chain.held = "held" in step.during
        wishes = self._asked(chain, step)
        if self.rng.random() < 0.3:
            wishes.append(self._new(other))
        seconds = patience * self.rng.uniform(*AIMED)
        over = asyncio.Event()
        trouble = asyncio.create_task(_breaking(chain, "breaking" in step.during, over))
        try:
            with weather.only(step.during, chain.fork):
                life = await self.live(self.job(wishes, point), seconds=seconds)
        finally:
            over.set()
            await trouble
        return life.killed_at == point

    def _side(self, family: str, *, mine: bool) -> Chain:
        chains: dict[bool, Chain] = {True: self.chains[0], False: self.chains[1]}
        return chains[(family == "evm") is mine]

    async def _happen(self, family: str, event: str) -> None:
        """What a chain does while nobody lives: `leap`, `break`, `undo`, `usurp`; or time goes by
        until questions `expire`."""
        (evm, _), chain = self.chains, self._side(family, mine=True)
        events: dict[str, Event] = {
            "leap": chain.leap,
            "break": chain.breaks,
            "undo": evm.undo,
            "usurp": evm.usurp,
        }
        if event == "expire":
            await asyncio.sleep(EXPIRED)
        elif (name := await events[event]()) is not None:
            weather = next(each for each in self.weathers if each.family == family)
            weather.happened[name] += 1

    def _asked(self, chain: Chain, step: Step) -> list[Wish]:
        """What is said in a life: what the step needs, or old messages and one more payment."""
        if step.asked is None:
            old = [wish for wish in self.wishes if wish.chain == chain.name and not wish.then]
            return [*old[-2:], self._new(chain, PLAIN)]
        return [self._new(chain, step.asked)]

    async def settle(self) -> Books:
        """Good weather, and lives that nobody ends, until nothing is open or still to be seen."""
        for chain in self.chains:
            chain.held = False
        for weather in self.weathers:
            weather.clear()
        books, tries = await self.books(), 0
        while tries < SETTLING and (books.open or await self.disagreements(books)):
            tries += 1
            await self.live(self.job([]))
            books = await self.books()
        return books

    async def disagreements(self, books: Books) -> list[str]:
        return await disagreements(books, self.wishes, self.chains, self.before)

    async def books(self) -> Books:
        return await read_books(self.home, [chain.wallet for chain in self.chains])

    async def live(self, job: Job, *, seconds: float | None = None) -> Life:
        """One life from its job to its end, at the latest after `seconds`.

        Raises where it met a fault of the program.
        """
        life = Life()
        assert self.bearer.stdin is not None
        self.bearer.stdin.write(f"{job.json()}\n".encode())
        await self.bearer.stdin.drain()
        process, born = 0, time.monotonic()
        async with AsyncExitStack() as stack:
            while (line := await self._line())[0] != "ended":
                kind, *words = line
                if kind == "born":
                    process = int(words[0])
                elif kind == "alive" and process and seconds is not None:
                    # Where everything takes longer, so does a life.
                    slowness = 1 + (time.monotonic() - born) / USUAL_BIRTH
                    killer = asyncio.create_task(_kill_later(process, seconds * slowness))
                    stack.push_async_callback(_cancelled, killer)
                _note(life, kind, words)
        life.code = int(line[1])
        self._count(life, job)
        return life

    async def _line(self) -> list[str]:
        assert self.bearer.stdout is not None
        line = (await self.bearer.stdout.readline()).decode().split()
        if not line:
            raise AssertionError("the process that bears the others is gone")
        return line

    def _count(self, life: Life, job: Job) -> None:
        self.lives += 1
        self.passed.update(life.passed)
        self.refused.update(life.refused)
        if life.killed_at:
            self.at_points[life.killed_at] += 1
        elif life.code == -signal.SIGKILL:
            self.at_times[life.passed[-1] if life.passed else "start"] += 1
        elif life.code:
            raise AssertionError(f"a life ended with {life.code}; stderr says why")

    def _settings(self) -> dict[str, str]:
        urls = [",".join(proxy.url for proxy in weather.proxies) for weather in self.weathers]
        return {
            "FISCUS_HOME": str(self.home),
            "EVM_PRIVATE_KEY": EVM_KEY,
            "SOLANA_PRIVATE_KEY": str(SOLANA_KEY),
            "ETHEREUM_PROVIDER_BASE": urls[0],
            "SOLANA_RPC_URL": urls[1],
            "COINGECKO_API_URL": NOWHERE,
            "FISCUS_CONFIRM_TIMEOUT": "3",
        }

    def _more(self) -> list[Wish]:
        """New messages for both chains."""
        return [self._new(chain) for chain in self.chains for _ in range(self.rng.choice((1, 2)))]

    def _new(self, chain: Chain, asked: Asked | None = None) -> Wish:
        """A message, drawn or as it is wanted. No two ask for the same amount, so that the chain
        tells them apart."""
        evm, rng, number = chain.family == "evm", self.rng, len(self.wishes)
        draw = rng.random() if asked is None else KINDS.get(asked.kind, 1.0)
        people = known(chain.family)
        to, answer, amount = rng.choice(people), "given", f"0.01{number:07d}"
        if draw < 0.15:
            to, answer = stranger(chain.family, rng), rng.choice(ANSWERS)
        elif draw < 0.2:
            amount = f"1.{number:07d}"
        elif draw < 0.3 and evm:
            to = BREAKER
        then = rng.choice(("faster", "cancel", "", "")) if evm else ""
        if asked is not None:
            answer, then = asked.answer, asked.then
            to = rng.choice(people[:PEOPLE]) if to == BREAKER and asked.kind == "plain" else to
        token = "ETH" if evm else "SOL"
        name = f"{chain.family}{number}"
        wish = Wish(name, chain.family, chain.name, token, amount, to, answer, then)
        self.wishes.append(wish)
        return wish


def known(family: str) -> tuple[str, ...]:
    """Who is paid again and again."""
    people = tuple(stranger(family, random.Random(f"{family}{n}")) for n in range(PEOPLE))
    return (*people, BREAKER) if family == "evm" else people


def stranger(family: str, rng: random.Random) -> str:
    """An address that nobody has."""
    if family == "evm":
        return checksum("0x" + keccak(rng.randbytes(32))[-20:].hex())
    return str(Keypair.from_seed(rng.randbytes(32)).pubkey())


@asynccontextmanager
async def opened(home: Path, program: Path, seed: int) -> AsyncGenerator[World]:
    """A world in bad weather. Everything in it is drawn from `seed`."""
    rng = random.Random(seed)
    async with AsyncExitStack() as stack:
        evm = await stack.enter_async_context(running_evm(program))
        solana = await stack.enter_async_context(running_solana())
        weathers: list[Weather] = []
        for chain in (evm, solana):
            proxies = [await stack.enter_async_context(proxied(chain.url)) for _ in range(NODES)]
            weathers.append(Weather(chain.family, proxies, random.Random(rng.random())))
        reorg = partial(evm.reorg, rng)
        weathers[0].events = [(0.03, _free(evm, reorg)), (0.05, _free(evm, evm.breaks))]
        weathers[1].events = [(0.01, _free(solana, solana.leap))]
        weathers[1].events += [(0.02, _free(solana, solana.breaks))]
        bearer = await stack.enter_async_context(_bearer())
        world = World(home, (evm, solana), (weathers[0], weathers[1]), bearer, rng)
        for chain in (evm, solana):
            task = asyncio.create_task(chain.go(random.Random(rng.random())))
            stack.push_async_callback(_cancelled, task)
        await world.warm_up()
        for weather in weathers:
            weather.begin()
            stack.push_async_callback(_cancelled, asyncio.create_task(weather.blow()))
        yield world


@asynccontextmanager
async def _bearer() -> AsyncGenerator[asyncio.subprocess.Process]:
    words = ["-m", "tests.soak.life"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, stdin=pipe, stdout=pipe
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _point(family: str, step: Step) -> str:
    where = "any" if step.point.partition(" ")[0] in QUESTIONS else family
    return f"{where} {step.point}"


def _free(chain: Chain, event: Event) -> Event:
    """An event of the weather, which leaves a chain alone that a script has in its hands."""

    async def happen() -> str | None:
        return None if chain.held else await event()

    return happen


async def _breaking(chain: Chain, wanted: bool, over: asyncio.Event) -> None:
    while wanted and not over.is_set():
        await chain.breaks()
        await asyncio.sleep(0.05)


async def _kill_later(process: int, seconds: float) -> None:
    await asyncio.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


async def _cancelled(task: asyncio.Task[None]) -> None:
    """The task's end. What it raised is raised here."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _note(life: Life, kind: str, words: Sequence[str]) -> None:
    point = " ".join(words)
    if kind == "passed":
        life.passed.append(point)
    elif kind == "killed":
        life.killed_at = point
    elif kind == "became":
        life.became[words[0]] = words[1]
    elif kind == "refused":
        life.refused.append(words[1])
