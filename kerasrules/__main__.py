"""`python -m kerasrules`."""

import sys

from kerasrules.cli import main

if __name__ == "__main__":
    sys.exit(main())
