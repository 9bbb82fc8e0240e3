"""`fiscus tee phala auth`: the key of Phala Cloud."""

from __future__ import annotations

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.tee.commands.phala.asking import as_json_option, asked
from fiscus.tee.commands.phala.passing import Passing
from fiscus.tee.commands.phala.showing import show_facts


@click.group(cls=Passing, before=("auth",))
def auth() -> None:
    """Log in to Phala Cloud with a key of its dashboard (API Tokens)."""


@auth.command()
@click.argument("api_key", required=False, metavar="[API-KEY]")
def login(api_key: str | None) -> None:
    """Keep a key, once Phala Cloud takes it, in FISCUS_HOME where only you can read it.

    Without API-KEY you are asked for it, or it is read from a pipe: so it is in no history.
    """
    from fiscus.tee.phala.credentials import checked, keep

    settings = read_environment()
    text = api_key or click.prompt("Key of Phala Cloud", hide_input=True, err=True)
    key = checked(text, "the login")
    account = asked(settings, key, lambda client: client.me())
    path = keep(settings, key)
    say(f"Logged in as {account.user.username}, workspace {account.workspace.name}.")
    say(f"The key is in {path}.")


@auth.command()
@as_json_option
def status(as_json: bool) -> None:
    """Say whose key is used, where it is from, and what is left to spend."""
    from fiscus.core.money import plain
    from fiscus.tee.phala.credentials import credential

    settings = read_environment()
    used = credential(settings)
    account = asked(settings, used.key, lambda client: client.me())
    facts = {
        "user": account.user.username,
        "email": account.user.email,
        "workspace": account.workspace.name,
        "tier": account.workspace.tier,
        "credits": plain(account.credits.balance),
        "granted": plain(account.credits.granted_balance),
        "key": used.source,
    }
    if as_json:
        emit(facts)
    else:
        show_facts(facts)


@auth.command()
def logout() -> None:
    """Forget the key that was kept. A key in the environment stays."""
    from fiscus.tee.phala.credentials import forget

    gone = forget(read_environment())
    say("The key is gone." if gone else "There was no key.")
