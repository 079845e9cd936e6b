"""Documents as trees in which every value knows its line, whatever syntax they were written in."""
