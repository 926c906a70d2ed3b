"""What the invented people of the demo wrote and said when a home was chosen."""

from ..models import Call

REASONS = (
    "Heimen ligg nær skulen og venene, og familien har god røynsle med barn som strevar med søvn og uro.",
    "Fosterforeldra kjenner barnet frå før, og barnet er trygt hos dei. Dei kan ta imot på kort varsel.",
    "Heimen har rom og ro, og kan halde kontakten med søsken og besteforeldre ved like.",
    "Familien har teke vare på barn med same behov før, og barnehagen ligg i gangavstand.",
)

KIN_REASONS = (
    "Mormor er spurd og ønskjer kontakt, men har ikkje helse til å ha barnet buande.",
    "Onkel og tante er vurderte i familierådet. Dei har ikkje rom no, men blir med som støtte.",
    "Nettverksmøte er halde. Ingen i slekt eller nettverk kan ta imot barnet.",
)

CHILD_SAYS = (
    "Har møtt familien to gonger og vil flytte dit. Vil ha med katten.",
    "Vil helst bu hos mormor, men synest familien verka snille. Vil halde fram på same skule.",
    "For liten til å seie noko om valet. Helsesjukepleiar og barnehage har fortalt korleis barnet har det.",
)

PARENTS_SAY = (
    "Mor er samd. Far er ikkje samd, og meiner barnet burde bu nærmare han.",
    "Begge er høyrde, og er opptekne av at barnet held fram med fotballen.",
    "Mor er høyrd og vil ikkje seie noko om valet. Det har ikkje lykkast å nå far.",
)

GAPS = (
    "Fosterforeldra treng rettleiing i å møte uro om kvelden.",
    "",
    "Familien bur langt frå BUP, og treng skyss.",
    "",
)

SUPPORT = (
    "Rettleiing kvar veke dei første tre månadene", "Avlasting ei helg i månaden", "Skyss til BUP",
    "Samtale med skulen om tilrettelegging", "Førsteårsgruppe for fosterforeldra",
)  # fmt: skip

WHY_AFTER = "Barnet måtte flytte same dag. Heimen er besøkt, og attestane er viste fram."

NOTES = {
    Call.Answer.ASKED: "Tok ikkje telefonen. Prøver igjen i morgon.",
    Call.Answer.THINKING: "Vil snakke med eigne barn først.",
    Call.Answer.YES: "Kan ta imot frå neste veke.",
    Call.Answer.NO: "Har nok med dei som bur der no.",
}
"""What was noted of a call, by its answer."""
