//! `log` and `replay`.

use clap::Subcommand;
use junheng::diagnostic::Language;

use super::{Store, out, say, service};
use crate::error::Failure;
use crate::record::{Broken, Record, Wrong, hex};
use crate::service::{Again, Service};

#[derive(Debug, Subcommand)]
pub(super) enum LogCommand {
    /// Follow the chain from its beginning, and hold the tables against it.
    Verify {
        #[command(flatten)]
        store: Store,
        /// An event's number and the first digits of its hash, as a stamped paper has them.
        #[arg(long)]
        anchor: Option<String>,
    },
    /// The number and the hash of the last event.
    Head {
        #[command(flatten)]
        store: Store,
    },
    /// Events that contain a word.
    Search {
        #[command(flatten)]
        store: Store,
        /// The word: an account, an act, an id, a text.
        word: String,
    },
}

pub(super) fn log(command: LogCommand, language: Language) -> Result<bool, Failure> {
    match command {
        LogCommand::Head { store } => {
            let mut service = service(&store)?;
            let (seq, head) = service.record().head();
            out(&format!("{seq}:{}", hex(&head)))?;
            Ok(true)
        }
        LogCommand::Search { store, word } => {
            for event in service(&store)?.record().events()? {
                let line = serde_json::to_string(&event).map_err(Failure::store)?;
                if line.contains(&word) {
                    out(&line)?;
                }
            }
            Ok(true)
        }
        LogCommand::Verify { store, anchor } => {
            let anchor = match &anchor {
                None => None,
                Some(text) => {
                    let parts =
                        text.split_once(':').and_then(|(n, h)| Some((n.trim().parse().ok()?, h.trim())));
                    let Some(parts) = parts else {
                        return Err(Failure::new(
                            format!("`{text}` 应写成 编号:校验值"),
                            format!("`{text}` should be NUMBER:HASH"),
                        ));
                    };
                    Some(parts)
                }
            };
            let mut record = Record::unread(&store.store)?;
            match record.verify(anchor)? {
                Err(Broken::At(n)) => {
                    out(&match language {
                        Language::Zh => format!("第 {n} 条记录起校验不符：被改动、删去、调换或插入"),
                        Language::En => format!(
                            "the chain is broken from event {n}: changed, dropped, swapped or inserted"
                        ),
                    })?;
                    Ok(false)
                }
                Err(Broken::Anchor(n)) => {
                    out(&match language {
                        Language::Zh => format!("第 {n} 条记录与所给的校验值不符，或者已不在存储里"),
                        Language::En => {
                            format!("event {n} has another hash than the one given, or is no longer there")
                        }
                    })?;
                    Ok(false)
                }
                Ok(verified) => {
                    if let Some(wrong) = record.check()? {
                        out(&match (language, wrong) {
                            (Language::Zh, Wrong::Thing(sort, id)) => {
                                format!("记录完好，但表中的 {sort} {id} 与记录不符")
                            }
                            (Language::En, Wrong::Thing(sort, id)) => format!(
                                "the events hold, but {sort} {id} in the tables is not what they add up to"
                            ),
                            (Language::Zh, Wrong::Content(digest)) => {
                                format!("记录完好，但所指的内容 {digest} 缺失或被改动")
                            }
                            (Language::En, Wrong::Content(digest)) => format!(
                                "the events hold, but the content {digest} that they name is missing or was changed"
                            ),
                        })?;
                        return Ok(false);
                    }
                    let head = hex(&verified.head);
                    let events = verified.events;
                    out(&match language {
                        Language::Zh => {
                            format!("{events} 条记录前后相接，各表、内容与记录一致；末条校验值 {head}")
                        }
                        Language::En => format!(
                            "{events} events hold together, tables and contents are what they say; head {head}"
                        ),
                    })?;
                    Ok(true)
                }
            }
        }
    }
}

pub(super) fn replay(
    service: &mut Service,
    verdict: Option<String>,
    language: Language,
) -> Result<bool, Failure> {
    let ids: Vec<String> = match verdict {
        Some(id) => vec![id],
        None => service.state().verdicts.keys().cloned().collect(),
    };
    let mut ok = true;
    for id in ids {
        let again = service.replay(&id)?;
        ok &= again != Again::Differs;
        let word = match again {
            Again::Same => say(language, "逐字相同", "same bytes"),
            Again::OtherText => say(language, "结果相同，文字不同", "same outcomes, other text"),
            Again::Differs => say(language, "结果不同", "outcomes differ"),
        };
        out(&format!("{id}  {word}"))?;
    }
    Ok(ok)
}
