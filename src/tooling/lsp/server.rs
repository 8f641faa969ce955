//! The server: what it can do, and the loop that does it.

use std::io::{BufReader, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use lsp_server::{ErrorCode, Message as LspMessage, Notification, Request, Response, ResponseError};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, Formatting, GotoDefinition, HoverRequest,
    Initialize, PrepareRenameRequest, References, Rename, Request as _, Shutdown,
};
use lsp_types::{
    CodeActionParams, CodeActionProviderCapability, CompletionOptions, CompletionParams, CompletionResponse,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentFormattingParams, DocumentSymbolParams, DocumentSymbolResponse, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverContents, HoverParams, HoverProviderCapability, InitializeResult,
    MarkupContent, MarkupKind, OneOf, Position, PrepareRenameResponse, PublishDiagnosticsParams, Range,
    ReferenceParams, RenameOptions, RenameParams, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, TextEdit, WorkDoneProgressOptions,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::transport::{self, Incoming};
use super::workspace::{Analysis, Workspace};
use super::{actions, complete, hover, navigate, position};
use crate::diagnostic::{Language, Message};
use crate::pack::SearchPath;
use crate::semantics::names::Occurrence;
use crate::source::{Store, System};

/// Serves one client until it says goodbye or its stream ends. Whether it ended in good order.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write,
    language: Language,
    search: SearchPath,
) -> bool {
    serve_from(Arc::new(System), input, output, language, search)
}

/// The same where the folders of packs are not the system's: a folder in memory ([`crate::source::Memory`]) is a workspace.
pub fn serve_from(
    store: Arc<dyn Store>,
    input: impl Read + Send + 'static,
    output: impl Write,
    language: Language,
    search: SearchPath,
) -> bool {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(incoming)) = transport::read(&mut input) {
            if send.send(incoming).is_err() {
                return;
            }
        }
    });
    let workspace = Workspace::new(language, search, store);
    let mut server = Server { output, workspace, initialized: false, shut_down: false };
    server.run(&receive)
}

struct Server<W> {
    output: W,
    workspace: Workspace,
    initialized: bool,
    shut_down: bool,
}

/// What answering came to.
type Answer = Result<Value, ResponseError>;

fn failed(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    ResponseError { code: code as i32, message: message.into(), data: None }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|e| failed(ErrorCode::InvalidParams, e.to_string()))
}

fn shown<T: serde::Serialize>(value: T) -> Answer {
    serde_json::to_value(value).map_err(|e| failed(ErrorCode::InternalError, e.to_string()))
}

impl<W: Write> Server<W> {
    fn run(&mut self, receive: &Receiver<Incoming>) -> bool {
        while let Ok(first) = receive.recv() {
            let mut next = Some(first);
            while let Some(incoming) = next {
                if let Some(done) = self.take(incoming) {
                    return done;
                }
                next = receive.try_recv().ok();
            }
            // Nothing more has arrived: tell what is wrong now.
            self.publish();
        }
        false
    }

    fn take(&mut self, incoming: Incoming) -> Option<bool> {
        match incoming {
            Incoming::Malformed(error) => {
                // There is no id to answer to; the protocol says null, for which this crate has no type.
                let body = serde_json::json!({
                    "jsonrpc": "2.0", "id": null, "error": {"code": ErrorCode::ParseError as i32, "message": error},
                })
                .to_string();
                let sent = write!(self.output, "Content-Length: {}\r\n\r\n{body}", body.len());
                let _ = sent.and_then(|()| self.output.flush());
                None
            }
            Incoming::Message(LspMessage::Request(request)) => {
                let id = request.id.clone();
                let response = Response { id, response_result: self.answer(request) };
                self.send(LspMessage::Response(response));
                None
            }
            Incoming::Message(LspMessage::Notification(n)) if n.method == Exit::METHOD => {
                Some(self.shut_down)
            }
            Incoming::Message(LspMessage::Notification(n)) => {
                self.note(n);
                None
            }
            Incoming::Message(LspMessage::Response(_)) => None,
        }
    }

    fn send(&mut self, message: LspMessage) {
        // A client that has gone away is seen at the end of its stream.
        let _ = transport::write(&mut self.output, message);
    }

    fn publish(&mut self) {
        if self.shut_down || !self.initialized {
            return;
        }
        for (uri, diagnostics, version) in self.workspace.fresh_diagnostics() {
            let params = PublishDiagnosticsParams { uri, diagnostics, version };
            let note = Notification::new(PublishDiagnostics::METHOD.to_owned(), params);
            self.send(LspMessage::Notification(note));
        }
    }

    fn note(&mut self, n: Notification) {
        match n.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Ok(params) = read::<DidOpenTextDocumentParams>(n.params) else { return };
                let file = params.text_document;
                if let Some(path) = position::path(&file.uri) {
                    self.workspace.put(path, file.text, file.version);
                }
            }
            DidChangeTextDocument::METHOD => {
                let Ok(params) = read::<DidChangeTextDocumentParams>(n.params) else { return };
                let Some(path) = position::path(&params.text_document.uri) else { return };
                let Some(mut text) = self.workspace.file(&path).map(|f| f.text.clone()) else { return };
                for change in params.content_changes {
                    match change.range {
                        None => text = change.text,
                        Some(range) => {
                            let start = position::offset(&text, range.start);
                            let end = position::offset(&text, range.end).max(start);
                            text.replace_range(start..end, &change.text);
                        }
                    }
                }
                self.workspace.put(path, text, params.text_document.version);
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = read::<DidCloseTextDocumentParams>(n.params) else { return };
                if let Some(path) = position::path(&params.text_document.uri) {
                    self.workspace.close(&path);
                }
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.workspace.touch_all(),
            _ => {}
        }
    }

    fn answer(&mut self, request: Request) -> Answer {
        let Request { method, params, .. } = request;
        if method == Initialize::METHOD {
            self.initialized = true;
            return shown(capabilities());
        }
        if !self.initialized {
            return Err(failed(ErrorCode::ServerNotInitialized, "initialize first"));
        }
        if self.shut_down {
            return Err(failed(ErrorCode::InvalidRequest, "shut down"));
        }
        match method.as_str() {
            Shutdown::METHOD => {
                self.shut_down = true;
                Ok(Value::Null)
            }
            HoverRequest::METHOD => {
                let params: HoverParams = read(params)?;
                let language = self.workspace.language;
                self.at(&params.text_document_position_params, |analysis, found| {
                    let value = hover::text(analysis, &found.symbol, language)?;
                    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
                    Some(Hover { contents, range: Some(position::range(&analysis.sources, found.span)) })
                })
            }
            GotoDefinition::METHOD => {
                let params: GotoDefinitionParams = read(params)?;
                self.at(&params.text_document_position_params, |analysis, found| {
                    navigate::definition(analysis, &found.symbol).map(GotoDefinitionResponse::Scalar)
                })
            }
            References::METHOD => {
                let params: ReferenceParams = read(params)?;
                let with = params.context.include_declaration;
                self.at(&params.text_document_position, |analysis, found| {
                    Some(navigate::references(analysis, &found.symbol, with))
                })
            }
            PrepareRenameRequest::METHOD => {
                let params: TextDocumentPositionParams = read(params)?;
                let language = self.workspace.language;
                let answer = self.with(&params, navigate::renamable);
                match answer {
                    None => Ok(Value::Null),
                    Some(Ok((range, placeholder))) => {
                        shown(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
                    }
                    Some(Err(message)) => Err(failed(ErrorCode::RequestFailed, message.text(language))),
                }
            }
            Rename::METHOD => {
                let params: RenameParams = read(params)?;
                let language = self.workspace.language;
                let name = params.new_name;
                let place = &params.text_document_position;
                let found = self.with(place, |_, found| found.clone());
                let path = position::path(&place.text_document.uri);
                let answer = found
                    .zip(path.and_then(|p| self.workspace.known(&p)))
                    .map(|(found, analysis)| navigate::rename(&self.workspace, analysis, &found, &name));
                match answer {
                    None => Err(failed(ErrorCode::RequestFailed, Message::new("lsp-no-name").text(language))),
                    Some(Ok(edit)) => shown(edit),
                    Some(Err(message)) => Err(failed(ErrorCode::RequestFailed, message.text(language))),
                }
            }
            Completion::METHOD => {
                let params: CompletionParams = read(params)?;
                let place = params.text_document_position;
                let language = self.workspace.language;
                let Some(path) = position::path(&place.text_document.uri) else { return Ok(Value::Null) };
                let Some(text) = self.workspace.file(&path).map(|f| f.text.clone()) else {
                    return Ok(Value::Null);
                };
                let offset = position::offset(&text, place.position);
                let Some(analysis) = self.workspace.analysis(&path) else { return Ok(Value::Null) };
                shown(CompletionResponse::Array(complete::complete(analysis, &path, &text, offset, language)))
            }
            CodeActionRequest::METHOD => {
                let params: CodeActionParams = read(params)?;
                let language = self.workspace.language;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let Some(analysis) = self.workspace.analysis(&path) else { return Ok(Value::Null) };
                shown(actions::actions(analysis, &path, params.range, language))
            }
            Formatting::METHOD => {
                let params: DocumentFormattingParams = read(params)?;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let Some(text) = self.workspace.file(&path).map(|f| f.text.clone()) else {
                    return Ok(Value::Null);
                };
                let done = crate::tooling::fmt::format(&path.to_string_lossy(), &text, None);
                if !done.errors.is_empty() || done.text == text {
                    return shown(Vec::<TextEdit>::new());
                }
                let end = position::position(&text, text.len());
                let range = Range { start: Position { line: 0, character: 0 }, end };
                shown(vec![TextEdit { range, new_text: done.text }])
            }
            DocumentSymbolRequest::METHOD => {
                let params: DocumentSymbolParams = read(params)?;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let Some(analysis) = self.workspace.analysis(&path) else { return Ok(Value::Null) };
                shown(DocumentSymbolResponse::Nested(navigate::symbols(analysis, &path)))
            }
            other => Err(failed(ErrorCode::MethodNotFound, other)),
        }
    }

    /// Asks something about the name at a place; nothing where there is none.
    fn with<T>(
        &mut self,
        place: &TextDocumentPositionParams,
        ask: impl FnOnce(&Analysis, &Occurrence) -> T,
    ) -> Option<T> {
        let path = position::path(&place.text_document.uri)?;
        let analysis = self.workspace.analysis(&path)?;
        let source = analysis.source(&path)?;
        let offset = position::offset(analysis.sources.text(source), place.position);
        let found = navigate::at(analysis, &path, offset)?.clone();
        Some(ask(analysis, &found))
    }

    fn at<T: serde::Serialize>(
        &mut self,
        place: &TextDocumentPositionParams,
        ask: impl FnOnce(&Analysis, &Occurrence) -> Option<T>,
    ) -> Answer {
        shown(self.with(place, ask).flatten())
    }
}

fn capabilities() -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = [".", "[", "{", " "].map(str::to_owned).to_vec();
    InitializeResult {
        capabilities: ServerCapabilities {
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(triggers),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            document_formatting_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: "junheng".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}
