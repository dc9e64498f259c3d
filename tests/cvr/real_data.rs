//! Real elections, against the certified profile, independent counts and each other.

use std::collections::{BTreeMap, BTreeSet};

use super::support::*;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use coalition_lens::ballots::{CleaningOptions, Contest, ContestBuilder, ReadingOptions};
use coalition_lens::cvr::{self, ContestFacts, Input, Memo, Reading};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn read_real(path: &str) -> Option<(Contest, ContestFacts)> {
    real(path).map(|input| read_all(&[input], None, None).expect("a readable election"))
}

fn mentions(contest: &Contest) -> Vec<u64> {
    let mut mentions = vec![0; contest.candidates.len()];
    for (ranking, count) in contest.profile.iter() {
        for &candidate in ranking {
            mentions[usize::from(candidate)] += count;
        }
    }
    mentions
}

fn first_choices(contest: &Contest) -> Vec<u64> {
    let mut first = vec![0; contest.candidates.len()];
    for (ranking, count) in contest.profile.iter() {
        first[usize::from(ranking[0])] += count;
    }
    first
}

fn by_name(contest: &Contest, counts: &[u64]) -> BTreeMap<String, u64> {
    contest.candidates.iter().zip(counts).map(|(candidate, &count)| (candidate.name.clone(), count)).collect()
}

#[test]
fn the_raw_portland_d1_file_cleans_to_the_certified_profile() {
    let (Some((raw, _)), Some((certified, facts)), Some((condensed, _))) = (
        read_real("portland2024/d1_raw_votekit_format.csv"),
        read_real("portland2024/d1_profile.blt"),
        read_real("portland2024/d1_condensed_precinct.csv"),
    ) else {
        return;
    };
    assert_eq!((raw.report.ballots_read, raw.report.blank_ballots), (43_669, 798));
    assert_eq!((certified.profile.ballots(), certified.profile.len()), (42_871, 18_894));
    assert_eq!((facts.title.as_deref(), facts.seats), (Some("Portland District 1"), Some(3)));
    for contest in [&raw, &condensed] {
        assert_eq!(contest.candidates, certified.candidates);
        assert_eq!(contest.profile, certified.profile);
    }
}

/// By name: the wide file has Clear Ballot's ids, the long table its own.
#[test]
fn portland_d2_is_the_same_from_the_wide_file_and_from_the_long_table() {
    let (Some((wide, facts)), Some((long, long_facts))) = (
        read_real("portland2024/d2_wide_clearballot_RECONSTRUCTED_status0.csv.gz"),
        read_real("portland2024/d2_ballots_long.parquet"),
    ) else {
        return;
    };
    assert_eq!((wide.candidates.len(), wide.candidates[0].id, wide.candidates[22].id), (23, 36, 50_004));
    assert_eq!((long.candidates.len(), long.candidates[22].id), (23, 23));
    assert_eq!(rankings(&wide), rankings(&long));
    assert_eq!(wide.report, long.report);
    assert_eq!(wide.report.ballots_read, 74_087);
    assert_eq!((facts.contest.as_deref(), facts.seats), (Some("City of Portland, Councilor, District 2"), Some(3)));
    assert_eq!(long_facts.contest.as_deref(), Some("d2-3seat"));
}

/// The marks of a long Parquet table: ballot, candidate id, candidate, rank.
fn marks(input: &Input) -> Vec<(String, i64, String, i32)> {
    let file = std::fs::File::open(&input.path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut marks = Vec::new();
    for batch in reader.map(Result::unwrap) {
        let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
        let (ballots, names) = (text("BallotID"), text("candidate_name"));
        let ids = batch.column_by_name("candidate_id").unwrap().as_primitive::<Int64Type>();
        let ranks = batch.column_by_name("rank_position").unwrap().as_primitive::<Int32Type>();
        for row in 0..batch.num_rows() {
            marks.push((ballots.value(row).to_owned(), ids.value(row), names.value(row).to_owned(), ranks.value(row)));
        }
    }
    marks
}

#[test]
fn portland_d2_is_the_same_from_the_long_table_as_csv() {
    let Some(input) = real("portland2024/d2_ballots_long.parquet") else { return };
    let mut text = String::from("BallotID,candidate_id,candidate_name,rank_position\n");
    for (ballot, id, name, rank) in marks(&input) {
        text += &format!("{ballot},{id},\"{name}\",{rank}\n");
    }
    let (from_parquet, _) = read_all(&[input], None, None).unwrap();
    let (from_csv, _) = read(text);
    assert_eq!(from_csv.candidates, from_parquet.candidates);
    assert_eq!(from_csv.profile, from_parquet.profile);
    assert_eq!(from_csv.report, from_parquet.report);
}

/// The certified cleaning in its plainest form: overvoted ranks and empty write-in slots are skipped, what is left moves
/// up, a repeated candidate counts once.
#[test]
fn the_long_tables_of_portland_clean_as_a_plain_program_cleans_them() {
    for (path, read) in [("portland2024/d1_ballots_long.parquet", 41_479), ("portland2024/d2_ballots_long.parquet", 74_087)] {
        let Some(input) = real(path) else { return };
        let mut ballots: BTreeMap<String, BTreeMap<i32, BTreeSet<String>>> = BTreeMap::new();
        for (ballot, _, name, rank) in marks(&input) {
            ballots.entry(ballot).or_default().entry(rank).or_default().insert(name);
        }
        assert_eq!(ballots.len(), read, "{path}");
        let mut plain: BTreeMap<String, u64> = BTreeMap::new();
        let mut moved = 0;
        for ranks in ballots.values() {
            let mut ranking: Vec<&str> = Vec::new();
            for name in ranks.values().filter(|names| names.len() == 1).flatten() {
                if !name.starts_with("Write-in-") && !ranking.contains(&name.as_str()) {
                    ranking.push(name);
                }
            }
            let first_mark: Vec<&str> = ranks.values().next().into_iter().flatten().map(String::as_str).collect();
            moved += u64::from(first_mark[..] != ranking[..ranking.len().min(1)]);
            *plain.entry(ranking.join(">")).or_insert(0) += 1;
        }
        let blank = plain.remove("").unwrap();
        let (contest, _) = read_all(&[input], None, None).unwrap();
        assert_eq!(contest.report.first_choices_moved.ballots, moved, "{path}");
        assert_eq!(rankings(&contest), plain, "{path}");
        assert_eq!((contest.report.ballots_read, contest.report.blank_ballots), (read as u64, blank), "{path}");
    }
}

#[test]
fn genuine_clear_ballot_rows_are_read_remade_ones_too() {
    let Some((contest, facts)) = read_real("portland2024/d2_wide_clearballot_REAL_excerpt_15rows.csv") else { return };
    assert_eq!((contest.report.ballots_read, contest.candidates.len(), facts.seats), (15, 23, Some(3)));
    assert_eq!(contest.profile.ballots() + contest.report.blank_ballots, 15);
}

#[test]
fn profiles_agree_with_independent_counts() {
    for (blt, oracle) in [
        ("portland2024/d1_profile.blt", "oracle/portland_d1.json"),
        ("portland2024/d2_profile.blt", "oracle/portland_d2.json"),
        ("nyc2025_mayor/nyc2025_mayor.blt", "oracle/nyc2025_mayor.json"),
    ] {
        let (Some((contest, facts)), Some(oracle)) = (read_real(blt), real(oracle)) else { return };
        let oracle: serde_json::Value = serde_json::from_slice(&std::fs::read(oracle.path).unwrap()).unwrap();
        let counts = |key: &str| -> Vec<u64> { oracle[key].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect() };
        let listed: Vec<&str> = oracle["candidates"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(contest.candidates.iter().map(|candidate| candidate.name.as_str()).collect::<Vec<_>>(), listed);
        assert_eq!(contest.profile.ballots(), oracle["ballots_nonempty"].as_u64().unwrap());
        assert_eq!(contest.profile.len() as u64, oracle["unique"].as_u64().unwrap());
        assert_eq!(first_choices(&contest), counts("first"));
        assert_eq!(mentions(&contest), counts("mentions"));
        assert_eq!(facts.seats.map(u64::from), oracle["seats"].as_u64());
        let mut lengths = BTreeMap::new();
        for (ranking, count) in contest.profile.iter() {
            *lengths.entry(ranking.len().to_string()).or_insert(0) += count;
        }
        for (length, count) in oracle["ballot_length"].as_object().unwrap() {
            assert_eq!(lengths.get(length), count.as_u64().as_ref(), "{blt}: ballots of length {length}");
        }
    }
}

#[test]
fn new_york_has_a_million_ballots_in_few_distinct_rankings() {
    let Some((contest, _)) = read_real("nyc2025_mayor/nyc2025_mayor.blt") else { return };
    assert_eq!((contest.profile.ballots(), contest.profile.len(), contest.profile.max_rankings()), (1_073_331, 28_439, 5));
}

#[test]
fn the_kansas_sample_has_the_first_round_that_rctab_reports() {
    let Some((contest, facts)) = read_real("rctab/clear_ballot_kansas_primary/clear_ballot_kansas_primary.cvr.csv") else {
        return;
    };
    assert_eq!((contest.report.ballots_read, contest.candidates.len(), contest.candidates[0].id), (50, 10, 1));
    assert_eq!(facts.contest.as_deref(), Some("Democratic Primary"));
    let first = by_name(&contest, &first_choices(&contest));
    for (name, votes) in [
        ("Amy Klobuchar", 20),
        ("Michael Bennet", 5),
        ("Julian Castro", 4),
        ("Joe Biden", 3),
        ("Pete Buttigieg", 2),
        ("Cory Booker", 1),
        ("Steven Bullock", 0),
    ] {
        assert_eq!(first[name], votes, "{name}");
    }
}

#[test]
fn minneapolis_counts_with_its_count_column() {
    let Some((contest, _)) = read_real("minneapolis/2021-Ward-2-Cast-Vote-Record.csv") else { return };
    assert_eq!((contest.report.ballots_read, contest.report.blank_ballots), (9_799, 272));
    assert_eq!((contest.profile.ballots(), contest.profile.len()), (9_527, 110));
    assert_eq!(contest.report.overvoted_ranks, 27);
    let first = expected(&[
        ("Robin Wonsley Worlobah", 2763),
        ("Yusra Arab", 2719),
        ("Cam Gordon", 2508),
        ("Tom Anderson", 982),
        ("Guy T Gaskin", 546),
        ("UWI", 9),
    ]);
    assert_eq!(by_name(&contest, &first_choices(&contest)), first);
    assert!(contest.candidates.iter().any(|candidate| candidate.name == "UWI" && candidate.is_write_in));
}

#[test]
fn scottish_blt_files_with_unquoted_names_are_read() {
    for (file, ballots, candidates, title) in [
        ("edinburgh_2017_ward12.blt", 10_649, 10, "Ward 12 - Leith Walk"),
        ("glasgow_2007_hillhead.blt", 8_984, 10, "Hillhead"),
        ("glasgow_2017_ward1.blt", 8_800, 12, "Ward 1 Linn"),
    ] {
        let Some((contest, facts)) = read_real(&format!("scot-elex/sample/{file}")) else { return };
        assert_eq!((contest.report.ballots_read, contest.candidates.len()), (ballots, candidates), "{file}");
        assert_eq!((facts.title.as_deref(), facts.seats), (Some(title), Some(4)));
    }
}

/// The reader itself compares the sum of the ballots with NUMBER VOTERS.
#[test]
fn every_preflib_election_is_read_and_imbued_files_are_refused() {
    let Some(info) = real("preflib/00001 - irish/info.txt") else { return };
    let root = info.path.parent().and_then(|folder| folder.parent()).unwrap();
    let mut read = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let input = Input::open(file.unwrap().path()).unwrap();
            if input.name == "info.txt" {
                continue;
            }
            assert_eq!(cvr::detect(&input).unwrap().0, format("preflib"), "{}", input.name);
            let result = read_all(std::slice::from_ref(&input), None, None);
            if input.name.ends_with(".toc") {
                assert!(result.unwrap_err().to_string().contains("read 00001-00000001.soi instead"));
                continue;
            }
            let (contest, facts) = result.unwrap_or_else(|error| panic!("{error}"));
            assert!(contest.candidates.len() >= 3 && facts.title.is_some(), "{}", input.name);
            read += 1;
        }
    }
    assert_eq!(read, 33);
}

#[test]
fn dublin_north_has_the_ballots_of_its_file() {
    let Some((contest, facts)) = read_real("preflib/00001 - irish/00001-00000001.soi") else { return };
    assert_eq!((contest.profile.ballots(), contest.profile.len(), contest.candidates.len()), (43_942, 19_299, 12));
    assert_eq!(facts.title.as_deref(), Some("2002 Dublin North"));
    assert_eq!(rankings(&contest)["G.V. Wright F.F.>Michael Kennedy F.F.>Jim Glennon F.F."], 800);
}

#[test]
fn formats_that_are_not_ours_are_refused_by_name() {
    for (path, part) in
        [("scot-elex/scot-elex-csv-1070.tar.gz", "tar archive"), ("portland2024/d2_candidates.parquet", "no column BallotID")]
    {
        let Some(input) = real(path) else { return };
        let error = read_all(&[input], None, None).expect_err(path).to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn the_small_golden_file_is_read() {
    let Some((contest, facts)) = read_real("golden_micro/cvr_small.csv") else { return };
    assert_eq!((contest.report.ballots_read, facts.seats), (12, Some(3)));
    assert_eq!(contest.candidates[0].name, "Alice");
}

#[test]
fn counting_contests_agrees_between_wide_and_long() {
    let (Some(wide), Some(long)) =
        (real("portland2024/d2_wide_clearballot_RECONSTRUCTED_status0.csv.gz"), real("portland2024/d2_ballots_long.parquet"))
    else {
        return;
    };
    let of_wide = count_contests(&[wide]).unwrap();
    let of_long = count_contests(&[long]).unwrap();
    assert_eq!(of_wide.iter().map(|contest| contest.ballots).collect::<Vec<_>>(), [74_087]);
    assert_eq!(of_wide[0].ballots, of_long[0].ballots);
}

#[test]
fn a_real_file_cut_anywhere_is_an_error_or_a_smaller_election() {
    let Some(input) = real("portland2024/d2_wide_clearballot_REAL_excerpt_15rows.csv") else { return };
    let bytes = std::fs::read(input.path).unwrap();
    let files = Files::new();
    for length in (0..bytes.len()).step_by(211) {
        let cut = files.add("cut.csv", &bytes[..length]);
        match read_all(&[cut], None, None) {
            Ok((contest, _)) => assert!(contest.report.ballots_read <= 15),
            Err(error) => assert!(error.to_string().starts_with("cut.csv"), "{error}"),
        }
    }
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    let whole = files.add("whole.csv", &bytes);
    let options = ReadingOptions::default();
    let memo = Memo::default();
    let reading = Reading { input: &whole, companions: &[], options: &options, memo: &memo };
    format("clear-ballot").read(&reading, None, &mut builder, &mut ()).unwrap();
    assert_eq!(builder.finish().unwrap().report.ballots_read, 15);
}
