"""Registers what must be checked before anything runs."""

from django.apps import AppConfig

from nps import checks

__all__ = ["AccountsConfig", "checks"]


class AccountsConfig(AppConfig):
    name = "nps.accounts"
