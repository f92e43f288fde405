"""A way of looking at the list of files that an agent keeps: enumerations and dates, never a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedFilter(models.Model):
    """The query of the list's address under a name of the agent's own; one may open the list."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="saved_filter_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(name="saved_filter_one_of_a_name", fields=["agent", "name"]),
            models.UniqueConstraint(
                name="saved_filter_one_default", fields=["agent"], condition=Q(is_default=True)
            ),
        ]
