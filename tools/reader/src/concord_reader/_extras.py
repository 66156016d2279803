"""Libraries that are needed for some things only."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def needed(module: str) -> Any:
    """A library, imported; raises `ImportError` that says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(f"{module} is needed for this: pip install 'concord-reader[{module}]' ({error})") from None
