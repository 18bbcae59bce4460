/** The client's side of `kerasrules server`: it starts the server, and starts it anew when its command changes. */

import { type ChildProcess, spawn } from "node:child_process";
import * as os from "node:os";

import * as vscode from "vscode";
import {
  CloseAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
} from "vscode-languageclient/node";

import { isFile, serverCommand, whatIsMissing } from "./command";

const NAME = "kerasrules";
/** The variable of the environment that lets rules of folders be run; here they must be trusted, too. */
const ALLOWING = "KERASRULES_ALLOW_OWN_RULES";

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
let allowedRules = false;
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
    vscode.workspace.onDidChangeWorkspaceFolders(() => restart(false)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("kerasrules.path") || change.affectsConfiguration("kerasrules.allowOwnRules")) {
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
    if (client && wanted === command && allowsOwnRules() === allowedRules && !always) {
      return;
    }
    await stop();
    await start(wanted);
  });
  return queue;
}

async function start(wanted: string): Promise<void> {
  command = wanted;
  allowedRules = allowsOwnRules();
  const started = new StartedServer(wanted);
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "python", scheme: "file" },
      { language: "python", scheme: "untitled" },
      { language: "python", scheme: "vscode-notebook-cell" },
    ],
    outputChannel: log,
    traceOutputChannel: log,
    synchronize: { configurationSection: NAME },
    initializationOptions: { ...vscode.workspace.getConfiguration(NAME), allowOwnRules: allowedRules },
    // a server that does not start is told of below, once and in one sentence
    initializationFailedHandler: () => false,
    errorHandler: started.errorHandler(() => starting.createDefaultErrorHandler()),
    middleware: { window: { showDocument } },
  };
  log.info(`starting ${wanted} server`);
  const starting = new StartingClient(started, options);
  client = starting;
  try {
    await starting.start();
    started.isRunning = true;
  } catch (error) {
    log.error(String(error));
    client = undefined;
    void complain(whatIsMissing(wanted, await started.status(), started.told));
  }
}

/** The server's process: what it said before it ran, and how it ended. */
class StartedServer {
  isRunning = false;
  told = "";
  private ended: Promise<number | null> = Promise.resolve(null);

  constructor(private readonly command: string) {}

  async spawn(): Promise<ChildProcess> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const cwd = folder?.scheme === "file" ? folder.fsPath : undefined;
    const server = spawn(this.command, ["server"], { cwd, env: { ...process.env, [ALLOWING]: "0" } });
    this.ended = new Promise((resolve) => {
      server.once("error", () => resolve(null));
      server.once("close", (status) => resolve(status ?? -1));
    });
    // the client listens to it as well, for the log
    server.stderr.on("data", (data: Buffer) => {
      this.told = (this.told + data.toString()).slice(-2000);
    });
    await new Promise((resolve, reject) => {
      server.once("spawn", resolve);
      server.once("error", reject);
    });
    return server;
  }

  /** Its exit status; null where no process could be started. */
  status(): Promise<number | null> {
    return this.ended;
  }

  /** One that ends while it starts is not started again. */
  errorHandler(create: () => ErrorHandler): ErrorHandler {
    let usual: ErrorHandler | undefined;
    return {
      error: (error, message, count) => (usual ??= create()).error(error, message, count),
      closed: () =>
        this.isRunning ? (usual ??= create()).closed() : { action: CloseAction.DoNotRestart, handled: true },
    };
  }
}

/** A client that shows no errors of its own before the server runs, which would be several for one cause. */
class StartingClient extends LanguageClient {
  constructor(
    private readonly started: StartedServer,
    options: LanguageClientOptions,
  ) {
    super(NAME, NAME, () => started.spawn(), options);
  }

  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, this.started.isRunning ? showNotification : false);
  }
}

/** Pages of the documentation that are files are shown as pages, not as their text. */
const showDocument: NonNullable<NonNullable<NonNullable<LanguageClientOptions["middleware"]>["window"]>["showDocument"]> =
  async (params, next) => {
    const uri = vscode.Uri.parse(params.uri, true);
    if (uri.scheme !== "file" || !uri.path.endsWith(".md")) {
      return next(params, new vscode.CancellationTokenSource().token) as Promise<{ success: boolean }>;
    }
    await vscode.commands.executeCommand("markdown.showPreview", uri);
    return { success: true };
  };

/** Say that there is no server. Nothing waits for the answer, or a later start would have to. */
async function complain(message: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, "Show Log", "Set Path");
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

/** Whether the server may run the files with rules that folders name. It is told so only when it starts. */
function allowsOwnRules(): boolean {
  const environment = process.env[ALLOWING] ?? "0";
  const said = vscode.workspace.getConfiguration(NAME).get("allowOwnRules", false);
  return vscode.workspace.isTrusted && (said || !["", "0"].includes(environment));
}

/** A folder that is not trusted has no say in what is started. */
async function findCommand(): Promise<string> {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  return serverCommand({
    configured: vscode.workspace.getConfiguration(NAME).get("path", ""),
    folders: folders.map(({ name, uri }) => ({ name, path: uri.fsPath })),
    interpreters: vscode.workspace.isTrusted ? await interpreters(folders) : [],
    home: os.homedir(),
    environment: process.env,
    isWindows: process.platform === "win32",
    exists: isFile,
  });
}

/** The Pythons of the folders' environments; without a folder, the one that is chosen. */
async function interpreters(folders: readonly vscode.WorkspaceFolder[]): Promise<string[]> {
  const environments = (await pythonExtension())?.environments;
  if (!environments) {
    return [];
  }
  const found = new Set<string>();
  for (const place of folders.length ? folders.map(({ uri }) => uri) : [undefined]) {
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(place));
    const file = environment?.executable.uri?.fsPath;
    if (file) {
      found.add(file);
    }
  }
  return [...found];
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
