"""A command that is told to end puts away what it began, and nothing that it started lives on when it is killed."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from typer.testing import CliRunner

from is248 import cli
from is248.ending import Interrupted, like_ctrl_c
from process_kills import process_kills


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_work_as_ctrl_c_does_and_once(number):
    before, ended = signal.getsignal(number), []
    with pytest.raises(Interrupted, match=f"told to end .{number.name}.") as told, like_ctrl_c():
        try:
            os.kill(os.getpid(), number)
            time.sleep(60)
        finally:
            os.kill(os.getpid(), number)  # an impatient one doesn't break off the putting away
            ended.append(True)
    assert ended and told.value.status == 128 + number
    assert signal.getsignal(number) == before


def test_a_server_that_takes_it_for_the_end_of_its_work_is_told_apart_from_one_that_ended():
    with pytest.raises(Interrupted), like_ctrl_c():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)
        except KeyboardInterrupt:
            pass


def test_a_hangup_that_nohup_ignores_is_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with like_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_command_line_says_it_in_a_sentence_and_its_status(monkeypatch):
    monkeypatch.setattr("is248.data.edition.years", lambda: os.kill(os.getpid(), signal.SIGTERM) or time.sleep(60))
    done = CliRunner().invoke(cli.app, ["years"])
    assert done.exit_code == 143
    assert done.output.startswith("Stopped. The command was told to end (SIGTERM).")


def test_a_program_that_follows_ends_when_its_starter_is_killed():
    """JupyterLab beside the preview."""
    code = (
        "import time; from is248.ending import start_following; "
        "print(start_following('http.server', ['0']).pid, flush=True); time.sleep(3600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    follower = psutil.Process(int(starter.stdout.readline()))
    starter.kill()
    starter.wait()
    psutil.wait_procs([follower], timeout=60)
    assert not follower.is_running() or follower.status() == psutil.STATUS_ZOMBIE


@pytest.mark.slow
def test_nothing_lives_on_after_a_kill_of_any_of_the_processes_of_a_build():
    """Each of the ways of `tools/process_kills.py` once: by SIGKILL and by being told to end."""
    found = process_kills(kills=7)
    assert found["exit_status_0"] == 0 and found["longest_life_s"] < 60
