"""Words that several concepts share: kinds of home, needs, languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HomeKind(models.TextChoices):
    """`docs` and files use the value; the register code of KOSTRA stands in `REGISTER_CODES`."""

    KINSHIP = "kinship", _("kinship and network foster home")
    ORDINARY = "ordinary", _("ordinary foster home")
    SPECIALISED = "specialised", _("specialised foster home")
    PARTICULAR_CONDITIONS = "particular_conditions", _("foster home with particular conditions (§ 6-3)")
    EMERGENCY = "emergency", _("emergency foster home")
    RELIEF = "relief", _("relief home")


REGISTER_CODES = {
    HomeKind.KINSHIP: "2.1",
    HomeKind.ORDINARY: "2.2",
    HomeKind.SPECIALISED: "2.3",
    HomeKind.PARTICULAR_CONDITIONS: "2.4",
    HomeKind.EMERGENCY: "2.5",
    HomeKind.RELIEF: "4.5",
}


class Need(models.TextChoices):
    """What a child may need, and a home may take on."""

    ATTACHMENT = "attachment", _("insecure attachment")
    TRAUMA = "trauma", _("trauma after violence or abuse")
    INFANT = "infant", _("infant care, also at night")
    ADHD = "adhd", _("ADHD")
    AUTISM = "autism", _("autism")
    LEARNING = "learning", _("learning difficulties")
    DISABILITY = "disability", _("physical disability, step-free home")
    MEDICAL = "medical", _("medical follow-up every day")
    FASD = "fasd", _("harm from alcohol or drugs before birth")
    OUTBURSTS = "outbursts", _("violent outbursts")
    SEXUALISED = "sexualised", _("sexualised behaviour")
    SELF_HARM = "self_harm", _("self-harm")
    SUBSTANCES = "substances", _("use of alcohol or drugs")
    EATING = "eating", _("eating difficulties")
    SCHOOL = "school", _("does not go to school")
    ARRIVED_ALONE = "arrived_alone", _("arrived in Norway alone")
    CONTACT = "contact", _("frequent contact with parents")


class Language(models.TextChoices):
    """Languages of children and homes, by ISO 639 code; Norwegian is understood of all and not listed."""

    SAMI = "se", _("Northern Sami")
    SIGN = "nsl", _("Norwegian sign language")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    SOMALI = "so", _("Somali")
    TIGRINYA = "ti", _("Tigrinya")
    DARI = "prs", _("Dari")
    PASHTO = "ps", _("Pashto")
    KURDISH = "ku", _("Kurdish")
    PERSIAN = "fa", _("Persian")
    URDU = "ur", _("Urdu")
    POLISH = "pl", _("Polish")
    LITHUANIAN = "lt", _("Lithuanian")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    UKRAINIAN = "uk", _("Ukrainian")
    SPANISH = "es", _("Spanish")
    THAI = "th", _("Thai")
    TURKISH = "tr", _("Turkish")
    VIETNAMESE = "vi", _("Vietnamese")
