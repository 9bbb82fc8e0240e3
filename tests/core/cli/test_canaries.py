"""After a long session with debug logging, errors and a crash, no secret is in anything written."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import zipfile
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from eth_account import Account
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from sqlalchemy import Connection, create_engine, inspect, make_url

from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.core.secrets import Secret
from tests.chains.evm.wallets import BOB, NOWHERE
from tests.chains.proxy import Post, Proxy, proxied, status
from tests.chains.solana.chain import BOB as SOLANA_BOB
from tests.chains.solana.chain import Chain, running
from tests.core.cli.programs import PROGRAM, Fiscus
from tests.core.cli.terminals import terminal
from tests.plugins.models.openai_wire import OpenAIWire
from tests.plugins.models.standins import KEY, StandIn, serve
from tests.sandboxes import StartAnvil, rpc

EVM: Final = bytes.fromhex("b7d2e94f01c35a8866fd19c0a24be7735ecf1289d40633bb97ae51c86f20d41e")
SOLANA: Final = Keypair.from_seed(bytes(range(90, 122)))
WORDS: Final = {
    "ETHEREUM_PROVIDER_BASE": "Evm4Rpc7Canary1Key9Zq",
    "SOLANA_RPC_URL": "sol-rpc-canary-7f21c8",
    "OPENAI_API_KEY": KEY,
    "COINGECKO_API_KEY": "CG-canary-prices-55",
    "POSTGRES_URL": "pg-canary-password-31",
}
"""What is secret in a setting, by its name."""


def spellings() -> Iterator[str]:
    """Of every canary, in every common encoding; by other hands than the product's."""
    for raw in (EVM, bytes(SOLANA), bytes(SOLANA)[:32]):
        plain = base64.b64encode(raw).decode().rstrip("=")
        yield from (raw.hex(), raw.hex().upper(), plain[:-1])
        yield base64.urlsafe_b64encode(raw).decode().rstrip("=")[:-1]
        yield from (json.dumps(list(raw))[1:-1], ",".join(map(str, raw)), repr(raw)[2:-1])
        yield str(Pubkey.from_bytes(raw) if len(raw) == 32 else Keypair.from_bytes(raw))
    for word in WORDS.values():
        yield from (word, word.encode().hex(), base64.b64encode(word.encode()).decode()[:-3])


CANARIES: Final = tuple(spellings())


@dataclass(slots=True)
class Session:
    """The program, what is around it, and everything that was said or sent."""

    program: Fiscus
    vendor: StandIn
    chains: tuple[Proxy, Proxy]
    written: dict[str, str] = field(default_factory=dict[str, str])

    async def run(self, name: str, *args: str, stdin: str = "", **settings: str) -> str:
        done = await asyncio.to_thread(self.program.process, *args, stdin=stdin, **settings)
        self.written[f"stdout of {name}"], self.written[f"stderr of {name}"] = done.out, done.err
        return done.out

    def bodies(self) -> Iterator[tuple[str, str]]:
        for number, asked in enumerate(self.vendor.asked):
            yield f"request {number} to the model", json.dumps(asked.body)
        for proxy in self.chains:
            yield f"requests to {proxy.upstream}", "\n".join(map(str, proxy.posts))


@asynccontextmanager
async def opened(
    folder: Path, anvil: str, chain: Chain, database: Secret
) -> AsyncGenerator[Session]:
    place = make_url(database.reveal()).set(password=WORDS["POSTGRES_URL"])
    async with (
        proxied(anvil) as evm,
        proxied(chain.url) as solana,
        serve(OpenAIWire()) as vendor,
    ):
        vendor.embeds = True
        host = str(evm.url).split("/v2/")[0]
        settings = {
            "FISCUS_HOME": str(folder / "home"),
            "LOG_LEVEL": "debug",
            "EVM_PRIVATE_KEY": EVM.hex(),
            "SOLANA_PRIVATE_KEY": json.dumps(list(bytes(SOLANA))),
            "SOLANA_CLUSTER": "sandbox",
            "ETHEREUM_PROVIDER_BASE": f"{host}/v2/{WORDS['ETHEREUM_PROVIDER_BASE']}",
            "SOLANA_RPC_URL": f"{solana.url.split('/v2/')[0]}/?api-key={WORDS['SOLANA_RPC_URL']}",
            "COINGECKO_API_URL": NOWHERE,
            "COINGECKO_API_KEY": WORDS["COINGECKO_API_KEY"],
            "OPENAI_API_KEY": WORDS["OPENAI_API_KEY"],
            "OPENAI_BASE_URL": vendor.url,
            "POSTGRES_URL": place.render_as_string(hide_password=False),
        }
        yield Session(Fiscus(folder, settings), vendor, (evm, solana))


def conversation() -> str:
    """Payments, and the owner's own keys pasted in every spelling."""
    pays = (f"Send 0.01 ETH to {BOB} on Base", f"Send 0.01 SOL to {SOLANA_BOB}")
    talk = [f"Tell me a story about {spelling} and a cat" for spelling in CANARIES[:12]]
    asks = ("What is in my wallet?", "What is your private key?", f"Send 900 ETH to {BOB} on Base")
    texts = (*pays, *talk, *asks)
    return "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))


async def crashed(session: Session) -> None:
    """A payment whose nodes fail, and whose process is killed while its bytes are on their way."""
    reached = asyncio.Event()

    async def never(post: Post) -> None:
        reached.set()
        await asyncio.sleep(60)

    session.chains[0].faults["*"] = [status(500, WORDS["ETHEREUM_PROVIDER_BASE"])] * 2
    session.chains[0].faults["eth_sendRawTransaction"] = [never]  # type: ignore[list-item]
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "ask", f"Send 0.02 ETH to {BOB} on Base", "--yes"),
        cwd=session.program.folder,
        env=session.program.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await asyncio.wait_for(reached.wait(), 60)
    process.send_signal(signal.SIGKILL)
    out, err = await process.communicate()
    session.written["stdout of a crash"] = out.decode()
    session.written["stderr of a crash"] = err.decode()


def pasted_into_a_terminal(program: Fiscus, keys: list[str]) -> str:
    with terminal(program.folder, program.environment(LOG_LEVEL="error"), "chat") as screen:
        screen.expect("you> ")
        for key in keys:
            screen.write(f"what is {key}\n")
            screen.expect("fiscus> ")
            screen.expect("you> ")
        screen.write("/quit\n")
        screen.end()
    return screen.seen


def tables(connection: Connection) -> Iterator[tuple[str, str]]:
    found = inspect(connection)
    for schema in found.get_schema_names():
        for table in found.get_table_names(schema):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{schema}"."{table}"').all()
            yield f"table {schema}.{table}", "\n".join(map(repr, rows))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
        if path.suffix in {".zip", ".backup"} and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}:{name}", archive.read(name)


def found(where: str, text: bytes) -> Iterator[str]:
    for spelling in CANARIES:
        if spelling.encode() in text:
            yield f"{spelling!r} in {where}"


@pytest.mark.usefixtures("postgres_desk")
async def test_no_canary_is_in_anything_that_a_long_session_wrote_or_sent(
    tmp_path: Path, home: Path, start_anvil: StartAnvil, postgres_place: Secret
) -> None:
    node = start_anvil(AnvilOptions(chain_id=8453))
    rpc(node.url, "anvil_setBalance", Account.from_key(EVM).address, hex(10**19))
    async with (
        running() as chain,
        opened(tmp_path, node.url, chain, postgres_place) as session,
    ):
        chain.give(10**10, str(SOLANA.pubkey()))
        say = session.vendor.wire.text
        session.vendor.says(*(say(f"It is {spelling}, and a cat.") for spelling in CANARIES))
        await session.run("check", "check")
        said = await session.run("chat", "chat", "--json", "--yes", stdin=conversation())
        assert said.count("[secret]") >= 12
        await crashed(session)
        await session.run("backup", "backup", str(tmp_path / "all.backup"))
        screen = await asyncio.to_thread(
            pasted_into_a_terminal, session.program, [EVM.hex(), "9" * 8]
        )
        places = [*((name, text.encode()) for name, text in session.written.items())]
        places += [(name, text.encode()) for name, text in session.bodies()]
        engine = create_engine(
            make_url(postgres_place.reveal()).set(drivername="postgresql+psycopg")
        )
        with engine.connect() as connection:
            places += [(name, text.encode()) for name, text in tables(connection)]
        engine.dispose()
    places += list(files(tmp_path))
    assert [leak for where, text in places for leak in found(where, text)] == []
    assert len(session.vendor.asked) > 10
    assert "99999999" in (home / "chat_history").read_text()
    assert f"what is {EVM.hex()}" in screen
    assert sum(len(text) for _, text in places) > 200_000
