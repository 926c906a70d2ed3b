"""Accessibility as far as a machine sees it: axe, in the page as it is, under the site's own policy."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def describe(violation: dict[str, Any]) -> str:
    """Return one finding in words, with the elements it is about."""
    places = [f"    {' '.join(map(str, node['target']))}\n        {node['html'][:200]}" for node in violation["nodes"]]
    return "\n".join([f"{violation['impact']}: {violation['help']} ({violation['id']})", *places])


def assert_accessible(page: Page) -> None:
    """Fail with a readable list when axe finds something serious or critical on the page as it stands."""
    # A colour half-way through a fade is not the colour that people read.
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null)))")
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    grave = [describe(violation) for violation in found if violation["impact"] in GRAVE]
    assert not grave, f"{page.url} has {len(grave)} barriers:\n" + "\n".join(grave)
