"""Kill executions at random moments, and count what lives on: `python tools/process_kills.py 20`.

A project of three chapters (one computes, one sleeps, one is in a C function that never returns) is executed; then the
command, one of its workers or the process that forks them is killed, or the command is told to end.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import nbformat
import psutil
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from is248.project import root

AFTER = 5  # seconds after which a process that lives counts as left
_MARK = "IS248_KILLED"  # in the environment of the command and of all that it starts
_CODES = {
    "01-regner": "while True: pass",
    "02-sover": "import time\ntime.sleep(3600)",
    "03-i-c": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
}
_WAYS = [
    *[("command", signal.SIGKILL)] * 3,
    *[("worker", signal.SIGKILL), ("fork server", signal.SIGKILL)],
    *[("command", signal.SIGTERM), ("command", signal.SIGHUP)],
]


def process_kills(kills: int = 20, seed: int = 1) -> dict[str, float]:
    """Return how many kills there were, how many left a process after 5 seconds, and how long the longest lived on."""
    chance, lives, failed = random.Random(seed), [], 0
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        project = _project(Path(folder))
        for number in range(kills):
            who, how = _WAYS[number % len(_WAYS)]
            life, status = _killed(project, who, how, chance.uniform(0.2, 12))
            lives.append(life)
            failed += status == 0
            told = f"{number + 1}: {who}, {how.name}: the last process lived {life:.1f} s, exit {status}"
            print(told, file=sys.stderr, flush=True)
    left = sum(life > AFTER for life in lives)
    return {"kills": kills, "left_after_5_s": left, "longest_life_s": round(max(lives), 1), "exit_status_0": failed}


def _project(folder: Path) -> Path:
    """Make the project; its data and templates are the real ones, and its params but for the units' pages."""
    for part in ("_extensions", "data", "templates", "requirements.txt"):
        (folder / part).symlink_to(root() / part)
    (folder / "params").mkdir()
    for params in (root() / "params").glob("*.yml"):
        text = params.read_text(encoding="utf-8").replace("unit_pages: true", "unit_pages: false")
        (folder / "params" / params.name).write_text(text, encoding="utf-8")
    (folder / "chapters").mkdir()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name, code in _CODES.items():
        cells = [new_code_cell("year = 2024", metadata={"tags": ["parameters"]}), new_code_cell(code)]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "chapters" / f"{name}.ipynb")
    config = yaml.safe_load((root() / "_quarto.yml").read_text(encoding="utf-8"))
    config["book"] |= {"chapters": [f"chapters/{name}.ipynb" for name in _CODES], "appendices": []}
    (folder / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def _killed(project: Path, who: str, how: signal.Signals, after: float) -> tuple[float, int | None]:
    """Start the command, kill, and return how long the last of its processes lived on, and the command's status."""
    mark = uuid.uuid4().hex
    command = [sys.executable, "-c", "from is248.cli import app; app()", "execute"]
    environment = os.environ | {"IS248_ROOT": str(project), _MARK: mark}
    done = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(_marked(mark)) < 3 and done.poll() is None:  # the command has begun
        time.sleep(0.1)
    time.sleep(after)
    while not (chosen := _chosen(mark, who, done.pid)):
        if done.poll() is not None:
            raise RuntimeError(f"The command ended by itself, with status {done.returncode}.")
        time.sleep(0.1)
    chosen[0].send_signal(how)
    killed = time.monotonic()
    while _marked(mark) and time.monotonic() - killed < 60:
        done.poll()
        time.sleep(0.1)
    life = time.monotonic() - killed
    for process in _marked(mark):
        process.kill()
    return life, done.wait()


def _chosen(mark: str, who: str, command: int) -> list[psutil.Process]:
    """Return the processes of a kind; of others than the command, when the chapters are executed."""
    roles: dict[str, list[psutil.Process]] = {}
    for process in _marked(mark):
        roles.setdefault(_role(process, command), []).append(process)
    return roles.get(who, []) if who == "command" or "kernel" in roles else []


def _marked(mark: str) -> list[psutil.Process]:
    """Return the living processes with a mark in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(_MARK) == mark:
                found.append(process)
        except psutil.Error:
            continue
    return found


def _role(process: psutil.Process, command: int) -> str:
    """Return what a process is: the command, its fork server, a worker or a kernel."""
    try:
        if process.pid == command:
            return "command"
        if process.ppid() == command:
            return "fork server" if "forkserver" in " ".join(process.cmdline()) else "resource tracker"
        return "kernel" if os.getsid(process.pid) == process.pid else "worker"
    except (psutil.Error, OSError):
        return "ended"


if __name__ == "__main__":
    print(json.dumps(process_kills(int(sys.argv[1]) if sys.argv[1:] else 20)))
