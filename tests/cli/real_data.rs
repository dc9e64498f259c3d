//! Real elections, where their files are beside the project.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use super::support::{descriptor, json, run, run_with};

fn data(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if !file.exists() {
        println!("skipped: {path} is not here");
        return None;
    }
    Some(file)
}

#[test]
fn the_raw_file_of_portland_district_1_gives_the_tables_of_the_certified_profile() {
    let (Some(raw), Some(certified)) =
        (data("portland2024/d1_raw_votekit_format.csv"), data("portland2024/d1_condensed_precinct.csv"))
    else {
        return;
    };
    let folder = tempdir().unwrap();
    for (output, input) in [("raw", raw), ("certified", certified)] {
        let input = input.display().to_string();
        run_with(folder.path(), &["build", &input, "-o", output, "--election-id", "d1", "--seats", "3"]).ok();
        run(folder.path(), &format!("verify {output}")).ok();
    }
    let [raw, certified] = ["raw", "certified"].map(|name| descriptor(&folder.path().join(name)));
    assert_eq!(raw["ballots"], 42_871);
    // Ballots with marks that rank nobody stand in the raw file only, and its rounds have them exhausted from the first on.
    let inactive = [&raw, &certified].map(|descriptor| descriptor["inactive_ballots"]["ended"].as_u64());
    assert_eq!(inactive, [Some(798), Some(0)]);
    let tables = |descriptor: &Value| {
        let mut tables = descriptor["tables"].as_object().unwrap().clone();
        assert!(tables.remove("rounds").is_some());
        tables
    };
    assert_eq!(tables(&raw), tables(&certified));
    assert_eq!(raw["candidates"], certified["candidates"]);
}

#[test]
fn queries_of_district_2_give_the_counts_of_the_oracle() {
    let (Some(profile), Some(oracle)) = (data("portland2024/d2_profile.blt"), data("oracle/portland_d2_metrics_v2.json")) else {
        return;
    };
    let folder = tempdir().unwrap();
    let profile = profile.display().to_string();
    run_with(folder.path(), &["build", &profile, "-o", "snapshot", "--election-id", "d2"]).ok();
    let oracle = json(&std::fs::read_to_string(oracle).unwrap());
    let answer =
        json(&run(folder.path(), "query snapshot pairs --min-shared-ballots 0 --min-strength -1 --page-size 1000").ok().stdout);
    let rows = answer["data"].as_array().unwrap();
    let expected = oracle["pairs"].as_array().unwrap();
    assert_eq!((rows.len(), answer["pagination"]["total_items"].as_u64()), (expected.len(), Some(expected.len() as u64)));
    for pair in expected {
        let is_pair =
            |row: &&Value| row["candidate_1_name"] == pair["candidate_1"] && row["candidate_2_name"] == pair["candidate_2"];
        let row = rows.iter().find(is_pair).unwrap_or_else(|| panic!("{pair} is answered in index order"));
        for count in ["shared_ballots", "distance_counts", "ahead_1", "ahead_2", "next_1_to_2", "both_top_3", "coalition_type"] {
            assert_eq!(row[count], pair[count], "{count} of {pair}");
        }
        for (name, oracle_name) in
            [("coalition_strength_score", "adjusted"), ("expected_shared", "expected_shared"), ("lift", "lift")]
        {
            let (found, wanted) = (row[name].as_f64().unwrap(), pair[oracle_name].as_f64().unwrap());
            assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{name}: {found} for {wanted} in {pair}");
        }
    }
}
