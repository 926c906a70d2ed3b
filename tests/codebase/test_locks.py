"""What is locked is what the project asks for; `make lock` brings the two together again."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .tracked import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
ROADS = [Requirement(line) for line in PROJECT["optional-dependencies"]["roads"]]


def locked(name: str) -> dict[str, str]:
    """Return the versions of a lock file by package."""
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert pins
    return {canonicalize_name(package): version for package, version in pins}


WANTED = {
    "requirements.txt": RUNTIME,
    "requirements-dev.txt": RUNTIME + DEV,
    "requirements-roads.txt": ROADS,
}


@pytest.mark.parametrize(("name", "wanted"), WANTED.items(), ids=["run", "dev", "roads"])
def test_every_python_package_is_locked_at_a_version_that_the_project_takes(
    name: str, wanted: list[Requirement]
) -> None:
    versions = locked(name)
    stale = [
        str(requirement)
        for requirement in wanted
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"))
    ]
    assert stale == [], "run `make lock`"


def test_tests_run_on_the_versions_that_the_site_runs_on() -> None:
    dev = locked("requirements-dev.txt")
    different = {name: (version, dev.get(name)) for name, version in locked("requirements.txt").items()}
    assert {name: pair for name, pair in different.items() if pair[0] != pair[1]} == {}


def test_the_front_end_is_locked_as_it_is_asked_for() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["dependencies"] == wanted, "run `make lock`"
    assert {name for name in wanted if f"node_modules/{name}" not in lock} == set()
