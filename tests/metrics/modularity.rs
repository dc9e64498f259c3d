//! Clusters of real elections against what other programs find on the same graphs.

use serde_json::{Value as Json, json};

use coalition_lens::ballots::{CleaningOptions, Contest, ContestBuilder, ReadingOptions, WriteInRole};
use coalition_lens::cvr::{Input, SourceSet};

use crate::support::{ask, election, shared};

/// The other programs were given graphs in which a mark for a write-in was no vote.
fn without_write_ins(path: std::path::PathBuf) -> Contest {
    let slots = ["Write-In", "Write-Ins", "Write In", "Write-in"].map(|name| (name.to_owned(), WriteInRole::Slot));
    let options = CleaningOptions { write_in: slots.into(), ..CleaningOptions::default() };
    let mut builder = ContestBuilder::new(options);
    builder.allow_missing_names();
    let inputs = [Input::open(path).expect("the file opens")];
    let set = SourceSet::open(&inputs, None, ReadingOptions::default()).expect("a known format");
    set.read(None, builder, &mut ()).expect("the file is read").0
}

#[test]
fn nobody_else_finds_better_clusters_of_the_real_elections() {
    let reference: Json = serde_json::from_str(include_str!("modularity.json")).expect("the reference is JSON");
    for (file, methods) in reference["elections"].as_object().expect("elections") {
        let Some(path) = shared(file) else { continue };
        let election = election(&without_write_ins(path));
        for (method, best) in methods.as_object().expect("methods") {
            let asked = json!({"min_shared_ballots": 0, "min_strength": -1, "method": method});
            let stats = &ask(&election, "network", &asked.to_string())["data"]["stats"];
            assert_eq!(stats["edges"], best["edges"], "edges of {file} by {method}");
            let (found, best) = (stats["modularity"].as_f64().unwrap(), best["modularity"].as_f64().unwrap());
            assert!(found >= best - 1e-9, "{file} by {method}: Q = {found}, elsewhere {best}");
        }
    }
}
