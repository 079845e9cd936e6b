"""Finds and repairs contradictions between ML processing scripts and their contracts."""

__version__ = "0.1.0"
