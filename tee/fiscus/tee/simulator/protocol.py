"""What a guest agent can be asked: `POST /Method` with JSON, bytes as hex (agent_rpc.proto)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from fiscus.core.serving import Request, Response
from fiscus.tee.simulator import derivation, signing, tls
from fiscus.tee.simulator.machine import Machine

VERSION: Final = {"version": "0.5.9", "rev": "simulator"}

Answer: TypeAlias = Mapping[str, object]
Method: TypeAlias = Callable[[Machine, bytes], Answer]
Hex: TypeAlias = Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2})*$")]
MOST_DATA: Final = 64
"""Bytes of a quote's report data."""


class Arguments(BaseModel):
    """Of a call. What a newer client sends beside them is passed over, as protobuf does."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class GetKey(Arguments):
    path: str = ""
    purpose: str = ""
    algorithm: Literal["", "secp256k1", "k256", "ed25519"] = ""


class RawQuote(Arguments):
    report_data: Hex = Field(default="", max_length=2 * MOST_DATA)


class EmitEvent(Arguments):
    event: str = Field(min_length=1)
    payload: Hex = ""


class GetTlsKey(Arguments):
    subject: str = Field(default="", max_length=64)
    alt_names: Sequence[str] = ()
    usage_server_auth: bool = False
    usage_client_auth: bool = False


class Sign(Arguments):
    algorithm: Literal["ed25519", "secp256k1", "secp256k1_prehashed"]
    data: Hex = ""


class Verify(Sign):
    signature: Hex = ""
    public_key: Hex = ""


def _get_key(machine: Machine, body: bytes) -> Answer:
    asked = GetKey.model_validate_json(body)
    key, chain = machine.key(asked.path, purpose=asked.purpose, algorithm=asked.algorithm)
    return {"key": key.hex(), "signature_chain": [signature.hex() for signature in chain]}


def _get_quote(machine: Machine, body: bytes) -> Answer:
    asked = RawQuote.model_validate_json(body)
    return machine.domain.quoted(bytes.fromhex(asked.report_data))


def _get_tls_key(machine: Machine, body: bytes) -> Answer:
    asked = GetTlsKey.model_validate_json(body)
    key, chain = tls.certified(
        machine.tls,
        asked.subject,
        asked.alt_names,
        server=asked.usage_server_auth,
        client=asked.usage_client_auth,
    )
    return {"key": key, "certificate_chain": chain}


def _sign(machine: Machine, body: bytes) -> Answer:
    asked = Sign.model_validate_json(body)
    key, chain = machine.key(signing.PATH, purpose=signing.PURPOSE, algorithm=asked.algorithm)
    signed = signing.signature(key, bytes.fromhex(asked.data), asked.algorithm)
    return {
        "signature": signed.hex(),
        "signature_chain": [part.hex() for part in (signed, *chain)],
        "public_key": derivation.public_key(key, asked.algorithm).hex(),
    }


def _verify(_: Machine, body: bytes) -> Answer:
    asked = Verify.model_validate_json(body)
    signed, data, public = map(bytes.fromhex, (asked.signature, asked.data, asked.public_key))
    return {"valid": signing.holds(signed, data, public, asked.algorithm)}


def _emit_event(machine: Machine, body: bytes) -> Answer:
    asked = EmitEvent.model_validate_json(body)
    machine.domain.emit(asked.event, bytes.fromhex(asked.payload))
    return {}


METHODS: Final[Mapping[str, Method]] = {
    "EmitEvent": _emit_event,
    "GetKey": _get_key,
    "GetQuote": _get_quote,
    "GetTlsKey": _get_tls_key,
    "Info": lambda machine, _: machine.info(),
    "Sign": _sign,
    "Verify": _verify,
    "Version": lambda machine, _: VERSION,
}


def answered(machine: Machine, request: Request) -> Response:
    """What the real one would answer, refusals included."""
    method = METHODS.get(request.path.removeprefix("/prpc").lstrip("/"))
    if method is None:
        return _response(404, {"error": "Method not found"})
    body = json.dumps(request.query).encode() if request.method == "GET" else request.body
    try:
        return _response(200, method(machine, body or b"{}"))
    except ValueError:  # of pydantic, of a key that is none
        return _response(400, {"error": "Invalid arguments"})


def _response(status: int, body: Answer) -> Response:
    return Response(status, json.dumps(body).encode())
