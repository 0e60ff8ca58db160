"""What a build prints of itself as it goes."""

from pathlib import Path

from rich.console import Console
from rich.status import Status

from is248.project import root

_TOLD = ("left out", "warns: ", "waits for")  # states that are printed as they are


class Progress:
    """Prints one line per chapter or step as it ends, and on a terminal how far the work has come."""

    def __init__(self, console: Console, status: Status | None = None):
        self.console, self.status, self.begun, self.ended = console, status, 0, 0
        self.seconds: dict[object, float] = {}

    def __call__(self, path: Path, seconds: float | None, state: str) -> None:
        """Print one line, or none (see `execution.execute_chapters`)."""
        name = path.relative_to(root()) if path.is_relative_to(root()) else path
        self.begun += state == "running"
        self.ended += state in ("done", "failed")
        if state == "done":
            self.seconds[name] = seconds
            self.console.print(f"  [green]✓[/] {name}  [dim]{seconds:.1f} s[/]")
        elif state == "kept":
            self.console.print(f"  [green]✓[/] {name}  [dim]unchanged[/]")
        elif state == "failed":
            self.console.print(f"  [red]✗[/] {name}")
        elif any(words in state for words in _TOLD):
            self.console.print(f"  {state}", markup=False)  # brackets in it are no markup
        if self.status and (self.ended < self.begun or state.startswith("pages:")):
            waits = f"chapters: {self.ended} of {self.begun} executed" if self.ended < self.begun else state
            self.status.update(f"Building the book: {waits}")

    def slowest(self) -> str:
        """Return the three chapters or steps that took longest."""
        longest = sorted(self.seconds.items(), key=lambda item: -item[1])[:3]
        return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest)
