import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** Starts the server with the settings as they are now. */
async function start(context: vscode.ExtensionContext): Promise<void> {
  const settings = vscode.workspace.getConfiguration("junheng");
  const args = ["lsp", "--lang", settings.get<string>("language", "zh")];
  for (const folder of settings.get<string[]>("packs", [])) {
    args.push("--packs", folder);
  }
  const server: ServerOptions = { command: settings.get<string>("path", "junheng"), args };
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{rules,yaml,yml}");
  context.subscriptions.push(watcher);
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "junheng" },
      { scheme: "file", language: "yaml", pattern: "**/*.{yaml,yml}" },
    ],
    synchronize: { fileEvents: watcher },
  };
  client = new LanguageClient("junheng", "junheng", server, options);
  try {
    await client.start();
  } catch (error) {
    const path = settings.get<string>("path", "junheng");
    const open = "Settings 设置";
    const chosen = await vscode.window.showErrorMessage(
      `junheng: cannot start ${path} 无法启动: ${error instanceof Error ? error.message : String(error)}`,
      open,
    );
    if (chosen === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "junheng.path");
    }
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.stop();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const restart = async (): Promise<void> => {
    await stop();
    await start(context);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("junheng.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("junheng")) {
        await restart();
      }
    }),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await stop();
}
