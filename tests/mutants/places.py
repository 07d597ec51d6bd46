"""Where the code can be made wrong: found in the syntax tree, so that the next line written is tried too.

Of the three chief operators every place is tried; of the others a sample.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CALL, WHERE, GUARD = "call", "where", "guard"  # all of them
OPERAND, COMPARISON, CONSTANT = "operand", "comparison", "constant"  # a sample
CHIEF, SAMPLED = (CALL, WHERE, GUARD), (OPERAND, COMPARISON, CONSTANT)
COMMANDS = "what commands do: tried by real processes, which a fork does not reach"
LOOPS = "what keeps a process going: tried by real processes, which a fork does not reach"
# Left out, and why.
LEFT_OUT = (
    ("bot/demo/", "somebody else's Telegram, which stands outside the bot"),
    ("bot/showcase/", "the demo's example people and its panel"),
    ("bot/__main__.py", COMMANDS),
    ("bot/commands/", COMMANDS),
    ("bot/files/", COMMANDS),
    ("bot/startup/", COMMANDS),
    ("bot/store/keeping/exposure.py", COMMANDS),
    ("bot/app/", LOOPS),
    ("bot/clock.py", LOOPS),
    ("bot/store/engine/desk.py", LOOPS),
    ("bot/charts/", "drawn by a process of its own, which a fork does not reach"),
    ("bot/store/engine/migrations/", "its steps are over before the fork"),
)
# Words that go to the log and nowhere else.
LOGS = ("log", "logger")
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LONGEST_SHOWN = 110

Put = Callable[[ast.AST], None]
Found = tuple[str, ast.AST, str, str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Place:
    """One way to make one file wrong.

    function: the qualified name of the innermost one it stands in, "" at the top of the module. outer: the line of the
    outermost one's `def` (0 at the top). lines: first and last of what is changed; the statement's first line is among
    `reached`, as that is where a tracer sees it.
    """

    path: str
    function: str
    operator: str
    nth: int
    lines: tuple[int, int]
    statement: int
    outer: int
    before: str
    after: str
    number: int

    @property
    def name(self) -> str:
        """Outlives edits elsewhere in the file."""
        return f"{self.path}:{self.function or '-'}:{self.operator}:{self.nth}"


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a node."""

    function: str = ""
    inside: str = ""
    outer: int = 0
    statement: int = 0


def files() -> list[str]:
    """The files that are tried."""
    found = sorted(
        path.relative_to(ROOT).as_posix() for room in ("bot", "handlers") for path in (ROOT / room).rglob("*.py")
    )
    return [path for path in found if not path.startswith(tuple(start for start, _ in LEFT_OUT))]


def places(path: str, source: str) -> list[Place]:
    """Every place of a file, in the order of the text."""
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for number, (around, (operator, node, before, after, _)) in enumerate(_found(ast.parse(source))):
        counted[around.function, operator] += 1
        lines = (getattr(node, "lineno", around.statement), getattr(node, "end_lineno", around.statement))
        nth = counted[around.function, operator]
        found.append(
            Place(path, around.function, operator, nth, lines, around.statement, around.outer, before, after, number)
        )
    return found


def mutated(source: str, place: Place) -> ast.Module:
    """The file made wrong at this place."""
    tree = ast.parse(source)
    for number, (_, (_, _, _, _, apply)) in enumerate(_found(tree)):
        if number == place.number:
            apply()
            break
    return ast.fix_missing_locations(tree)


def _found(tree: ast.Module) -> Iterator[tuple[_Around, Found]]:
    yield from _below(tree, _Around())


def _below(node: ast.AST, around: _Around) -> Iterator[tuple[_Around, Found]]:
    """What is found below a node; the node itself is looked at where its place is known."""
    for child, put in _children(node):
        inside = around
        if isinstance(child, ast.stmt):
            inside = _Around(around.function, around.inside, around.outer, child.lineno)
        for found in _of(node, child, put):
            yield inside, found
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _of_definition(child, inside)
        else:
            yield from _below(child, inside)


def _of_definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, around: _Around
) -> Iterator[tuple[_Around, Found]]:
    """Decorators and defaults belong to what stands around; annotations to nobody."""
    name = around.inside + node.name
    if isinstance(node, ast.ClassDef):
        within = _Around(around.function, f"{name}.", around.outer, node.lineno)
    else:
        yield from _below(node.args, around)
        within = _Around(name, f"{name}.", around.outer or node.lineno, node.lineno)
    body = ast.Module(node.body, [])
    yield from _below(body, within)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    """Each child with what puts another in its place; annotations are no code."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        if isinstance(value, ast.AST):
            yield value, lambda new, name=name: setattr(node, name, new)  # type: ignore[misc]
        elif isinstance(value, list):
            for at, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield one, lambda new, value=value, at=at: value.__setitem__(at, new)  # type: ignore[misc]


def _of(parent: ast.AST, node: ast.AST, put: Put) -> Iterator[Found]:
    """The ways to make this node wrong."""
    match node:
        case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())) if not _is_log(node.value):
            yield CALL, node, _shown(node), "pass", lambda: put(ast.Pass())
        case ast.Call(func=ast.Attribute(attr="where" | "having")):
            yield from _arguments(node, at_least=1)
        case ast.Call(func=ast.Name(id="and_" | "or_")):
            yield from _arguments(node, at_least=2)
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()) if _is_condition(node):
            for kept, dropped in ((node.right, node.left), (node.left, node.right)):
                yield WHERE, dropped, _shown(dropped), "", lambda kept=kept: put(kept)  # type: ignore[misc]
        case ast.BoolOp():
            for at, operand in enumerate(node.values):
                yield OPERAND, operand, _shown(operand), "", lambda at=at: _without(node, at, put)  # type: ignore[misc]
        case ast.Compare(ops=[op]) if type(op) in TURNED and not _is_guard(parent, node):
            turned = ast.Compare(node.left, [TURNED[type(op)]()], node.comparators)
            yield COMPARISON, node, _shown(node), _shown(turned), lambda: put(ast.copy_location(turned, node))
        case ast.Constant(value=bool() | int() | float() as value):
            new = ast.Constant(not value if isinstance(value, bool) else value + 1)
            yield CONSTANT, node, _shown(node), _shown(new), lambda: put(ast.copy_location(new, node))
        case _:
            pass
    if isinstance(node, ast.expr) and _is_guard(parent, node) and not _is_for_types(node):
        other = _otherwise(node)
        yield GUARD, node, _shown(node), _shown(other), lambda: put(ast.copy_location(other, node))


def _otherwise(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _is_log(call: ast.expr) -> bool:
    inner = call.value if isinstance(call, ast.Await) else call
    target = inner.func if isinstance(inner, ast.Call) else inner
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and target.id in LOGS


def _is_guard(parent: ast.AST, node: ast.AST) -> bool:
    match parent:
        case ast.If() | ast.IfExp() | ast.While():
            return parent.test is node
        case ast.comprehension():
            return node in parent.ifs
        case ast.match_case():
            return parent.guard is node
        case _:
            return False


def _is_for_types(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")


def _is_condition(node: ast.BinOp) -> bool:
    """Of a query: it asks a column, or puts conditions made before together. Sets and flags know these signs too."""
    if isinstance(node.op, ast.BitAnd) and isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name):
        return True
    return any(
        (isinstance(one, ast.Attribute) and one.attr == "c") or isinstance(one, ast.Invert) for one in ast.walk(node)
    )


def _arguments(call: ast.Call, at_least: int) -> Iterator[Found]:
    if len(call.args) < at_least:
        return
    for at, argument in enumerate(call.args):
        yield WHERE, argument, _shown(argument), "", lambda at=at: call.args.__delitem__(at)  # type: ignore[misc]


def _without(node: ast.BoolOp, at: int, put: Put) -> None:
    rest = [value for number, value in enumerate(node.values) if number != at]
    put(rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node))


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).replace("\n", " ")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
