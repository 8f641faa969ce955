// The client's library against the real server: what an editor asks for, it gets.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";

const program = process.env.JUNHENG ?? resolve(import.meta.dirname, "../../../target/debug/junheng");

test("the server checks, completes and describes", async () => {
  const outer = mkdtempSync(join(tmpdir(), "junheng-client-"));
  // Packs that lie beside a pack are found: it has a folder to itself.
  const folder = join(outer, "pack");
  mkdirSync(folder);
  const server = spawn(program, ["lsp", "--lang", "zh"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  try {
    writeFileSync(join(folder, "pack.yaml"), "标准包: city\n版本: 1.0.0\n名称: 示例\n沿用: national@2017\n");
    const text = "调整 规则 G5\n  要求 每个 班级: 学生书 不超过 班额上限[学段]\n";
    const uri = pathToFileURL(join(folder, "changes.rules")).href;
    const told = new Promise((done) => {
      connection.onNotification("textDocument/publishDiagnostics", (note) => {
        if (note.uri === uri) done(note.diagnostics);
      });
    });
    connection.listen();
    const initialized = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {},
    });
    assert.equal(initialized.serverInfo.name, "junheng");
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "junheng", version: 1, text },
    });
    const diagnostics = await told;
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0].message, /学生数/);
    const start = { line: 1, character: text.split("\n")[1].indexOf("学生书") };
    assert.deepEqual(diagnostics[0].range.start, start);
    const hover = await connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line: 1, character: text.split("\n")[1].indexOf("班额上限") + 1 },
    });
    assert.match(hover.contents.value, /45/);
    const list = await connection.sendRequest("textDocument/completion", {
      textDocument: { uri },
      position: start,
    });
    assert.ok(list.some((item) => item.label === "学生数"));
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    assert.equal(await new Promise((done) => server.on("exit", done)), 0);
  } finally {
    connection.dispose();
    server.kill();
    rmSync(outer, { recursive: true, force: true });
  }
});
