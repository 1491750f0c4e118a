"""Start the contract on graph-gophers/graphql-go: `python make.py FOLDER` writes the resolvers, compiles and runs.

The engine finds the resolvers of a schema by the methods of Go types, so that they have to be written: one type for
each type of the SDL. Compiled against Debian's package of the engine, without a module proxy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLSchema,
    build_schema,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

DEBIAN = "/usr/share/gocode"
BUILT_IN = {"String": "string", "Int": "int32", "Float": "float64", "Boolean": "bool", "ID": "graphql.ID"}
VALUES: dict[str, Any] = {
    "BigInt": 12,
    "Boolean": True,
    "Date": "2026-11-23",
    "DateTime": "2026-11-23T10:00:00+00:00",
    "Decimal": "12.50",
    "Float": 12.5,
    "ID": "1",
    "Int": 3,
    "JSONString": '{"key": "value"}',
    "NonEmptyID": "1",
    "String": "text",
    "Time": "10:00:00",
    "UUID": "00000000-0000-4000-8000-000000000001",
}
"""What the scalars hold in an answer; any other holds an object."""

ABSENT = 8
"""One nullable leaf in this many is null, always the same ones: a healthy server leaves things out."""


class Writer:
    """Writes the Go types of one site. Their names begin with the site's, so that sites do not meet."""

    def __init__(self, site: str, schema: GraphQLSchema) -> None:
        self.site = site
        self.schema = schema

    def lines(self) -> Iterator[str]:
        """Yield the source, line by line."""
        for type_ in self.schema.type_map.values():
            if type_.name.startswith("__"):
                continue
            if is_input_object_type(type_):
                yield f"type {self.name(type_)} struct {{"
                for name, field in type_.fields.items():
                    yield f"\t{exported(name)} {self.taken(field.type)}"
                yield "}"
            elif not is_leaf_type(type_):
                yield from self.object(type_)
        query, mutation = self.schema.query_type, self.schema.mutation_type
        yield f"type {self.site}Root struct {{ {self.name(query)}; {self.name(mutation)} }}"

    def object(self, type_: Any) -> Iterator[str]:
        """Yield the type of an object, interface or union."""
        yield f"type {self.name(type_)} struct{{}}"
        for name, field in getattr(type_, "fields", {}).items():
            returned = self.given(field.type)
            head = f"func ({self.name(type_)}) {exported(name)}"
            if type_ is self.schema.mutation_type:
                arguments = "; ".join(
                    f"{exported(each)} {self.taken(given.type)}" for each, given in field.args.items()
                )
                parameters = (
                    f"ctx context.Context, args struct {{ {arguments} }}"
                    if arguments
                    else "ctx context.Context"
                )
                sent = "args" if arguments else "nil"
                yield f"{head}({parameters}) (found {returned}, err error) {{"
                yield f'\tif err = refuse(ctx, "{name}", {sent}); err != nil {{ return }}'
                yield f"\treturn {self.answer(field.type, name)}, nil"
            else:
                yield f"{head}() {returned} {{"
                yield f"\treturn {self.answer(field.type, name)}"
            yield "}"
        if not is_object_type(type_):
            for number, member in enumerate(self.schema.get_possible_types(type_)):
                found = "true" if number == 0 else "false"
                yield (
                    f"func ({self.name(type_)}) To{member.name}() (*{self.name(member)}, bool) "
                    f"{{ return &{self.name(member)}{{}}, {found} }}"
                )

    def name(self, type_: Any) -> str:
        return f"{self.site}_{type_.name}"

    def taken(self, type_: Any) -> str:
        """Return the Go type of an input."""
        if is_non_null_type(type_):
            return self.bare(type_.of_type, self.taken)
        return "*" + self.bare(type_, self.taken)

    def given(self, type_: Any) -> str:
        """Return the Go type of an output."""
        if is_non_null_type(type_):
            return self.bare(type_.of_type, self.given)
        return "*" + self.bare(type_, self.given)

    def bare(self, type_: Any, within: Any) -> str:
        if is_list_type(type_):
            return "[]" + within(type_.of_type)
        if is_enum_type(type_):
            return "string"
        return BUILT_IN.get(type_.name, "Any") if is_leaf_type(type_) else self.name(type_)

    def answer(self, type_: Any, field: str) -> str:
        """Return the expression of an answer."""
        if not is_non_null_type(type_):
            left_out = is_leaf_type(type_) and len(field) % ABSENT == 0
            if left_out or field in ("possibleErrors", "errors"):
                return "nil"
            go = self.bare(type_, self.given)
            return f"func() *{go} {{ value := {self.answer_bare(type_, field)}; return &value }}()"
        return self.answer_bare(type_.of_type, field)

    def answer_bare(self, type_: Any, field: str) -> str:
        go = self.bare(type_, self.given)
        if is_list_type(type_):
            item = self.answer(type_.of_type, "item")
            return f"{go}{{ {item}, {item} }}"
        if is_enum_type(type_):
            return f'string("{next(iter(type_.values))}")'
        if not is_leaf_type(type_):
            return f"{go}{{}}"
        value = json.dumps(VALUES.get(type_.name))
        if go == "Any":
            value = value if type_.name in VALUES else 'map[string]string{"key": "value"}'
            return f"Any{{{value}}}"
        return f"{go}({value})"


def exported(name: str) -> str:
    """Return a name as Go exports it; the engine does not tell upper from lower case."""
    return name[0].upper() + name[1:]


def source(folder: Path) -> str:
    """Return the Go source of all sites."""
    sites = list(json.loads((folder / "contract.json").read_text("utf-8"))["servers"])
    writers = [Writer(site, build_schema((folder / f"{site}.graphql").read_text("utf-8"))) for site in sites]
    roots = ", ".join(f'"{site}": &{site}Root{{}}' for site in sites)
    return "\n".join(
        [
            *("package main", 'import ("context"; "github.com/graph-gophers/graphql-go")'),
            *("var _ context.Context", "var _ graphql.ID"),
            f"var roots = map[string]interface{{}}{{ {roots} }}",
            *(line for writer in writers for line in writer.lines()),
        ]
    )


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "types.go").write_text(source(folder), "utf-8")
        (Path(made) / "server.go").write_bytes(Path(__file__).with_name("server.go").read_bytes())
        environment = os.environ | {"GO111MODULE": "off", "GOPATH": DEBIAN, "GOFLAGS": ""}
        program = str(folder / "server")
        subprocess.run(["go", "build", "-o", program, "."], cwd=made, env=environment, check=True)
    os.execv(program, [program, str(folder)])


if __name__ == "__main__":
    main()
