//! What each format says, read from small inputs.

use super::support::*;
use super::text_formats::{ABIF, VOTEKIT, WARD};
use coalition_lens::ballots::{CleaningOptions, WriteInRole};
use coalition_lens::cvr::{Format, detect, read_contest};

const WIDE: &str = "\
RowNumber,BallotID,Status,Remade,\
\"Choice_36_1:City, District 2:1:Number of Winners 3:Ann:NON\",\"Choice_36_1:City, District 2:2:Number of Winners 3:Ann:NON\",\
\"Choice_37_1:City, District 2:1:Number of Winners 3:Bob: the \"\"Cat\"\":NON\",\
\"Choice_37_1:City, District 2:2:Number of Winners 3:Bob: the \"\"Cat\"\":NON\"
1,A+1,0,0,1,0,0,1
2,A+2,-1,1,0,0,1,0
3,A+3,0,0,0,0,0,0
4,\"A,4\",0,0,1,0,1,0
";

#[test]
fn clear_ballot_gives_candidates_by_id_contest_and_seats() {
    let (contest, facts) = read(WIDE);
    assert_eq!(names(&contest), [(36, "Ann"), (37, "Bob: the \"Cat\"")]);
    assert_eq!(rankings(&contest), expected(&[("Ann>Bob: the \"Cat\"", 1), ("Bob: the \"Cat\"", 1)]));
    assert_eq!((facts.contest.as_deref(), facts.seats), (Some("City, District 2"), Some(3)));
    let report = &contest.report;
    assert_eq!((report.ballots_read, report.unmarked_ballots, report.overvoted_ballots), (4, 1, 1));
}

#[test]
fn clear_ballot_rows_are_counted_whatever_their_status() {
    let (contest, _) = read(WIDE.replace("2,A+2,-1,1,", "2,A+2,-9,1,"));
    assert_eq!(contest.report.ballots_read, 4);
}

#[test]
fn clear_ballot_with_an_id_per_column_knows_candidates_by_name() {
    let (contest, facts) = read(
        "BallotID,Choice_1_1:Mayor:1:Vote For 1:Zoe:D,Choice_2_1:Mayor:1:Vote For 1:Ann:D,\
         Choice_3_1:Mayor:2:Vote For 1:Zoe:D,Choice_4_1:Mayor:2:Vote For 1:Ann:D\n1,1,0,0,1\n2,0,1,0,0\n",
    );
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Zoe")]);
    assert_eq!(rankings(&contest), expected(&[("Zoe>Ann", 1), ("Ann", 1)]));
    assert_eq!(facts.seats, None);
}

#[test]
fn clear_ballot_candidates_of_one_name_are_told_apart_by_id() {
    let (contest, _) = read(
        "BallotID,Choice_1_1:M:1:Vote For 1:Ann:D,Choice_1_1:M:2:Vote For 1:Ann:D,\
         Choice_2_1:M:1:Vote For 1:Ann:R,Choice_2_1:M:2:Vote For 1:Ann:R\n1,1,0,0,1\n2,0,0,1,0\n",
    );
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Ann")]);
    assert_eq!(contest.profile.iter().map(|(ranking, _)| ranking.to_vec()).collect::<Vec<_>>(), [vec![0, 1], vec![1]]);
}

#[test]
fn clear_ballot_cells_may_be_quoted_or_empty_and_ids_hold_line_ends() {
    let (contest, _) =
        read("BallotID,Choice_1_1:M:1:Vote For 1:Ann:D,Choice_1_1:M:2:Vote For 1:Ann:D\r\n\"A\r\nB\",\"1\",\r\n\r\nC,0,1\r\n");
    assert_eq!((contest.report.ballots_read, contest.profile.ballots()), (2, 2));
}

const LONG: &str = "\
BallotID,candidate_id,candidate_name,rank_position,extra
b1,2,Bob,1,x
b2,1,\"Ann, A\",1,x
b1,1,\"Ann, A\",2,x
b3,1,\"Ann, A\",2,x
b3,2,Bob,2,x
b3,9,Write-in-9,1,x
";

#[test]
fn the_long_table_gathers_the_marks_of_a_ballot_from_anywhere() {
    let (contest, facts) = read(LONG);
    assert_eq!(names(&contest), [(1, "Ann, A"), (2, "Bob")]);
    assert_eq!(rankings(&contest), expected(&[("Bob>Ann, A", 1), ("Ann, A", 1)]));
    let report = &contest.report;
    assert_eq!((report.ballots_read, report.overvoted_ranks, report.write_in_slot_marks), (3, 1, 1));
    assert_eq!(facts.contest, None);
}

#[test]
fn the_long_table_without_ids_knows_candidates_by_name() {
    let (contest, _) = read("ballot id,Candidate Name,RANK_POSITION\n1,Zoe,1\n1,Ann,2\n");
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Zoe")]);
    assert_eq!(rankings(&contest), expected(&[("Zoe>Ann", 1)]));
}

#[test]
fn long_rows_without_a_vote_name_a_candidate_and_mark_nothing() {
    let (contest, _) = read("BallotID,candidate_name,rank_position,has_vote\n1,Zoe,1,true\n1,Ann,2,False\n2,Bob,1,0\n");
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Bob"), (3, "Zoe")]);
    assert_eq!((rankings(&contest), contest.report.ballots_read), (expected(&[("Zoe", 1)]), 1));
}

#[test]
fn the_long_table_is_the_same_as_parquet() {
    let marks = [
        ("b1", 2, "Bob", 1, true, "d1"),
        ("b2", 1, "Ann, A", 1, true, "d1"),
        ("b1", 1, "Ann, A", 2, true, "d1"),
        ("b3", 1, "Ann, A", 2, true, "d1"),
        ("b3", 2, "Bob", 2, true, "d1"),
        ("b3", 9, "Write-in-9", 1, true, "d1"),
        ("b3", 1, "Ann, A", 5, false, "d1"),
    ];
    let bytes = parquet(&marks);
    let (from_csv, _) = read(LONG);
    for bytes in [gzip(&bytes), bytes] {
        let (contest, facts) = read(bytes);
        assert_eq!((&contest.candidates, &contest.profile), (&from_csv.candidates, &from_csv.profile));
        assert_eq!(contest.report, from_csv.report);
        assert_eq!(facts.contest.as_deref(), Some("d1"));
    }
}

#[test]
fn parquet_columns_may_be_of_any_fitting_type() {
    use arrow_array::{ArrayRef, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringViewArray, UInt8Array};
    use std::sync::Arc;
    let columns: [(&str, ArrayRef); 5] = [
        ("ballotid", Arc::new(Int64Array::from(vec![7, 7]))),
        ("candidate_id", Arc::new(LargeStringArray::from(vec!["2", "1"]))),
        ("candidate_name", Arc::new(StringViewArray::from(vec!["Bob", "Ann"]))),
        ("rank_position", Arc::new(Float64Array::from(vec![1.0, 2.0]))),
        ("has_vote", Arc::new(UInt8Array::from(vec![1, 1]))),
    ];
    let (contest, _) = read(parquet_of(RecordBatch::try_from_iter(columns).unwrap()));
    assert_eq!(rankings(&contest), expected(&[("Bob>Ann", 1)]));
}

const BLT: &str = "\
# a comment
4 2   # candidates, seats
-3
12 1 4 0
(b7) 1 2=1 - 4 0  # tie, skip
1.0 3 2 0
2 0
0 1 0

0
\"Ann \"the\" A, <b>\"
\"Bob\"  # not part of the name
\"Cleo\"
\"Dée # 4\"
\"The title\"
";

#[test]
fn blt_gives_candidates_in_their_order_title_and_seats() {
    let (contest, facts) = read(BLT);
    assert_eq!(names(&contest), [(1, "Ann \"the\" A, <b>"), (2, "Bob"), (4, "Dée # 4")]);
    assert_eq!(rankings(&contest), expected(&[("Ann \"the\" A, <b>>Dée # 4", 12), ("Dée # 4", 1), ("Bob", 1)]));
    assert_eq!((facts.title.as_deref(), facts.seats, facts.contest), (Some("The title"), Some(2), None));
    let report = &contest.report;
    assert_eq!((report.ballots_read, report.blank_ballots, report.zero_weight_rows), (16, 2, 1));
    assert_eq!((report.overvoted_ranks, report.skipped_ranks, report.dropped_candidate_marks), (1, 1, 1));
}

#[test]
fn blt_names_need_no_quotation_marks_and_no_title_nor_last_line_end() {
    let (contest, facts) = read("2 1\r\n3 2 1 0\r\n0\r\nAnn O'Neil (Lab)\r\nBob #1");
    assert_eq!(names(&contest), [(1, "Ann O'Neil (Lab)"), (2, "Bob")]);
    assert_eq!(facts.title, None);
}

const RANKS: &str = "\
,Rank 1,Rank 2,Rank 3,Count
0,Zoe,overvote,Ann,1
1,\"Ann\nZoe\",Bob,,2.0
2,Skipped,Bob,Bob,1
3,,undervote,,4
4,Write-in,UWI,over,0
";

#[test]
fn rank_columns_hold_names_skips_overvotes_and_weights() {
    let (contest, facts) = read(RANKS);
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Bob"), (3, "UWI"), (4, "Zoe")]);
    assert_eq!(rankings(&contest), expected(&[("Zoe>Ann", 1), ("Bob", 3)]));
    let report = &contest.report;
    assert_eq!((report.ballots_read, report.blank_ballots, report.unmarked_ballots, report.zero_weight_rows), (8, 4, 4, 1));
    assert_eq!((report.overvoted_ranks, report.duplicate_marks), (3, 1));
    assert_eq!((facts.contest, facts.seats), (None, None));
}

const PREFLIB: &str = "\
# FILE NAME: 00001-1.toi
# TITLE: A \"town\"
# DATA TYPE: toi
# MODIFICATION TYPE: original
# RELATES TO:
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 12
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: \"Ann \"\"A\"\" A\"
# ALTERNATIVE NAME 2: Bob ''B'' B
# ALTERNATIVE NAME 3: Cléo: C
7: 3,1
4: {1, 3},2
1: 2,{1,3}
";

#[test]
fn preflib_ties_are_overvotes() {
    let (contest, facts) = read(PREFLIB);
    assert_eq!(names(&contest), [(1, "Ann \"A\" A"), (2, "Bob ''B'' B"), (3, "Cléo: C")]);
    assert_eq!(rankings(&contest), expected(&[("Cléo: C>Ann \"A\" A", 7), ("Bob ''B'' B", 5)]));
    assert_eq!(contest.report.overvoted_ballots, 5);
    assert_eq!(facts.title.as_deref(), Some("A \"town\""));
}

#[test]
fn preflib_files_from_before_2022_are_read_too() {
    let (contest, _) = read("3\n1,Ann\n2,\"Bob, B\"\n3,Cleo\n12,12,3\n7,3,1\n4,{1,3},2\n1\n");
    assert_eq!(names(&contest), [(1, "Ann"), (2, "Bob, B"), (3, "Cleo")]);
    assert_eq!(rankings(&contest), expected(&[("Cleo>Ann", 7), ("Bob, B", 4)]));
    assert_eq!(contest.report.unmarked_ballots, 1);
}

#[test]
fn every_format_is_found_by_content_plain_and_gzipped() {
    let files = Files::new();
    let long_parquet = parquet(&[("b", 1, "Ann", 1, true, "d")]);
    let samples: Vec<(Format, &[u8])> = vec![
        (format("clear-ballot"), WIDE.as_bytes()),
        (format("dominion-csv"), include_bytes!("../fuzz/corpus/readers/dominion.csv")),
        (format("dominion-rcr"), include_bytes!("../fuzz/corpus/readers/dominion.rcr")),
        (format("wineds"), include_bytes!("../fuzz/corpus/readers/wineds.txt")),
        (format("choiceplus"), include_bytes!("../fuzz/corpus/readers/choiceplus.prm")),
        (format("raire"), include_bytes!("../fuzz/corpus/readers/raire.raire")),
        (format("rctab-csv"), b"Source Filepath,CVR Provider,Contest Id,Rank 1,Rank 2\na.xlsx,ess,,Ann,undervote\n"),
        (format("ess"), b"Cast Vote Record,Precinct,Mayor Choice 1 (45),Mayor Choice 2 (45)\n1,P,Ann,undervote\n"),
        (format("long-csv"), LONG.as_bytes()),
        (format("long-parquet"), &long_parquet),
        (format("scot-elex"), WARD.as_bytes()),
        (format("blt"), BLT.as_bytes()),
        (format("abif"), ABIF.as_bytes()),
        (format("votekit"), VOTEKIT.as_bytes()),
        (format("alaska-summary"), include_bytes!("../fuzz/corpus/readers/alaska-summary.csv")),
        (format("rank-columns"), RANKS.as_bytes()),
        (format("candidate-columns"), b"Response,Ann,Bob\na,1,2\nb,2,1\n"),
        (format("preflib"), PREFLIB.as_bytes()),
        (format("dominion"), b"{\"Version\":\"5.10\",\"Sessions\":["),
        (format("cdf-json"), b"{\"@type\": \"CVR.CastVoteRecordReport\", \"CVR\": ["),
        (format("cdf-xml"), b"<?xml version=\"1.0\"?><cdf:CastVoteRecordReport xmlns:cdf=\"x\">"),
        (format("hart"), b"\xef\xbb\xbf<?xml version=\"1.0\"?><Cvr xmlns=\"http://tempuri.org/CVRDesign.xsd\">"),
    ];
    assert_eq!(samples.iter().map(|(format, _)| *format).collect::<Vec<_>>(), Format::all().collect::<Vec<_>>());
    for (format, bytes) in samples {
        assert_eq!(detect(&files.add("misleading.txt", bytes)).unwrap().0, format);
        assert_eq!(detect(&files.add("misleading.json", gzip(bytes))).unwrap().0, format);
        assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    for text in [WIDE, LONG, WARD, BLT, ABIF, VOTEKIT, RANKS, PREFLIB] {
        let (plain, facts) = read(text);
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        for bytes in [gzip(&windows), windows.into_bytes()] {
            let (contest, windows_facts) = read(bytes);
            assert_eq!((&contest.candidates, &contest.profile), (&plain.candidates, &plain.profile), "{text}");
            assert_eq!((contest.report, windows_facts), (plain.report.clone(), facts.clone()));
        }
    }
}

#[test]
fn names_in_latin_1_arrive_whole() {
    let latin = |text: &str| -> Vec<u8> { text.chars().map(|c| c as u8).collect() };
    let samples = [
        "B,Choice_1_1:M:1:Vote For 1:José Ñandú:D\n1,1\n",
        "BallotID,candidate_name,rank_position\n1,José Ñandú,1\n",
        "1 1\n1 1 0\n0\n\"José Ñandú\"\n",
        "rank1\nJosé Ñandú\n",
        "1\n1,José Ñandú\n1,1,1\n1,1\n",
    ];
    for text in samples {
        for bytes in [gzip(latin(text)), latin(text), text.as_bytes().to_vec()] {
            assert_eq!(names(&read(bytes).0), [(1, "José Ñandú")], "{text}");
        }
    }
}

#[test]
fn odd_names_are_kept_as_they_are() {
    let odd = ["a,b", "say \"hi\"", "x: y", "<script>alert(1)</script>", "שלום", "👩‍🚀 Ann", "'; drop table", "=1+1"];
    for name in odd {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let column = format!("\"Choice_1_1:M:1:Vote For 1:{}:D\"", name.replace('"', "\"\""));
        let samples = [
            format!("B,{column}\n1,1\n"),
            format!("BallotID,candidate_name,rank_position\n1,{quoted},1\n"),
            format!("1 1\n1 1 0\n0\n{quoted}\n"),
            format!("rank1\n{quoted}\n"),
            format!("# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: {quoted}\n1: 1\n"),
        ];
        for text in samples {
            assert_eq!(names(&read(&text).0), [(1, name)], "{text}");
        }
    }
}

#[test]
fn candidates_that_are_called_like_a_word_are_told_by_name_unless_they_are_said_to_be_candidates() {
    let files = Files::new();
    let samples = [
        "2 1\n3 1 2 0\n2 2 0\n0\n\"Ada\"\n\"Over Vote\"\n\"Club\"\n".to_owned(),
        "1\t2\t1\t1\nMayor\nAda\nOver Vote\nP 1\nMail\n1\t1\t2\t1\t2\n".to_owned(),
        ABIF.replace("Nashville #2", "Over Vote"),
        VOTEKIT.replace("Bo (B): Lee", "Over Vote"),
        "2\n1,Ada\n2,Over Vote\n3,3,2\n2,1,2\n1,2\n".to_owned(),
        "Response,Ada,Over Vote\na,1,2\nb,2,1\n".to_owned(),
        "B,Choice_1_1:M:1:Vote For 1:Ada:D,Choice_2_1:M:1:Vote For 1:Over Vote:D\n1,1,0\n2,0,1\n".to_owned(),
    ];
    for text in samples {
        let input = files.add("input", &text);
        let warnings = |said: &[&str]| {
            let write_in = said.iter().map(|name| ((*name).to_owned(), WriteInRole::Candidate)).collect();
            let options = CleaningOptions { write_in, ..CleaningOptions::default() };
            let (contest, _) = read_contest(std::slice::from_ref(&input), None, None, options, &mut ()).unwrap();
            contest.reading.warnings.join("\n")
        };
        let told = warnings(&[]);
        assert!(told.contains("\"Over Vote\" is taken for a candidate, though the word means an overvote"), "{text}: {told}");
        assert!(!warnings(&["Over Vote"]).contains("though the word means"), "{text}");
    }
}

#[test]
fn wide_tables_with_a_column_twice_a_rank_missing_or_two_vote_rules_are_refused() {
    let column = |id: u32, rank: u32, seats: u32| format!("Choice_{id}_1:Mayor:{rank}:Number of Winners {seats}:C{id}:D");
    let of = |columns: &[String]| error(format!("B,{}\nx{}\n", columns.join(","), ",1".repeat(columns.len())));
    assert!(
        of(&[column(1, 1, 1), column(1, 1, 1)]).contains("column \"Choice_1_1:Mayor:1:Number of Winners 1:C1:D\" is there twice")
    );
    assert!(of(&[column(1, 1, 1), column(1, 3, 1)]).contains("Mayor has no column of rank 2"));
    assert!(of(&[column(1, 1, 1), column(2, 1, 3)]).contains("differ in the vote rule"));
}

#[test]
fn white_space_in_a_name_is_folded() {
    let (wide, _) = read("B,\"Choice_1_1:M:1:Vote For 1:Ann\nA:D\"\n1,1\n");
    assert_eq!(names(&wide), [(1, "Ann A")]);
    let (long, _) = read("BallotID,candidate_name,rank_position\n1,\"Ann\nA\",1\n");
    assert_eq!(names(&long), [(1, "Ann A")]);
}

#[test]
fn hundreds_of_candidates_are_read() {
    let header: Vec<String> = (1..=477).map(|id| format!("Choice_{id}_1:M:1:Vote For 1:C{id}:D")).collect();
    let mut cells = vec!["0"; 477];
    cells[476] = "1";
    let (contest, _) = read(format!("B,{}\nx,{}\n", header.join(","), cells.join(",")));
    assert_eq!((contest.candidates.len(), rankings(&contest)), (477, expected(&[("C477", 1)])));
}

#[test]
fn one_candidate_on_every_ballot_is_read() {
    let (contest, _) = read("1 1\n4294967297 1 0\n0\nAnn\n");
    assert_eq!((names(&contest), contest.profile.ballots()), (vec![(1, "Ann")], 4_294_967_297));
}

#[test]
fn a_contest_that_nobody_marked_gives_blank_ballots_only() {
    for text in ["B,Choice_1_1:M:1:Vote For 1:Ann:D\n1,0\n2,0\n", "1 1\n2 0\n0\nAnn\n"] {
        let (contest, _) = read(text);
        assert_eq!((contest.profile.ballots(), contest.report.blank_ballots, contest.candidates.len()), (0, 2, 1));
    }
}

#[test]
fn rows_in_any_order_give_the_same_contest() {
    let wide: String =
        (0..40).map(|row| format!("r{row},{},{},{},{}\n", row % 2, row % 3 % 2, row % 5 % 2, row % 7 % 2)).collect();
    let long: String = (0..120).map(|mark| format!("b{},{},C{},{}\n", mark % 31, mark % 7, mark % 7, mark % 4 + 1)).collect();
    let ranks: String = (0..40).map(|row| format!("C{},C{},C{}\n", row % 5, row % 3, row % 7)).collect();
    for (text, rows) in [(WIDE, &wide), (LONG, &long), ("rank1,rank2,rank3\n", &ranks)] {
        let header_end = text.find("\n").map_or(0, |end| end + 1);
        let fill = |row: &str| match text {
            WIDE => row.replacen(',', ",0,0,0,", 1),
            LONG => format!("{row},x"),
            _ => row.to_owned(),
        };
        let in_order: Vec<String> = rows.lines().map(fill).collect();
        let mut shuffled = in_order.clone();
        shuffled.sort_by_key(|row| row.bytes().fold(7u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)));
        assert_ne!(in_order, shuffled);
        let of = |rows: &[String]| read(format!("{}{}\n", &text[..header_end], rows.join("\n"))).0;
        let (first, second) = (of(&in_order), of(&shuffled));
        assert_eq!((&first.candidates, &first.profile, &first.report), (&second.candidates, &second.profile, &second.report));
    }
}

#[test]
fn names_that_were_read_in_a_wrong_encoding_are_told() {
    for name in ["JosÃ©", "Jos\u{fffd}", "Jos\u{8e}"] {
        let told = read(format!("rank1\n{name}\nAnn\n")).0.reading.warnings.join("\n");
        assert!(told.contains("save the file anew as UTF-8"), "{name}: {told}");
    }
    assert!(read("rank1\nJosé\nŽofia\n選挙\n").0.reading.warnings.is_empty());
}
