"""Who works here: agents, their sites, the partner agencies. Nothing about the people served may enter."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nps.accounts.delegations import Authority, Delegation
from nps.accounts.territory_rules import Reorganisation, TerritoryRule

__all__ = [
    "SITE_ROLES",
    "Agency",
    "Agent",
    "AgentManager",
    "Authority",
    "Delegation",
    "Reorganisation",
    "Role",
    "Site",
    "TerritoryRule",
]


class Role(models.TextChoices):
    """The roles of the field; each agent has exactly one."""

    SOCIAL_WORKER = "social_worker", _("Travailleur social")
    SUPERVISOR = "supervisor", _("Responsable de site")
    PARTNER = "partner", _("Agent partenaire")
    AUDITOR = "auditor", _("Auditeur")
    ADMINISTRATOR = "administrator", _("Administrateur")


SITE_ROLES = (Role.SOCIAL_WORKER, Role.SUPERVISOR)


class Site(models.Model):
    """A place that receives households (espace parisien des solidarités)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A partner organisation; what it may see is granted to its group."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class AgentManager(BaseUserManager):
    def get_by_natural_key(self, email: str) -> "Agent":
        return self.get(email__iexact=email)


class Agent(AbstractBaseUser):
    """Somebody who signs in. Disabled when leaving, never deleted: what was done keeps its author."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.RESTRICT, related_name="agents")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.RESTRICT, related_name="agents"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "role"]
    # Nobody sees a file because of a flag.
    is_superuser = False
    is_staff = False

    objects = AgentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agent_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="agent_belongs_where_the_role_works",
                condition=Q(role__in=SITE_ROLES, site__isnull=False, agency__isnull=True)
                | Q(role=Role.PARTNER, site__isnull=True, agency__isnull=False)
                | Q(role__in=(Role.AUDITOR, Role.ADMINISTRATOR), site__isnull=True, agency__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def workplace(self) -> str:
        """Where the agent works, as shown beside the name."""
        return str(self.site or self.agency or self.get_role_display())
