"""Reads the directives that stand on definitions of a contract, as plain values."""

from typing import Any

from graphql import BooleanValueNode, DirectiveNode, ListValueNode, Node, ValueNode


def directive_of(node: Node | None, name: str) -> DirectiveNode | None:
    """Return the directive of that name on a definition, None without one."""
    directives: tuple[DirectiveNode, ...] = getattr(node, "directives", None) or ()
    return next((directive for directive in directives if directive.name.value == name), None)


def arguments_of(directive: DirectiveNode | None) -> dict[str, Any]:
    """Return the arguments of a directive as plain values."""
    if directive is None:
        return {}
    return {argument.name.value: _value(argument.value) for argument in directive.arguments or ()}


def _value(node: ValueNode) -> Any:
    if isinstance(node, ListValueNode):
        return [_value(item) for item in node.values]
    if isinstance(node, BooleanValueNode):
        return node.value
    text = getattr(node, "value", None)
    return float(text) if node.kind in ("int_value", "float_value") and text is not None else text
