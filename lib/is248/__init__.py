"""The door: what a chapter uses. `from is248 import *` is the one setup line of every chapter.

Nothing is imported before it is asked for, so that every part of the library can be imported alone.
"""

import sys
from importlib import import_module

# jsonschema, which nbformat asks, looks for a checker of internationalised addresses when it is imported. That one
# builds a grammar first, which takes longer than pandas; no notebook has anything for it to check.
sys.modules.setdefault("rfc3987_syntax", None)
_DOOR = {
    "is248.survey": ("open_survey",),
    "is248": ("figures",),
    "is248.analysis": ("fte", "knowledge", "methods", "population", "users"),
    "is248.wording": (
        *("DISTRICT", "GROUP", "MUNICIPALITY", "UNIT", "Noun", "Quantity"),
        *("change", "compare", "count", "fact", "fraction", "holds", "join", "listed", "majority", "moved", "number"),
        *("percent", "quantifier", "units"),
    ),
}
_ROOM_OF = {name: room for room, names in _DOOR.items() for name in names}
_MODULES = ("is248", "is248.analysis")  # of these rooms the names are modules: fte.by_service(survey, …)
__all__ = list(_ROOM_OF)


def __getattr__(name: str):
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'is248' has no attribute {name!r}")
    room = _ROOM_OF[name]
    return import_module(f"{room}.{name}") if room in _MODULES else getattr(import_module(room), name)
