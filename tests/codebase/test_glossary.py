"""The words of the field are the same everywhere: what the services call a thing, in nynorsk and in bokmål."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from fosterhomes.project.build.catalogues import read

# English as the source says it, wherever it stands in a sentence; the stem that the translation must then hold.
STEMS = {
    "child welfare service": ("barnevernstenest", "barnevernstjenest"),
    "(?<!emergency )foster home": ("fosterheim", "fosterhjem"),
    "foster parent": ("fosterforeld", "fosterforeld"),
    "foster child": ("fosterbarn", "fosterbarn"),
    "care municipality": ("omsorgskommun", "omsorgskommun"),
    "municipality with care responsibility": ("omsorgskommun", "omsorgskommun"),
    "follow-up visit": ("oppfølgingsbesøk", "oppfølgingsbesøk"),
    "supervision visit": ("tilsynsbesøk", "tilsynsbesøk"),
    "supervision report": ("tilsynsrapport", "tilsynsrapport"),
    "supplement": ("tilleggsrapport", "tilleggsrapport"),
    "supervisor": ("tilsynsperson", "tilsynsperson"),
    "supervision": ("tilsyn", "tilsyn"),
    "contact person": ("kontaktperson", "kontaktperson"),
    "caseworker": ("sakshandsamar", "saksbehandler"),
    "guidance": ("rettleiing", "veiledning"),
    "basic training": ("grunnleggjande opplæring", "grunnleggende opplæring"),
    "first-year group": ("førsteårsgruppe", "førsteårsgruppe"),
    "approval": ("godkjen", "godkjen"),
    "police certificate": ("politiattest", "politiattest"),
    "foster-home agreement": ("fosterheimsavtal", "fosterhjemsavtal"),
    "kin and network": ("slekt", "slekt"),
    "emergency home": ("beredskapsheim", "beredskapshjem"),
    "relief home": ("avlastingsheim", "avlastningshjem"),
    "specialised": ("spesialisert", "spesialisert"),
    "institution": ("institusjon", "institusjon"),
    "housing with follow-up": ("bustad med oppfølging", "bolig med oppfølging"),
    "care order": ("omsorgsovertaking", "omsorgsovertakelse"),
    "emergency decision": ("akuttvedtak", "akuttvedtak"),
    "voluntary stay": ("frivillig opphald", "frivillig opphold"),
    "assistance measure": ("hjelpetiltak", "hjelpetiltak"),
    "child welfare and health board": ("barneverns- og helsenemnda", "barneverns- og helsenemnda"),
    "permanent stay": ("varige? opphald", "varige? opphold"),
    "aftercare": ("ettervern", "ettervern"),
    "best interests": ("barnets beste", "barnets beste"),
    "person of trust": ("tillitsperson", "tillitsperson"),
    "sibling": ("sysken", "søsk"),
    "protected address": ("gradert", "gradert"),
    "state administrator": ("statsforvaltar", "statsforvalter"),
    "municipal council": ("kommunestyre", "kommunestyre"),
    "status report": ("tilstandsrapport", "tilstandsrapport"),
    "vacancy": ("ledig", "ledig"),
    "on a ferry": ("ferje", "ferge"),
}

# Labels that stand alone: the whole of them, but for the first letter.
LABELS = {
    "own child": ("eige barn", "eget barn"),
    "ordinary foster home": ("ordinær fosterheim", "ordinært fosterhjem"),
    "kinship and network foster home": ("slekts- og nettverksfosterheim", "slekts- og nettverksfosterhjem"),
    "specialised foster home": ("spesialisert fosterheim", "spesialisert fosterhjem"),
    "emergency foster home": ("beredskapsheim", "beredskapshjem"),
    "foster home with particular conditions (§ 6-3)": (
        "fosterheim med særlege føresetnader (§ 6-3)",
        "fosterhjem med særlige forutsetninger (§ 6-3)",
    ),
    "Municipality of the home": ("fosterheimskommune", "fosterhjemskommune"),
    "Own surroundings": ("nærmiljø", "nærmiljø"),
    "Kin and network": ("slekt og nettverk", "slekt og nettverk"),
    "full and extended": ("uttømmande og utvida", "uttømmende og utvidet"),
    "follow-up": ("oppfølging", "oppfølging"),
    "placement": ("plassering", "plassering"),
    "travel time": ("reisetid", "reisetid"),
    "guide": ("rettleiar", "veileder"),
}

# Forms that only the other written language has, or that the field has left behind.
FOREIGN = {
    "nn": r"hjem\w*|ikke|fra|hva|hvem|hvor\w*|hvordan|noen|noe|søsken|saksbehandler\w*|veileder|veiledning\w*"
    r"|tilsynsfører\w*|blei|jeg|være|gjøre|uten|tjenesten?",
    "nb": r"\w*heim\w*|ikkje|frå|kva|kven|kvar|korleis|kvifor|nokon|noko|sysken\w*|sakshandsamar\w*|rettleiar\w*"
    r"|rettleiing\w*|tilsynsfører\w*|eg|vere|gjere|utan|tenest\w*",
}
COLUMN = {"nn": 0, "nb": 1}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@cache
def said(language: str) -> list[tuple[str, str]]:
    """Return every English string with what the catalogue says for it; a plural as two. Placeholders are no words."""
    pairs = [pair for message in read(language) if message.id for pair in _forms(message.id, message.string)]
    return [(PLACEHOLDER.sub("", english), PLACEHOLDER.sub("", text)) for english, text in pairs]


def _forms(source: object, target: object) -> Iterator[tuple[str, str]]:
    if isinstance(source, (tuple, list)) and isinstance(target, (tuple, list)):
        yield from zip(source, target, strict=True)
    else:
        yield str(source), str(target)


@pytest.mark.parametrize("language", COLUMN)
@pytest.mark.parametrize("term", STEMS)
def test_a_term_of_the_field_has_its_word_in_every_sentence(language: str, term: str) -> None:
    stem = STEMS[term][COLUMN[language]]
    sentences = [(english, text) for english, text in said(language) if re.search(rf"\b{term}", english, re.IGNORECASE)]
    assert sentences, f"the program no longer says {term!r}: take it out of this table"
    assert [pair for pair in sentences if not re.search(stem, pair[1], re.IGNORECASE)] == []


@pytest.mark.parametrize("language", COLUMN)
@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_the_word_that_the_services_use(language: str, label: str) -> None:
    texts = {text for english, text in said(language) if english == label}
    assert {text[0].lower() + text[1:] for text in texts} == {LABELS[label][COLUMN[language]]}


@pytest.mark.parametrize("language", COLUMN)
def test_the_two_written_languages_are_kept_apart(language: str) -> None:
    foreign = re.compile(rf"\b(?:{FOREIGN[language]})\b", re.IGNORECASE)
    assert [text for _, text in said(language) if foreign.search(text)] == []
