"""Where execution specs are saved, and under which names."""

from __future__ import annotations

SPECS_FOLDER = ".specs"
SUFFIX = "_runtime_test_spec.json"


def spec_file_name(script_name: str) -> str:
    """The name of the file that the spec of a script is kept in.

    >>> spec_file_name("tabular_preprocessing")
    'tabular_preprocessing_runtime_test_spec.json'
    """
    return f"{script_name}{SUFFIX}"


def is_saved_spec(path: str) -> bool:
    """Whether a path with `/` between its parts is that of a saved spec.

    >>> is_saved_spec("test_data/.specs/package_runtime_test_spec.json"), is_saved_spec("package.json")
    (True, False)
    """
    return path.endswith(SUFFIX) and f"/{path}".rpartition("/")[0].endswith(f"/{SPECS_FOLDER}")
