"""`python -m cursus_lint`."""

import sys

# `-m` puts the current folder in front of the modules that Python knows. What lies there is checked, and never run.
if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

from cursus_lint.cli import main

if __name__ == "__main__":
    main()
