"""Editors without a window, configured as the README says: findings appear, and the quick fix changes the buffer."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from language_client import SCRIPT
from readme import CONFIGURATIONS

pytestmark = pytest.mark.editor

LENIENT = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')
MESSAGE = '`LABEL` is required by the contract, but the script falls back to "y"'

NEOVIM = """\
local out = {}
local function see(holds, what)
  table.insert(out, what .. ": " .. tostring(vim.wait(60000, holds, 20)))
end
vim.ui.select = function(items, _, choose)
  for _, item in ipairs(items) do
    if (item.action or item[2]).isPreferred then
      choose(item)
    end
  end
end
see(function() return #vim.diagnostic.get(0) > 0 end, "shown")
for _, each in ipairs(vim.diagnostic.get(0)) do
  table.insert(out, string.format("%d: %s", each.lnum + 1, each.message))
end
local found = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
vim.lsp.buf.code_action()
see(function() return #vim.diagnostic.get(0) == 0 end, "gone")
vim.fn.writefile(out, "seen.txt")
vim.cmd("silent write!")
vim.cmd("quitall!")
"""

# One step at a time from a timer: Emacs tells the server of changes only while it waits for somebody to type.
EMACS = """\
(defvar seen nil)
(defvar ticks 0)
(defun see (form &rest values) (push (apply #'format form values) seen))
(defun leave ()
  (write-region (mapconcat #'identity (reverse (cons "" seen)) "\\n") nil "seen.txt")
  (kill-emacs))
(defun repair ()
  (see "shown: true")
  (dolist (each (flymake-diagnostics))
    (see "%d: %s" (line-number-at-pos (flymake-diagnostic-beg each))
         (replace-regexp-in-string "^cursus-lint \\\\[ENV102\\\\]: " "" (flymake-diagnostic-text each))))
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (let ((last-nonmenu-event ?q)
        (completing-read-function (lambda (_prompt _all _test _must _first _history default &rest _) default)))
    (call-interactively #'eglot-code-actions)))
(defun finish ()
  (see "gone: true")
  (save-buffer)
  (leave))
(defvar steps `((flymake-diagnostics . repair) (,(lambda () (null (flymake-diagnostics))) . finish)))
(defun tick ()
  (condition-case problem
      (cond ((funcall (car (car steps))) (funcall (cdr (pop steps))))
            ((> (setq ticks (1+ ticks)) 1200) (see "nothing more happened in a minute") (leave)))
    (error (see "%S" problem) (leave))))
(find-file "train.py")
(run-with-timer 0.05 0.05 #'tick)
"""


@pytest.fixture
def script(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The script to repair; `cursus-lint` is the one that is tested."""
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    (project / "train.py").write_text(LENIENT)
    return project / "train.py"


def was_repaired(script: Path) -> None:
    assert (script.parent / "seen.txt").read_text().splitlines() == ["shown: true", f"20: {MESSAGE}", "gone: true"]
    assert script.read_text() == SCRIPT


def installed(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def test_neovim(script: Path) -> None:
    neovim = installed("nvim")
    told = subprocess.run([neovim, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"NVIM v(\d+)\.(\d+)", told)
    assert version is not None
    is_old = (int(version[1]), int(version[2])) < (0, 11)
    (script.parent / "init.lua").write_text(CONFIGURATIONS["neovim before 0.11" if is_old else "neovim"])
    (script.parent / "driver.lua").write_text(NEOVIM)
    subprocess.run(
        [neovim, "--headless", "-u", "init.lua", "-i", "NONE", "-n", "train.py", "-c", "luafile driver.lua"],
        cwd=script.parent,
        check=True,
        timeout=180,
    )
    was_repaired(script)


def test_emacs_in_a_terminal(script: Path) -> None:
    emacs = installed("emacs")
    has_eglot = [emacs, "--batch", "-q", "--eval", "(package-initialize)", "--eval", "(require 'eglot)"]
    if subprocess.run(has_eglot, capture_output=True, check=False).returncode:
        pytest.skip("eglot is not installed")
    (script.parent / "init.el").write_text(CONFIGURATIONS["emacs"])
    (script.parent / "driver.el").write_text(EMACS)
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(script.parent)
        os.environ["TERM"] = "xterm"
        started = [emacs, "-nw", "-q", "--eval", "(package-initialize)", "-l", "init.el", "-l", "driver.el"]
        os.execv(emacs, started)
    read_to_the_end(terminal)
    os.waitpid(process, 0)
    was_repaired(script)


def read_to_the_end(terminal: int) -> None:
    """Take what a program draws until it ends; what nobody reads would stop it."""
    try:
        while os.read(terminal, 65_536):
            pass
    except OSError:
        return  # how Linux says that the other end is closed
