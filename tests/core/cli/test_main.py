from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from inline_snapshot import snapshot

from fiscus.core.cli.main import fiscus as program
from tests.core.cli.programs import PROGRAM, Fiscus

HEAVY = {"sqlalchemy", "httpx", "pydantic", "eth_account", "rich", "web3", "yaml", "anyio"}
LOADED = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
sys.argv = ["fiscus", *sys.argv[1:]]
from fiscus.core.cli import main
main()
"""


def package(folder: Path, entry_points: str, code: str, *, group: str = "fiscus.commands") -> str:
    """A package of somebody else, installed in `folder`."""
    info = folder / "visitor-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: visitor\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{entry_points}\n")
    (folder / "visitor.py").write_text(code)
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


def shown(*args: str) -> str:
    done = CliRunner().invoke(program, args, prog_name="fiscus", terminal_width=80)
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize(
    "args", [["--help"], ["explain", "hi"], ["explain", "send 1 ETH to alice.eth"], ["--version"]]
)
def test_what_is_light_loads_nothing_heavy(args: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *args], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "fiscus.core.cli.main" in loaded
    assert not HEAVY & loaded


def test_a_mistyped_command_is_told_the_nearest() -> None:
    for typed, told in (
        ("chatt", "Error: No such command 'chatt'. Did you mean 'chat'?"),
        ("zzzz", "Error: No such command 'zzzz'."),
    ):
        done = CliRunner().invoke(program, [typed], prog_name="fiscus")
        assert (done.exit_code, done.output.splitlines()[-1]) == (2, told)


def test_the_help_of_the_program() -> None:
    assert shown("--help") == snapshot("""\
Usage: fiscus [OPTIONS] COMMAND [ARGS]...

  An agent with a wallet that does what you say in plain words, and nothing
  else.

Options:
  -V, --version  Show the version and exit.
  -h, --help     Show this message and exit.

Commands:
  approvals      See and decide the payments that wait for a yes.
  ask            Do what TEXT says, once.
  audit          Look into the desk's journal: everything that was asked,...
  backup         Write what is remembered, and the desk's journal, to FILE.
  book           See and change the address book: your own names for...
  chat           Talk with your agent.
  check          Look at settings, keys, plugins, chains and versions.
  create         Begin a project, a plugin, an agent, or a project for a TEE.
  demo           See it work, with play money.
  desk           Serve the desk to an agent in another process.
  explain        Show how TEXT is understood, and do nothing.
  mainnet-check  Try the wallet on a real chain, with small amounts and...
  memory         See and delete what is remembered.
  policy         See, check and try what the agent may spend, and stop it.
  restore        Put back what `fiscus backup` wrote to FILE.
  sandbox        Run chains of play money until Ctrl-C.
  tasks          See, cancel and run the agent's tasks.
  tee            Agents in a trusted execution environment: run them, check...
  wallet         Show the wallet and what it has.

  Try `fiscus demo`: it needs no key, no account and no money.
""")


def test_the_help_of_ask() -> None:
    assert shown("ask", "--help") == snapshot("""\
Usage: fiscus ask [OPTIONS] TEXT

  Do what TEXT says, once.

  In a terminal a payment is shown before you are asked for a yes. Elsewhere,
  what needs approval is left pending; see `fiscus approvals`. Put TEXT in
  single quotes: in double quotes the shell replaces $5 by something else.

  Examples:
    fiscus ask 'show my portfolio'
    fiscus ask 'send $5 of ETH to alice.eth on Base'

  Status 0: all of it was done. 1: something was refused, failed, is pending or
  was asked back.

Options:
  --json      Write the answer as one line of JSON.
  --yes       Approve beforehand what you say and only needs approval. What the
              policy denies stays denied.
  -h, --help  Show this message and exit.
""")


def test_the_help_of_chat() -> None:
    assert shown("chat", "--help") == snapshot("""\
Usage: fiscus chat [OPTIONS]

  Talk with your agent.

  In a terminal every payment is shown before you are asked for a yes; /help
  says what else there is. In a pipe every line is a message, and what needs
  approval is left pending.

  With --json an id is only given back with the answer. A message_id says which
  message it is: one that comes twice acts once, restarts included. Without it,
  every line is a new message.

  Status 0: whatever was asked for was done. 1: something was refused, failed or
  is left pending.

Options:
  --json      Read one JSON object a line: {"text": "…"}, {"approve": ID} or
              {"deny": ID}, with id, user, room and message_id where you have
              them. Write one answer a line.
  --yes       Approve beforehand what you say and only needs approval. What the
              policy denies stays denied.
  -h, --help  Show this message and exit.
""")


def test_the_help_of_explain() -> None:
    assert shown("explain", "--help") == snapshot("""\
Usage: fiscus explain [OPTIONS] [TEXT]

  Show how TEXT is understood, and do nothing.

  Exact and offline: which action, which values, what is missing.

  Example:
    fiscus explain 'send 0.5 ETH to alice.eth on Base'

Options:
  --jsonl FILE  Read one JSON object a line from FILE (- for stdin): id, text
                and perhaps context, the list of earlier turns. Writes one line
                for each.
  --json        Write JSON, in a terminal too.
  -h, --help    Show this message and exit.
""")


def test_the_help_of_approvals() -> None:
    assert shown("approvals", "--help") == snapshot("""\
Usage: fiscus approvals [OPTIONS] [COMMAND] [ARGS]...

  See and decide the payments that wait for a yes.

  Alone it lists them. An approval is good for one payment, exactly as it was
  shown, and for a quarter of an hour.

Options:
  -h, --help  Show this message and exit.

Commands:
  approve  Say yes to ID: as the owner, or as an approver of the policy...
  deny     Say no to ID: it is never signed.
  list     List what waits, oldest first.
  show     Show everything that a yes to ID buys, and the text that an...
""")


def test_the_help_of_wallet() -> None:
    assert shown("wallet", "--help") == snapshot("""\
Usage: fiscus wallet [OPTIONS] [COMMAND] [ARGS]...

  Show the wallet and what it has.

  Its address, and its balances on every configured chain.

Options:
  --json      Write JSON.
  -h, --help  Show this message and exit.

Commands:
  allowances  List who may spend the wallet's tokens.
  cancel      Call a payment that waits back.
  history     List the latest payments, newest first, and the tokens that...
  speed-up    Offer a higher fee for a payment that waits.
  unfreeze    Let a frozen wallet spend again.
""")


def test_the_help_of_check() -> None:
    assert shown("check", "--help") == snapshot("""\
Usage: fiscus check [OPTIONS]

  Look at settings, keys, plugins, chains and versions.

  Asks every configured chain. Shows the names of settings, never the value of a
  secret.

  Status 1: something is wrong that stops work.

Options:
  --json      Write one line of JSON.
  -h, --help  Show this message and exit.
""")


def test_the_help_of_sandbox() -> None:
    assert shown("sandbox", "--help") == snapshot("""\
Usage: fiscus sandbox [OPTIONS]

  Run chains of play money until Ctrl-C.

  A real EVM chain and a real Solana chain on this machine, each with a funded
  wallet; everything on them is worth nothing. Other programs can use them:
  their settings are written to a file that only you can read, and that is
  removed at the end.

Options:
  --keep DIR  Keep the chain and its wallet in DIR, and go on with them the next
              time.
  -h, --help  Show this message and exit.
""")


def test_the_help_of_demo() -> None:
    assert shown("demo", "--help") == snapshot("""\
Usage: fiscus demo [OPTIONS]

  See it work, with play money.

  Plays a conversation in which money moves on a real EVM chain and on a real
  Solana chain, which run on this machine for as long as it takes, and reads
  every figure back from them. It needs no key, no account and no money, and
  touches neither your settings nor your data. In a terminal you can go on with
  the conversation afterwards.

  Status 0: every turn came out as it should.

Options:
  --keep DIR  Keep chain, wallet and memory in DIR, and go on with them the next
              time.
  -h, --help  Show this message and exit.
""")


def test_the_version_is_the_packages() -> None:
    assert shown("--version").startswith("fiscus 0.")


@pytest.mark.parametrize(
    "args",
    [
        ["ask"],
        ["ask", "  "],
        ["ask", b"send 1 ETH to \xff"],
        ["explain"],
        ["explain", "hi", "--jsonl", "-"],
        ["explain", "--jsonl", "no such file"],
        ["nonsense"],
        ["approvals", "approve"],
        ["chat", "--nonsense"],
    ],
)
def test_wrong_usage_is_status_2(fiscus: Fiscus, args: list[str | bytes]) -> None:
    done = subprocess.run(
        [*PROGRAM, *args],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=fiscus.environment(),
        cwd=fiscus.folder,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_a_wrong_setting_is_one_line_and_a_hint(fiscus: Fiscus) -> None:
    done = fiscus("ask", "hi", FISCUS_MODE="loud")
    assert (done.status, done.out) == (1, "")
    assert done.err == snapshot("""\
Error [CONFIG]: FISCUS_MODE is 'loud'
It can be `live` or `simulate`.
""")


@pytest.mark.covers("RTC-08")
def test_a_wrong_log_level_is_refused(fiscus: Fiscus) -> None:
    done = fiscus("ask", "hi", LOG_LEVEL="loud")
    assert done.status == 1
    assert done.err == snapshot("""\
Error [CONFIG]: LOG_LEVEL is 'loud'
It can be debug, info, warning, error.
""")


def test_a_package_adds_a_command_by_an_entry_point(fiscus: Fiscus, tmp_path: Path) -> None:
    code = "import click\n@click.command()\ndef hello():\n    'Greet.'\n    click.echo('hello')\n"
    path = package(tmp_path / "site", "hello = visitor:hello", code)
    assert fiscus.process("hello", PYTHONPATH=path).out == "hello\n"
    assert "hello          Greet." in fiscus.process("--help", PYTHONPATH=path).out


@pytest.mark.parametrize("entry", ["hello = nowhere:hello", "hello = visitor:nothing"])
def test_a_broken_command_harms_no_other(fiscus: Fiscus, tmp_path: Path, entry: str) -> None:
    path = package(tmp_path / "site", entry, "hello = 1")
    assert "Cannot run: it cannot be imported." in fiscus.process("--help", PYTHONPATH=path).out
    done = fiscus.process("hello", "--loud", "you", PYTHONPATH=path)
    assert done.status == 1
    assert done.err.startswith("Error [CONFIG]: The command 'hello' cannot run")


def test_a_plugin_that_cannot_start_is_told_without_its_own_words(
    fiscus: Fiscus, tmp_path: Path
) -> None:
    code = """
from fiscus.core import Plugin
async def init(config, runtime): raise ValueError("sk-secret")
plugin = Plugin(name="broken", description="Breaks.", init=init)
"""
    path = package(tmp_path / "site", "broken = visitor:plugin", code, group="fiscus.plugins")
    done = fiscus.process("ask", "hello", FISCUS_PLUGINS="evm,broken", PYTHONPATH=path)
    assert done.status == 1
    assert "ValueError in init" in done.err
    assert "Error [CONFIG]: a plugin cannot start: ValueError" in done.err
    assert "sk-secret" not in done.out + done.err


def test_what_is_no_command_is_refused(fiscus: Fiscus, tmp_path: Path) -> None:
    path = package(tmp_path / "site", "hello = visitor:hello", "hello = 1")
    assert "it is not a click command" in fiscus.process("hello", PYTHONPATH=path).err


def test_a_reader_that_goes_away_is_no_error(fiscus: Fiscus, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "send 1 ETH to alice.eth"}\n' * 5000)
    process = subprocess.Popen(
        [*PROGRAM, "explain", "--jsonl", str(rows)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=fiscus.environment(),
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 1
    process.stderr.close()


@pytest.mark.parametrize(("how", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_chat_in_order(fiscus: Fiscus, how: signal.Signals, status: int) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "chat", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=fiscus.environment(),
        cwd=fiscus.folder,
        start_new_session=True,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b'{"text": "hi"}\n')
    process.stdin.flush()
    assert process.stdout.readline().startswith(b"{")
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (status, b"", b"")
