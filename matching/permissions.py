"""Who may match: the leader and the placement coordinator of the service."""

from fosterhomes.models import Role

MATCHERS = (Role.LEADER, Role.COORDINATOR)
