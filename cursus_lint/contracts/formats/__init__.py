"""One module a format of contract files, each with `sniff(path, head)` and `load(path)`."""
