"""Accessibility as far as a machine sees it: axe, in the page as it is, under the site's own policy."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What the page passes stays in the browser: to carry all of it out takes almost as long as to look.
VIOLATIONS = "async (options) => (await axe.run(options)).violations"


def describe(violation: dict[str, Any]) -> str:
    """Return one finding in words, with the elements it is about."""
    places = [f"    {' '.join(map(str, node['target']))}\n        {node['html'][:200]}" for node in violation["nodes"]]
    return "\n".join([f"{violation['impact']}: {violation['help']} ({violation['id']})", *places])


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds wrong, and lay axe into the page when it is not there from the last look."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS, OPTIONS)
    return found


def assert_accessible(page: Page) -> None:
    """Fail with a readable list when axe finds something serious or critical on the page as it stands."""
    # A colour half-way through a fade is not the colour that people read.
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null)))")
    grave = [describe(violation) for violation in violations(page) if violation["impact"] in GRAVE]
    assert not grave, f"{page.url} has {len(grave)} barriers:\n" + "\n".join(grave)
