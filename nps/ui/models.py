"""One table: the keys of forms already handled, so that a replayed POST does nothing twice."""

from django.db import models


class Once(models.Model):
    """A form's key, who sent it, and where its answer is found. Removed by `once.forget` after a while."""

    key = models.UUIDField(primary_key=True)
    agent_id = models.BigIntegerField(null=True)  # not a foreign key: nobody reads agents through it
    path = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    location = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.key)
