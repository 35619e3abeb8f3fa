"""Navigator: a light catalog of supplementary education programs for children.

The folder is called ``site`` and imported as ``navigator``; ``pyproject.toml`` holds the mapping.
"""

if __name__ != "navigator":  # pragma: no cover - only reached by a wrong PYTHONPATH
    raise ImportError(
        "This folder is the package 'navigator', not the standard module 'site'. "
        "Remove the checkout from PYTHONPATH and install it: pip install -e ."
    )

__version__ = "0.1.0"
