"""Every error the suite raises on purpose. The class says who can act, the code says on what.

FiscusError
├── ConfigError              the operator mends settings, a policy file, a plugin list
│   ├── NoModel                  nothing that is registered does this job
│   └── ModelKeyRefused          the vendor of a model does not take the key
├── RequestError             the person who asked can ask again, differently
│   ├── InvalidAmount            zero, negative, too many decimals, unreadable
│   ├── InvalidRecipient         no address, a broken checksum, a token contract, the wallet itself
│   ├── WrongNetwork             the address belongs to another kind of chain
│   ├── UnknownToken             no such token on that chain
│   ├── UnknownChain             no such chain, or one that is not configured
│   ├── NameNotResolved          a name without a record for that chain
│   ├── InsufficientFunds        the numbers are in the message
│   ├── MessageRefused           a message or typed data that is never signed, or not understood
│   ├── NotAllowed               the person may not change that about the conversation
│   ├── NothingCame              nobody can say what the step before has brought
│   ├── WhichPayment             none or several of the payments that wait can be meant
│   └── Superseded               the person said something newer in the meantime
├── DeskError                the desk decided
│   ├── NotOwner                 only owners drive the wallet
│   ├── NotApprover              the policy does not count this yes: not listed, or not signed
│   ├── PolicyDenied             a rule said no; the hint says how to raise it
│   ├── ReadOnly                 no key, or `simulate`: nothing can be signed
│   ├── DuplicateRequest         the same key came with another text
│   ├── ApprovalGone             expired, used, denied, or never there
│   ├── WalletBusy               another process signs for this wallet right now
│   │   └── LeaseLost                another process took the wallet over in the middle
│   ├── ClockWrong               the clock was set back, or a chain's blocks are from the future
│   ├── NotReplaceable           nothing waits whose place could be taken
│   ├── DeskUnavailable          no desk answers at its socket; worth retrying
│   │   └── AnswerLost               it broke off: what was asked may have been done
│   ├── DeskBusy                 the desk takes no more of this agent now
│   ├── DeskRequestRefused       the desk does not know what it is asked
│   └── WalletFrozen             chain and journal disagree
│       └── SpendingStopped          an operator stopped all of it
├── ChainError               something outside this process
│   ├── RpcUnavailable           no answer in time from any RPC; worth retrying
│   ├── RpcRefused               the node understood and refused
│   ├── ChainMismatch            an RPC serves another chain than it is configured for
│   ├── NodesDisagree            two nodes say different things of one payment
│   ├── ChainBehind              the chain counts fewer transactions than were confirmed
│   ├── SimulationFailed         the transaction would revert, or move something else
│   └── TransactionFailed        included, and reverted
├── ModelError               a language model
│   ├── RateLimited              asked too often; it says when to come back
│   ├── QuotaExhausted           the vendor wants to be paid first
│   ├── ModelUnavailable         no connection, or a fault at the vendor; worth retrying
│   ├── ModelTimeout             no answer before the deadline
│   ├── ModelRefused             the vendor's rules forbid an answer
│   ├── BadModelRequest          the vendor does not take the request: too long, no such model
│   └── BadModelOutput           an answer that is not what was asked for
├── FetchRefused             an address found in data that is not fetched, or does not answer
└── StoreError               the database cannot be used
"""

from __future__ import annotations

from typing import ClassVar


class FiscusError(Exception):
    """Catch this to catch everything raised on purpose.

    `message` is one sentence without secrets, URLs or foreign text; `hint` says what would work;
    `context` holds facts for a program. All three are safe to show.
    """

    code: ClassVar[str] = "ERROR"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str | None = None, **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context = context

    def __str__(self) -> str:
        """The sentence and the hint, for people."""
        ended = self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."
        return f"{ended} {self.hint}" if self.hint else ended


class ConfigError(FiscusError):
    code = "CONFIG"


class NoModel(ConfigError):
    code = "NO_MODEL"


class ModelKeyRefused(ConfigError):
    code = "MODEL_KEY_REFUSED"


class RequestError(FiscusError):
    code = "INVALID_PARAMS"


class InvalidAmount(RequestError):
    code = "INVALID_AMOUNT"


class InvalidRecipient(RequestError):
    code = "INVALID_RECIPIENT"


class WrongNetwork(RequestError):
    code = "WRONG_NETWORK"


class UnknownToken(RequestError):
    code = "UNKNOWN_TOKEN"


class UnknownChain(RequestError):
    code = "CHAIN_NOT_CONFIGURED"


class NameNotResolved(RequestError):
    code = "NAME_NOT_RESOLVED"


class InsufficientFunds(RequestError):
    code = "INSUFFICIENT_FUNDS"


class MessageRefused(RequestError):
    code = "MESSAGE_REFUSED"


class NotAllowed(RequestError):
    code = "NOT_ALLOWED"


class NothingCame(RequestError):
    code = "NOTHING_CAME"


class WhichPayment(RequestError):
    code = "WHICH_PAYMENT"


class Superseded(RequestError):
    code = "SUPERSEDED"


class DeskError(FiscusError):
    code = "DESK"


class NotOwner(DeskError):
    code = "NOT_OWNER"


class NotApprover(DeskError):
    code = "NOT_APPROVER"


class PolicyDenied(DeskError):
    code = "POLICY_DENIED"


class ReadOnly(DeskError):
    code = "READ_ONLY"


class DuplicateRequest(DeskError):
    code = "DUPLICATE_REQUEST"


class ApprovalGone(DeskError):
    code = "APPROVAL_GONE"


class WalletBusy(DeskError):
    code = "WALLET_BUSY"
    retryable = True


class LeaseLost(WalletBusy):
    code = "LEASE_LOST"
    retryable = False


class ClockWrong(DeskError):
    code = "CLOCK_WRONG"


class NotReplaceable(DeskError):
    code = "NOT_REPLACEABLE"


class DeskUnavailable(DeskError):
    code = "DESK_UNAVAILABLE"
    retryable = True


class AnswerLost(DeskUnavailable):
    code = "ANSWER_LOST"
    retryable = False


class DeskBusy(DeskError):
    code = "DESK_BUSY"
    retryable = True


class DeskRequestRefused(DeskError):
    code = "DESK_REQUEST"


class WalletFrozen(DeskError):
    code = "WALLET_FROZEN"


class SpendingStopped(WalletFrozen):
    code = "SPENDING_STOPPED"


class ChainError(FiscusError):
    code = "CHAIN"


class RpcUnavailable(ChainError):
    code = "NETWORK_ERROR"
    retryable = True


class RpcRefused(ChainError):
    code = "RPC_REFUSED"


class ChainMismatch(ChainError):
    code = "CHAIN_MISMATCH"


class NodesDisagree(ChainError):
    code = "NODES_DISAGREE"
    retryable = True


class ChainBehind(ChainError):
    code = "CHAIN_BEHIND"
    retryable = True


class SimulationFailed(ChainError):
    code = "SIMULATION_FAILED"


class TransactionFailed(ChainError):
    code = "TRANSACTION_FAILED"


class ModelError(FiscusError):
    code = "MODEL"


class RateLimited(ModelError):
    """`context["retry_after"]` is the number of seconds the vendor asks for, where it says so."""

    code = "RATE_LIMITED"
    retryable = True


class QuotaExhausted(ModelError):
    code = "MODEL_QUOTA"


class ModelUnavailable(ModelError):
    code = "MODEL_UNAVAILABLE"
    retryable = True


class ModelTimeout(ModelError):
    code = "MODEL_TIMEOUT"


class ModelRefused(ModelError):
    code = "MODEL_REFUSED"


class BadModelRequest(ModelError):
    code = "MODEL_BAD_REQUEST"


class BadModelOutput(ModelError):
    code = "MODEL_BAD_OUTPUT"


class FetchRefused(FiscusError):
    code = "FETCH_REFUSED"


class StoreError(FiscusError):
    code = "STORE"
