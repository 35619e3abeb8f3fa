"""``python -m navigator``: the same commands as ``navigator``."""

from navigator.cli import main

if __name__ == "__main__":
    main()
