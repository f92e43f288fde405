"""Which columns point to a table, read from the models: what is added tomorrow is found. No rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Column:
    """A foreign key: its model and its field."""

    model: type[models.Model]
    field: models.ForeignKey

    @property
    def name(self) -> str:
        """« cases.Application.applicant »."""
        return f"{self.model._meta.label}.{self.field.name}"


def pointing_to(target: type[models.Model]) -> Iterator[Column]:
    """Every foreign key to this table, those of hidden tables of many-to-many fields among them."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.remote_field and field.remote_field.model is target:
                yield Column(model, field)
