"""Chinese in the program that nobody can say in another language: found by reading the code, module by module.

What stands in a marked call can be said (``say``, ``gettext`` and their like), and what the code only compares with is no
message. All else is reported by the name of the definition it stands in, so that an exception can name its place.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, nodes

CHINESE = re.compile("[\u3400-\u9fff]")
MARKED = {"say", "joined", "gettext", "lazy_gettext", "pgettext", "ngettext", "number_of", "later", "marked", "_"}
# Calls whose arguments are looked for, cut off or taken apart, and never shown.
MATCHED = {
    "compile", "fullmatch", "search", "sub", "split", "strip", "rstrip", "removeprefix", "removesuffix", "maketrans",
    "startswith", "endswith", "replace", "partition", "count",
}  # fmt: skip
Unsaid = tuple[str, str]
"""The name of the outermost definition that it stands in ("" for a bare statement), and the text."""


def unsaid(module: Path) -> Iterator[Unsaid]:
    """All Chinese of a module that is shown as it stands, if it is shown at all."""
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        for text in _texts(statement):
            yield _name(statement), text


def _name(statement: ast.stmt) -> str:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return _names(target)
        case ast.Assign(targets=[*targets]):
            return ",".join(map(_names, targets))
    return ""


def _names(target: ast.expr) -> str:
    """``A`` or ``A,B``; the parts of a tuple in their order."""
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return ",".join(one.id if isinstance(one, ast.Name) else _names(one) for one in parts)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node.value
    for child in _shown(node):
        yield from _texts(child)


def _shown(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a piece of code whose texts may be shown."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Compare():
            return
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in MARKED | MATCHED:
            yield node.func
            if name in MARKED:  # the messages themselves are marked; what fills them is looked at
                yield from (one for one in node.args if not isinstance(one, ast.Constant))
                yield from node.keywords
        case ast.Dict():
            yield from node.values
        case ast.Subscript():
            yield node.value
        case ast.ClassDef(bases=[ast.Name(id="StrEnum")]):
            # Members are the words of a workbook's cells (docs/formats.md).
            yield from (one for one in node.body if isinstance(one, ast.FunctionDef))
        case _:
            yield from ast.iter_child_nodes(node)


def _parts(call: nodes.Expr) -> Iterable[nodes.Node]:
    """What of a call, a comparison or a filter is no text of a page."""
    if isinstance(call, nodes.Compare):
        return (call.expr, *call.ops)
    if isinstance(call, nodes.Call) and getattr(call.node, "name", "") in MARKED:
        return call.args
    return call.args if isinstance(call, nodes.Filter) else ()


def unsaid_of_template(source: str) -> Iterator[str]:
    """The same of a template: what stands there outside ``_()`` and ``{% trans %}``, and is not only compared with."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    said = {
        id(one)
        for call in tree.find_all((nodes.Call, nodes.Compare, nodes.Filter))
        for part in _parts(call)
        for one in (part, *part.find_all(nodes.Const))
    }
    for text in tree.find_all(nodes.TemplateData):
        yield from (line.strip() for line in text.data.splitlines() if CHINESE.search(line))
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and CHINESE.search(const.value) and id(const) not in said:
            yield const.value


def unsaid_of_script(source: str) -> Iterator[str]:
    """Of a script: it has no catalogue, and takes its words from the page."""
    for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines():
        if CHINESE.search(re.sub("(^|\\s)//.*", "", line)):
            yield line.strip()
