//! An election made ready in memory: metrics computed, tables encoded, compressed and named.

use std::collections::BTreeMap;
use std::ops::Range;

use flate2::Crc;
use rayon::prelude::*;

use super::counting::{Counted, StatedCount, counted};
use crate::ballots::{Contest, ReadingOptions};
use crate::error::{Error, Result};
use crate::metrics::{NullModel, Tally};
use crate::snapshot::codec::encode_table;
use crate::snapshot::descriptor::{CandidateEntry, Cleaning, Descriptor, InactiveBallots, SourceFile, TablePart, Tabulated};
use crate::snapshot::hash::{sha256_hex, short};
use crate::snapshot::manifest::{ElectionEntry, FileReference};
use crate::snapshot::path::check_election_id;
use crate::snapshot::table::Table;
use crate::snapshot::tables::{PROFILE, figure_tables, profile_table};
use crate::tabulation::{Named, Tabulation};

/// Tables are cut into parts of at most this size, compressed.
const PART_LIMIT: usize = 1 << 20;

/// What the publisher says of an election; `None` is not known.
#[derive(Clone, Debug, Default)]
pub struct ElectionFacts {
    /// Lower-case letters, digits and dashes.
    pub id: String,
    pub title: String,
    /// The contest's name in the source.
    pub contest: Option<String>,
    pub jurisdiction: Option<String>,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    pub seats: Option<u32>,
    /// Ids of the candidates who won by the official result, ascending.
    pub winners: Option<Vec<u32>>,
    pub count: StatedCount,
    pub sources: Vec<SourceFile>,
    /// What the publisher said of their words and columns.
    pub reading: ReadingOptions,
}

/// An election with all its files, ready to be published.
#[derive(Clone, Debug)]
pub struct PreparedElection {
    pub descriptor: Descriptor,
    /// The count of all ballots, if they can be counted.
    pub tabulation: Option<Tabulation>,
    /// Names in `write_ins_first` of the rules that no candidate has, where they [may be missing](StatedCount::names_may_be_missing).
    pub missing: Vec<Named>,
    pub(super) entry: ElectionEntry,
    /// Tables first, then answers, the descriptor last.
    pub(super) files: Vec<PublishedFile>,
}

#[derive(Clone, Debug)]
pub(super) struct PublishedFile {
    /// Relative to the snapshot root.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl PreparedElection {
    /// Computes the metrics of a contest, counts its votes and encodes its tables.
    ///
    /// # Errors
    /// [`Error::Param`] if the id is not an election id, a winner is not a candidate, or rules do not go together; [`Error::Unknown`]
    /// if they name somebody who is none; [`Error::Format`] if the null model cannot
    /// be solved to the digits that are shown.
    pub fn new(facts: ElectionFacts, contest: &Contest) -> Result<PreparedElection> {
        check_election_id(&facts.id)?;
        check_winners(&facts, contest)?;
        let profile = &contest.profile;
        // By far the largest is encoded while the others are computed.
        let (of_profile, rest) =
            rayon::join(|| publish_table(&facts.id, PROFILE, &profile_table(profile)), || figures(&facts, contest));
        let Figures { counted: Counted { tabulated, tabulation, missing }, tables: mut published } = rest?;
        published.insert(PROFILE, of_profile?);
        let candidates = candidate_entries(&tabulated, contest);
        let mut files = Vec::new();
        let mut tables = BTreeMap::new();
        for (name, (parts, of_table)) in published {
            tables.insert(name.to_owned(), parts);
            files.extend(of_table);
        }
        let mut sources = facts.sources;
        sources.sort();
        let descriptor = Descriptor {
            id: facts.id,
            title: facts.title,
            contest: facts.contest,
            jurisdiction: facts.jurisdiction,
            date: facts.date,
            seats: facts.seats,
            max_rankings: profile.max_rankings() as u32,
            ballots: profile.ballots(),
            blank_ballots: contest.report.blank_ballots,
            inactive_ballots: Some(InactiveBallots::of(contest.endings.inactive)),
            candidates,
            cleaning: Cleaning { options: contest.options.clone(), counts: contest.report.clone() },
            tabulation: Some(tabulated),
            reading: facts.reading,
            sources,
            tables,
            warm: Vec::new(),
            answers: Vec::new(),
            answer_contracts: BTreeMap::new(),
        };
        let file = descriptor_file(&descriptor)?;
        let entry = entry(&descriptor, &file);
        files.push(file);
        Ok(PreparedElection { descriptor, tabulation, missing, entry, files })
    }
}

/// The count of a contest, and its published tables but that of the profile.
struct Figures {
    counted: Counted,
    tables: BTreeMap<&'static str, PublishedTable>,
}

fn figures(facts: &ElectionFacts, contest: &Contest) -> Result<Figures> {
    let profile = &contest.profile;
    let counted = counted(facts, contest)?;
    let tally = Tally::of(profile);
    let model = NullModel::of(&tally);
    let residual = model.residual();
    if residual > NullModel::MAX_RESIDUAL {
        return Err(Error::Format(format!(
            "the null model of this contest cannot be solved: expected and real mentions differ by {residual:.1e} of the real ones"
        )));
    }
    let tables = figure_tables(profile, &contest.endings, &tally, &model.expectation(), counted.tabulation.as_ref());
    let publish = |(name, table): (&'static str, Table)| Ok((name, publish_table(&facts.id, name, &table)?));
    let published: Vec<Result<_>> = tables.into_par_iter().map(publish).collect();
    // The first fault, not that which is found first.
    let tables = published.into_iter().collect::<Result<_>>()?;
    Ok(Figures { counted, tables })
}

fn check_winners(facts: &ElectionFacts, contest: &Contest) -> Result<()> {
    let is_unknown = |id: &&u32| !contest.candidates.iter().any(|candidate| candidate.id == **id);
    match facts.winners.iter().flatten().find(is_unknown) {
        Some(unknown) => Err(Error::param("winners", unknown, "give ids of candidates")),
        None => Ok(()),
    }
}

/// Who won by the official result, else by the count if it is known how many seats there are.
fn candidate_entries(tabulated: &Tabulated, contest: &Contest) -> Vec<CandidateEntry> {
    let counted = tabulated.winners.as_ref().filter(|_| !tabulated.seats_assumed);
    let winners = tabulated.official_winners.as_ref().or(counted);
    let entry = |candidate: &crate::ballots::Candidate| CandidateEntry {
        id: candidate.id,
        name: candidate.name.clone(),
        is_write_in: candidate.is_write_in,
        winner: winners.map(|winners| winners.contains(&candidate.id)),
    };
    contest.candidates.iter().map(entry).collect()
}

pub(super) fn descriptor_file(descriptor: &Descriptor) -> Result<PublishedFile> {
    let bytes = json(descriptor)?;
    let path = format!("elections/{}/election-{}.json", descriptor.id, short(&sha256_hex(&bytes)));
    Ok(PublishedFile { path, bytes })
}

pub(super) fn entry(descriptor: &Descriptor, file: &PublishedFile) -> ElectionEntry {
    let size = file.bytes.len() as u64;
    ElectionEntry {
        id: descriptor.id.clone(),
        title: descriptor.title.clone(),
        jurisdiction: descriptor.jurisdiction.clone(),
        date: descriptor.date.clone(),
        seats: descriptor.seats,
        candidates: descriptor.candidates.len() as u32,
        ballots: descriptor.ballots,
        descriptor: FileReference { path: file.path.clone(), bytes: size, raw_bytes: size, sha256: sha256_hex(&file.bytes) },
    }
}

/// JSON as it is published: indented, so that a person can read and compare it, and ended by a line feed.
pub(super) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut bytes =
        serde_json::to_vec_pretty(value).map_err(|error| Error::Format(format!("a descriptor cannot be encoded: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

struct EncodedPart {
    rows: usize,
    raw_bytes: usize,
    sha256: String,
    bytes: Vec<u8>,
}

/// The parts of a table, and their files.
type PublishedTable = (Vec<TablePart>, Vec<PublishedFile>);

fn publish_table(id: &str, name: &str, table: &Table) -> Result<PublishedTable> {
    let mut encoded = Vec::new();
    encode_parts(table, 0..table.rows(), &mut encoded)?;
    let is_cut = encoded.len() > 1;
    let (mut parts, mut files) = (Vec::new(), Vec::new());
    for (number, part) in encoded.into_iter().enumerate() {
        let hash = short(&part.sha256);
        let path = match is_cut {
            true => format!("elections/{id}/{name}-{number}-{hash}.arrow.gz"),
            false => format!("elections/{id}/{name}-{hash}.arrow.gz"),
        };
        parts.push(TablePart {
            path: path.clone(),
            bytes: part.bytes.len() as u64,
            raw_bytes: part.raw_bytes as u64,
            rows: part.rows as u64,
            sha256: part.sha256,
        });
        files.push(PublishedFile { path, bytes: part.bytes });
    }
    Ok((parts, files))
}

/// Encodes rows as one part; if it comes out too large, cuts them evenly into as many as its size asks for.
fn encode_parts(table: &Table, rows: Range<usize>, parts: &mut Vec<EncodedPart>) -> Result<()> {
    let raw = encode_table(table, rows.clone())?;
    let bytes = gzip(&raw);
    if bytes.len() <= PART_LIMIT || rows.len() < 2 {
        parts.push(EncodedPart { rows: rows.len(), raw_bytes: raw.len(), sha256: sha256_hex(&raw), bytes });
        return Ok(());
    }
    // A tenth of room: parts of equal row count differ in size.
    let pieces = (bytes.len() * 11 / 10).div_ceil(PART_LIMIT).clamp(2, rows.len());
    for piece in 0..pieces {
        let cut = |piece: usize| rows.start + rows.len() * piece / pieces;
        encode_parts(table, cut(piece)..cut(piece + 1), parts)?;
    }
    Ok(())
}

/// Without time or name in the header, by one compressor on every host: the same bytes in, the same bytes out. RFC 1952.
pub(super) fn gzip(raw: &[u8]) -> Vec<u8> {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    const LEVEL: u8 = 9;
    let mut crc = Crc::new();
    crc.update(raw);
    let mut bytes = HEADER.to_vec();
    bytes.extend_from_slice(&miniz_oxide::deflate::compress_to_vec(raw, LEVEL));
    bytes.extend_from_slice(&crc.sum().to_le_bytes());
    bytes.extend_from_slice(&crc.amount().to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::decode::decode_table;
    use crate::snapshot::table::Column;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn a_large_table_is_cut_into_parts_that_join_to_it() {
        let mut state = 1u64;
        let noise = (0..700_000)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                state >> 33
            })
            .collect();
        let mut table = Table::new(700_000);
        table.push("noise", Column::Whole(noise));
        let (parts, files) = publish_table("x", "noise", &table).unwrap();
        assert!(parts.len() > 2 && files.iter().all(|file| file.bytes.len() <= PART_LIMIT), "{} parts", parts.len());
        let decoded = files.iter().map(|file| {
            let mut raw = Vec::new();
            GzDecoder::new(file.bytes.as_slice()).read_to_end(&mut raw).unwrap();
            decode_table(&raw).unwrap()
        });
        assert_eq!(Table::concat(decoded.collect()).unwrap(), table);
        assert_eq!(parts.iter().map(|part| part.rows).sum::<u64>(), 700_000);
    }

    #[test]
    fn gzip_headers_carry_no_time_name_or_system() {
        assert_eq!(gzip(b"x")[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }
}
