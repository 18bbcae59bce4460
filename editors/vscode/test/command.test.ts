import * as assert from "node:assert";
import { test } from "node:test";

import { type Folder, isFile, serverCommand, whatIsMissing } from "../src/command";

interface Case {
  configured?: string;
  folders?: Folder[];
  interpreters?: string[];
  files?: string[];
  isWindows?: boolean;
}

function command({ configured = "", folders = [], interpreters = [], files = [], isWindows = false }: Case): string {
  const exists = (file: string): boolean => files.includes(file);
  const environment = { TOOLS: "/tools" };
  return serverCommand({ configured, folders, interpreters, home: "/home/ada", environment, isWindows, exists });
}

const VENV = "/venv/bin/kerasrules";
const [A, B] = [
  { name: "a", path: "/work/a" },
  { name: "b", path: "/work/b" },
];

test("what is configured goes first", () => {
  const interpreters = ["/venv/bin/python"];
  assert.strictEqual(command({ configured: " /opt/kerasrules ", interpreters, files: [VENV] }), "/opt/kerasrules");
});

test("variables in what is configured", () => {
  assert.strictEqual(command({ configured: "~/bin/kerasrules" }), "/home/ada/bin/kerasrules");
  assert.strictEqual(command({ configured: "${userHome}/k" }), "/home/ada/k");
  assert.strictEqual(command({ configured: "${env:TOOLS}/k" }), "/tools/k");
  assert.strictEqual(command({ configured: "${workspaceFolder}/k", folders: [A] }), "/work/a/k");
  assert.strictEqual(command({ configured: "${workspaceFolder:b}/k", folders: [A, B] }), "/work/b/k");
  const files = ["/work/b/k"];
  assert.strictEqual(command({ configured: "${workspaceFolder}/k", folders: [A, B], files }), "/work/b/k");
  assert.strictEqual(command({ configured: "${workspaceFolder}/k" }), "${workspaceFolder}/k");
});

test("the chosen environment goes before those in the folders, and these before the PATH", () => {
  const [interpreters, local] = [["/venv/bin/python"], "/work/b/.venv/bin/kerasrules"];
  assert.strictEqual(command({ interpreters, folders: [A, B], files: [VENV, local] }), VENV);
  assert.strictEqual(command({ interpreters, folders: [A, B], files: [local] }), local);
  assert.strictEqual(command({ folders: [A, B], files: ["/work/a/venv/bin/kerasrules", local] }), "/work/a/venv/bin/kerasrules");
  assert.strictEqual(command({ interpreters, folders: [A, B] }), "kerasrules");
  assert.strictEqual(command({}), "kerasrules");
});

test("the places of Windows are looked at", () => {
  const inVenv = "C:\\venv\\Scripts\\kerasrules.exe";
  const interpreters = ["C:\\venv\\Scripts\\python.exe"];
  assert.strictEqual(command({ interpreters, files: [inVenv], isWindows: true }), inVenv);
  const installed = "C:\\Python\\Scripts\\kerasrules.exe";
  assert.strictEqual(command({ interpreters: ["C:\\Python\\python.exe"], files: [installed], isWindows: true }), installed);
  const local = "C:\\work\\.venv\\Scripts\\kerasrules.exe";
  const folders = [{ name: "work", path: "C:\\work" }];
  assert.strictEqual(command({ folders, files: [local], isWindows: true }), local);
});

test("one sentence says what is missing", () => {
  assert.match(whatIsMissing("kerasrules", null, ""), /^kerasrules was not found .* pip install git\+/);
  const old = "usage: kerasrules …\nkerasrules: error: argument verb: invalid choice: 'server'\n";
  assert.match(whatIsMissing("/k", 2, old), /^"\/k" is too old for this extension; update it: pip install --upgrade /);
  const broken = "the language server requires pygls 2: pip install 'pygls>=2.0'";
  assert.strictEqual(whatIsMissing("/k", 2, `${broken}\n`), `"/k server" ended at once (${broken}).`);
  assert.strictEqual(whatIsMissing("/k", 1, ""), '"/k server" ended at once (exit status 1).');
});

test("a folder is no command", () => {
  assert.strictEqual(isFile(__filename), true);
  assert.strictEqual(isFile(__dirname), false);
  assert.strictEqual(isFile(__filename + ".not"), false);
});
