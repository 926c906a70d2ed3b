"""What lies in the repository, and what must not."""

import re

import pytest

from .tracked import text, tracked

TOP = (
    "manage.py pyproject.toml fosterhomes matching visits templates tests README.md Makefile requirements.txt "
    "requirements-dev.txt requirements-roads.txt package.json package-lock.json .npmrc "
    ".gitignore .ci static locale docs"
)
LONGEST = 400
"""Lines of a file that one person reads in one go."""
GENERATED = re.compile(r"/migrations/|^locale/|^requirements|^package-lock|\.(svg|png|json|csv)$")
FOREIGN = re.compile(r"(^|/)node_modules/|^static/vendor/|\.min\.(js|css)$|\.map$|\.mo$|\.woff2?$")
HOSTS = re.compile(r"https?://(?!github\.com/sponsors|opencollective\.com|tidelift\.com)\S+|\bfile:/|resolved")
# Folders of one machine: somebody's home, a scratch folder with a name, a workplace.
OWN_PATHS = re.compile(r"(?<![\w.])/(root|home/\w+|Users/\w+|work|opt/(wheels|pypi))(/|\b)")


def test_the_top_level_holds_the_project_and_what_tools_need() -> None:
    assert {path.parts[0] for path in tracked()} <= set(TOP.split())


def test_what_others_wrote_is_fetched_and_never_copied_in() -> None:
    assert [path for path in tracked() if FOREIGN.search(path.as_posix())] == []


def test_no_file_is_longer_than_one_can_read() -> None:
    own = [path for path in tracked() if not GENERATED.search(path.as_posix())]
    lengths = {path.as_posix(): text(path).count("\n") for path in own}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-roads.txt")


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json", ".npmrc"])
def test_lock_files_name_no_host(name: str) -> None:
    (path,) = (path for path in tracked() if path.as_posix() == name)
    lines = [line for line in text(path).splitlines() if '"url":' not in line]
    assert [line for line in lines if HOSTS.search(line) and "omit-lockfile-registry-resolved" not in line] == []


def test_every_locked_python_package_has_its_hash() -> None:
    for name in PYTHON_LOCKS:
        (path,) = (path for path in tracked() if path.as_posix() == name)
        packages = re.findall(r"^[a-z].*?(?=^[a-z]|\Z)", text(path), flags=re.MULTILINE | re.DOTALL)
        assert packages
        assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    here = "tests/codebase/test_files.py"
    found = {path.as_posix(): OWN_PATHS.findall(text(path)) for path in tracked() if path.as_posix() != here}
    assert {name: hits for name, hits in found.items() if hits} == {}
