"""``python -m junheng`` is the program."""

import sys

from junheng import _native


def main() -> int:
    """Runs the program with the arguments that were typed; its exit code."""
    return _native.run(["junheng", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
