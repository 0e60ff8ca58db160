"""Ask which of the locked packages have known faults: `make audit`.

pip-audit asks a public list for each pin of both requirements files. It lives in an environment of its own, since a
book doesn't need it. The exit status is 0 if no fault is known, 1 if some are, 2 if nobody could be asked: then nothing
is known, and that is said.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path

from is248.project import root

LOCKS = ("requirements.txt", "requirements-dev.txt")
NONE, FOUND, UNASKED = 0, 1, 2


def environment(folder: Path) -> Path | None:
    """Return pip-audit in an environment of its own, made if it is missing; None if it can't be fetched."""
    program = folder / ("Scripts" if sys.platform == "win32" else "bin") / "pip-audit"
    if not program.with_suffix(".exe" if sys.platform == "win32" else "").exists():
        venv.create(folder, with_pip=True)
        command = [program.with_name("python"), "-m", "pip", "install", "-q", "pip-audit"]
        if subprocess.run(command, capture_output=True).returncode:
            return None
    return program


def asked(program: Path, lock: Path) -> list[dict] | None:
    """Return each package of a lock with its known faults; None if nobody answers."""
    given = ["-r", lock, "--no-deps", "--disable-pip", "--require-hashes"]
    command = [program, *given, "-f", "json", "--progress-spinner=off"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"  {(done.stderr.strip().splitlines() or ['no answer'])[-1][:300]}")
        return None


def told(packages: list[dict]) -> tuple[list[str], int]:
    """Return what is printed, and the exit status: what is known of each package, and of how many nothing is."""
    lines = []
    for package in packages:
        for fault in package.get("vulns", []):
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(f"  {package['name']} {package['version']}: {fault['id']}, mended in {mended}")
    faults, unasked = len(lines), sum("skip_reason" in package for package in packages)
    lines.append(f"{len(packages) - unasked} of {len(packages)} packages could be asked for: {faults} known faults.")
    if unasked:
        lines.append(f"Whether the other {unasked} have known faults is not known.")
    return lines, FOUND if faults else UNASKED if unasked else NONE


def main() -> int:
    """Ask, and print what is known."""
    program = environment(root() / ".venv-audit")
    if program is None:
        print("Not asked: pip-audit can't be fetched here. Whether the packages have known faults is not known.")
        return UNASKED
    packages: dict[str, dict] = {}
    for lock in LOCKS:
        answer = asked(program, root() / lock)
        if answer is None:
            print(f"Not asked: nobody answers for {lock}. Whether its packages have known faults is not known.")
            return UNASKED
        packages |= {package["name"]: package for package in answer}
    lines, status = told(list(packages.values()))
    print(*lines, sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
