/** Which command starts the server. */

import * as fs from "node:fs";
import * as path from "node:path";

export interface Folder {
  name: string;
  path: string;
}

export interface Surroundings {
  /** The setting `kerasrules.path`. */
  configured: string;
  /** The folders of the workspace; none of one that is not trusted. */
  folders: readonly Folder[];
  /** The Pythons that the user chose for the folders, as far as one was chosen. */
  interpreters: readonly string[];
  home: string;
  environment: NodeJS.ProcessEnv;
  isWindows: boolean;
  exists(file: string): boolean;
}

/** Names of virtual environments in a folder, the most usual first. */
const ENVIRONMENTS = [".venv", "venv", "env"];

/** The command: as configured, else of a chosen Python, else of an environment in a folder, else what the PATH has. */
export function serverCommand(surroundings: Surroundings): string {
  const { configured, folders, interpreters, isWindows, exists } = surroundings;
  if (configured.trim()) {
    return expanded(configured.trim(), surroundings);
  }
  const paths = isWindows ? path.win32 : path.posix;
  const name = isWindows ? "kerasrules.exe" : "kerasrules";
  const scripts = isWindows ? "Scripts" : "bin";
  const candidates = [
    // python.exe stands above its Scripts in an installation, and among them in a virtual environment
    ...interpreters.map((python) => paths.dirname(python)).flatMap((folder) => [
      paths.join(folder, name),
      ...(isWindows ? [paths.join(folder, scripts, name)] : []),
    ]),
    ...folders.flatMap((folder) => ENVIRONMENTS.map((venv) => paths.join(folder.path, venv, scripts, name))),
  ];
  return candidates.find(exists) ?? "kerasrules";
}

/**
 * A path with what VS Code's own settings may hold: `~`, `${userHome}`, `${workspaceFolder}`, `${workspaceFolder:name}`,
 * `${env:NAME}`. Where several folders are open, `${workspaceFolder}` is the first in which the path exists.
 */
export function expanded(text: string, { folders, home, environment, exists }: Surroundings): string {
  const ofFolder = (folder: Folder | undefined): string =>
    text
      .replace(/^~(?=$|[\\/])/, () => home)
      .replace(/\$\{(\w+)(?::([^}]*))?\}/g, (whole, variable: string, argument: string | undefined) => {
        if (variable === "userHome") {
          return home;
        }
        if (variable === "env") {
          return environment[argument ?? ""] ?? "";
        }
        const named = argument === undefined ? folder : folders.find(({ name }) => name === argument);
        return variable === "workspaceFolder" && named ? named.path : whole;
      });
  const candidates = folders.map(ofFolder);
  return candidates.find(exists) ?? candidates[0] ?? ofFolder(undefined);
}

const INSTALL = "pip install git+https://example.org/kerasrules";

/** What is to be said of a server that did not start. status: of its process; null where there was none. */
export function whatIsMissing(command: string, status: number | null, told: string): string {
  if (status === null) {
    return `kerasrules was not found ("${command}"); install it in this folder's Python environment: ${INSTALL}`;
  }
  const last = told.trim().split(/\r?\n/).at(-1)?.trim() ?? "";
  if (/invalid choice|unrecognized arguments/.test(last)) {
    return `"${command}" is too old for this extension; update it: ${INSTALL.replace("install", "install --upgrade")}`;
  }
  return `"${command} server" ended at once (${last || `exit status ${status}`}).`;
}

export function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
