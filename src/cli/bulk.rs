//! `junheng eval --format ndjson`: a folder of many counties, a part at a time.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::args::{EvalArgs, worker_threads};
use super::{Ending, Stop, output};
use crate::diagnostic::{Language, Message, system_cause};
use crate::evaluation::Options;
use crate::facts::{Bulk, Kept, PART_BYTES, Unsuited};
use crate::report::ndjson::{self, Halt, Settings};
use crate::report::{Detail, issue_text};
use crate::semantics::CheckedPack;

/// How far a part at a time went.
pub(super) enum Went {
    /// All the way.
    Through(Ending),
    /// The data must be read in one piece.
    Whole,
}

/// Evaluates the data a part at a time where they go so.
pub(super) fn run(
    args: &EvalArgs,
    pack: &CheckedPack,
    options: &Options,
    detail: Detail,
    language: Language,
) -> Result<Went, Stop> {
    let kept = if args.no_content_digest { Kept::Read } else { Kept::All };
    let opened = Bulk::open(pack, &args.data, options.as_of, kept);
    let bulk = match opened.map_err(|e| Stop::new(&e.message(), None, language))? {
        Ok(bulk) => bulk,
        Err(unsuited) => return whole(unsuited, language),
    };
    // Where one is not there, whoever reads the whole says why.
    if !args.county.iter().all(|code| bulk.codes().any(|known| known == code)) {
        return Ok(Went::Whole);
    }
    let threads = worker_threads(args.threads);
    let settings = Settings { options, detail, language, threads, part_bytes: PART_BYTES };
    // What cannot be written to, should it come to that.
    let mut place = PathBuf::new();
    let written = match &args.out {
        Some(path) => {
            place.clone_from(path);
            let mut spool = output::Spool::new(path, language)?;
            let mut written = ndjson::write(pack, &bulk, &settings, &mut |bytes| spool.write(bytes));
            if let Ok(written) = &mut written {
                spool.finish(written.order.take())?;
            }
            written
        }
        // Only the last part tells that all rows were where they belong: until then nothing is said.
        None => {
            place = std::env::temp_dir();
            output::unnamed().map_err(Halt::Write).and_then(|mut spool| {
                let mut written = ndjson::write(pack, &bulk, &settings, &mut |bytes| spool.write_all(bytes))?;
                place = PathBuf::from("stdout");
                output::pour(spool, written.order.take()).map(|()| written).map_err(Halt::Write)
            })
        }
    };
    let written = match written {
        Ok(written) => written,
        Err(Halt::Unsuited(unsuited, _)) => {
            return whole(unsuited, language);
        }
        Err(Halt::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(Went::Through(Ending::Done));
        }
        Err(Halt::Write(error)) => {
            return Err(output::cannot_write(&place, &error, language));
        }
    };
    super::eval::passed_over(bulk.issues(), language);
    if written.count > 0 {
        for issue in &written.errors {
            output::message(&issue_text(issue, language));
        }
        let more = written.count - written.errors.len();
        if more > 0 {
            let message = Message::new("more-errors").count("count", more);
            output::message(&message.count("shown", written.errors.len()).text(language));
        }
    }
    Ok(Went::Through(super::eval::ending(args, &written.standing, written.count, language)))
}

/// What follows where the data do not go a part at a time.
fn whole(unsuited: Unsuited, language: Language) -> Result<Went, Stop> {
    match unsuited {
        Unsuited::Shape | Unsuited::Unplaced => Ok(Went::Whole),
        Unsuited::Order { file } => {
            output::message(&Message::new("cli-not-in-order").arg("file", file).text(language));
            Ok(Went::Whole)
        }
        Unsuited::Changed { file } => {
            Err(Stop::new(&Message::new("cli-data-changed").arg("file", file), None, language))
        }
        Unsuited::Io(file, error) => {
            let message =
                Message::new("data-unreadable").arg("path", file).message("reason", system_cause(&error));
            Err(Stop::new(&message, None, language))
        }
    }
}
