"""Step specifications: what steps depend on and put out, the contracts of their scripts, and the registry of both."""
