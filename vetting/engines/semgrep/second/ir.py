"""The small language that every examined language is read into; `At` is where a node stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

At = tuple[int, int, int, int]
"""First row and column, last row and column; from 0, columns in bytes, the end exclusive."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number, truth or nothing that the source states."""

    at: At
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, field of the own object, or class."""

    at: At
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A field of something."""

    at: At
    base: "Expr"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """An element of something."""

    at: At
    base: "Expr"
    index: "Expr"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method of `base`, or of the own class where there is none."""

    at: At
    base: "Expr | None"
    name: str
    args: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class New:
    """A new object; `body` says that it is of an unnamed class of its own."""

    at: At
    type: str
    args: "tuple[Expr, ...]"
    body: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """An array or list with its elements."""

    at: At
    items: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands."""

    at: At
    op: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Unary:
    """One operand; `++` and `--` change it."""

    at: At
    op: str
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two values."""

    at: At
    condition: "Expr"
    then: "Expr"
    other: "Expr"


@dataclass(frozen=True, slots=True)
class Assign:
    """A value for a variable, field or element; `op` as in `+=`, empty for a plain one."""

    at: At
    target: "Expr"
    value: "Expr"
    op: str = ""


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function without a name, which may run at any time from here on."""

    at: At
    params: tuple[str, ...]
    body: "tuple[Stmt, ...]"


@dataclass(frozen=True, slots=True)
class Mixed:
    """Anything whose value depends on its parts in a way that is not followed."""

    at: At
    parts: "tuple[Expr, ...]"


Expr = (
    Literal | Name | Member | Index | Call | New | Items | Binary | Unary | Choice | Assign | Lambda | Mixed
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Do:
    """An expression for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Let:
    """A new variable with its declared type."""

    name: str
    type: str
    value: Expr | None


@dataclass(frozen=True, slots=True)
class If:
    """One of two branches."""

    condition: Expr
    then: "tuple[Stmt, ...]"
    other: "tuple[Stmt, ...]" = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop on a condition; `first` says that the body runs before the condition is asked."""

    condition: Expr | None
    body: "tuple[Stmt, ...]"
    step: tuple[Expr, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """A loop over the elements of something."""

    name: str
    type: str
    items: Expr
    body: "tuple[Stmt, ...]"


@dataclass(frozen=True, slots=True)
class Switch:
    """Cases in order, `None` among the labels being the default; without `falls` each ends."""

    subject: Expr
    cases: "tuple[tuple[tuple[Expr | None, ...], tuple[Stmt, ...]], ...]"
    falls: bool = True


@dataclass(frozen=True, slots=True)
class Try:
    """A body that may stop anywhere, its handlers (name, body), and what always runs."""

    body: "tuple[Stmt, ...]"
    handlers: "tuple[tuple[str, tuple[Stmt, ...]], ...]"
    always: "tuple[Stmt, ...]" = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Statements in order."""

    body: "tuple[Stmt, ...]"


@dataclass(frozen=True, slots=True)
class Leave:
    """Out of the function (`return`, `throw`) or the loop (`break`, `continue`)."""

    how: str
    value: Expr | None = None


Stmt = Do | Let | If | Loop | Each | Switch | Try | Block | Leave


@dataclass(frozen=True, slots=True)
class Function:
    """A method; `params` are (name, declared type)."""

    at: At
    name: str
    params: tuple[tuple[str, str], ...]
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `fields` maps the names of its fields to the value that a constant has."""

    at: At
    name: str
    fields: Mapping[str, Expr | None] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A file read: all its classes, inner ones too."""

    classes: tuple[Class, ...]
