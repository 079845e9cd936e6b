"""One module a format, each with `render(report, files, style) -> str`; the module's name is the format's name."""
