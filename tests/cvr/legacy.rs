//! WinEDS, ChoicePlus, RAIRE, Dominion's CSV and RCR, and summaries of Alaska's elections.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::support::*;
use coalition_lens::ballots::{
    CleaningOptions, Contest, ContestBuilder, GroupKind, Mark, RawBallot, ReadingOptions, SampleBallot,
};
use coalition_lens::cvr::{ContestFacts, Input, SourceSet};
use coalition_lens::error::Result;
use proptest::prelude::*;

/// One contest, with its first ballots as read.
fn read_files(inputs: &[Input], contest: Option<&str>) -> Result<(Contest, ContestFacts)> {
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    builder.keep_samples(20);
    SourceSet::open(inputs, None, ReadingOptions::default())?.read(contest, builder, &mut ())
}

/// Of files by name and content.
fn read_named(files: &[(&str, &str)], contest: Option<&str>) -> Result<(Contest, ContestFacts)> {
    let folder = Files::new();
    let inputs: Vec<Input> = files.iter().map(|(name, text)| folder.add(name, text)).collect();
    read_files(&inputs, contest)
}

fn refusal(files: &[(&str, &str)]) -> String {
    match read_named(files, None) {
        Ok((contest, _)) => panic!("read {:?}", rankings(&contest)),
        Err(error) => error.to_string(),
    }
}

fn groups(sample: &SampleBallot) -> Vec<(GroupKind, &str)> {
    sample.groups.iter().map(|(kind, name)| (*kind, name.as_str())).collect()
}

/// For each rank from 1, the candidates that are marked.
type Ranks = Vec<BTreeSet<u32>>;

/// Ballots of up to `ranks` ranks, of candidates 0 to `candidates` - 1.
fn ballots(candidates: u32, ranks: usize) -> impl Strategy<Value = Vec<Ranks>> {
    let rank = prop_oneof![
        4 => (0..candidates).prop_map(|candidate| BTreeSet::from([candidate])),
        1 => Just(BTreeSet::new()),
        1 => prop::collection::btree_set(0..candidates, 2..=candidates as usize),
    ];
    prop::collection::vec(prop::collection::vec(rank, 0..=ranks), 1..12)
}

fn name(candidate: u32) -> String {
    ["Poe, Ada", "Bo \"B\" O’Neil", "José", "Di (Dee)"][candidate as usize].to_owned()
}

/// What the ballots are, read by nobody.
fn plain(candidates: u32, ballots: &[Ranks]) -> Contest {
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    let numbers: Vec<u32> = (0..candidates).map(|candidate| builder.listed(None, &name(candidate)).unwrap()).collect();
    for ranks in ballots {
        let marks = ranks.iter().zip(1..).flat_map(|(marked, rank)| marked.iter().map(move |&candidate| (rank, candidate)));
        let marks = marks.map(|(rank, candidate)| (rank, Mark::Candidate(numbers[candidate as usize]))).collect();
        builder.ballot(&mut RawBallot::of(marks, 1)).unwrap();
    }
    builder.finish().unwrap()
}

fn assert_same(read: &Contest, ballots: &Contest) {
    assert_eq!(rankings(read), rankings(ballots));
    assert_eq!(read.report, ballots.report);
}

mod wineds {
    use super::*;

    fn record(kind: &str, id: u32, name: &str, contest: u32, write_in: u32) -> String {
        format!("{kind:<10}{id:07}{name:<50}{:07}{contest:07}{write_in}0\r\n", 1)
    }

    fn lookup() -> String {
        [
            record("Candidate", 11, "ADA POE", 3, 0),
            record("Candidate", 12, "JOSÉ BO", 3, 0),
            record("Candidate", 13, "WRITE-IN", 3, 1),
            record("Candidate", 21, "CY", 4, 0),
            record("Contest", 3, "Mayor", 0, 0),
            record("Contest", 4, "Sheriff", 0, 0),
            record("Contest", 5, "Clerk", 0, 0),
            record("Precinct", 5, "Pct 1105", 0, 0),
            record("Tally Type", 2, "Vote by Mail", 0, 0),
        ]
        .concat()
    }

    const OVER: &str = "000000010";
    const NONE: &str = "000000001";

    fn line(contest: u32, voter: u32, rank: usize, mark: &str) -> String {
        format!("{contest:07}{voter:09}0000077002{:07}{rank:03}{mark}\r\n", 5)
    }

    fn candidate(id: u32) -> String {
        format!("{id:07}00")
    }

    fn ballot(contest: u32, voter: u32, marks: &[&str]) -> String {
        marks.iter().zip(1..).map(|(mark, rank)| line(contest, voter, rank, mark)).collect()
    }

    fn image() -> String {
        [
            ballot(3, 1001, &[&candidate(11), &candidate(12), NONE]),
            ballot(3, 1002, &[OVER, &candidate(12), &candidate(13)]),
            ballot(3, 1003, &[NONE, NONE, NONE]),
            ballot(4, 1001, &[&candidate(21), NONE, NONE]),
        ]
        .concat()
    }

    fn refusal_of(image: &str) -> String {
        refusal(&[("image.txt", image), ("lookup.txt", &lookup())])
    }

    #[test]
    fn ballots_have_their_voter_precinct_and_tally_type() {
        let (contest, facts) = read_named(&[("a.txt", &image()), ("b.txt", &lookup())], Some("Mayor")).unwrap();
        assert_eq!(facts.contest.as_deref(), Some("Mayor"));
        assert_eq!(names(&contest), [(11, "ADA POE"), (12, "JOSÉ BO"), (13, "WRITE-IN")]);
        assert_eq!(rankings(&contest), expected(&[("ADA POE>JOSÉ BO", 1), ("JOSÉ BO>WRITE-IN", 1)]));
        assert_eq!((contest.report.overvoted_ranks, contest.report.unmarked_ballots), (1, 1));
        let sample = &contest.reading.samples[0];
        assert_eq!(sample.key, "1001");
        assert_eq!(groups(sample), [(GroupKind::Precinct, "Pct 1105"), (GroupKind::VoteMethod, "Vote by Mail")]);
        assert!(contest.reading.warnings.is_empty(), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn the_contests_are_those_with_lines_in_the_image() {
        let files = Files::new();
        let inputs = [files.add("image.txt", image()), files.add("lookup.txt", lookup())];
        let counted: Vec<(String, u64)> =
            count_contests(&inputs).unwrap().into_iter().map(|contest| (contest.name, contest.ballots)).collect();
        assert_eq!(counted, [("Mayor".to_owned(), 2), ("Sheriff".to_owned(), 1)]);
    }

    #[test]
    fn without_the_lookup_the_error_names_the_file_to_add() {
        let error = refusal(&[("image.txt", &image())]);
        assert!(error.starts_with("image.txt") && error.contains("give the master lookup"), "{error}");
    }

    #[test]
    fn numbers_that_the_lookup_does_not_have_are_named() {
        let only = |mark: &str| ballot(3, 1001, &[mark]);
        assert!(refusal_of(&only(&candidate(99))).contains("line 1: candidate 99 is not in lookup.txt"));
        assert!(refusal_of(&only(&candidate(21))).contains("candidate 21 (CY) is one of contest 4, not of 3"));
        assert!(refusal_of(&line(9, 1, 1, NONE)).contains("contest 9 is not in lookup.txt"));
        let precinct = only(NONE).replace("0020000005001", "0020000006001");
        assert!(refusal_of(&precinct).contains("precinct 6 is not in lookup.txt"));
        let tally_type = only(NONE).replace("0020000005001", "0030000005001");
        assert!(refusal_of(&tally_type).contains("tally type 3 is not in lookup.txt"));
    }

    #[test]
    fn the_lines_of_a_ballot_stand_together_and_agree() {
        let apart = line(3, 1, 1, NONE) + &line(3, 2, 1, NONE) + &line(3, 1, 2, NONE);
        assert!(refusal_of(&apart).contains("line 3: voter 1 comes back after other voters"));
        let twice = line(3, 1, 1, NONE) + &line(3, 1, 1, OVER);
        assert!(refusal_of(&twice).contains("rank 1 of voter 1 is there twice"));
        let moved = line(3, 1, 1, NONE) + &line(3, 1, 2, NONE).replace("0020000005002", "0020000006002");
        assert!(refusal_of(&moved).contains("another precinct or tally type than in line 1"));
    }

    #[test]
    fn a_ballot_with_fewer_lines_and_a_line_without_a_flag_are_told() {
        let image = ballot(3, 1, &[&candidate(11), &candidate(12)]) + &ballot(3, 2, &[&candidate(12)]);
        let (contest, _) = read_named(&[("image.txt", &image), ("lookup.txt", &lookup())], None).unwrap();
        assert!(contest.reading.warnings[0].contains("1 ballots of the contest have lines for other ranks"));
        let image = ballot(3, 1, &["000000000", &candidate(12)]);
        let (contest, _) = read_named(&[("image.txt", &image), ("lookup.txt", &lookup())], None).unwrap();
        assert!(contest.reading.warnings[0].contains("1 lines name no candidate and are marked neither"));
        assert_eq!(rankings(&contest), expected(&[("JOSÉ BO", 1)]));
    }

    #[test]
    fn two_releases_of_one_count_are_told() {
        let later = image() + &ballot(3, 1004, &[&candidate(11), NONE, NONE]);
        let files = [("1.txt", &*image()), ("2.txt", &*later), ("lookup.txt", &*lookup())];
        let (contest, _) = read_named(&files, Some("Mayor")).unwrap();
        assert!(contest.reading.warnings[0].starts_with("2.txt: 3 voters of the contest are in another of the files"));
        let (contest, _) = read_named(&files[1..], Some("Mayor")).unwrap();
        assert!(contest.reading.warnings.is_empty(), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn headers_are_passed_over() {
        let image = format!("Contest_IdPref_Voter_IdSerial_Number\r\n{}", image());
        let lookup = format!("Record_Type  Id  Description\r\n{}", lookup());
        let (contest, _) = read_named(&[("image.txt", &image), ("lookup.txt", &lookup)], Some("Mayor")).unwrap();
        assert_eq!(contest.report.ballots_read, 3);
    }

    fn printed(ballots: &[Ranks], order: &[usize]) -> (String, String) {
        let mut image = String::new();
        for (ranks, voter) in ballots.iter().zip(1..) {
            let mut lines: Vec<String> = (0..3)
                .map(|rank| {
                    let marked = ranks.get(rank).cloned().unwrap_or_default();
                    let mark = match (marked.len(), marked.first()) {
                        (0, _) => NONE.to_owned(),
                        (1, Some(first)) => candidate(first + 1),
                        _ => OVER.to_owned(),
                    };
                    line(3, voter, rank + 1, &mark)
                })
                .collect();
            lines.rotate_left(order[0] % 3);
            image += &lines.concat();
            image += &line(4, voter, 1, NONE);
        }
        let mut records: Vec<String> = (0..4).map(|id| record("Candidate", id + 1, &name(id), 3, 0)).collect();
        records.push(record("Contest", 3, "Mayor", 0, 0));
        records.push(record("Contest", 4, "Sheriff", 0, 0));
        records.push(record("Precinct", 5, "Pct 5", 0, 0));
        records.push(record("Tally Type", 2, "VBM", 0, 0));
        let records = order.iter().map(|&place| records[place].clone()).collect();
        (image, records)
    }

    fn order() -> impl Strategy<Value = Vec<usize>> {
        Just((0..8).collect::<Vec<usize>>()).prop_shuffle()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_ballots_in_any_order_of_records_are_read_as_they_are(ballots in ballots(4, 3), order in order()) {
            let (image, lookup) = printed(&ballots, &order);
            let (contest, _) = read_named(&[("image.txt", &image), ("lookup.txt", &lookup)], Some("Mayor")).unwrap();
            let told = plain(4, &ballots);
            prop_assert_eq!(rankings(&contest), rankings(&told));
            prop_assert_eq!(contest.report.overvoted_ranks, told.report.overvoted_ranks);
            prop_assert_eq!(contest.report.skipped_ranks, told.report.skipped_ranks);
        }

        /// A field moved by one character is another number: nothing may be read of it.
        #[test]
        fn an_image_that_lacks_a_character_or_has_one_more_is_refused(
            ballots in ballots(4, 3), order in order(), place in 0.0..1.0f64, digit in prop::option::of(0..=9u8)
        ) {
            let (image, lookup) = printed(&ballots, &order);
            let at = (image.len() as f64 * place) as usize;
            prop_assume!(image.as_bytes()[at].is_ascii_digit());
            let changed = match digit {
                Some(digit) => format!("{}{digit}{}", &image[..at], &image[at..]),
                None => format!("{}{}", &image[..at], &image[at + 1..]),
            };
            prop_assert!(read_named(&[("image.txt", &changed), ("lookup.txt", &lookup)], Some("Mayor")).is_err());
        }
    }

    /// The counts of a plain program over the characters of the file.
    #[test]
    fn san_francisco_2016_districts_1_and_11_are_read_as_a_plain_program_reads_them() {
        let (Some(image), Some(lookup)) =
            (real("wineds_sf2016/20161206_ballotimage_d1_d11.txt.gz"), real("wineds_sf2016/20161206_masterlookup.txt"))
        else {
            return;
        };
        let mut text = String::new();
        let file = std::fs::File::open(&image.path).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        let (mut overvotes, mut undervotes) = (0, 0);
        for (title, id, ballots, candidates) in [
            ("Board of Supervisors, District 1", "0000009", 35_109, 11),
            ("Board of Supervisors, District 11", "0000014", 28_010, 6),
        ] {
            let inputs = [image.clone(), lookup.clone()];
            let (contest, facts) = read_files(&inputs, Some(title)).unwrap();
            assert_eq!(facts.contest.as_deref(), Some(title));
            assert_eq!((contest.report.ballots_read, contest.candidates.len()), (ballots, candidates), "{title}");
            let lines: Vec<&str> = text.lines().filter(|line| line.starts_with(id)).collect();
            let flagged = |at: usize| lines.iter().filter(|line| line.as_bytes()[at] == b'1').count() as u64;
            assert_eq!(contest.report.overvoted_ranks, flagged(43), "{title}");
            overvotes += flagged(43);
            undervotes += flagged(44);
            let mut first: BTreeMap<u32, u64> = BTreeMap::new();
            let mut seen = BTreeSet::new();
            for line in &lines {
                let candidate: u32 = line[36..43].parse().unwrap();
                if candidate != 0 && seen.insert(&line[7..16]) {
                    *first.entry(candidate).or_default() += 1;
                }
            }
            let mut read: BTreeMap<u32, u64> = BTreeMap::new();
            for (ranking, count) in contest.profile.iter() {
                *read.entry(contest.candidates[usize::from(ranking[0])].id).or_default() += count;
            }
            assert_eq!(read, first, "{title}");
            assert_eq!(contest.profile.ballots(), seen.len() as u64, "{title}");
            assert!(contest.reading.warnings.is_empty(), "{:?}", contest.reading.warnings);
        }
        assert_eq!((overvotes, undervotes), (755, 44_059));
        let all =
            real("wineds_sf2016/20161206_masterlookup.txt").map(|lookup| count_contests(&[image, lookup]).unwrap()).unwrap();
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn a_name_in_utf_8_is_cut_at_its_characters() {
        let Some(lookup) = real("wineds_sf2016/20161206_masterlookup.txt") else { return };
        let files = Files::new();
        let image = format!("{:07}{:09}0000001001{:07}001{:07}00\n", 13, 1, 406, 142);
        let (contest, _) = read_files(&[files.add("image.txt", image), lookup], None).unwrap();
        let (_, name) = names(&contest)[3];
        assert_eq!((name, contest.candidates.iter().filter(|candidate| candidate.is_write_in).count()), ("ISWARI ESPAÑA", 1));
    }
}

mod choiceplus {
    use super::*;

    const PRM: &str = "000301-00-0001,10000,001,1) C01[1],C02[2],,,\r\n\
                       000301-00-0002,10001,001,1) C02=C03[1],WI01[2],,,\r\n\
                       000301-00-0003,10002,001,1),,,,\r\n\
                       000302-00-0001,10000,002,1) C03[1],C01[3],,,\r\n";
    const REPORT: &str = "C:\\Town\\Final (Delimited),,,,,\n10,\"November 3, 2015 -- Town\",,,,\n20,C01,\"Poe, Ada\",,,\n20,C02,Bo,,,\n\
                          20,C03,Cy,,,\n20,WI01,Write-In 1,,,\n40,4,3,2,2,1\n60,C01,+1,1,CONTINUING,\n";

    #[test]
    fn codes_have_the_names_of_the_report_and_numbered_write_ins_count() {
        let (contest, facts) = read_named(&[("a.prm", PRM), ("report.csv", REPORT)], None).unwrap();
        assert_eq!(names(&contest), [(1, "Poe, Ada"), (2, "Bo"), (3, "Cy"), (4, "Write-In 1")]);
        assert_eq!(
            contest.candidates.iter().map(|candidate| candidate.is_write_in).collect::<Vec<_>>(),
            [false, false, false, true]
        );
        assert_eq!(rankings(&contest), expected(&[("Cy>Poe, Ada", 1), ("Poe, Ada>Bo", 1), ("Write-In 1", 1)]));
        assert_eq!((contest.report.ballots_read, contest.report.unmarked_ballots, facts.seats), (4, 1, Some(2)));
        assert_eq!((contest.report.overvoted_ranks, contest.report.skipped_ranks), (1, 1));
        let sample = &contest.reading.samples[0];
        assert_eq!(sample.key, "000301-00-0001");
        let style = (GroupKind::BallotStyle, "10000");
        assert_eq!(groups(sample), [(GroupKind::Precinct, "001"), style, (GroupKind::Batch, "000301-00")]);
    }

    #[test]
    fn files_of_several_precincts_are_one_contest() {
        let other = PRM.replace("00030", "00040");
        let (contest, _) = read_named(&[("a.prm", PRM), ("b.prm", &other), ("c.csv", REPORT)], None).unwrap();
        assert_eq!((contest.report.ballots_read, contest.candidates.len()), (8, 4));
    }

    #[test]
    fn without_names_codes_are_names_and_that_is_told() {
        let (contest, _) = read_named(&[("a.prm", PRM)], None).unwrap();
        assert_eq!(names(&contest), [(1, "C01"), (2, "C02"), (3, "C03"), (4, "WI01")]);
        assert!(contest.reading.warnings[0].contains("are called by their codes"), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn names_may_stand_in_a_chp_file_or_before_the_ballots() {
        let names_before = ".CANDIDATE C01, \"Ada\"\n.CANDIDATE C02, \"Bo\"\n";
        let ballots = "000001-00-0001, 1), C02=C01, C02\n# none\n000001-00-0002, 1)\n";
        for files in [
            vec![("a.prm", format!("{names_before}{ballots}"))],
            vec![("a.prm", ballots.to_owned()), ("a.chp", format!("{names_before}.INCLUDE a.prm\n"))],
        ] {
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let (contest, _) = read_named(&files, None).unwrap();
            assert_eq!(rankings(&contest), expected(&[("Bo", 1)]));
            assert_eq!((contest.report.ballots_read, contest.report.overvoted_ranks), (2, 1));
        }
    }

    #[test]
    fn a_code_without_a_name_and_a_name_after_ballots_are_refused() {
        let unknown = refusal(&[("a.prm", &PRM.replace("C03[1]", "C09[1]")), ("c.csv", REPORT)]);
        assert!(unknown.starts_with("a.prm, line 2: no candidate is named for C09"), "{unknown}");
        let late = refusal(&[("a.prm", &format!("{PRM}.CANDIDATE C09, \"X\"\n"))]);
        assert!(late.contains("stands after the first ballot"), "{late}");
    }

    fn printed(ballots: &[Ranks], are_ranked: bool, turn: usize) -> String {
        let mut text = String::new();
        for (ranks, id) in ballots.iter().zip(1..) {
            let mut cells = Vec::new();
            for (marked, rank) in ranks.iter().zip(1..) {
                let codes: Vec<String> = marked.iter().map(|candidate| format!("C{:02}", candidate + 1)).collect();
                match (codes.is_empty(), are_ranked) {
                    (true, _) => {}
                    (false, true) => cells.push(format!("{}[{rank}]", codes.join("="))),
                    (false, false) => cells.push(codes.join("=")),
                }
            }
            if are_ranked && !cells.is_empty() {
                let by = turn % cells.len();
                cells.rotate_left(by);
            }
            text += &format!("0001-{id:04},10001,001,1) {},,,\n", cells.join(","));
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_ballots_with_ranks_in_any_order_are_read_as_they_are(ballots in ballots(4, 4), turn in 0..4usize) {
            let names: String = (0..4).map(|id| format!("20,C{:02},\"{}\"\n", id + 1, name(id).replace('"', "\"\""))).collect();
            let report = format!("10,Election,,\n{names}");
            let (contest, _) = read_named(&[("a.prm", &printed(&ballots, true, turn)), ("c.csv", &report)], None).unwrap();
            assert_same(&contest, &plain(4, &ballots));
        }

        #[test]
        fn ballots_without_ranks_are_read_in_their_order(ballots in ballots(4, 4)) {
            let full: Vec<Ranks> = ballots.iter().map(|ranks| ranks.iter().filter(|rank| !rank.is_empty()).cloned().collect()).collect();
            let names: String = (0..4).map(|id| format!(".CANDIDATE C{:02}, \"{}\"\n", id + 1, name(id).replace('"', "'"))).collect();
            let text = format!("{names}{}", printed(&ballots, false, 0));
            let (contest, _) = read_named(&[("a.prm", &text)], None).unwrap();
            let told = plain(4, &full);
            prop_assert_eq!(contest.profile.ballots(), told.profile.ballots());
            prop_assert_eq!(contest.report, told.report);
        }
    }

    #[test]
    fn the_first_ballots_of_cambridge_are_read_as_a_plain_program_reads_them() {
        let (Some(prm), Some(report)) =
            (real("cambridge2015_part/prm_first_3000_rows.csv"), real("cambridge2015_part/cambridge2015_choiceplus_lookup.csv"))
        else {
            return;
        };
        let text = std::fs::read_to_string(&prm.path).unwrap();
        let mut overvotes = 0u64;
        let mut blank = 0u64;
        let mut first: BTreeMap<String, u64> = BTreeMap::new();
        for line in text.lines() {
            let choices = line.split_once("1)").unwrap().1;
            let choices: Vec<&str> = choices.split(',').map(str::trim).filter(|choice| !choice.is_empty()).collect();
            overvotes += choices.iter().filter(|choice| choice.contains('=')).count() as u64;
            blank += u64::from(choices.is_empty());
            if let Some(choice) = choices.iter().find(|choice| !choice.contains('=')) {
                *first.entry(choice.split('[').next().unwrap().to_owned()).or_default() += 1;
            }
        }
        let (contest, facts) = read_files(&[prm, report.clone()], None).unwrap();
        assert_eq!((contest.report.ballots_read, contest.candidates.len(), facts.seats), (3_000, 32, Some(9)));
        assert_eq!((contest.report.unmarked_ballots, contest.report.overvoted_ranks), (blank, overvotes));
        assert_eq!((names(&contest)[0], names(&contest)[31]), ((1, "Benzan, Dennis A."), (32, "Write-In 9")));
        let mut read: BTreeMap<String, u64> = BTreeMap::new();
        for (ranking, count) in contest.profile.iter() {
            let id = contest.candidates[usize::from(ranking[0])].id;
            let code = if id <= 23 { format!("C{id:02}") } else { format!("WI{:02}", id - 23) };
            *read.entry(code).or_default() += count;
        }
        assert_eq!(read, first);
    }
}

mod raire {
    use super::*;

    const FILE: &str = "2\nContest,7,3,11,12,13,winner,12,informal,2\nContest,8,2,A,B\n7,b1,12,11\n8,b1,B\n7,b2,13\n7,b3\n";

    #[test]
    fn contests_and_candidates_are_called_by_their_numbers_and_that_is_told() {
        let (contest, facts) = read_named(&[("a.raire", FILE)], Some("7")).unwrap();
        assert_eq!((facts.contest.as_deref(), names(&contest)), (Some("7"), vec![(11, "11"), (12, "12"), (13, "13")]));
        assert_eq!(rankings(&contest), expected(&[("12>11", 1), ("13", 1)]));
        assert_eq!((contest.report.ballots_read, contest.report.blank_ballots), (5, 3));
        assert_eq!(contest.reading.samples[0].key, "b1");
        assert!(contest.reading.warnings[0].contains("no names but numbers"), "{:?}", contest.reading.warnings);
        let (contest, _) = read_named(&[("a.raire", FILE)], Some("8")).unwrap();
        assert_eq!((rankings(&contest), contest.reading.warnings.len()), (expected(&[("B", 1)]), 0));
    }

    #[test]
    fn what_is_not_declared_is_refused() {
        for (from, to, message) in [
            ("7,b2,13", "7,b2,14", "line 6: \"14\" is no candidate of contest 7; they are 11, 12, 13"),
            ("7,b2,13", "9,b2,13", "contest \"9\" is not declared"),
            ("7,b2,13", "7,b1,13", "ballot \"b1\" is there twice in contest 7"),
            ("7,b2,13", "7,b2,,13", "\"\" is no candidate"),
            ("7,b2,13", "7", "expected contest,ballot"),
            ("Contest,8", "Contest,7", "contest \"7\" is there twice"),
        ] {
            let folder = Files::new();
            let error = read_files(&[folder.add("a.raire", FILE.replace(from, to))], Some("7")).unwrap_err().to_string();
            assert!(error.contains(message), "{to}: {error}");
        }
        assert!(refusal(&[("a.raire", "2\nContest,7,1,11\n")]).contains("declares 1 of 2 contests"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_ballots_are_read_as_they_are_with_other_contests_between(ballots in ballots(4, 4)) {
            let mut text = "2\nContest,1,4,A,B,C,D\nContest,2,1,A\n".to_owned();
            let full: Vec<Ranks> = ballots.iter().map(|ranks| ranks.iter().filter(|rank| rank.len() == 1).cloned().collect()).collect();
            for (ranks, id) in full.iter().zip(1..) {
                let cells: Vec<&str> = ranks.iter().flatten().map(|&candidate| ["A", "B", "C", "D"][candidate as usize]).collect();
                text += &format!("1,{id},{}\n2,{id},A\n", cells.join(","));
            }
            let (contest, _) = read_named(&[("a.raire", &text)], Some("1")).unwrap();
            let told = plain(4, &full);
            prop_assert_eq!(contest.profile.ballots(), told.profile.ballots());
            prop_assert_eq!(&contest.report, &told.report);
            let long = |contest: &Contest| contest.profile.iter().map(|(ranking, count)| ranking.len() as u64 * count).sum::<u64>();
            prop_assert_eq!(long(&contest), long(&told));
        }
    }

    #[test]
    fn the_first_ballots_of_oakland_are_read_as_they_stand() {
        let Some(input) = real("raire_part/oakland2010_first_5001_lines.raire") else { return };
        let text = std::fs::read_to_string(&input.path).unwrap();
        let mut plain: BTreeMap<String, u64> = BTreeMap::new();
        for line in text.lines().skip(2) {
            *plain.entry(line.splitn(3, ',').nth(2).unwrap().replace(',', ">")).or_default() += 1;
        }
        let (contest, _) = read_files(&[input], None).unwrap();
        assert_eq!(rankings(&contest), plain);
        assert_eq!((contest.report.ballots_read, contest.candidates.len()), (4_999, 11));
    }
}

mod dominion {
    use super::*;
    use coalition_lens::ballots::WriteInRole;

    const MAYOR: &str = "\"Mayor (Number of positions=1, Number of ranks=2)\"";

    fn export(rows: &str) -> String {
        format!(
            "Town Election,5.17.17.1,,,,,,,,,,,,,,\n,,,,,,,,{MAYOR},{MAYOR},{MAYOR},{MAYOR},{MAYOR},{MAYOR},Clerk (Vote For=1),Clerk (Vote For=1)\n\
             ,,,,,,,,Ada(1),Bo(1),Write-in(1),Ada(2),Bo(2),Write-in(2),Cy,Di\n\
             CvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,,,,,,,DEM,REP\n{rows}"
        )
    }

    const ROWS: &str = "=\"1\",=\"101\",=\"3\",=\"7\",=\"101-3-7\",\"Mail\",\"P 1\",\"12\",1,0,0,0,1,0,1,0\n\
                        2,101,3,8,,Mail,P 1,12,1,1,0,0,0,0,0,1\n\
                        3,101,4,1,101-4-1,Election Day,P 2,13,,,,,,,1,0\n\
                        4,101,4,2,101-4-2,Election Day,P 2,12,0,0,0,0,0,0,0,0\n\
                        5,101,4,3,101-4-3,Election Day,P 2,12,0,0,1,0,1,0,0,0\n";

    #[test]
    fn the_ranked_contest_is_read_and_cards_without_it_are_no_ballots() {
        let (contest, facts) = read_named(&[("cvr.csv", &export(ROWS))], None).unwrap();
        assert_eq!((facts.contest.as_deref(), facts.seats), (Some("Mayor"), Some(1)));
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 1), ("Bo", 1)]));
        assert_eq!((contest.report.ballots_read, contest.report.unmarked_ballots), (4, 1));
        assert_eq!((contest.report.overvoted_ranks, contest.report.write_in_slot_marks), (1, 1));
        let [first, second, ..] = contest.reading.samples.as_slice() else { panic!("{:?}", contest.reading.samples) };
        assert_eq!((first.key.as_str(), second.key.as_str()), ("101-3-7", "101-3-8"));
        assert_eq!(
            groups(first),
            [
                (GroupKind::Precinct, "P 1"),
                (GroupKind::BallotStyle, "12"),
                (GroupKind::VoteMethod, "Mail"),
                (GroupKind::Batch, "101-3")
            ]
        );
        assert!(contest.reading.warnings.is_empty(), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn write_ins_are_slots_and_may_be_counted() {
        let folder = Files::new();
        let write_in = BTreeMap::from([("Write-in".to_owned(), WriteInRole::Counted)]);
        let builder = ContestBuilder::new(CleaningOptions { write_in, ..CleaningOptions::default() });
        let set = SourceSet::open(&[folder.add("cvr.csv", export(ROWS))], None, ReadingOptions::default()).unwrap();
        let (contest, _) = set.read(None, builder, &mut ()).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 1), ("Write-in>Bo", 1)]));
    }

    #[test]
    fn rows_of_totals_are_left_out_and_that_is_told() {
        let rows =
            format!("{ROWS}Redacted and Aggregated,,,,,,,12,3,4,0,2,1,0,5,2\nRedacted and Aggregated,,,,,,,13,,,,,,,5,2\n");
        let (contest, _) = read_named(&[("cvr.csv", &export(&rows))], None).unwrap();
        assert_eq!(contest.report.ballots_read, 4);
        assert!(contest.reading.warnings[0].contains("cvr.csv: 1 rows are redacted"), "{:?}", contest.reading.warnings);
    }

    #[test]
    fn rows_of_one_id_are_told() {
        let (contest, _) = read_named(&[("cvr.csv", &export(&format!("{ROWS}{}", ROWS.lines().next().unwrap())))], None).unwrap();
        let [told] = contest.reading.warnings.as_slice() else { panic!("{:?}", contest.reading.warnings) };
        assert!(told.contains("cvr.csv: 1 rows have the id of a row above"), "{told}");
        let nameless: String = ROWS.lines().map(|row| row.replace(",=\"7\",=\"101-3-7\",", ",,,") + "\n").collect();
        let (contest, _) =
            read_named(&[("cvr.csv", &export(&format!("{nameless}{}", nameless.lines().next().unwrap())))], None).unwrap();
        assert!(contest.reading.warnings.is_empty(), "cards without an id: {:?}", contest.reading.warnings);
    }

    #[test]
    fn a_cell_that_is_neither_0_nor_1_and_a_row_of_another_width_are_refused() {
        let error = refusal(&[("cvr.csv", &export("1,101,3,7,x,Mail,P 1,12,1,0,0,0,2,0,1,0\n"))]);
        assert_eq!(error, "cvr.csv, line 5: column \"Bo(2)\": \"2\" is neither 0 nor 1");
        let error = refusal(&[("cvr.csv", &export("1,101,3,7,x,Mail,P 1,12,1,0,0,0,1,0,1\n"))]);
        assert_eq!(error, "cvr.csv, line 5: the row has 15 columns, the header 16 columns");
    }

    #[test]
    fn a_contest_that_is_not_ranked_is_read_where_none_is_and_that_is_told() {
        let text = "T,5\n,,Clerk (Vote For=1),Clerk (Vote For=1)\n,,Cy,Di\nCvrNumber,TabulatorNum,,\n1,1,1,0\n2,1,1,1\n";
        let (contest, _) = read_named(&[("cvr.csv", text)], None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Cy", 1)]));
        assert!(contest.reading.warnings[0].contains("no contest is ranked"), "{:?}", contest.reading.warnings);
    }

    fn quoted(cell: &str) -> String {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }

    /// The columns of the choices in any order, the first columns too, cells kept from Excel or not.
    fn printed(ballots: &[Ranks], columns: &[usize], fixed: &[usize], is_wrapped: bool) -> String {
        let first = ["CvrNumber", "TabulatorNum", "BatchId", "PrecinctPortion"];
        let choices: Vec<(u32, usize)> = columns.iter().map(|&column| ((column / 3) as u32, column % 3)).collect();
        let contest = quoted("Mayor, Town of X (Number of positions=1, Number of ranks=3)");
        let mut text = format!("Election,5.17{}\n", ",".repeat(14));
        text += &format!("{}{}\n", ",".repeat(4), vec![contest; 12].join(","));
        let names: Vec<String> =
            choices.iter().map(|(candidate, rank)| quoted(&format!("{}({})", name(*candidate), rank + 1))).collect();
        text += &format!("{}{}\n", ",".repeat(4), names.join(","));
        let headings: Vec<&str> = fixed.iter().map(|&place| first[place]).collect();
        text += &format!("{}{}\n", headings.join(","), ",".repeat(12));
        for (ranks, id) in ballots.iter().zip(1..) {
            let cells = [id.to_string(), "101".into(), "3".into(), "P 1".into()];
            let mut row: Vec<String> = fixed.iter().map(|&place| cells[place].clone()).collect();
            row.extend(choices.iter().map(|(candidate, rank)| {
                let is_marked = ranks.get(*rank).is_some_and(|marked| marked.contains(candidate));
                String::from(if is_marked { "1" } else { "0" })
            }));
            let row: Vec<String> =
                row.iter().map(|cell| if is_wrapped { format!("=\"{cell}\"") } else { cell.clone() }).collect();
            text += &format!("{}\n", row.join(","));
        }
        text
    }

    fn shuffled(count: usize) -> impl Strategy<Value = Vec<usize>> {
        Just((0..count).collect::<Vec<usize>>()).prop_shuffle()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_ballots_in_any_order_of_columns_are_read_as_they_are(
            ballots in ballots(4, 3), columns in shuffled(12), fixed in shuffled(4), is_wrapped: bool
        ) {
            let (contest, _) = read_named(&[("cvr.csv", &printed(&ballots, &columns, &fixed, is_wrapped))], None).unwrap();
            assert_same(&contest, &plain(4, &ballots));
        }

        /// Below its first line, every comma of the file counts.
        #[test]
        fn an_export_that_lacks_a_comma_is_refused(ballots in ballots(4, 3), columns in shuffled(12), place in 0.0..1.0f64) {
            let text = printed(&ballots, &columns, &[0, 1, 2, 3], false);
            let start = text.find('\n').unwrap();
            let mut is_quoted = false;
            let commas: Vec<usize> = text
                .char_indices()
                .filter(|&(at, c)| {
                    is_quoted ^= c == '"';
                    c == ',' && !is_quoted && at > start
                })
                .map(|(at, _)| at)
                .collect();
            let at = commas[(commas.len() as f64 * place) as usize];
            let changed = format!("{}{}", &text[..at], &text[at + 1..]);
            let read = read_named(&[("cvr.csv", &changed)], None);
            prop_assert!(read.is_err(), "{changed}");
        }

        #[test]
        fn any_ballots_of_an_rcr_file_are_read_as_they_are(ballots in ballots(4, 4), is_numbered: bool) {
            let mut text = "2\t4\t1\t1\nMayor\n".to_owned();
            let number = |id: u32| if is_numbered { format!("{id}\t") } else { String::new() };
            for id in 0..4 {
                text += &format!("{}{}\n", number(id + 1), name(id));
            }
            text += &format!("{}P 1\n{}Mail\n", number(1), number(1));
            for ranks in &ballots {
                let cells: Vec<String> = ranks
                    .iter()
                    .map(|marked| match marked.is_empty() {
                        true => "0".to_owned(),
                        false => marked.iter().map(|candidate| (candidate + 1).to_string()).collect::<Vec<_>>().join("="),
                    })
                    .collect();
                text += &format!("1\t1\t1\t{}\n", cells.join("\t"));
            }
            let (contest, facts) = read_named(&[("a.rcr", &text)], None).unwrap();
            prop_assert_eq!((facts.title.as_deref(), facts.seats), (Some("Mayor"), Some(2)));
            assert_same(&contest, &plain(4, &ballots));
        }
    }
}

mod alaska_summary {
    use super::*;

    const TOP_4: &str = "\"1\",\"Ada\",\"Ada\",\"Bo\",\"Write-in\",\"Blank\",\"Overvote\"\n\
                         \"2\",\"\",\"Bo\",\"Overvote\",\"Ada\",\"\",\"\"\n\
                         \"11-205 Hillside\",\"40\",\"41\",\"17\",\"1\",\"2\",\"0\"\n\
                         \"11-210 Hillside\",\"3\",\"0\",\"1\",\"0\",\"5\",\"1\"\n\
                         \"Total\",\"43\",\"41\",\"18\",\"1\",\"7\",\"1\"\n";

    #[test]
    fn a_column_is_a_way_to_rank_and_a_row_counts_a_precinct() {
        let (contest, _) = read_named(&[("top-4-precinct.csv", TOP_4)], None).unwrap();
        assert_eq!(rankings(&contest), expected(&[("Ada", 44), ("Ada>Bo", 41), ("Bo", 18)]));
        assert_eq!((contest.report.ballots_read, contest.report.overvoted_ranks), (111, 19));
        let (kind, precincts) = &contest.reading.groups[0];
        let counts = [("11-205 Hillside".to_owned(), 101), ("11-210 Hillside".to_owned(), 10)];
        assert_eq!((*kind, precincts.as_slice()), (GroupKind::Precinct, &counts[..]));
    }

    #[test]
    fn totals_are_checked_and_later_rounds_and_second_files_are_refused() {
        let error = refusal(&[("a.csv", &TOP_4.replace("\"43\"", "\"44\""))]);
        assert_eq!(error, "a.csv, line 5: the total is 44, and the rows above add up to 43");
        let error = refusal(&[("a.csv", &TOP_4.replace("\"Write-in\"", "\"Exhausted\""))]);
        assert!(error.contains("a later round of the count"), "{error}");
        let error = refusal(&[("a.csv", TOP_4), ("b.csv", &TOP_4.replace("11-2", "12-2"))]);
        assert!(error.starts_with("b.csv") && error.contains("ballots that are in a.csv, too"), "{error}");
        let (folder, other) = (Files::new(), Files::new());
        let alike = [folder.add("b.csv", TOP_4), other.add("b.csv", TOP_4.replace("11-2", "12-2"))];
        let error = read_files(&alike, None).unwrap_err().to_string();
        assert!(error.contains("ballots that are in b.csv, too"), "a file of another folder: {error}");
        let cut: String = TOP_4.lines().take(4).map(|line| format!("{line}\n")).collect();
        let error = cvr_error(&folder.add("a.csv", cut));
        assert!(error.contains("has no last row \"Total\""), "{error}");
    }

    fn cvr_error(input: &Input) -> String {
        let read = read_all(std::slice::from_ref(input), Some(format("alaska-summary")), None);
        read.map(|(contest, _)| rankings(&contest)).unwrap_err().to_string()
    }
}
