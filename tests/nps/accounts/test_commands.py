"""Sites, agencies and agents are made from the command line, where no agent exists yet to sign in."""

import pytest
from django.core.management import call_command

from nps.accounts.models import Agency, Agent, Role, Site
from nps.journal.models import Entry
from tests.support.accounts import PASSWORD, make_agency, make_agent, make_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]

SITE = {
    "--name": "SPÉCIMEN Paris 18e",
    "--address": "1 rue du Spécimen, 75018 Paris",
    "--phone": "01 00 00 00 18",
    "--hours": "9 h à 17 h",
}


@pytest.fixture
def run(capsys):
    """Run a command with its options; gives (exit status, stdout, stderr lines)."""

    def type_in(name: str, *words: str, **told: str) -> tuple[int, str, list[str]]:
        told = {key: value for key, value in told.items() if value}
        options = [part for key, value in told.items() for part in (key, value)]
        try:
            call_command(name, *words, *options)
            status = 0
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out, said.err.splitlines()

    return type_in


def acts() -> list[str]:
    return list(Entry.objects.order_by("at").values_list("act", flat=True))


def test_a_site_and_an_agency_are_made_and_journaled(run):
    assert run("create_site", "paris-18", **SITE) == (0, "paris-18: SPÉCIMEN Paris 18e\n", [])
    assert run("create_agency", "caf", **{"--name": "SPÉCIMEN CAF"}) == (0, "caf: SPÉCIMEN CAF\n", [])
    assert Site.objects.get().code == "paris-18"
    assert Agency.objects.get().group.name == "agency:caf"
    assert acts() == ["create_site", "create_agency"]


def test_a_code_serves_once_and_a_bad_one_is_refused(run):
    site, agency = make_site(), make_agency()
    assert run("create_site", site.code, **SITE)[::2] == (2, ["code: Site with this Code already exists."])
    status, _said, faults = run("create_agency", agency.code, **{"--name": "SPÉCIMEN Autre"})
    assert (status, faults) == (2, ["code: Agency with this Code already exists."])
    status, _said, faults = run("create_site", "paris 18", **{**SITE, "--phone": "0" * 21})
    assert status == 2
    assert [fault.split(":")[0] for fault in faults] == ["code", "phone"]
    assert (Site.objects.count(), Agency.objects.count(), acts()) == (1, 1, [])


def test_an_invited_agent_chooses_a_password_by_the_link_which_serves_once(run, client, enter, settings):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["nps.example", "testserver"]
    site = make_site()
    told = {"--name": "SPÉCIMEN M. Leroy", "--role": "social_worker", "--site": site.code}
    status, said, _faults = run("create_agent", "M.Leroy@specimen.example", **told)
    assert status == 0
    assert "serves once, within 3 days" in said
    link = said.splitlines()[-1]
    assert link.startswith("https://nps.example/sign-in/password/")
    settings.SECURE_SSL_REDIRECT = False
    path = link.removeprefix("https://nps.example")
    form = client.get(path).url
    assert client.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert client.get(path).status_code == 200  # no form any more: it says to ask for another link
    assert enter(client, "m.leroy@specimen.example").status_code == 302
    assert acts() == ["create_agent"]
    agent = Agent.objects.get()
    assert (agent.role, agent.site, agent.agency) == (Role.SOCIAL_WORKER, site, None)


def test_without_the_link_nobody_signs_in(run, client, enter):
    told = {"--name": "SPÉCIMEN R. Blanc", "--role": "auditor"}
    assert run("create_agent", "audit@specimen.example", **told)[0] == 0
    assert enter(client, "audit@specimen.example").status_code == 422


@pytest.mark.parametrize(
    ("role", "site", "agency", "faults"),
    [
        ("social_worker", "", "", ["site: the role social_worker needs one"]),
        (
            "supervisor",
            "",
            "here",
            ["site: the role supervisor needs one", "agency: the role supervisor has none"],
        ),
        ("partner", "", "", ["agency: the role partner needs one"]),
        ("auditor", "here", "", ["site: the role auditor has none"]),
        ("partner", "", "gone", ["agency: none has the code 'gone'; make it with create_agency"]),
        ("social_worker", "gone", "", ["site: none has the code 'gone'; make it with create_site"]),
    ],
)
def test_each_role_works_where_it_must(run, role, site, agency, faults):
    make_site(code="here")
    make_agency(code="here")
    told = {"--name": "SPÉCIMEN", "--role": role, "--site": site, "--agency": agency}
    assert run("create_agent", "x@specimen.example", **told)[::2] == (2, faults)
    assert not Agent.objects.exists()
    assert acts() == []


def test_every_fault_is_said_at_once(run):
    told = {"--name": "S" * 121, "--role": "social_worker"}
    status, said, faults = run("create_agent", "nobody", **told)
    assert (status, said) == (2, "")
    assert [fault.split(":")[0] for fault in faults] == ["site", "email", "name"]


def test_an_address_is_one_agents_only_whatever_its_case(run):
    agent = make_agent(Role.AUDITOR)
    told = {"--name": "SPÉCIMEN", "--role": "auditor"}
    status, _said, faults = run("create_agent", agent.email.upper(), **told)
    assert (status, faults) == (2, ["email: Agent with this Email already exists."])


def test_a_link_needs_the_address_of_the_site(run, settings):
    settings.ALLOWED_HOSTS = []
    told = {"--name": "SPÉCIMEN", "--role": "auditor"}
    assert run("create_agent", "x@specimen.example", **told)[2] == [
        "origin: NPS_HOSTS names no host; say --origin https://…"
    ]
    status, said, _faults = run(
        "create_agent", "x@specimen.example", **told, **{"--origin": "https://other.example/"}
    )
    assert status == 0
    assert said.splitlines()[-1].startswith("https://other.example/sign-in/password/")
