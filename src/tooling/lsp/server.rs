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
    CodeActionRequest, Completion, DocumentSymbolRequest, FoldingRangeRequest, Formatting, GotoDefinition,
    GotoImplementation, HoverRequest, Initialize, InlayHintRequest, PrepareRenameRequest, References, Rename,
    Request as _, SemanticTokensFullRequest, Shutdown, WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeActionParams, CodeActionProviderCapability, CompletionOptions, CompletionParams, CompletionResponse,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentFormattingParams, DocumentSymbolParams, DocumentSymbolResponse, FoldingRangeParams,
    FoldingRangeProviderCapability, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents,
    HoverParams, HoverProviderCapability, ImplementationProviderCapability, InitializeResult,
    InlayHintParams, MarkupContent, MarkupKind, OneOf, Position, PrepareRenameResponse,
    PublishDiagnosticsParams, Range, ReferenceParams, RenameOptions, RenameParams, SaveOptions,
    SemanticTokens, SemanticTokensFullOptions, SemanticTokensOptions, SemanticTokensParams,
    SemanticTokensServerCapabilities, ServerCapabilities, ServerInfo, TextDocumentPositionParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    TextEdit, WorkDoneProgressOptions, WorkspaceSymbolParams,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::transport::{self, Incoming};
use super::workspace::{Analysis, Workspace};
use super::{actions, complete, hover, navigate, outline, position, tokens};
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

/// A server without streams and threads, for where messages come one by one: to a worker of a page, for one.
pub struct Session(Server<Vec<u8>>);

impl Session {
    /// A server of packs in `store`; its shipped ones are those of `search`.
    pub fn new(store: Arc<dyn Store>, language: Language, search: SearchPath) -> Self {
        let workspace = Workspace::new(language, search, store);
        Session(Server { output: Vec::new(), workspace, initialized: false, shut_down: false })
    }

    /// Takes one message as JSON and gives what is to be sent back: answers, then diagnostics, each as JSON.
    pub fn take(&mut self, message: &str) -> Vec<String> {
        let Session(server) = self;
        // Whether it ended in good order is for a stream's client.
        let _ = server.take(transport::parse(message.as_bytes()));
        server.publish();
        transport::bodies(&std::mem::take(&mut server.output))
    }
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
                let place = &params.text_document_position_params;
                let hover = |value, range| {
                    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
                    Hover { contents, range: Some(range) }
                };
                let named = self.with(place, |analysis, found| {
                    let value = hover::text(analysis, &found.symbol, language)?;
                    Some(hover(value, position::range(&analysis.sources, found.span)))
                });
                let builtin = || {
                    let path = position::path(&place.text_document.uri)?;
                    let analysis = self.workspace.analysis(&path)?;
                    let text = analysis.sources.text(analysis.source(&path)?);
                    let offset = position::offset(text, place.position);
                    let (value, start, end) = hover::builtin(text, offset, language)?;
                    let (start, end) = (position::position(text, start), position::position(text, end));
                    Some(hover(value, Range { start, end }))
                };
                let named = named.flatten().or_else(builtin);
                let keyword = || {
                    let path = position::path(&place.text_document.uri)?;
                    let rules = path.extension().is_some_and(|x| x == "rules");
                    let text = &self.workspace.file(&path)?.text;
                    let offset = position::offset(text, place.position);
                    let (value, start, end) = hover::keyword(text, offset, rules, language)?;
                    let (start, end) = (position::position(text, start), position::position(text, end));
                    Some(hover(value, Range { start, end }))
                };
                shown(named.or_else(keyword))
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
            FoldingRangeRequest::METHOD => {
                let params: FoldingRangeParams = read(params)?;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let rules = path.extension().is_some_and(|x| x == "rules");
                shown(self.workspace.file(&path).map(|f| outline::folds(&f.text, rules)))
            }
            SemanticTokensFullRequest::METHOD => {
                let params: SemanticTokensParams = read(params)?;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let Some(analysis) = self.workspace.analysis(&path) else { return Ok(Value::Null) };
                let data = tokens::tokens(analysis, &path);
                shown(SemanticTokens { result_id: None, data })
            }
            InlayHintRequest::METHOD => {
                let params: InlayHintParams = read(params)?;
                let Some(path) = position::path(&params.text_document.uri) else { return Ok(Value::Null) };
                let Some(analysis) = self.workspace.analysis(&path) else { return Ok(Value::Null) };
                shown(outline::hints(analysis, &path, params.range))
            }
            WorkspaceSymbolRequest::METHOD => {
                let params: WorkspaceSymbolParams = read(params)?;
                let found = self.workspace.all().flat_map(|a| outline::found(a, &params.query));
                let mut list = Vec::new();
                // A parent's symbols are those of each pack that extends it.
                for symbol in found {
                    if !list.contains(&symbol) {
                        list.push(symbol);
                    }
                }
                shown(list)
            }
            GotoImplementation::METHOD => {
                let params: GotoDefinitionParams = read(params)?;
                let place = params.text_document_position_params;
                let symbol = self.with(&place, |_, found| found.symbol.clone());
                let (Some(symbol), Some(path)) = (symbol, position::path(&place.text_document.uri)) else {
                    return Ok(Value::Null);
                };
                self.workspace.read_beside(&path);
                let mut places = Vec::new();
                for analysis in self.workspace.all().filter(|a| a.source(&path).is_some()) {
                    for place in outline::overriding(analysis, &symbol) {
                        if !places.contains(&place) {
                            places.push(place);
                        }
                    }
                }
                shown(GotoDefinitionResponse::Array(places))
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
    let triggers = [".", "[", "{", " ", "\""].map(str::to_owned).to_vec();
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
            workspace_symbol_provider: Some(OneOf::Left(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
            inlay_hint_provider: Some(OneOf::Left(true)),
            semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
                SemanticTokensOptions {
                    legend: tokens::legend(),
                    full: Some(SemanticTokensFullOptions::Bool(true)),
                    ..SemanticTokensOptions::default()
                },
            )),
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
