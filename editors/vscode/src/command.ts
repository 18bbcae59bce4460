/** Which command starts the server. */

import * as fs from "node:fs";
import * as path from "node:path";

export interface Surroundings {
  /** The setting `kerasrules.path`. */
  configured: string;
  /** The Python that the user chose for the folder, if any. */
  interpreter: string | undefined;
  isWindows: boolean;
  exists(file: string): boolean;
}

/** The command: as configured, else the one beside the chosen Python, else whatever the PATH has. */
export function serverCommand(surroundings: Surroundings): string {
  const { configured, interpreter, isWindows, exists } = surroundings;
  if (configured.trim()) {
    return configured.trim();
  }
  if (interpreter) {
    const paths = isWindows ? path.win32 : path.posix;
    const folder = paths.dirname(interpreter);
    const name = isWindows ? "kerasrules.exe" : "kerasrules";
    // python.exe stands above its Scripts in an installation, and among them in a virtual environment
    for (const candidate of [paths.join(folder, name), ...(isWindows ? [paths.join(folder, "Scripts", name)] : [])]) {
      if (exists(candidate)) {
        return candidate;
      }
    }
  }
  return "kerasrules";
}

export function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
