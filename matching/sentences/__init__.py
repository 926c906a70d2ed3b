"""Findings as sentences in the user's language: what a rule says, and what would have to change where it is broken."""

from __future__ import annotations

from typing import Any

from fosterhomes.findings import Finding

from . import company, home, papers, relief, ways
from .base import Words

_PARTS = (home, relief, company, ways, papers)
_SENTENCES: dict[Any, Words] = {key: words for part in _PARTS for key, words in part.SENTENCES.items()}
_CURES: dict[str, Words] = {code: words for part in _PARTS for code, words in part.CURES.items()}
RULE_NAMES: dict[str, Words] = {code: words for part in _PARTS for code, words in part.NAMES.items()}


def sentence(finding: Finding) -> str:
    """Return what a rule says of a pair."""
    said = _SENTENCES[finding.rule, finding.verdict](finding.facts)
    return said[:1].upper() + said[1:]


def cure(finding: Finding) -> str:
    """Return what would have to change where a rule keeps the home away; empty where it does not."""
    return _CURES[finding.rule](finding.facts) if finding.rules_out else ""


def rule_name(rule: str) -> str:
    """Return what a rule is about, in a word or two; rules about the same thing share a line."""
    return RULE_NAMES[rule]({})
