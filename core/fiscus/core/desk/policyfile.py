"""The policy file: read, explained where it is wrong, and read again when it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fiscus.core.desk.exact import Document, Place, read_document
from fiscus.core.desk.nearest import nearest
from fiscus.core.desk.policy import Policy, Scope
from fiscus.core.errors import ConfigError

HINT: Final = "`fiscus policy check` says more; docs/policy.md has every key."
COMMENT: Final = "#"
TEXTS: Final = {
    **dict.fromkeys(("decimal_type", "decimal_parsing", "finite_number"), "it must be a number"),
    **dict.fromkeys(("model_type", "dict_type"), "it must be a mapping of keys to values"),
    **dict.fromkeys(("tuple_type", "list_type"), "it must be a list"),
}
"""What pydantic would say of its own types."""
LISTED: Final = ("recipients", "contracts", "programs", "spenders")


class PolicyNotAttested(ConfigError):
    """In a TEE a policy is in force once it was logged, not before."""

    code = "POLICY_NOT_ATTESTED"
    retryable = True


class AddressRules(Protocol):
    """What the installed chains know of addresses."""

    def address_problem(self, text: str) -> str | None:
        """Why a text is no address of any chain, or `None` where it is one."""
        ...

    def family_problem(self, family: str, text: str) -> str | None:
        """Why a text is no address of a family that somebody can hold."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that must be mended, and where."""

    place: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line is not None else ""
        return f"{self.place}{where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Read:
    """A policy file as it was read: with problems it has no policy."""

    document: Document
    policy: Policy | None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class PolicyFile:
    """The policy of a file, as the file is now. It is read again for every payment, and the rest
    is done again where it, or a file of sanctions, changed."""

    path: Path
    addresses: AddressRules | None = None
    admits: Callable[[bytes], bool] | None = None
    """Whether it may be in force with this content; `None` where it always may."""
    _seen: Mapping[Path, bytes] = field(default_factory=dict[Path, bytes])
    _policy: Policy | None = None

    def current(self) -> Policy:
        """Raises `ConfigError` where the file is broken, for as long as it is: the policy that it
        held before is then no policy."""
        content = _content(self.path)
        if self.admits is not None and not self.admits(content):
            raise PolicyNotAttested(
                "The policy file changed, and no evidence speaks of it yet",
                hint="It is logged within seconds; ask again then.",
            )
        if self._policy is not None and all(
            (content if path == self.path else _content(path)) == was
            for path, was in self._seen.items()
        ):
            return self._policy
        self._policy = None
        policy = _valid(self.path, content, self.addresses)
        files = {path: _content(path) for path in sanction_files(self.path, policy)}
        for path, said in files.items():
            _refuse_unfit(path, said, self.addresses)
        listed = [address for said in files.values() for _, address in listed_addresses(said)]
        self._seen = {self.path: content, **files}
        self._policy = policy.with_sanctioned(listed)
        return self._policy


def load_policy(path: Path, addresses: AddressRules | None = None) -> Policy:
    """Read a policy file. Raises `ConfigError` that names the line or the key to mend."""
    return PolicyFile(path, addresses).current()


def read_policy(text: str, what: str, addresses: AddressRules | None = None) -> Read:
    """The policy in a text, or all that is wrong with it. Raises `ConfigError` for what is no
    YAML."""
    document = read_document(text, what)
    nothing: dict[str, object] = {}
    try:
        policy = Policy.model_validate(nothing if document.data is None else document.data)
    except ValidationError as exc:
        found = exc.errors(include_url=False, include_input=False)
        return Read(document, None, tuple(problem_of(error, document, Policy) for error in found))
    problems = tuple(_unfit_addresses(policy, document, addresses)) if addresses else ()
    return Read(document, None if problems else policy, problems)


def sanction_files(path: Path, policy: Policy) -> Sequence[Path]:
    """Those that a policy file names, from its own folder."""
    return [path.parent / Path(name).expanduser() for name in policy.sanctions]


def listed_addresses(content: bytes) -> Iterator[tuple[int, str]]:
    """The addresses of a file with one a line, and their lines."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        address = line.partition(COMMENT)[0].strip().lstrip("\ufeff")
        if address:
            yield number, address


def scope_places(policy: Policy) -> Iterator[tuple[Place, Scope]]:
    """The file itself, what it says of agents, and its rules, with their places."""
    yield (), policy
    for number, agent in enumerate(policy.agents):
        yield ("agents", number), agent.rule
    for number, rule in enumerate(policy.rules):
        yield ("rules", number), rule


def read_text(path: Path) -> str:
    """A file in UTF-8. Raises `ConfigError`."""
    return _text(path, _content(path))


def list_problems(path: Path, policy: Policy, addresses: AddressRules) -> Iterator[Problem]:
    """What is wrong with the files of sanctions that a policy file names."""
    for file in sanction_files(path, policy):
        try:
            content = _content(file)
        except ConfigError as exc:
            yield Problem("sanctions", exc.message)
            continue
        for line, address in listed_addresses(content):
            if problem := addresses.address_problem(address):
                yield Problem(str(file), problem, line)


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise _unreadable(path) from exc


def _valid(path: Path, content: bytes, addresses: AddressRules | None) -> Policy:
    what = f"The policy file {str(path)!r}"
    read = read_policy(_text(path, content), what, addresses)
    if read.policy is None:
        problems = "; ".join(map(str, read.problems))
        raise ConfigError(f"{what} is not valid: {problems}", hint=HINT)
    return read.policy


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise _unreadable(path) from exc


def _unreadable(path: Path) -> ConfigError:
    return ConfigError(
        f"The file {str(path)!r} cannot be read",
        hint="A policy is a YAML file in UTF-8, named by FISCUS_POLICY, with its `sanctions` beside"
        " it.",
    )


def _refuse_unfit(path: Path, content: bytes, addresses: AddressRules | None) -> None:
    if addresses is None:
        return
    for line, address in listed_addresses(content):
        if problem := addresses.address_problem(address):
            raise ConfigError(
                f"Line {line} of the file of sanctions {str(path)!r} is no address: {problem}",
                hint="It has one address a line; # begins a comment.",
            )


def _unfit_addresses(
    policy: Policy, document: Document, addresses: AddressRules
) -> Iterator[Problem]:
    """An address that nobody has protects nobody: in `deny` it would be passed over in silence."""
    for place, scope in scope_places(policy):
        for name in LISTED:
            for which in ("allow", "deny"):
                entries: Sequence[str] = getattr(getattr(scope, name), which)
                for number, entry in enumerate(entries):
                    if problem := addresses.address_problem(entry):
                        at = (*place, name, which, number)
                        yield Problem(_shown(at), problem, document.line(at))
    for family, address in policy.evacuation.items():
        if problem := addresses.family_problem(family, address):
            at = ("evacuation", family)
            yield Problem(_shown(at), problem, document.line(at))


def problem_of(error: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    """What pydantic says of a document, as its writer can mend it."""
    place, context = error["loc"], error.get("ctx", {})
    text = error["msg"].removeprefix("Value error, ")
    if error["type"] == "unknown_key":
        place = (*place, str(context["key"]))
        text = _unknown(str(context["near"]) or None)
    elif error["type"] == "extra_forbidden":
        text = _unknown(nearest(str(place[-1]), _keys_at(place[:-1], model)))
    else:
        text = TEXTS.get(error["type"], text)
    return Problem(_shown(place), text, document.line(place) if place else None)


def _unknown(near: str | None) -> str:
    return "there is no such key" + (f"; did you mean {near}?" if near else "")


def _shown(place: Place) -> str:
    return ".".join(map(str, place)) or "file"


def _keys_at(place: Place, root: type[BaseModel]) -> Sequence[str]:
    """The keys that can stand at a place of a file."""
    model: type[BaseModel] | None = root
    for step in place:
        if model is None:
            return ()
        if isinstance(step, str):
            told = model.model_fields.get(step)
            model = _model_in(told.annotation) if told is not None else None
    return list(model.model_fields) if model is not None else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that a field holds, or holds several of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
