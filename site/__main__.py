"""``python -m navigator`` and the command ``navigator``: may be stopped even while the program is still loading."""

import sys


def run() -> None:
    """Run the command line; Ctrl-C before it is loaded ends without a traceback."""
    try:
        from navigator.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("Прервано, ничего не изменено\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    run()
