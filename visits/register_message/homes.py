"""Homes that stand in for those that a message does not name, until somebody registers or merges them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fosterhomes.models import Home, Service

NO_PLACES = 0
"""A home that stands in offers no place, and that is how it is known: whoever registers it writes how many it has."""


def homes_to_register(service: Service) -> QuerySet[Home]:
    """Return the homes in which somebody lives and of which the register knows only what a message told."""
    stands_in = Q(case_system_ids__isnull=False, places=NO_PLACES, closed_on=None, merged_into=None)
    return Home.objects.filter(stands_in, service=service).select_related("municipality").distinct().order_by("pk")
