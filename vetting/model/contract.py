"""What an API contract promises, kept in the report for whoever compares the next one with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body or one parameter's value.

    `type` is the JSON types joined by `|`, sorted, empty where any will do; `values` the list
    that it must be of, `limits` the bounds it must keep (`maxLength`, `pattern`, …), as written.
    """

    type: str
    required: bool
    values: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `place` is query, path, header, cookie, formData or body."""

    place: str
    name: str
    required: bool
    type: str = ""
    values: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `base` is the path of the servers, `line` that of the method's key.

    `secured` is None where nothing is said. `needs` are the alternatives of credentials, each
    the schemes and scopes that it takes. `request` (by media type) and `answers` (by status,
    then media type) are places in `Contract.shapes`; `is_whole` says that no shape was cut off.
    """

    method: str
    path: str
    base: str
    file: str
    line: int
    secured: bool | None
    parameters: tuple[Parameter, ...] = ()
    name: str = ""
    needs_body: bool = False
    is_deprecated: bool = False
    needs: tuple[tuple[str, ...], ...] = ()
    request: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Contract:
    """One document: its path, `info.version`, operations in its order, and their shapes.

    A shape is the fields of a body by path (`data[].nama`; the body itself is ``""``). `fault`
    is why the document could not be read, empty for a sound one.
    """

    file: str
    version: str
    operations: tuple[Operation, ...]
    shapes: tuple[Mapping[str, Field], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The contracts of the submission before this one, by the result digest of its report.

    `contracts` is None where that report holds none because its run could not read them.
    """

    digest: str
    contracts: tuple[Contract, ...] | None
