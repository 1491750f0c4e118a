"""Writes a Python package that brings a contract, so that it is found by its name where the package is installed."""

import json
import re
import shutil
from pathlib import Path

from kraken_conformance.extensions import CONTRACTS
from kraken_conformance.spec.exceptions import ImportFailure, Problem
from kraken_conformance.spec.importers.writer import AS_IMPORTED
from kraken_conformance.spec.loading.contract_files import OPTIONAL, REQUIRED, ContractFolder
from kraken_conformance.spec.loading.loader import load_contract

NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)

_PROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = {distribution}
version = {version}
description = {description}
requires-python = ">=3.11"
dependencies = ["kraken-conformance"]

[project.entry-points.{group}]
{name} = {module}

[tool.setuptools]
packages = [{package}, {module}]

[tool.setuptools.package-data]
{module} = ["*.graphql", "*.yaml"]
"""


def write_pack(contract: str | Path, folder: Path, *, name: str | None = None) -> str:
    """Write a package with a contract into a new folder, and return the name by which the contract is found.

    `name` is that of the contract unless another one is given. Raises `ImportFailure` where the folder is not empty or
    the name cannot be one, and what `load_contract` raises.
    """
    loaded = load_contract(contract)
    name = name or loaded.name
    if NAME.fullmatch(name) is None:
        raise _failure(name, "This cannot be the name of an entry point.", "Give another one with --name.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "Name a folder that is empty or does not exist."
        raise _failure(str(folder), "There is something there already.", remedy)
    package = f"{re.sub(r'[^a-z0-9]', '_', name.lower())}_kraken"
    package = package if package[0].isalpha() else f"contract_{package}"
    files = folder / package / "contract"
    try:
        files.mkdir(parents=True)
        (folder / package / "__init__.py").write_text(f'"""The contract {loaded.name}."""\n', "utf-8")
        (files / "__init__.py").touch()
        source = ContractFolder(contract).path
        for file in (*REQUIRED, *OPTIONAL):
            if (source / file).is_file():
                shutil.copy(source / file, files)
        if (source / AS_IMPORTED).is_dir():
            shutil.copytree(source / AS_IMPORTED, files / AS_IMPORTED)
        (folder / "pyproject.toml").write_text(_project(name, loaded.version, package), "utf-8")
    except OSError as error:
        raise _failure(str(folder), f"{error.strerror}.", "Name a place to write to.") from None
    return name


def _project(name: str, version: str, package: str) -> str:
    texts = {
        "distribution": f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}-kraken-contract",
        "version": _version(version),
        "description": f"The contract {name} for kraken-conformance.",
        "group": CONTRACTS,
        "name": name,
        "package": package,
        "module": f"{package}.contract",
    }
    return _PROJECT.format(**{key: json.dumps(text) for key, text in texts.items()})


def _version(version: str) -> str:
    """Return the version of a contract as one of Python packages; what is none becomes a local part."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", version):
        return version
    return f"0+{re.sub(r'[^a-z0-9]+', '.', version.lower()).strip('.') or '0'}"


def _failure(place: str, message: str, remedy: str) -> ImportFailure:
    return ImportFailure([Problem(place, None, message, remedy)])
