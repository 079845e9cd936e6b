"""`python -m cursus_lint`."""

import sys

# `-m` puts the current folder in front of the modules that Python knows. What lies there is checked, and never run.
# A process that is started anew to work for this one imports this module too, and has the path of this one.
if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

from cursus_lint.cli import main

if __name__ == "__main__":
    main()
