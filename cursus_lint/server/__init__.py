"""The language server: protocol and state; what is said comes from the engine."""
