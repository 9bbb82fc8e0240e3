"""What the agent says where there is nothing to do: from templates, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from fiscus.core.memory import Content

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.result import Problem
    from fiscus.core.runtime import AgentRuntime

GREETINGS = frozenset(
    {"hi", "hello", "hey", "hiya", "howdy", "yo", "gm", "greetings", "sup", "morning"}
)
THANKS = frozenset({"thanks", "thank", "thx", "ty", "cheers"})
HELP = frozenset({"help", "commands", "capabilities", "abilities", "features", "usage"})
SELF = (("what", "can", "you"), ("what", "do", "you"), ("who", "are", "you"), ("how", "do", "you"))
CHAINS = frozenset({"chain", "chains", "network", "networks", "blockchains"})
ASKING = frozenset({"which", "what", "supported", "support", "list"})
SMALL_TALK = 6
"""A longer message is more than a greeting or thanks."""
EXAMPLES = 3

TAKEN_FOR = {
    "question": "a question",
    "negated": "something you do not want",
    "void": "a request you took back",
    "reported": "somebody else's words",
    "past": "something that is over",
    "hypothetical": "something you only imagine",
    "quoted": "a quotation",
}
"""What a message was taken for, by the mood of its reading."""
SIGNING = frozenset({"sign", "signing", "countersign"})
SIGNABLE = frozenset(
    {"authorisation", "authorization", "data", "hash", "message", "permit", "siwe", "text", "typed"}
)
NO_MESSAGES = (
    "Nothing was signed. I sign transactions that you ask for in plain words, and no messages,"
    " hashes or permits by somebody's word: such a signature can give away what the wallet has."
    " Say what it should bring about, like: send 5 USDC to alice.eth."
)
TO_BE_DONE = "To have it done, say it in one plain sentence, like: send 5 USDC to alice.eth."

_WORD = re.compile(r"[a-z']+")


def answer(runtime: AgentRuntime, text: str, mood: str | None = None) -> str:
    """A reply that helps: a greeting, what the agent can do, where, or how to ask.

    `mood` is that of the reading: why what was talked about was not taken for a request.
    """
    words = _WORD.findall(text.lower())
    known = set(words)
    if known & SIGNING and known & SIGNABLE:
        return NO_MESSAGES
    if known & CHAINS and known & ASKING:
        return places(runtime)
    if known & HELP or any(_contains(words, phrase) for phrase in SELF):
        return f"I am {runtime.character.name}. {_abilities(runtime)}"
    if len(words) <= SMALL_TALK and known & THANKS:
        return "You are welcome."
    if len(words) <= SMALL_TALK and words and words[0] in GREETINGS:
        return f"Hello, I am {runtime.character.name}. {_abilities(runtime)}"
    if mood in TAKEN_FOR:
        return f"I took that for {TAKEN_FOR[mood]}, so nothing was done. {TO_BE_DONE}"
    return f"Nothing was done: I found no request in that. {_examples(runtime)}".rstrip()


def missing(fields: tuple[str, ...]) -> str:
    """The question for what a request lacks, where the reader has no better one."""
    named = " and ".join(field.replace("_", " ") for field in fields) or "a little more"
    return f"I need {named} for that. Can you say it again with it?"


def apology(problem: Problem, *, rate_limited: bool = False) -> Content:
    """What is said where no model could answer."""
    if rate_limited:
        text = "You've exceeded the rate limit. Please try again in a few minutes."
        return Content(text, ("RATE_LIMIT_ERROR",), metadata={"error": problem.code})
    text = (
        f"I could not think of an answer, so nothing was done: {problem.text} Requests of the"
        " wallet, said in full, still work."
    )
    return Content(text, ("ERROR",), metadata={"error": problem.code})


def timed_out(seconds: float, *, paying: bool) -> Content:
    """What is said where an answer took too long."""
    followed = (
        " A payment that is under way is followed to its end: ask for the history."
        if paying
        else " Nothing more will come of it."
    )
    text = f"That took longer than {seconds:g} seconds, so I stopped waiting.{followed}"
    return Content(text, ("ERROR",), metadata={"error": "TIMED_OUT"})


def _abilities(runtime: AgentRuntime) -> str:
    able = [action for action in runtime.actions_in_use if action.handles]
    if not able:
        return "No plugin is active, so there is nothing I can do yet."
    lines = [f"- {_first_sentence(action.description)}" for action in able]
    return "\n".join(["What I can do:", *lines, _examples(runtime)]).rstrip()


def places(runtime: AgentRuntime) -> str:
    """The chains that are configured, in a sentence."""
    if not runtime.chains:
        return "No chain is configured."
    return f"I work on {', '.join(runtime.chains)}."


def _examples(runtime: AgentRuntime) -> str:
    """One example of each action in turn, until there are enough."""
    by_action = [list(_requests(action)) for action in runtime.actions_in_use if action.handles]
    rounds = zip_longest(*by_action)
    texts = [text for one_of_each in rounds for text in one_of_each if text]
    chosen = list(dict.fromkeys(texts))[:EXAMPLES]
    return "\n".join(["For example:", *(f"  {text}" for text in chosen)]) if chosen else ""


def _requests(action: AnyAction) -> Iterator[str]:
    for conversation in action.examples:
        if conversation:
            yield conversation[0].content.text


def _first_sentence(text: str) -> str:
    return text.strip().split("\n")[0].split(". ")[0].rstrip(".")


def _contains(words: list[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == phrase for at in range(len(words) - size + 1))
