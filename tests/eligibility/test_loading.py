"""OpenFisca is loaded by the processes that need it, once, and by no other."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from eligibility import national, simulation
from nps.preloading import preload

BY_LAW_ONLY = """
import importlib, json, sys
import django
django.setup()
importlib.import_module("nps.urls")
importlib.import_module("nps.jobs")
from eligibility import engine
from eligibility.situation import Situation
from tests.eligibility.households import household
situation = Situation.from_json(household("retired_tenant"))
engine.check(situation, national={national})
loaded = sorted(name for name in ("openfisca_core", "openfisca_france") if name in sys.modules)
lines = open("/proc/self/status").read().splitlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps({{"loaded": loaded, "peak_mb": peak / 1024}}))
"""


def process(national):
    """What a process of the site has loaded, and its peak memory, after one check."""
    script = BY_LAW_ONLY.format(national=national)
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )
    return json.loads(found.stdout.splitlines()[-1])


def test_a_process_that_asks_for_no_national_right_never_loads_openfisca():
    found = process(national=False)
    assert found["loaded"] == []
    assert found["peak_mb"] < 200


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_web_process_with_openfisca_stays_under_400_mb():
    found = process(national=True)
    assert found["loaded"] == ["openfisca_core", "openfisca_france"]
    assert found["peak_mb"] < 400


@pytest.mark.filterwarnings("default")  # OpenFisca's own
def test_the_system_is_loaded_once():
    national.preload(date(2024, 3, 15))
    system = simulation.system()
    national.preload(date(2024, 3, 15))
    assert simulation.system() is system


def test_processes_preload_what_the_settings_name(settings, monkeypatch):
    days = []
    monkeypatch.setattr(national, "preload", days.append)
    preload()
    assert days == []
    settings.PRELOADED = ("eligibility.national.preload",)
    preload()
    assert len(days) == 1
