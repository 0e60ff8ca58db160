"""How the command line speaks: how far the work has come, and what stopped it, in a sentence."""

import sys
from contextlib import suppress
from pathlib import Path

import typer
from rich.console import Console
from rich.status import Status
from typer.core import TyperGroup
from typer.exceptions import TyperException

from is248 import faults, files, surroundings
from is248.ending import Interrupted, like_ctrl_c
from is248.project import root

console = Console(highlight=False, soft_wrap=True)
_TOLD = ("left out", "warns: ", "waits for", "draft: ", "in no chapter")  # states that are printed as they are


def say(line: object) -> None:
    """Print a line as it is: brackets in it are no markup."""
    console.print(str(line), markup=False)


class Commands(TyperGroup):
    """Commands that tell what stopped them in a sentence, not in a traceback: the one place where that is done."""

    def invoke(self, ctx: typer.Context) -> object:
        """Run the command that was asked for."""
        try:
            surroundings.prepare()
            files.sweep()
            return like_ctrl_c()(super().invoke)(ctx)
        except (typer.Exit, typer.Abort, TyperException):  # how typer itself ends
            raise
        except Interrupted as error:
            self._tell("Stopped.", str(error))
            raise typer.Exit(error.status) from None
        except KeyboardInterrupt:
            self._tell("Interrupted.", "What was there before is as it was.")
            raise typer.Exit(130) from None
        except Exception as error:
            self._tell("Stopped.", faults.told(error))
            raise typer.Exit(1) from None

    @staticmethod
    def _tell(what: str, why: str) -> None:
        """Say why a command ended where a person sees it, also if nobody reads the output any more."""
        try:
            console.print(f"[bold red]{what}[/]", end=" ")
            say(why)
            sys.stdout and sys.stdout.flush()
        except OSError:  # a closed pipe or a full disk behind the output
            with suppress(OSError):
                print(what, why, file=sys.stderr, flush=True)
            sys.stdout = None  # Python would try again at its end


class Progress:
    """Prints one line per chapter or step as it ends, and on a terminal how far the work has come."""

    def __init__(self, status: Status | None = None):
        self.status, self.begun, self.ended = status, 0, 0
        self.seconds: dict[object, float] = {}

    def __call__(self, path: Path, seconds: float | None, state: str) -> None:
        """Tell of one chapter or step, as `execution.execute_chapters` does."""
        name = path.relative_to(root()) if path.is_relative_to(root()) else path
        self.begun += state == "running"
        self.ended += state in ("done", "failed")
        if state == "done":
            self.seconds[name] = seconds
            console.print(f"  [green]✓[/] {name}  [dim]{seconds:.1f} s[/]")
        elif state == "kept":
            console.print(f"  [green]✓[/] {name}  [dim]unchanged[/]")
        elif state == "failed":
            console.print(f"  [red]✗[/] {name}")
        elif any(words in state for words in _TOLD):
            say(f"  {state}")
        if self.status and (self.ended < self.begun or state.startswith("pages:")):
            waits = f"chapters: {self.ended} of {self.begun} executed" if self.ended < self.begun else state
            self.status.update(f"Building the book: {waits}")

    def slowest(self) -> str:
        """Return the three chapters or steps that took longest."""
        longest = sorted(self.seconds.items(), key=lambda item: -item[1])[:3]
        return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest)
