"""The commands: demo, test, serve, check, bench, lock, words. Needs Python 3.11 alone."""

import sys

# Old Pythons must be able to read this far, so this file uses nothing that they lack.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Precedent needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ".")

from tools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
