//! The published format: manifest, descriptors, tables. Layout and rules: docs/snapshot.md.

#[cfg(feature = "cli")]
mod atomic_file;
mod codec;
mod decode;
mod descriptor;
#[cfg(feature = "cli")]
mod folder;
mod hash;
#[cfg(feature = "cli")]
mod listing;
mod loading;
mod manifest;
mod path;
mod reading;
mod rounds;
mod table;
mod tables;
#[cfg(feature = "cli")]
pub mod verify;
mod warm;
#[cfg(feature = "cli")]
pub mod write;

#[cfg(feature = "cli")]
pub use atomic_file::AtomicFile;
pub(crate) use codec::arrow_file;
pub use codec::encode_table;
pub use decode::decode_table;
pub use descriptor::{CandidateEntry, Cleaning, Descriptor, InactiveBallots, SourceFile, TablePart, Tabulated};
#[cfg(feature = "cli")]
pub use folder::{SnapshotFolder, gunzip};
pub use hash::{sha256_hex, short};
pub use loading::{Encoding, check_integrity, not_our_bytes, sniff};
pub use manifest::{
    ElectionEntry, FORMAT_NAME, FORMAT_VERSION, FileReference, FormatTag, Generator, MANIFEST, Manifest, snapshot_id,
};
pub use path::{check_election_id, is_election_id, safe_path};
pub use reading::{read_descriptor, read_table_part};
pub use rounds::{ROUNDS, read_rounds, rounds_table};
pub use table::{Column, Table};
pub use tables::{
    CANDIDATE_CENTRALITY, CANDIDATES, ENDINGS, MATCHUPS, PAIRS, PROFILE, SEGMENTS, candidates_table, check_endings, check_pairs,
    endings_table, figure_tables, matchups_table, pairs_table, profile_table, read_candidates, read_centrality, read_endings,
    read_pairs, read_profile, read_segments,
};
pub use warm::{WarmQuery, merge_warm_lists, parse_warm_list};
