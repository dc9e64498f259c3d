//! Ready-made answers beside the descriptor, so that a first view can be drawn before the engine has loaded.

use std::io::Read;

use flate2::bufread::GzDecoder;
use rayon::prelude::*;

use super::prepare::{PreparedElection, PublishedFile, descriptor_file, entry, gzip};
use crate::error::{Error, Result};
use crate::snapshot::decode::decode_table;
use crate::snapshot::hash::{sha256_hex, short};
use crate::snapshot::manifest::FileReference;
use crate::snapshot::table::Table;
use crate::snapshot::warm::WarmQuery;

/// The answer to a query of the warm list.
#[derive(Clone, Debug)]
pub struct ReadyAnswer {
    pub warm: WarmQuery,
    /// A [fingerprint](crate::query::fingerprint) of the definitions that it was made by.
    pub contract: String,
    /// JSON text.
    pub text: String,
}

impl PreparedElection {
    /// A table as it will be read again.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the election has no such table.
    pub fn table(&self, name: &str) -> Result<Table> {
        let decode = |path: &str| {
            let file = self.files.iter().find(|file| file.path == path);
            let file = file.ok_or_else(|| Error::NotFound(format!("{path} has not been prepared")))?;
            let mut raw = Vec::new();
            GzDecoder::new(file.bytes.as_slice())
                .read_to_end(&mut raw)
                .map_err(|error| Error::Format(format!("{path} cannot be read back: {error}")))?;
            decode_table(&raw)
        };
        Table::concat(self.descriptor.table(name)?.iter().map(|part| decode(&part.path)).collect::<Result<_>>()?)
    }

    /// The same election with a warm list and its answers.
    ///
    /// # Errors
    /// [`Error::Format`] if a file cannot be encoded; not known to happen.
    pub fn with_answers(mut self, answers: Vec<ReadyAnswer>) -> Result<PreparedElection> {
        // The descriptor is the last file, and is made anew.
        self.files.pop();
        let gzipped: Vec<Vec<u8>> = answers.par_iter().map(|answer| gzip(answer.text.as_bytes())).collect();
        for (ReadyAnswer { warm, contract, text }, bytes) in answers.into_iter().zip(gzipped) {
            let sha256 = sha256_hex(text.as_bytes());
            let path = format!("elections/{}/answer-{}.json.gz", self.descriptor.id, short(&sha256));
            self.descriptor.answer_contracts.insert(warm.query.clone(), contract);
            self.descriptor.warm.push(WarmQuery { count: None, ..warm });
            self.descriptor.answers.push(FileReference {
                path: path.clone(),
                bytes: bytes.len() as u64,
                raw_bytes: text.len() as u64,
                sha256,
            });
            self.files.push(PublishedFile { path, bytes });
        }
        let file = descriptor_file(&self.descriptor)?;
        self.entry = entry(&self.descriptor, &file);
        self.files.push(file);
        Ok(self)
    }
}
