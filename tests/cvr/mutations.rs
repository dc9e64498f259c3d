//! No reader panics, hangs or reads out of bounds, whatever is done to a file.

use super::support::*;
use coalition_lens::ballots::{CleaningOptions, ContestBuilder};
use coalition_lens::cvr::{self, Format};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Change {
    Replace(u8),
    Remove,
    Insert(u8),
    Cut,
    Repeat(u8),
}

fn change() -> impl Strategy<Value = (f64, Change)> {
    let byte = || prop_oneof![any::<u8>(), prop::sample::select(b"\",\n\r:#{}=-()0129. \0\xff\xe9".to_vec())];
    let change = prop_oneof![
        4 => byte().prop_map(Change::Replace),
        2 => Just(Change::Remove),
        2 => byte().prop_map(Change::Insert),
        1 => Just(Change::Cut),
        1 => any::<u8>().prop_map(Change::Repeat),
    ];
    (0.0..1.0, change)
}

fn apply(bytes: &[u8], changes: &[(f64, Change)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, change) in changes {
        let at = (place * bytes.len() as f64) as usize;
        if at >= bytes.len() {
            continue;
        }
        match change {
            Change::Replace(byte) => bytes[at] = *byte,
            Change::Remove => drop(bytes.remove(at)),
            Change::Insert(byte) => bytes.insert(at, *byte),
            Change::Cut => bytes.truncate(at),
            Change::Repeat(length) => {
                let end = (at + usize::from(*length)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// Reads in every way there is; an error must name the file.
fn exercise(bytes: &[u8], formats: &[Format]) {
    let files = Files::new();
    let input = files.add("input", bytes);
    let check = |result: Result<(), coalition_lens::Error>| {
        if let Err(error) = result {
            let message = error.to_string();
            assert!(message.starts_with("input") || message.starts_with("--contest"), "{message}");
        }
    };
    check(cvr::detect(&input).map(drop));
    check(read_all(std::slice::from_ref(&input), None, None).map(drop));
    for &format in formats {
        check(cvr::contests(&input, format).map(drop));
        check(cvr::count_contests(&input, format, &mut ()).map(drop));
        let mut builder = ContestBuilder::new(CleaningOptions::default());
        check(cvr::read(&input, format, None, &mut builder, &mut ()).map(drop));
        if let Ok(contest) = builder.finish() {
            let counted: u64 = contest.profile.counts().iter().sum();
            assert!(counted + contest.report.blank_ballots <= contest.report.ballots_read);
        }
    }
}

const TEXTS: [&str; 7] = [
    "BallotID,Status,\"Choice_36_1:City, D2:1:Number of Winners 3:Ann:NON\",\"Choice_36_1:City, D2:2:Number of Winners 3:Ann:NON\",\
     \"Choice_37_1:City, D2:1:Number of Winners 3:Bob:NON\",\"Choice_37_1:City, D2:2:Number of Winners 3:Bob:NON\"\n\
     \"A,1\",0,1,0,0,1\nA2,0,0,1,1,0\nA3,-1,0,0,0,0\n",
    "BallotID,contest,candidate_id,candidate_name,rank_position,has_vote\n1,M,1,Ann,1,true\n1,M,2,\"Bob, B\",2,true\n2,M,1,Ann,1,false\n",
    "3 2\n-3\n(a) 2 1=2 - 3 0\n1.0 2 1 0 # c\n0\n\"Ann\"\n\"Bob \"B\"\"\nCleo\n\"Title\"\n",
    ",Rank 1,Rank 2,Count\n0,Ann,overvote,2\n1,\"Ann\nBob\",skipped,1\n2,Write-in,,3\n",
    "# DATA TYPE: toi\n# TITLE: T\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 6\n# ALTERNATIVE NAME 1: Ann\n\
     # ALTERNATIVE NAME 2: \"B \"\"b\"\"\"\n# ALTERNATIVE NAME 3: Cleo\n4: 1,{2,3}\n2: 3\n",
    "3\n1,Ann\n2,Bob\n3,Cleo\n6,6,2\n4,1,{2,3}\n2,3\n",
    "BallotID,Choice_1_1:M:1:Vote For 1:Ann:D,Choice_2_1:M:2:Vote For 1:Ann:D,Choice_3_1:N:1:Vote For 1:Zoe:D\n1,1,0,1\n2,0,0,0\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_reader_panics_on_mutated_input(
        text in prop::sample::select(TEXTS.to_vec()),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        exercise(&apply(text.as_bytes(), &changes), &Format::ALL);
    }

    #[test]
    fn no_reader_panics_on_mutated_gzip(
        text in prop::sample::select(TEXTS.to_vec()),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        exercise(&apply(&gzip(text), &changes), &Format::ALL);
    }

    #[test]
    fn the_parquet_reader_does_not_panic_on_mutated_input(changes in prop::collection::vec(change(), 1..4)) {
        let marks: Vec<Mark> = (0..50).map(|mark| {
            (["b1", "b2", "b3"][mark % 3], 1 + (mark % 4) as i64, ["A", "B", "C", "D"][mark % 4], 1 + (mark / 3) as i32, true, "d")
        }).collect();
        exercise(&apply(&parquet(&marks), &changes), &[Format::LongParquet]);
    }

    #[test]
    fn no_reader_panics_on_rubbish(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        exercise(&bytes, &Format::ALL);
    }
}
