//! Small snapshots, and the files they are made of.

use std::collections::BTreeMap;

use crate::ballots::Profile;
use crate::metrics::{NullModel, Tally};
use crate::snapshot::{
    CANDIDATES, CandidateEntry, Descriptor, ElectionEntry, FORMAT_NAME, FORMAT_VERSION, FileReference, FormatTag, Generator,
    Manifest, PAIRS, PROFILE, Table, TablePart, candidates_table, encode_table, pairs_table, profile_table, sha256_hex, short,
    snapshot_id,
};

/// Takes a file by path.
type Publish<'a> = &'a dyn Fn(&str, &[u8]);

/// A small election, with every count multiplied.
pub fn profile(times: u64) -> Profile {
    let ballots: [(&[u16], u64); 5] = [(&[0, 1], 40), (&[0, 1, 2], 30), (&[1, 0], 20), (&[2, 3], 35), (&[2, 3, 0, 1], 25)];
    Profile::new(4, ballots.map(|(ranking, count)| (ranking, count * times)))
}

/// Publishes elections by id and title, each of its own profile, and the manifest that names them.
pub fn publish_snapshot(publish: Publish, data_version: &str, elections: &[(&str, &str, &Profile)]) -> Manifest {
    let entries: Vec<ElectionEntry> =
        elections.iter().map(|(id, title, profile)| publish_election(publish, id, title, profile)).collect();
    let manifest = Manifest {
        format: FormatTag { name: FORMAT_NAME.into(), version: FORMAT_VERSION },
        snapshot_id: snapshot_id(entries.iter().map(|entry| (entry.id.as_str(), entry.descriptor.sha256.as_str()))),
        data_version: data_version.into(),
        generator: Generator { name: "test".into(), version: "0".into() },
        elections: entries,
        history: Vec::new(),
    };
    publish("manifest.json", &serde_json::to_vec(&manifest).unwrap());
    manifest
}

fn publish_election(publish: Publish, id: &str, title: &str, profile: &Profile) -> ElectionEntry {
    let table = |name: &str, table: Table| {
        let bytes = encode_table(&table, 0..table.rows()).unwrap();
        let sha256 = sha256_hex(&bytes);
        let path = format!("elections/{id}/{name}-{}.arrow.gz", short(&sha256));
        publish(&path, &bytes);
        let length = bytes.len() as u64;
        (name.to_owned(), vec![TablePart { path, bytes: length, raw_bytes: length, rows: table.rows() as u64, sha256 }])
    };
    let tally = Tally::of(profile);
    let pairs = pairs_table(&tally.pairs, &NullModel::of(&tally).expectation());
    let candidates = (1..).zip(["Ada", "Bo", "Cy", "Di"]);
    let descriptor = Descriptor {
        id: id.into(),
        title: title.into(),
        seats: Some(2),
        max_rankings: profile.max_rankings() as u32,
        ballots: profile.ballots(),
        candidates: candidates
            .map(|(id, name)| CandidateEntry { id, name: name.into(), is_write_in: false, winner: None })
            .collect(),
        tables: BTreeMap::from([
            table(CANDIDATES, candidates_table(&tally.candidates)),
            table(PAIRS, pairs),
            table(PROFILE, profile_table(profile)),
        ]),
        ..Descriptor::default()
    };
    let bytes = serde_json::to_vec(&descriptor).unwrap();
    let sha256 = sha256_hex(&bytes);
    let path = format!("elections/{id}/election-{}.json", short(&sha256));
    publish(&path, &bytes);
    let length = bytes.len() as u64;
    ElectionEntry {
        id: id.into(),
        title: title.into(),
        jurisdiction: None,
        date: None,
        seats: Some(2),
        candidates: 4,
        ballots: profile.ballots(),
        descriptor: FileReference { path, bytes: length, raw_bytes: length, sha256 },
    }
}
