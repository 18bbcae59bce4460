-- Neovim's own client at work: open a file, wait for diagnostics, take the code action "Fix", save, and wait until the
-- diagnostics are gone. What it saw is printed as JSON. The command of the server and the file come as variables.
local seen = {}

local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

local function wait_for(what, condition)
  if not vim.wait(60000, condition, 50) then
    fail('did not come: ' .. what)
  end
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  vim.bo.filetype = 'python'
  local buffer = vim.api.nvim_get_current_buf()
  local config = { name = 'kerasrules', cmd = vim.fn.json_decode(vim.env.COMMAND), root_dir = vim.fn.getcwd() }
  if vim.lsp.start then
    vim.lsp.start(config)
  else
    vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config)) -- Neovim 0.7
  end

  wait_for('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
  local diagnostic = vim.diagnostic.get(buffer)[1]
  seen.diagnostic = { code = diagnostic.code, line = diagnostic.lnum, column = diagnostic.col, source = diagnostic.source }

  -- the menu of code actions, with somebody who takes what begins with "Fix"
  seen.actions = {}
  vim.ui.select = function(items, options, choose)
    local chosen
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(seen.actions, title)
      if vim.startswith(title, 'Fix: ') or (vim.startswith(title, 'Fix (') and not chosen) then
        chosen = item
      end
    end
    choose(chosen)
  end
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  vim.lsp.buf.code_action()
  wait_for('the edit', function() return vim.api.nvim_buf_get_changedtick(buffer) > before end)

  vim.cmd('write')
  wait_for('no diagnostics', function() return #vim.diagnostic.get(buffer) == 0 end)
  local version = vim.version()
  seen.version = string.format('%d.%d.%d', version.major, version.minor, version.patch)
  io.stdout:write(vim.fn.json_encode(seen) .. '\n')
  vim.cmd('qall!')
end

local ok, message = pcall(run)
if not ok then
  fail(tostring(message))
end
