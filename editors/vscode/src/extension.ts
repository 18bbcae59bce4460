/** The client's side of `kerasrules server`: it starts the server, and starts it anew when its command changes. */

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { isFile, serverCommand } from "./command";

const NAME = "kerasrules";

/** What we use of the interface of Microsoft's Python extension. */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string; id: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

let client: LanguageClient | undefined;
let command: string | undefined;
let log: vscode.LogOutputChannel;
/** Starts and stops come one after the other, whatever asks for them. */
let queue: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel(NAME, { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("kerasrules.restart", () => restart(true)),
    vscode.commands.registerCommand("kerasrules.showLog", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(false)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("kerasrules.path")) {
        void restart(false);
      }
    }),
  );
  const python = await pythonExtension();
  if (python) {
    context.subscriptions.push(python.environments.onDidChangeActiveEnvironmentPath(() => restart(false)));
  }
  await restart(false);
}

export async function deactivate(): Promise<void> {
  await queue;
  await stop();
}

/** Start the server; one that runs is left alone if the command is still the same, unless `always`. */
function restart(always: boolean): Promise<void> {
  queue = queue.then(async () => {
    const wanted = await findCommand();
    if (client && wanted === command && !always) {
      return;
    }
    await stop();
    await start(wanted);
  });
  return queue;
}

async function start(wanted: string): Promise<void> {
  command = wanted;
  const server: ServerOptions = { command: wanted, args: ["server"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "python", scheme: "file" },
      { language: "python", scheme: "untitled" },
      { language: "python", scheme: "vscode-notebook-cell" },
    ],
    outputChannel: log,
    traceOutputChannel: log,
    synchronize: { configurationSection: NAME },
    initializationOptions: vscode.workspace.getConfiguration(NAME),
  };
  log.info(`starting ${wanted} server`);
  client = new LanguageClient(NAME, NAME, server, options);
  try {
    await client.start();
  } catch (error) {
    log.error(String(error));
    client = undefined;
    void complain(wanted);
  }
}

/** Say that there is no server. Nothing waits for the answer, or a later start would have to. */
async function complain(wanted: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    `kerasrules cannot be started as "${wanted}". Install it with: pip install git+https://example.org/kerasrules`,
    "Show Log",
    "Set Path",
  );
  if (choice === "Show Log") {
    log.show();
  } else if (choice === "Set Path") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "kerasrules.path");
  }
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  try {
    await stopping?.dispose();
  } catch (error) {
    log.warn(`the server did not end as it should: ${String(error)}`);
  }
}

async function findCommand(): Promise<string> {
  return serverCommand({
    configured: vscode.workspace.getConfiguration(NAME).get("path", ""),
    interpreter: await interpreter(),
    isWindows: process.platform === "win32",
    exists: isFile,
  });
}

/** The Python of the first folder's environment. A folder that is not trusted has no say in what is started. */
async function interpreter(): Promise<string | undefined> {
  const python = vscode.workspace.isTrusted ? await pythonExtension() : undefined;
  if (!python) {
    return undefined;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const environment = await python.environments.resolveEnvironment(python.environments.getActiveEnvironmentPath(folder));
  return environment?.executable.uri?.fsPath;
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  try {
    return await extension?.activate();
  } catch (error) {
    log.warn(`the Python extension cannot be asked for an environment: ${String(error)}`);
    return undefined;
  }
}
