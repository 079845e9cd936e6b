"""What runs in child processes of the tester: files that are started by path and import nothing of the package."""
