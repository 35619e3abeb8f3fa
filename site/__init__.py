"""Navigator: a light catalog of supplementary education programs for children.

The folder is called ``site`` and imported as ``navigator``; ``pyproject.toml`` holds the mapping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if __name__ != "navigator":  # pragma: no cover - only reached by a wrong PYTHONPATH
    raise ImportError(
        "This folder is the package 'navigator', not the standard module 'site'. "
        "Remove the checkout from PYTHONPATH and install it: pip install -e ."
    )

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app() -> Flask:
    """The application with our commands beside Flask's own, for ``flask --app navigator``."""
    from navigator.app import create_app as make
    from navigator.cli import main

    application = make()
    for name, command in main.commands.items():
        application.cli.add_command(command, name)
    return application
