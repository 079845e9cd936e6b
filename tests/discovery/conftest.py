from pathlib import Path

import pytest

from cursus_lint.config import Configurations, Settings
from cursus_lint.discovery import Request, discover


class Project:
    """A folder with files, and what discovery finds in it."""

    def __init__(self, folder: Path):
        self.folder = folder

    @staticmethod
    def step(step_type, entry_point=None):
        """A step document as small as can be."""
        return f"step_type: {step_type}\ncontract:\n  entry_point: {entry_point or 'null'}\n"

    def write_all(self, files):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def discover(self, *paths, cwd=".", settings=None, isolated=False, file=None, load=None, **request):
        here = self.folder / cwd
        configs = Configurations(here, Settings(**settings) if settings else None, isolated=isolated, file=file)
        more = {"load": load} if load else {}
        return discover(Request(here, paths, **request), configs, **more)

    def bound(self, *paths, **more):
        """Shown script -> shown contract; a list for those that tie, None without one."""
        found = self.discover(*paths, **more)
        return {
            target.display: [tie.display for tie in target.ties] if target.ties else target.contract_display or None
            for target in found.targets
        }


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
