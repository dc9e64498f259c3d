//! One contest from many files, many contests in one file.

use super::support::*;
use coalition_lens::ballots::{CleaningOptions, ContestBuilder, ReadingOptions};
use coalition_lens::cvr::{self, ContestSummary, Progress, SourceSet};

const TWO: &str = "\
B,Choice_1_1:Council, D1:1:Number of Winners 3:Ann:N,Choice_2_1:Council, D1:1:Number of Winners 3:Bob:N,\
Choice_1_1:Mayor:1:Number of Winners 1:Cleo:N,Choice_1_1:Mayor:2:Number of Winners 1:Cleo:N
1,1,0,0,1
2,0,1,0,0
3,0,0,0,0
4,1,0,0,0
";

fn two() -> String {
    TWO.replace("Choice_1_1:Council, D1:1:Number of Winners 3:Ann:N", "\"Choice_1_1:Council, D1:1:Number of Winners 3:Ann:N\"")
        .replace("Choice_2_1:Council, D1:1:Number of Winners 3:Bob:N", "\"Choice_2_1:Council, D1:1:Number of Winners 3:Bob:N\"")
}

const LONG_TWO: &str = "\
BallotID,contest_name,candidate_id,candidate_name,rank_position
1,\"Council, D1\",1,Ann,1
1,Mayor,1,Cleo,2
2,\"Council, D1\",2,Bob,1
4,\"Council, D1\",1,Ann,1
4,\"Council, D1\",2,Bob,2
";

fn summaries(ballots: [u64; 2]) -> Vec<ContestSummary> {
    ["Council, D1", "Mayor"]
        .into_iter()
        .zip(ballots)
        .map(|(name, ballots)| ContestSummary { name: name.into(), ballots })
        .collect()
}

#[test]
fn several_contests_without_a_choice_are_listed_with_their_ballots() {
    let files = Files::new();
    for text in [two(), LONG_TWO.to_owned()] {
        let input = files.add("input.csv", text);
        let error = read_all(&[input], None, None).unwrap_err();
        assert_eq!(error.code(), "E_PARAM");
        assert_eq!(
            error.to_string(),
            "contest is missing; choose one of the contests: Council, D1 (3 ballots); Mayor (1 ballot)"
        );
    }
}

#[test]
fn contests_are_listed_over_all_inputs() {
    let files = Files::new();
    let inputs = [files.add("a.csv", two()), files.add("b.csv", LONG_TWO)];
    assert_eq!(count_contests(&inputs).unwrap(), summaries([6, 2]));
    let blt = files.add("c.blt", "1 1\n1 1 0\n0\nAnn\n");
    assert_eq!(count_contests(&[blt]).unwrap(), []);
}

#[test]
fn a_contest_is_chosen_by_name_or_a_part_of_it_without_regard_to_case() {
    let files = Files::new();
    for text in [two(), LONG_TWO.to_owned()] {
        let input = [files.add("input.csv", text)];
        for wanted in ["Council, D1", "council", "D1"] {
            let (contest, facts) = read_all(&input, None, Some(wanted)).unwrap();
            assert_eq!(names(&contest), [(1, "Ann"), (2, "Bob")]);
            assert_eq!(facts.contest.as_deref(), Some("Council, D1"));
        }
        let (mayor, _) = read_all(&input, None, Some("MAYOR")).unwrap();
        assert_eq!(rankings(&mayor), expected(&[("Cleo", 1)]));
    }
}

#[test]
fn a_choice_that_fits_no_contest_or_several_lists_them() {
    let files = Files::new();
    let input = [files.add("input.csv", two())];
    let message = |wanted: &str| read_all(&input, None, Some(wanted)).unwrap_err().to_string();
    assert_eq!(message("Sheriff"), "contest: \"Sheriff\" is not allowed; the contests are: Council, D1; Mayor");
    assert_eq!(message("o"), "contest: \"o\" is not allowed; it is part of several names: Council, D1; Mayor");
    let blt = [files.add("c.blt", "1 1\n1 1 0\n0\nAnn\n")];
    let unnamed = read_all(&blt, None, Some("Mayor")).unwrap_err().to_string();
    assert!(unnamed.contains("one contest without a name"), "{unnamed}");
}

#[test]
fn an_exact_name_wins_over_names_that_contain_it() {
    let files = Files::new();
    let input = [files.add(
        "input.csv",
        "B,Choice_1_1:D1:1:Vote For 1:Ann:N,Choice_2_1:D10:1:Vote For 1:Bob:N,Choice_3_1:d1:1:Vote For 1:Cleo:N\n1,1,1,1\n",
    )];
    for (wanted, name) in [("D1", "Ann"), ("d1", "Cleo"), ("D10", "Bob"), ("0", "Bob")] {
        assert_eq!(rankings(&read_all(&input, None, Some(wanted)).unwrap().0), expected(&[(name, 1)]), "{wanted}");
    }
}

#[test]
fn files_of_one_contest_are_added_up_in_any_order() {
    let files = Files::new();
    let a = files.add("a.blt", "2 3\n4 1 0\n0\nAnn\nBob\nWard 1\n");
    let b = files.add("b.blt", gzip("2 3\n3 2 1 0\n1 1 0\n0\nAnn\nBob\nWard 1\n"));
    let (first, facts) = read_all(&[a.clone(), b.clone()], None, None).unwrap();
    let (second, same) = read_all(&[b, a], None, None).unwrap();
    assert_eq!(rankings(&first), expected(&[("Ann", 5), ("Bob>Ann", 3)]));
    assert_eq!((&first.profile, &first.report, &facts), (&second.profile, &second.report, &same));
    assert_eq!((facts.title.as_deref(), facts.seats), (Some("Ward 1"), Some(3)));
}

#[test]
fn the_same_ballot_id_in_two_files_is_two_ballots() {
    let files = Files::new();
    let a = files.add("a.csv", "BallotID,candidate_name,rank_position\n1,Ann,1\n");
    let b = files.add("b.csv", "BallotID,candidate_name,rank_position\n1,Bob,1\n");
    assert_eq!(rankings(&read_all(&[a, b], None, None).unwrap().0), expected(&[("Ann", 1), ("Bob", 1)]));
}

#[test]
fn files_without_the_chosen_contest_are_passed_over() {
    let files = Files::new();
    let inputs = [
        files.add("a.csv", "B,Choice_1_1:Sheriff:1:Vote For 1:Zoe:N\n1,1\n"),
        files.add("b.csv", "B,Choice_1_1:Mayor:1:Vote For 1:Ann:N\n1,1\n2,1\n"),
    ];
    let (contest, _) = read_all(&inputs, None, Some("mayor")).unwrap();
    assert_eq!((rankings(&contest), contest.report.ballots_read), (expected(&[("Ann", 2)]), 2));
}

#[test]
fn the_same_file_twice_is_refused_by_path_and_by_content() {
    let files = Files::new();
    let a = files.add("a.csv", "rank1\nAnn\n");
    let copy = files.add("b.csv", "rank1\nAnn\n");
    let other = files.add("c.csv", "rank1\nBob\n");
    let twice = |inputs: &[cvr::Input]| read_all(inputs, None, None).unwrap_err().to_string();
    assert_eq!(
        twice(&[a.clone(), other.clone(), a.clone()]),
        "a.csv: is given twice: its ballots would count double; leave one out, or say `allow_repeats` if both are to be counted"
    );
    assert_eq!(
        twice(&[a.clone(), copy]),
        "b.csv: is given twice (as a.csv): its ballots would count double; leave one out, or say `allow_repeats` if both are to be counted"
    );
    let packed = files.add("a.csv.gz", gzip("rank1\nAnn\n"));
    assert!(twice(&[a.clone(), packed.clone()]).starts_with("a.csv.gz: is given twice (as a.csv)"));
    let options = ReadingOptions { allow_repeats: true, ..ReadingOptions::default() };
    let set = SourceSet::open(&[a.clone(), packed], None, options).unwrap();
    let (contest, _) = set.read(None, ContestBuilder::new(CleaningOptions::default()), &mut ()).unwrap();
    assert_eq!(contest.profile.ballots(), 2);
    assert_eq!(rankings(&read_all(&[a, other], None, None).unwrap().0), expected(&[("Ann", 1), ("Bob", 1)]));
}

#[test]
fn files_that_do_not_fit_together_are_refused() {
    let files = Files::new();
    let blt = files.add("a.blt", "2 3\n4 1 0\n0\nAnn\nBob\n");
    let message = |name: &str, text: &str| read_all(&[blt.clone(), files.add(name, text)], None, None).unwrap_err().to_string();
    assert_eq!(
        message("names.blt", "2 3\n1 1 0\n0\nBob\nAnn\n"),
        "names.blt: candidate id 1 stands for both \"Ann\" and \"Bob\""
    );
    assert_eq!(message("seats.blt", "2 1\n1 1 0\n0\nAnn\nBob\n"), "seats.blt: is of a contest for 1 seats, but a.blt for 3");
    assert!(
        message("ranks.csv", "rank1\nAnn\n").starts_with("ranks.csv: is in the format rank-columns, and a.blt in the format blt")
    );
    assert!(message("gone.blt", "2 3\n-1\n1 2 0\n0\nAnn\nBob\n").contains("withdrawn in one input"));
}

#[test]
fn progress_ends_at_the_bytes_of_all_inputs() {
    struct Last(u64);
    impl Progress for Last {
        fn bytes(&mut self, read: u64) {
            assert!(read >= self.0, "progress went back from {} to {read}", self.0);
            self.0 = read;
        }
    }
    let files = Files::new();
    let rows: String = (0..100_000).map(|row| format!("Ann {},Bob {}\n", row % 97, row * 7919 % 89)).collect();
    let inputs = [
        files.add("a.csv", gzip(format!("rank1,rank2\n{rows}"))),
        files.add("b.csv", format!("rank1,rank2\n{rows}Cleo,Ann 1\n")),
        files.add("c.csv", "rank1\nAnn\n"),
    ];
    let mut last = Last(0);
    cvr::read_contest(&inputs, None, None, CleaningOptions::default(), &mut last).unwrap();
    assert_eq!(last.0, inputs.iter().map(|input| input.bytes).sum::<u64>());
}

#[test]
fn contests_of_one_name_and_two_ids_are_not_mixed() {
    let files = Files::new();
    let text = "BallotID,contest_id,contest_name,candidate_name,rank_position\n1,7,Board,Ann,1\n2,8,Board,Bob,1\n";
    let error = read_all(&[files.add("a.csv", text)], None, None).unwrap_err().to_string();
    assert!(error.starts_with("a.csv: the contest \"Board\" has two ids, \"7\" and \"8\""), "{error}");
    let by_id = files.add("b.csv", text.replace("contest_name", "title"));
    assert_eq!(rankings(&read_all(&[by_id], None, Some("8")).unwrap().0), expected(&[("Bob", 1)]));
}

#[test]
fn an_input_tells_its_name_size_and_the_hash_of_its_bytes_on_disk() {
    let files = Files::new();
    let input = files.add("a.csv", "abc");
    assert_eq!((input.name.as_str(), input.bytes), ("a.csv", 3));
    assert_eq!(input.sha256().unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// Ballots for two candidates, in a storage of its own.
fn ballots(separator: char, ids: impl Iterator<Item = u32>) -> String {
    let row = |id| {
        format!("{id}{separator}{}\n", if id % 3 == 0 { format!("Ann{separator}Bob") } else { format!("Bob{separator}Ann") })
    };
    format!("id{separator}rank1{separator}rank2\n") + &ids.map(row).collect::<String>()
}

#[test]
fn the_same_ballots_in_another_form_or_order_are_refused() {
    let files = Files::new();
    let a = files.add("a.csv", ballots(',', 0..40));
    let refusal = |other: cvr::Input| read_all(&[a.clone(), other], None, None).unwrap_err().to_string();
    for other in [files.add("b.csv", ballots(';', 0..40)), files.add("c.csv", ballots(',', (0..40).rev()))] {
        let message = refusal(other);
        assert!(message.contains("holds the same 40 ballots as a.csv"), "{message}");
    }
    let blt = refusal(files.add("d.blt", "2 1\n14 1 2 0\n26 2 1 0\n0\n\"Ann\"\n\"Bob\"\n"));
    assert!(blt.contains("is in the format blt, and a.csv in the format rank-columns"), "{blt}");
    let others = read_all(&[a.clone(), files.add("e.csv", ballots(',', 1..41))], None, None).unwrap().0;
    assert_eq!(others.profile.ballots(), 80);
}

#[test]
fn ballots_of_one_id_in_a_file_are_told() {
    let (contest, _) = read("BallotID,rank1\n1,Ann\n2,Bob\n1,Ann\n");
    assert!(
        contest
            .reading
            .warnings
            .iter()
            .any(|warning| warning.contains("1 ballot has a name that another ballot of the file has"))
    );
}

#[test]
fn a_file_that_names_no_contest_is_no_part_of_several_named_ones() {
    let files = Files::new();
    let message = read_all(
        &[
            files.add("a.csv", "BallotID,contest,candidate_name,rank_position\n1,Mayor,Ann,1\n1,Clerk,Bob,1\n"),
            files.add("b.csv", "rank1\nAnn\nBob\n"),
        ],
        None,
        Some("Mayor"),
    )
    .unwrap_err();
    assert!(message.to_string().contains("names no contest, while others of the inputs name several"), "{message}");
}

#[test]
fn a_damaged_file_among_files_of_ballots_in_a_folder_is_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ward1.csv"), "rank1\nAnn\n").unwrap();
    std::fs::write(folder.path().join("ward2.csv"), "<html>Not found</html>").unwrap();
    std::fs::write(folder.path().join("notes.pdf"), "%PDF-1.4").unwrap();
    let error = SourceSet::open(&cvr::Input::expand(folder.path()).unwrap(), None, ReadingOptions::default()).unwrap_err();
    assert!(error.to_string().contains("ward2.csv: lies among files of ballots and cannot be read as one"), "{error}");
}
