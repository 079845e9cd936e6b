"""From the source of a script to its facts; the only package that imports LibCST."""
