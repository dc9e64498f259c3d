//! BLT in its dialects, VoteKit profiles, scot-elex CSV and ABIF.

use std::cell::Cell;
use std::path::PathBuf;

use super::support::*;
use coalition_lens::ballots::Contest;
use coalition_lens::cvr::{ContestFacts, Format, Input};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// The files of a case of the shared data.
fn case(name: &str, files: &[&str]) -> Vec<(String, Contest, ContestFacts)> {
    let inputs = files.iter().filter_map(|file| real(&format!("cases/{name}/{file}")));
    inputs
        .map(|input| {
            let (contest, facts) = read_all(std::slice::from_ref(&input), None, None).unwrap_or_else(|error| panic!("{error}"));
            (input.name, contest, facts)
        })
        .collect()
}

fn warns(contest: &Contest, part: &str) -> bool {
    contest.reading.warnings.iter().any(|warning| warning.contains(part))
}

#[test]
fn line_ends_of_blt_mean_nothing() {
    let files = ["c-comment.blt", "cr-only.blt", "no-closing-zero.blt", "wrapped-ballot.blt"];
    for (name, contest, facts) in case("blt-free-layout", &files) {
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 3), ("Cy", 2)]), "{name}");
        assert_eq!((facts.title.as_deref(), facts.seats), (Some("Club"), Some(1)), "{name}");
    }
    for (name, contest, _) in case("blt-free-layout", &["one-line.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada", 3), ("Cy", 2)]), "{name}");
        assert_eq!(contest.report.dropped_candidate_marks, 3);
    }
    for (_, contest, facts) in case("blt-free-layout", &["names-on-one-line.blt"]) {
        assert_eq!(names(&contest), [(1, "Ada"), (2, "Bo")]);
        assert_eq!((rankings(&contest), facts.title.as_deref()), (expected(&[("Ada>Bo", 3), ("Bo", 2)]), Some("Club")));
    }
}

#[test]
fn what_follows_the_title_of_blt_is_no_name() {
    for (name, contest, facts) in case("blt-after-title", &["notes.blt", "source-and-comment.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 3), ("Cy", 2)]), "{name}");
        assert_eq!(facts.title.as_deref(), Some("Club"));
        assert_eq!(warns(&contest, "after the title"), name.ends_with("source-and-comment.blt"));
    }
}

#[test]
fn options_of_blt_name_nicks_and_the_withdrawn() {
    for (name, contest, _) in case("blt-bracket-options", &["nick.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 3), ("Cy", 2)]), "{name}");
    }
    for (_, contest, _) in case("blt-bracket-options", &["withdrawn.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada", 3), ("Cy", 2)]));
    }
    for (_, contest, _) in case("blt-bracket-options", &["nick-withdrawn.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada>Cy", 3)]));
        assert_eq!(contest.report.blank_ballots, 2);
    }
}

#[test]
fn an_overvote_of_blt_may_not_tell_its_candidates() {
    for (_, contest, _) in case("blt-overvote-unknown", &["dash-equals.blt"]) {
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 1), ("Bo", 1), ("Cy>Ada", 1)]));
        let report = &contest.report;
        assert_eq!((report.ballots_read, report.blank_ballots, report.overvoted_ballots), (4, 1, 2));
    }
}

#[test]
fn a_write_in_that_a_file_numbers_is_counted() {
    for (name, contest, _) in case("write-in-listed-as-candidate", &["mayor.blt", "mayor.toi"]) {
        assert_eq!(contest.profile.ballots(), 100, "{name}");
        let write_ins: u64 =
            rankings(&contest).iter().filter(|(first, _)| first.starts_with("Write-")).map(|(_, count)| count).sum();
        assert_eq!(write_ins, 10, "{name}");
    }
}

const NAMES: &str = "\"Ada\"\n\"Bo\"\n\"Cy\"\n\"Club\"\n";

fn blt(ballots: &str) -> (Contest, ContestFacts) {
    read(format!("3 2\n{ballots}\n0\n{NAMES}"))
}

#[test]
fn hills_parentheses_join_equal_preferences() {
    let (contest, _) = blt("3 1 (2 3) 0\n1 (1 2 3) 0\n1 (1) 2 0");
    assert_eq!(rankings(&contest), expected(&[("Ada", 3), ("Ada>Bo", 1)]));
    assert_eq!(contest.report.overvoted_ranks, 4);
}

#[test]
fn the_number_after_an_id_is_a_weight_or_a_preference() {
    let (openstv, _) = blt("(a) 1 1 2 0\n(b) 1 3 0");
    assert_eq!(rankings(&openstv), expected(&[("Ada>Bo", 1), ("Cy", 1)]));
    assert!(openstv.reading.warnings.is_empty());
    let (droop, _) =
        read("3 2 (id1) 1 2 0 (id2) 1 2 0 (id3 ) 1 2 0 ( id4) 1 2 0 ( id5 ) 3 0 (id6) 3 0 0 \"A\" \"B\" \"C\" \"Title\"");
    assert_eq!(rankings(&droop), expected(&[("A>B", 4), ("C", 2)]));
    assert!(warns(&droop, "Droop's form"));
    let (nicks, _) = read(format!("3 2\n[nick a b c]\n(1) c=b a 0\n(2) 2 0\n0\n{NAMES}"));
    assert_eq!(rankings(&nicks), expected(&[("Ada", 1), ("Bo", 1)]));
    has(&error(format!("3 2\n(1) - 2 0\n(2) 1 1 2 0\n0\n{NAMES}")), "give every ballot a weight");
}

#[test]
fn the_key_of_a_ballot_is_its_id() {
    let files = Files::new();
    let input = files.add("a.blt", format!("3 2\n(b 7) 1 1 2 0\n0\n{NAMES}"));
    let mut builder = coalition_lens::ballots::ContestBuilder::new(Default::default());
    builder.keep_samples(1);
    let reading =
        coalition_lens::cvr::Reading { input: &input, companions: &[], options: &Default::default(), memo: &Default::default() };
    format("blt").read(&reading, None, &mut builder, &mut ()).unwrap();
    assert_eq!(builder.finish().unwrap().reading.samples[0].key, "b 7");
}

#[test]
fn blt_from_a_spreadsheet_has_commas() {
    let (contest, facts) =
        read("3,1,,,\n-3,,,,\n3,1,2,0,\n2,2,0,,\n0,,,,\nAda,Lee,,,\n\"Bo, Jr.\",,,,\n\"\"\"Cy\"\"\",,,,\nClub,,,,\n");
    assert_eq!(names(&contest), [(1, "Ada Lee"), (2, "Bo, Jr.")]);
    assert_eq!((rankings(&contest), facts.title.as_deref()), (expected(&[("Ada Lee>Bo, Jr.", 3), ("Bo, Jr.", 2)]), Some("Club")));
}

#[test]
fn settings_of_a_count_are_passed_over_and_unknown_options_told() {
    let text = |options: &str| format!("3 2\n{options}\n3 1 2 0\n2 3 0\n0\n{NAMES}");
    for known in ["[tie 3 2 1]", "[droop arithmetic=fixed precision=6 ]", "[option x]"] {
        let (contest, _) = read(text(known));
        assert_eq!(rankings(&contest), expected(&[("Ada>Bo", 3), ("Cy", 2)]));
        assert!(contest.reading.warnings.is_empty(), "{known}");
    }
    assert!(warns(&read(text("[quota 3]")).0, "[quota …] is not known"));
    let (contest, _) = read(text("[undeclared 3]"));
    assert!(contest.candidates[2].is_write_in);
    has(&error(text("[nick a b]")), "line 2: [nick] has 2 names for 3 candidates");
    has(&error(text("[nick a b a]")), "stands for candidates 1 and 3");
    has(&error(text("[nick a b 1]")), "\"1\" is no name for candidate 3");
    has(&error(text("[withdrawn x]")), "[withdrawn]: \"x\" is no candidate");
    has(&error(text("[tie 3 2 1")), "line 2: the option is not closed by ]");
}

#[test]
fn blt_that_can_be_read_in_two_ways_is_refused_or_told() {
    let wrapped = blt("3 1\n2 0\n1 3 0").0;
    assert_eq!(rankings(&wrapped), expected(&[("Ada>Bo", 3), ("Cy", 1)]));
    assert!(warns(&wrapped, "on lines 2 to 3"));
    has(&error(format!("3 2\n3 1 2\n2 2 3 0\n0\n{NAMES}")), "line 2: the ballot goes on to line 3 and names candidate 2 twice");
    for line in ["1 0 2 3 0", "1 3 0 2 0", "1 0 0 1 0", "1 3 0 0 0"] {
        let message = error(format!("3 2\n1 1 2 0\n{line}\n1 2 0\n0\n{NAMES}"));
        assert!(message.contains("write - for it") || message.contains("where a name should"), "{line}: {message}");
    }
    let unclosed = blt("3 1 2\n2 3").0;
    assert!(warns(&unclosed, "no 0 at their end"));
    has(&error(format!("3 2\n1 1 0\n0\n1 2 0\n0\n{NAMES}")), "line 4: \"1 2 0\" stands where a name should");
    has(&error("3 2\n1 1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"T\"\n\"s\"\n\"c\"\n\"d\"\n"), "\"d\" follows the title");
    has(&error(format!("3 2\n1 -=2 0\n0\n{NAMES}")), "a candidate is joined to it");
}

/// A ballot: its weight, and at each rank the candidates, or `None` for an overvote whose candidates are not told.
type Ballot = (u64, Vec<Option<Vec<usize>>>);

fn elections() -> impl Strategy<Value = (usize, Vec<Ballot>, u64)> {
    (1usize..6).prop_flat_map(|n| {
        let rank = prop_oneof![
            6 => (0..n).prop_map(|candidate| Some(vec![candidate])),
            1 => Just(Some(Vec::new())),
            1 => Just(None),
            1 => prop::collection::btree_set(0..n, 1..4).prop_map(|set| Some(set.into_iter().collect())),
        ];
        let ballot = (prop_oneof![3 => Just(1u64), 1 => 2u64..5], prop::collection::vec(rank, 0..5));
        (Just(n), prop::collection::vec(ballot, 1..8), any::<u64>())
    })
}

/// Draws from a seed.
struct Draw(Cell<u64>);

impl Draw {
    fn below(&self, n: usize) -> usize {
        let mut state = self.0.get() | 1;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.0.set(state);
        (state >> 11) as usize % n
    }

    fn of<'a>(&self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const WHO: [&str; 5] = ["Ada", "Bo \"B\" Lee", "Smith, John", "Åsa #2 // x", "O'Neil (Lab)"];
const NICKS: [&str; 5] = ["a", "bo", "c-d", "x_1", "é"];

fn plain(n: usize, ballots: &[Ballot]) -> String {
    let mut text = format!("{n} 1\n");
    for (weight, ranks) in ballots {
        text += &format!("{weight} ");
        for rank in ranks {
            let codes = rank.as_ref().map(|set| set.iter().map(|code| (code + 1).to_string()).collect::<Vec<_>>().join("="));
            text += &match codes {
                None => "-=- ".to_owned(),
                Some(codes) if codes.is_empty() => "- ".to_owned(),
                Some(codes) => codes + " ",
            };
        }
        text += "0\n";
    }
    text += "0\n";
    for name in &WHO[..n] {
        text += &format!("\"{}\"\n", name.replace('"', "\"\""));
    }
    text + "\"Title\"\n"
}

/// How somebody else would write them.
struct Dress<'a> {
    draw: &'a Draw,
    separators: &'static [&'static str],
    has_nicks: bool,
}

impl Dress<'_> {
    fn gap(&self) -> &'static str {
        self.draw.of(self.separators)
    }

    fn code(&self, index: usize) -> String {
        match self.has_nicks && self.draw.below(3) > 0 {
            true => NICKS[index].to_owned(),
            false => (index + 1).to_string(),
        }
    }

    fn rank(&self, candidates: Option<&[usize]>) -> String {
        let Some(candidates) = candidates else { return "-=-".to_owned() };
        if candidates.is_empty() {
            return "-".to_owned();
        }
        let codes: Vec<String> = candidates.iter().map(|&index| self.code(index)).collect();
        match self.draw.below(3) {
            0 => format!("({})", codes.join(self.gap())),
            1 => codes.join(" = "),
            _ => codes.join("="),
        }
    }

    fn joined(&self, parts: &[String]) -> String {
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            text += if index == 0 { "" } else { self.gap() };
            text += part;
        }
        text
    }

    fn names(&self, n: usize) -> String {
        let between = self.draw.of(&["\n", " ", " /* x */ ", "\n# x\n"]);
        let mut text = between.to_owned();
        for name in &WHO[..n] {
            let is_plain = !name.contains(['"', ',', '#']) && between.ends_with('\n');
            text += &match self.draw.below(2) {
                0 if is_plain => format!("{name}\n"),
                _ => format!("\"{}\"{between}", name.replace('"', "\"\"")),
            };
        }
        text + "\n\"Title\"\n"
    }
}

/// Droop's ballots with ids have no weight, and name nobody twice.
fn is_fit_for_droop((weight, ranks): &Ballot) -> bool {
    let named: Vec<usize> = ranks.iter().flatten().flatten().copied().collect();
    *weight == 1 && named.iter().enumerate().all(|(at, index)| !named[..at].contains(index))
}

fn dressed(n: usize, ballots: &[Ballot], draw: &Draw) -> String {
    let separators: &'static [&'static str] = match draw.below(4) {
        0 => &[" "],
        1 => &[",", " , ", ", "],
        2 => &[" ", "\t", "  ", " /* 3 */ "],
        _ => &[" ", "\n", "\n\n", " # 1 0\n", " // 0\n", "\n/* 2 0\n*/"],
    };
    let (line, closing) = match draw.below(4) {
        0 => (" ", "0"),
        1 if !separators.contains(&"\n") => ("\n", ""),
        2 => (draw.of(&["\n", " # c\n", ",,\n", "\n\n"]), "0"),
        _ => ("\n", "0"),
    };
    let dress = Dress { draw, separators, has_nicks: draw.below(3) == 0 };
    let ids = draw.below(4);
    let is_droop = ids == 2 && ballots.iter().all(is_fit_for_droop);
    let mut text = format!("{n}{}1{line}", dress.gap());
    if dress.has_nicks {
        text += &format!("[nick {}]{line}", NICKS[..n].join(" "));
    }
    for (number, (weight, ranks)) in ballots.iter().enumerate() {
        let mut parts: Vec<String> = Vec::new();
        if is_droop {
            parts.push(format!("( {number} )"));
        } else {
            parts.extend((ids == 1).then(|| format!("(b{number})")));
            parts.push(format!("{weight}{}", draw.of(&["", "", ".0"])));
        }
        parts.extend(ranks.iter().map(|rank| dress.rank(rank.as_deref())));
        parts.extend((!closing.is_empty()).then(|| closing.to_owned()));
        text += &dress.joined(&parts);
        text += line;
    }
    text += "0";
    text += &dress.names(n);
    match draw.below(3) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        _ => text,
    }
}

#[test]
fn blt_in_any_dress_is_the_same_election_or_is_refused() {
    let (read_so, refused) = (Cell::new(0), Cell::new(0));
    let files = Files::new();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) };
    let property = |(n, ballots, seed): (usize, Vec<Ballot>, u64)| {
        let (known, _) = read_all(&[files.add("plain.blt", plain(n, &ballots))], None, None).expect("plain BLT");
        let text = dressed(n, &ballots, &Draw(Cell::new(seed)));
        match read_all(&[files.add("dressed.blt", &text)], Some(format("blt")), None) {
            Err(_) => refused.set(refused.get() + 1),
            Ok((contest, facts)) => {
                // Whether ids stand before weights is an assumption, and is told.
                if !warns(&contest, "ballots have ids") {
                    prop_assert_eq!(&contest.candidates, &known.candidates, "{}", text);
                    prop_assert_eq!(&contest.profile, &known.profile, "{}", text);
                    prop_assert_eq!(&contest.report, &known.report, "{}", text);
                    prop_assert_eq!(facts.title.as_deref(), Some("Title"), "{}", text);
                }
                read_so.set(read_so.get() + 1);
            }
        }
        Ok(())
    };
    TestRunner::new(config).run(&elections(), property).unwrap_or_else(|error| panic!("{error}"));
    assert!(read_so.get() > 2 * refused.get(), "{} read, {} refused", read_so.get(), refused.get());
}

pub const VOTEKIT: &str = "\
VoteKit RankProfile
Candidates
(Ann Doe:Ann),(Bo (B): Lee:Bo),(Write-in:Wri)
Max Ranking Length
3
Includes Voter Set
True
=,=,=,=,=,=,=,=,=,=
Ranking_1,Ranking_2,Ranking_3,&,Weight,&,Voter Set
\"{'Bo', 'Ann'}\",{},{'Wri'},&,2.0,&,Chris,Peter
{'Ann'},{'~'},{'Bo'},&,1.0,&
,,,&,4.0,&
";

#[test]
fn votekit_profiles_have_sets_at_each_rank() {
    let (contest, _) = read(VOTEKIT);
    assert_eq!(names(&contest), [(1, "Ann Doe"), (2, "Bo (B): Lee"), (3, "Write-in")]);
    assert_eq!(rankings(&contest), expected(&[("Write-in", 2), ("Ann Doe>Bo (B): Lee", 1)]));
    let report = &contest.report;
    assert_eq!((report.blank_ballots, report.overvoted_ranks, report.skipped_ranks), (4, 2, 3));
    let version_2 = VOTEKIT.replace("RankProfile", "RankProfile,v2").replace("Ann Doe:", "Ann Doe:str:");
    assert_eq!(rankings(&read(version_2).0), rankings(&contest));
}

#[test]
fn votekit_profiles_before_3_2_have_names_in_sets() {
    let text = "Candidates\nA,B,C\nBallot Index,Ranking_1,Ranking_2,Ranking_3,Weight,ID,Voter Set\n\
                0,\"frozenset({'A', 'B'})\",frozenset(),frozenset({'C'}),4/2,u,\"{'Chris', 'Peter'}\"\n\
                1,frozenset({'A'}),frozenset({'B'}),,1,yes,set()\n";
    assert_eq!(rankings(&read(text).0), expected(&[("C", 2), ("A>B", 1)]));
    has(&error(text.replace("4/2", "3/2")), "line 4: column \"Weight\": the weight \"3/2\" is not a whole number");
}

#[test]
fn votekit_faults_name_the_line() {
    let cases = [
        (("2.0,&,C", "2.5,&,C"), "line 10: column \"Weight\": the weight \"2.5\" is not a whole number"),
        (("{'Wri'}", "{'Wr'}"), "line 10: column \"Ranking_3\": \"Wr\" stands for no candidate"),
        (("{'Wri'}", "Wri"), "line 10: column \"Ranking_3\": \"Wri\" is no set"),
        ((",,,&,4.0", ",,&,4.0"), "line 12: column \"&\": \"4.0\" stands where & should"),
        (("\n3\n", "\n4\n"), "line 9: has 3 columns Ranking_…, but a Max Ranking Length of 4"),
        (("Ranking_2", "Ranking_4"), "line 9: the columns Ranking_1, Ranking_2, … have a gap"),
        (("(Write-in:Wri)", "(Write-in:Bo)"), "line 3: \"Bo\" stands for two candidates"),
        (("RankProfile", "ScoreProfile"), "line 1: is a VoteKit ScoreProfile: scores are not ranks"),
    ];
    for ((old, new), message) in cases {
        has(&error(VOTEKIT.replacen(old, new, 1)), message);
    }
    has(&error(VOTEKIT.lines().take(8).collect::<Vec<_>>().join("\n")), "ends before the row of column names");
    let mixed = "VoteKit PreferenceProfile\nCandidates\n(A:A),(B:B)\nMax Ranking Length\n1\nIncludes Voter Set\nFalse\n\
                 =,=,=,=,=,=,=,=,=,=\nA,B,&,Ranking_1,&,Weight,&\n2.0,4.0,&,{'A'},&,1/1,&\n";
    assert_eq!(rankings(&read(mixed).0), expected(&[("A", 1)]));
    has(&error(mixed.replace("{'A'}", "")), "line 10: column \"A\": the ballot has scores and no ranking");
}

#[test]
fn albany_is_read_from_its_profile() {
    let Some(input) = real("votekit_part/albany_profile_first_400_lines.csv") else { return };
    let lines = std::fs::read_to_string(&input.path).unwrap();
    let (contest, _) = read_all(&[input], None, None).unwrap();
    assert_eq!((contest.report.ballots_read, contest.candidates.len()), (lines.lines().count() as u64 - 9, 5));
    assert_eq!(contest.candidates[0].name, "JOHN ANTHONY MIKI");
}

pub const WARD: &str = "\
3,2,
5,1,3,
2,2,
1,3,2,1,
\"Candidate 1\",\"Ann Doe\",\"Labour (Lab)\",
\"Candidate 2\",\"Ann Doe\",\"Independent (Ind)\",
\"Candidate 3\",\"Cy Roe, Jr.\",\"Green (Gr)\",
\"\"Ward 9 - Here, There and Elsewhere\"\",
";

#[test]
fn scottish_csv_has_ballots_then_candidates_then_the_ward() {
    let (contest, facts) = read(WARD);
    assert_eq!(names(&contest), [(1, "Ann Doe"), (2, "Ann Doe"), (3, "Cy Roe, Jr.")]);
    assert_eq!((contest.report.ballots_read, contest.profile.len(), facts.seats), (8, 3, Some(2)));
    assert_eq!(facts.title.as_deref(), Some("Ward 9 - Here, There and Elsewhere"));
    for ((old, new), message) in [
        (("5,1,3,", "5,1,4,"), "line 2: \"4\" is no candidate; the candidates are 1 to 3"),
        (("5,1,3,", "5,1,,3,"), "line 2: \"3\" follows an empty cell"),
        (("5,1,3,", "5.5,1,3,"), "line 2: the weight \"5.5\" is not a whole number"),
        (("Candidate 3", "Candidate 4"), "line 7: candidate 4 stands where number 3 of 3 should"),
        (("3,2,\n", "4,2,\n"), "line 8: \"Ward 9"),
        (("3,2,\n", "2,2,\n"), "line 7: candidate 3 stands where number 3 of 2 should"),
        (("\"\"Ward", "\"East\"\n\"\"Ward"), "line 9: \"Ward 9"),
    ] {
        has(&error(WARD.replacen(old, new, 1)), message);
    }
    has(&error(WARD.lines().take(6).collect::<Vec<_>>().join("\n")), "has 2 names for 3 candidates: is it cut off?");
}

/// The ballots, candidates and ward of scot-elex CSV as BLT.
fn blt_of(csv: &str) -> String {
    let mut text = String::new();
    let mut names = String::new();
    for line in csv.lines() {
        match line.strip_prefix("\"Candidate ") {
            Some(rest) => names += &format!("\"{}\"\n", rest.split('"').nth(2).unwrap()),
            None if line.starts_with('"') => names += &format!("\"{}\"\n", line.trim_matches([',', '"', ' '])),
            None => {
                text += &line.replace(',', " ");
                text += if text.contains('\n') { "0\n" } else { "\n" };
            }
        }
    }
    format!("{text}0\n{names}")
}

fn wards(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(wards(&path)),
            false if path.extension().is_some_and(|ending| ending == "csv") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

#[test]
fn every_scottish_ward_is_the_same_from_csv_and_from_blt() {
    let Some(archive) = real("scot-elex/scot-elex-csv-1070.tar.gz") else { return };
    let folder = tempfile::tempdir().unwrap();
    let unpacked = std::process::Command::new("tar").arg("xzf").arg(&archive.path).arg("-C").arg(folder.path()).status();
    assert!(unpacked.expect("tar").success());
    let files = Files::new();
    let mut ballots = 0;
    let paths = wards(folder.path());
    for path in &paths {
        let input = Input::open(path).unwrap();
        let (from_csv, facts) = read_all(&[input], None, None).unwrap_or_else(|error| panic!("{error}"));
        let blt = blt_of(&std::fs::read_to_string(path).unwrap());
        let (from_blt, blt_facts) = read_all(&[files.add("ward.blt", blt)], None, None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(from_csv.candidates, from_blt.candidates, "{}", path.display());
        assert_eq!(from_csv.profile, from_blt.profile, "{}", path.display());
        assert_eq!((from_csv.report.clone(), facts), (from_blt.report, blt_facts), "{}", path.display());
        ballots += from_csv.report.ballots_read;
    }
    assert_eq!((paths.len(), ballots), (1_070, 5_481_486));
}

pub const ABIF: &str = "\
# Tennessee
{title: \"Capital: 2024\"}
{\"ballot_type\": \"ranked\"}
=Memph:[Memphis, TN]
=Nash:[Nashville #2] # a note
=[Chat x]:[Chattanooga]
=WI:[Write-in]
42:Memph>Nash>[Chat x]
26: Nash > [Chat x] = Memph
15:\"Chat x\"/5>Nash/3>WI/0 ##VID:v7
4:Nash/1, Memph/5
10:
";

#[test]
fn abif_has_tokens_and_names() {
    let (contest, facts) = read(ABIF);
    assert_eq!(names(&contest), [(1, "Memphis, TN"), (2, "Nashville #2"), (3, "Chattanooga"), (4, "Write-in")]);
    let counted = [
        ("Memphis, TN>Nashville #2>Chattanooga", 42),
        ("Nashville #2", 26),
        ("Chattanooga>Nashville #2>Write-in", 15),
        ("Memphis, TN>Nashville #2", 4),
    ];
    assert_eq!(rankings(&contest), expected(&counted));
    assert_eq!((contest.report.blank_ballots, contest.report.overvoted_ballots), (10, 26));
    assert_eq!(facts.title.as_deref(), Some("Capital: 2024"));
    assert!(contest.reading.warnings.is_empty());
}

#[test]
fn abif_needs_no_more_than_ballots() {
    let (contest, _) = read("42:Memph>Nash\n26:Nash\n");
    assert_eq!((names(&contest), contest.report.ballots_read), (vec![(1, "Memph"), (2, "Nash")], 68));
    let (contest, _) = read("=A:[Ann]\n2:A>B\n1:[Ann]\n");
    assert_eq!(rankings(&contest), expected(&[("Ann>B", 2), ("Ann", 1)]));
    assert!(warns(&contest, "\"B\" is on ballots, and no line =B:[…] names it"));
}

#[test]
fn abif_without_a_certain_order_is_refused() {
    let abif = format("abif");
    for (line, message) in [
        ("3:Ann,Bo", "line 2: a list with commas is an order only where"),
        ("3:Ann/5,Bo/5", "two have the same"),
        ("3:Ann>Bo,Cy", "line 2: commas stand beside > or ="),
        ("3:Ann/0>Bo/0", "Ann/0 stands before Bo/0 with >: order and scores do not agree"),
        ("3.5:Ann>Bo", "line 2: the weight \"3.5\" is not a whole number"),
        ("3:Ann Lee>Bo", "a candidate with blanks stands in [ ]"),
        ("{ballot_type: \"approval\"}", "line 2: the ballots are of type approval"),
        ("Ann>Bo", "line 2: \"Ann>Bo\": expected ballots like 27:Ann>Bo>Cy"),
        ("=A:[x]\n=A:[y]", "line 3: the token \"A\" is defined twice"),
    ] {
        has(&forced_error(format!("1:Ann>Bo\n{line}\n"), abif), message);
    }
}

#[test]
fn formats_of_numbers_and_signs_are_told_apart() {
    let files = Files::new();
    for (name, text) in [
        ("scot-elex", WARD),
        ("votekit", VOTEKIT),
        ("abif", ABIF),
        ("abif", "3:A>B\n"),
        ("blt", "3,1,,\n3,1,2,0\n0,,\nAda\nBo\nCy\n"),
        ("blt", "2 1 3 1 2 0 0 \"A\" \"B\""),
        ("preflib", "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: Ann\n1: 1\n"),
    ] {
        let found: Format = coalition_lens::cvr::detect(&files.add("input", text)).unwrap().0;
        assert_eq!(found, format(name), "{text}");
    }
    for text in ["{\"a\": 1}\n{\"a\": 2}\n", "{title: \"x\"}\n", "1 2 3\n4 5 6\n", "1,2\n3,4\n", "12:30,x\n"] {
        assert!(coalition_lens::cvr::detect(&files.add("input", text)).is_err(), "{text}");
    }
}

#[test]
fn the_end_of_a_blt_file_is_no_second_election_and_names_lose_their_quotation_marks() {
    let blt = |end: &str| format!("2 1\n3 1 2 0\n2 2 1 0\n0\n{end}");
    let message = error(blt("\"Ann\"\n\"Bo\"\n\"T\"\n2 1\n3 1 2 0\n0\n\"Ann\"\n\"Bo\"\n\"T\"\n"));
    assert!(message.contains("line 8: \"2 1\" follows the title: does a second election begin?"), "{message}");
    for end in ["'Ann'\n'Bo'\n'T'\n", "“Ann”\n“Bo”\n“T”\n"] {
        assert_eq!(names(&read(blt(end)).0), [(1, "Ann"), (2, "Bo")]);
    }
    let told = read(blt("\"Ann\"\n\"T\"\n")).0.reading.warnings.join("\n");
    assert!(told.contains("if \"T\" is the title, the name of a candidate is missing"), "{told}");
}
