//! Documents: the manifest, descriptors, warm lists, and snapshots whose hashes are right all the same.

use super::{bytes, harness, json, queries, shared};
use coalition_lens::Error;
use coalition_lens::query::{Election, Provenance, minimal, plan_warm, ready_made};
use coalition_lens::snapshot::verify::verify;
use coalition_lens::snapshot::{
    Descriptor, FileReference, Manifest, SnapshotFolder, decode_table, parse_warm_list, safe_path, sha256_hex, short,
};
use serde_json::Value as Json;

const TARGET: &str = "documents";
const CODES: [&str; 4] = ["E_FORMAT", "E_VERSION", "E_INTEGRITY", "E_NOT_FOUND"];

fn refused<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(|error| assert!(CODES.contains(&error.code()), "{}: {error}", error.code())).ok()
}

fn exercise(bytes: &[u8]) {
    if let Some(manifest) = refused(Manifest::parse(bytes)) {
        for entry in &manifest.elections {
            safe_path(&entry.descriptor.path).expect("checked");
            refused(manifest.election(&entry.id));
        }
        publish(&manifest, None);
    }
    if let Some(descriptor) = refused(Descriptor::parse(bytes)) {
        let election = Election::new(Provenance { snapshot_id: String::new(), data_version: String::new() }, descriptor);
        for (name, table) in shared::tables() {
            refused(election.provide(name, &decode_table(&table).unwrap()));
        }
        for (query, params) in shared::QUESTIONS {
            queries::ask(&election, query, params);
        }
        publish(&manifest_of(&election.descriptor, bytes), Some(bytes));
    }
    if let Some(warm) = refused(parse_warm_list("warm.json", bytes)) {
        let election = shared::election(&shared::tables());
        for query in warm {
            let Ok(plan) = plan_warm(&query, &election) else { continue };
            let least = minimal(&query, &election).expect("what is understood has a least form");
            let again = plan_warm(&least, &election).expect("the least form is understood");
            assert_eq!(again.params(), plan.params());
            serde_json::from_str::<Json>(&ready_made(&plan, &election).expect("an answer")).expect("JSON");
        }
    }
}

/// A manifest that names a descriptor with its true hash.
fn manifest_of(descriptor: &Descriptor, bytes: &[u8]) -> Manifest {
    let original = harness::corpus(TARGET).iter().find_map(|file| Manifest::parse(file).ok()).expect("a manifest");
    let mut manifest = original;
    let sha256 = sha256_hex(bytes);
    let path = format!("elections/small/election-{}.json", short(&sha256));
    let size = bytes.len() as u64;
    for entry in &mut manifest.elections {
        entry.id = descriptor.id.clone();
        entry.descriptor = FileReference { path: path.clone(), bytes: size, raw_bytes: size, sha256: sha256.clone() };
    }
    manifest
}

/// Verifies and reads a folder of such a manifest and descriptor, with the good tables where they belong.
fn publish(manifest: &Manifest, descriptor: Option<&[u8]>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    };
    write("manifest.json", &serde_json::to_vec(manifest).expect("JSON"));
    if let (Some(bytes), Some(entry)) = (descriptor, manifest.elections.first()) {
        write(&entry.descriptor.path, bytes);
    }
    for (name, table) in shared::tables() {
        write(&format!("elections/small/{name}-{}.arrow.gz", short(&sha256_hex(&table))), &table);
    }
    let Some(snapshot) = refused(SnapshotFolder::open(folder.path())) else { return };
    let Some(manifest) = refused(snapshot.manifest()) else { return };
    refused(verify(folder.path()));
    for entry in &manifest.elections {
        let Some(descriptor) = refused(snapshot.descriptor(entry)) else { continue };
        for name in descriptor.tables.keys() {
            refused(snapshot.table(&descriptor, name));
        }
        for answer in &descriptor.answers {
            refused(snapshot.answer(answer));
        }
    }
}

#[test]
fn documents_of_the_corpus_are_read_or_refused() {
    harness::replay(TARGET, exercise);
}

#[test]
fn documents_changed_byte_by_byte_are_read_or_refused() {
    let files = harness::corpus(TARGET);
    let file = |(file, changes): &(usize, bytes::Changes)| bytes::apply(&files[*file], changes);
    harness::fuzz(TARGET, 400, &bytes::changed(files.len()), file, exercise);
}

#[test]
fn documents_with_other_values_are_read_or_refused() {
    use proptest::strategy::Strategy;
    let files: Vec<Json> = harness::corpus(TARGET).iter().filter_map(|file| serde_json::from_slice(file).ok()).collect();
    let cases = (0..files.len(), json::changes()).prop_map(|(file, changes)| (file, changes));
    let file = |(file, changes): &(usize, json::Changes)| json::apply(&files[*file], changes).to_string().into_bytes();
    harness::fuzz(TARGET, 400, &cases, file, exercise);
}
