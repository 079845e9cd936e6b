"""`python -m cursus_lint`."""

from cursus_lint.cli import main

if __name__ == "__main__":
    main()
