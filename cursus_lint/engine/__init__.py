"""Runs rules over scripts: checking, suppressing, fixing, and doing so for many files."""
