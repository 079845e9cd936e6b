"""What steps promise: `ScriptContract`, the loading of contract files, and what platforms give a script."""
