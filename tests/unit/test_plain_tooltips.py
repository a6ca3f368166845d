"""Tooltips show what they are given as it is: Qt reads one that looks like markup as markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
OUR_WORDS = {
    "description",
    "name",
    "look.words",
    "self.text()",
    "why",
    "spec.summary",
    "f'{spec.summary or spec.title} ({shortcut})'",
    "_tip(verb)",
    "preset.about",
    "refusal",
    "'\\n'.join(lines)",
}
"""Expressions that hold only words of this program, or go where Qt reads no markup (the tray)."""


def tips(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is given to tooltips in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "setToolTip":
                yield node.args[0]
            elif node.func.attr == "showText" and len(node.args) > 1:
                yield node.args[1]


def is_plain(given: ast.expr) -> bool:
    """Whether a tooltip is our own words, or passed through `plain_tip`."""
    if isinstance(given, ast.IfExp):
        return is_plain(given.body) and is_plain(given.orelse)
    if isinstance(given, ast.BoolOp):
        return all(map(is_plain, given.values))
    if isinstance(given, ast.Call) and ast.unparse(given.func) in ("tr", "native_keys"):
        return all(isinstance(each, ast.Constant) for each in given.args)
    if isinstance(given, ast.Call) and ast.unparse(given.func) == "plain_tip":
        return True
    return isinstance(given, ast.Constant) or ast.unparse(given) in (*OUR_WORDS, "tip")


def test_no_tooltip_reads_what_a_machine_says_as_markup() -> None:
    found = [
        f"{path.name}: {ast.unparse(given)}"
        for path in sorted(APP.rglob("*.py"))
        if "ToolTip" in (text := path.read_text(encoding="utf-8"))
        for given in tips(ast.parse(text))
        if not is_plain(given)
    ]
    assert found == []
