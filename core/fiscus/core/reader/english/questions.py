"""English sentences that ask. `{rest}` is what was understood: "send 5 USDC on Base"."""

from __future__ import annotations

from fiscus.core.reader.language import Wording

WORDING = Wording(
    acts={
        "transfer": ("send", "{amount}", "{token}", "to {recipient}", "on {from_chain}"),
        "swap": ("swap", "{amount}", "{token}", "for {to_token}", "on {from_chain}"),
        "bought": ("buy", "{amount}", "{to_token}", "with {token}", "on {from_chain}"),
        "bridge": (
            "bridge",
            "{amount}",
            "{token}",
            "from {from_chain}",
            "to {to_chain}",
            "as {to_token}",
            "for {recipient}",
        ),
        "vote": (
            "vote",
            "{support}",
            "on proposal {proposal_id}",
            "at {governor}",
            "on {from_chain}",
        ),
        "propose": ("propose", "“{description}”", "at {governor}", "on {from_chain}"),
        "queue": ("queue", "proposal {proposal_id}", "at {governor}", "on {from_chain}"),
        "execute": ("execute", "proposal {proposal_id}", "at {governor}", "on {from_chain}"),
        "delegate": ("delegate the votes", "at {governor}", "on {from_chain}"),
        "balance": ("look up the balance", "of {token}", "on {from_chain}"),
        "price": ("look up the price", "of {token}"),
    },
    asks={
        "amount": ("How much {token} should I {rest}?", "how much"),
        "token": ("Which token should I {rest}?", "which token"),
        "recipient": ("To which address or name should I {rest}?", "to which address"),
        "from_chain": ("On which chain should I {rest}?", "on which chain"),
        "bridge.from_chain": ("From which chain should I {rest}?", "from which chain"),
        "to_chain": ("To which chain should I {rest}?", "to which chain"),
        "to_token": ("Which token do you want back if I {rest}?", "for which token"),
        "slippage": ("How much slippage is fine if I {rest}?", "how much slippage"),
        "min_out": ("What is the least you want back if I {rest}?", "the minimum to receive"),
        "proposal_id": ("Which proposal number should I {rest}?", "which proposal number"),
        "support": ("How should I {rest}: for, against or abstain?", "for, against or abstain"),
        "governor": ("At which governor address should I {rest}?", "at which governor address"),
        "description": ("What should the proposal say if I {rest}?", "what it should say"),
        "targets": ("Which contracts should be called if I {rest}?", "which contracts to call"),
        "values": ("How much should each call carry if I {rest}?", "the value of each call"),
        "calldatas": ("Which call data should be used if I {rest}?", "the call data"),
        "memo": ("What exactly should the memo say if I {rest}?", "the exact memo"),
        "reason": ("What exactly should the reason say if I {rest}?", "the exact reason"),
        "condition": (
            "When exactly should I {rest}? Like: when gas is below 10 gwei, or: every monday.",
            "when exactly",
        ),
        "request": (
            "Should I {rest}? Please say it again in one plain sentence.",
            "the whole request",
        ),
        "action": (
            "What should I do? Say it with a verb, like: send 5 USDC to alice.eth.",
            "what to do",
        ),
    },
    conjunction="and ",
)
