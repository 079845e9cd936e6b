from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from language_client import SCRIPT

DRIVER = """\
local id = vim.lsp.start_client({
  name = "cursus-lint",
  cmd = { [[PYTHON]], "-m", "cursus_lint", "server" },
  root_dir = vim.fn.getcwd(),
  workspace_folders = { { uri = vim.uri_from_fname(vim.fn.getcwd()), name = "project" } },
})
vim.lsp.buf_attach_client(0, id)
local appeared = vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local out = { tostring(appeared) }
for _, each in ipairs(vim.diagnostic.get(0)) do
  table.insert(out, string.format("%d:%d %s", each.lnum, each.col, each.message))
end
local found = vim.diagnostic.get(0)[1]
local params = {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = {
    start = { line = found.lnum, character = found.col },
    ["end"] = { line = found.lnum, character = found.col },
  },
  context = { diagnostics = {}, only = { "quickfix" } },
}
local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 30000)
local client = vim.lsp.get_client_by_id(id)
for _, action in ipairs(answer[id].result) do
  if action.isPreferred then
    if not action.edit then
      action = client.request_sync("codeAction/resolve", action, 30000, 0).result
    end
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
end
table.insert(out, tostring(vim.wait(30000, function() return #vim.diagnostic.get(0) == 0 end, 20)))
vim.fn.writefile(out, "seen.txt")
vim.cmd("silent write!")
vim.cmd("quitall!")
"""


@pytest.mark.editor
def test_neovim_shows_a_finding_and_its_quick_fix_changes_the_buffer(project: Path) -> None:
    neovim = shutil.which("nvim")
    if neovim is None:
        pytest.skip("Neovim is not installed")
    script = project / "train.py"
    script.write_text(SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")'))
    driver = project / "driver.lua"
    driver.write_text(DRIVER.replace("PYTHON", sys.executable))
    subprocess.run(
        [neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "train.py", "-c", "luafile driver.lua"],
        cwd=project,
        check=True,
        timeout=120,
    )
    assert (project / "seen.txt").read_text().splitlines() == [
        "true",
        '19:29 `LABEL` is required by the contract, but the script falls back to "y"',
        "true",
    ]
    assert script.read_text() == SCRIPT
