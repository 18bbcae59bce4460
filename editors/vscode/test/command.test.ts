import * as assert from "node:assert";
import { test } from "node:test";

import { isFile, serverCommand } from "../src/command";

function command(configured: string, interpreter: string | undefined, files: string[], isWindows = false): string {
  return serverCommand({ configured, interpreter, isWindows, exists: (file) => files.includes(file) });
}

test("what is configured goes first", () => {
  assert.strictEqual(command(" /opt/kerasrules ", "/venv/bin/python", ["/venv/bin/kerasrules"]), "/opt/kerasrules");
});

test("the chosen environment goes before the PATH", () => {
  assert.strictEqual(command("", "/venv/bin/python", ["/venv/bin/kerasrules"]), "/venv/bin/kerasrules");
  assert.strictEqual(command("", "/venv/bin/python", []), "kerasrules");
  assert.strictEqual(command("", undefined, []), "kerasrules");
});

test("both places of Windows are looked at", () => {
  const inVenv = "C:\\venv\\Scripts\\kerasrules.exe";
  assert.strictEqual(command("", "C:\\venv\\Scripts\\python.exe", [inVenv], true), inVenv);
  const installed = "C:\\Python\\Scripts\\kerasrules.exe";
  assert.strictEqual(command("", "C:\\Python\\python.exe", [installed], true), installed);
});

test("a folder is no command", () => {
  assert.strictEqual(isFile(__filename), true);
  assert.strictEqual(isFile(__dirname), false);
  assert.strictEqual(isFile(__filename + ".not"), false);
});
