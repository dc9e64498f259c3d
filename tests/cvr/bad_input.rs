//! Bad input gives an error that names the file, the place, what is wrong and what would be right.

use super::support::*;
use coalition_lens::cvr::{Format, Input, detect};

const RANKS: &str = "rank1,rank2\nAnn,Bob\n";
const WIDE: &str = "B,Choice_1_1:M:1:Vote For 1:Ann:D,Choice_1_1:M:2:Vote For 1:Ann:D";
const LONG: &str = "BallotID,candidate_id,candidate_name,rank_position";

fn starts(message: &str, start: &str) {
    assert!(message.starts_with(start), "{message}");
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    for bytes in ["", "\n \n", "\u{feff}"] {
        assert_eq!(error(bytes), "input: is empty");
        assert_eq!(error(gzip(bytes)), "input: is empty");
    }
}

#[test]
fn an_empty_file_of_a_forced_format_is_an_error_too() {
    for format in Format::all() {
        starts(&forced_error("", format), "input");
        starts(&forced_error(gzip(""), format), "input");
    }
}

#[test]
fn a_header_alone_holds_no_ballots() {
    for text in [WIDE, LONG, "rank1,rank2", "1 1\n0\nAnn\n", "# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: Ann\n"] {
        has(&error(text), "no ballots");
    }
    has(&error(parquet(&[])), "no ballots");
}

#[test]
fn a_truncated_gzip_file_is_said_to_be_cut_off() {
    let rows: String = (0..20_000).map(|row| format!("Ann {},Bob {}\n", row % 97, row * 7919 % 89)).collect();
    let whole = gzip(format!("rank1,rank2\n{rows}"));
    for length in [12, whole.len() / 2, whole.len() - 4] {
        has(&error(&whole[..length]), "input: the gzip data is cut off");
    }
}

#[test]
fn damaged_gzip_data_is_said_to_be_damaged() {
    let mut bytes = gzip(RANKS);
    let crc = bytes.len() - 6;
    bytes[crc] ^= 0xff;
    has(&error(&bytes), "input: the gzip data is damaged");
    has(&error(gzip(gzip(RANKS))), "gzip'd twice");
}

#[test]
fn binary_rubbish_is_not_text() {
    let rubbish: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    starts(&error(&rubbish), "input: is not text");
    for format in Format::all() {
        starts(&forced_error(&rubbish, format), "input");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    has(&error("{\"a\": []}"), "is JSON of no known format; formats that can be read (docs/formats.md): clear-ballot");
    has(&error("<?xml version=\"1.0\"?><Ballots/>"), "is XML of no known format");
    has(&error("<!DOCTYPE html><html>Not found</html>"), "an HTML page");
    has(&error(b"PK\x03\x04rest of an archive"), "is a zip file without a workbook");
    has(&error("Item,Price\nLettuce,1.5\n"), "is in no known format (it begins \"Item,Price\")");
    has(&error("just some words"), "is in no known format");
}

#[test]
fn utf_16_is_named() {
    let text: Vec<u8> = "\u{feff}rank1\nAnn\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(error(text), "input: is UTF-16 text; save it as UTF-8");
}

#[test]
fn a_forced_wrong_format_is_an_error() {
    let parquet = parquet(&[("b", 1, "Ann", 1, true, "d")]);
    let long = format!("{LONG}\n1,1,Ann,1\n");
    let wide = format!("{WIDE}\n1,1,0\n");
    let preflib = "# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: Ann\n1: 1\n";
    let samples: [(Format, &[u8]); 6] = [
        (format("clear-ballot"), wide.as_bytes()),
        (format("long-csv"), long.as_bytes()),
        (format("long-parquet"), &parquet),
        (format("blt"), b"1 1\n1 1 0\n0\nAnn\n"),
        (format("rank-columns"), RANKS.as_bytes()),
        (format("preflib"), preflib.as_bytes()),
    ];
    for (format, bytes) in samples {
        for forced in Format::all().filter(|&forced| forced != format) {
            starts(&forced_error(bytes, forced), "input");
        }
    }
}

#[test]
fn a_format_name_that_is_not_known_lists_the_names() {
    let names: Vec<String> = Format::all().map(|format| format.to_string()).collect();
    let expected = format!("format: \"csv\" is not allowed; use one of {}", names.join(", "));
    assert_eq!("csv".parse::<Format>().unwrap_err().to_string(), expected);
    has(&expected, "clear-ballot, ");
}

#[test]
fn inputs_that_are_no_files_are_refused() {
    let files = Files::new();
    let missing = Input::open(files.path("missing.csv")).unwrap_err();
    assert_eq!(missing.code(), "E_IO");
    has(&missing.to_string(), "missing.csv");
    has(&Input::open(files.path("")).unwrap_err().to_string(), "is a folder");
}

#[test]
fn a_row_of_a_wrong_width_names_file_and_line() {
    assert_eq!(error(format!("{WIDE}\nx,0,1\ny,0\n")), "input, line 3: the row has 2 columns, the header 3 columns");
    assert_eq!(error(format!("{WIDE}\r\nx,0,1\r\ny,0,0,0\r\n")), "input, line 3: the row has 4 columns, the header 3 columns");
    assert_eq!(error(format!("{LONG}\n1,1,Ann\n")), "input, line 2: the row has 3 columns, the header 4 columns");
    assert_eq!(error("rank1,rank2\nAnn,Bob\nAnn\n"), "input, line 3: the row has 1 column, the header 2 columns");
    assert_eq!(error(gzip("rank1,rank2\nAnn,Bob,C\n")), "input, line 2: the row has 3 columns, the header 2 columns");
}

#[test]
fn a_clear_ballot_cell_that_is_neither_0_nor_1_names_line_and_column() {
    assert_eq!(
        error(format!("{WIDE}\nx,0,1\ny,0,2\n")),
        "input, line 3: column \"Choice_1_1:M:2:Vote For 1:Ann:D\": the cell is \"2\"; expected 1 for a mark or 0"
    );
}

#[test]
fn clear_ballot_columns_of_one_name_and_rank_without_own_ids_are_refused() {
    let message =
        error("B,Choice_1_1:M:1:Vote For 1:Ann:D,Choice_2_1:M:2:Vote For 1:Ann:D,Choice_2_1:M:2:Vote For 1:Ann:D\n1,1,0,0\n");
    starts(&message, "input, line 1: column \"Choice_2_1:M:2:Vote For 1:Ann:D\" is there twice");
}

#[test]
fn quotation_marks_that_are_not_closed_are_told() {
    has(&error(format!("{WIDE}\n\"x,0,1\ny,0,0\n")), "input, line 2: a quoted cell is not closed");
    has(&error("rank1,rank2\nAnn,\"Bob\nAnn,Bob\n"), "odd number of quotation marks");
    has(&error(format!("{LONG}\n1,1,Ann,\"1\n2,1,Ann,1\n")), "input");
}

#[test]
fn ranks_that_are_none_are_told_with_their_row() {
    for (rank, part) in [
        ("0", "rank 0 is not between 1 and 1000"),
        ("-1", "rank -1"),
        ("1001", "rank 1001"),
        ("x", "whole number"),
        ("1.5", "\"1.5\""),
        ("", "\"\""),
    ] {
        let message = error(format!("{LONG}\n1,1,Ann,1\n1,1,Ann,{rank}\n"));
        starts(&message, "input, line 3: ");
        has(&message, part);
    }
    let message = error(parquet(&[("b", 1, "Ann", 1, true, "d"), ("b", 1, "Ann", 0, true, "d")]));
    assert_eq!(message, "input: row 2: the rank 0 is not between 1 and 1000");
    has(&error("B,Choice_1_1:M:0:Vote For 1:Ann:D\n1,0\n"), "input, line 1: column");
    let too_long = format!("1 1\n1 {}1 0\n0\nAnn\n", "- ".repeat(1000));
    assert_eq!(error(too_long), "input, line 2: the rank 1001 is not between 1 and 1000");
}

#[test]
fn long_tables_tell_which_cell_is_wrong() {
    has(&error(format!("{LONG}\n,1,Ann,1\n")), "input, line 2: BallotID is empty");
    has(&error(format!("{LONG}\n1,1,,1\n")), "input, line 2: candidate_name is empty");
    has(&error(format!("{LONG}\n1,x,Ann,1\n")), "input, line 2: the candidate_id \"x\" is not a whole number");
    has(&error(format!("{LONG}\n1,-1,Ann,1\n")), "candidate_id \"-1\"");
    has(&error(format!("{LONG}\n1,4294967296,Ann,1\n")), "candidate_id \"4294967296\"");
    has(&error(format!("{LONG},has_vote\n1,1,Ann,1,maybe\n")), "has_vote is \"maybe\"; expected true or false");
    assert_eq!(
        error(format!("{LONG}\n1,1,Ann,1\n2,1,Bob,1\n")),
        "input, line 3: candidate id 1 stands for both \"Ann\" and \"Bob\""
    );
    has(&error(parquet(&[("b", -5, "Ann", 1, true, "d")])), "input: row 1: the candidate_id \"-5\"");
    has(&forced_error(format!("{LONG},ballot_id\n1,1,Ann,1,2\n"), format("long-csv")), "two columns \"ballot_id\"");
    has(&forced_error("BallotID,candidate_id\n1,1\n", format("long-csv")), "no column candidate_name");
}

#[test]
fn parquet_with_empty_cells_or_unfit_types_is_told() {
    use arrow_array::{ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray};
    use std::sync::Arc;
    let file = |ballots: ArrayRef, ranks: ArrayRef| {
        let names: ArrayRef = Arc::new(StringArray::from(vec!["Ann", "Bob"]));
        let columns = [("BallotID", ballots), ("candidate_name", names), ("rank_position", ranks)];
        parquet_of(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap())
    };
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    has(&error(file(Arc::new(Int64Array::from(vec![Some(1), None])), ids.clone())), "input: row 2: BallotID is empty");
    has(&error(file(ids.clone(), Arc::new(Float64Array::from(vec![1.0, 1.5])))), "input: row 2: rank_position is 1.5");
    has(&error(file(ids.clone(), Arc::new(BinaryArray::from_vec(vec![b"1", b"\xff"])))), "input: column \"rank_position\"");
    let mut columns = [("BallotID", ids.clone()), ("rank_position", ids)].to_vec();
    has(&error(parquet_of(RecordBatch::try_from_iter(columns.drain(..)).unwrap())), "no column candidate_name");
}

#[test]
fn weights_that_are_none_are_told_with_their_row() {
    let cases = [
        ("-1", "is negative"),
        ("1.5", "is not a whole number"),
        ("x", "is not a number"),
        ("", "is not a number"),
        ("nan", "is not a number"),
        ("1e3", "is not a whole number"),
        ("9007199254740992", "too large"),
        ("99999999999999999999999", "too large"),
    ];
    for (weight, part) in cases {
        let message = error(format!("rank1,Count\nAnn,1\nBob,{weight}\n"));
        starts(&message, "input, line 3: column \"Count\": the weight");
        has(&message, part);
        if !weight.is_empty() {
            let message = error(format!("1 1\n{weight} 1 0\n0\nAnn\n"));
            starts(&message, "input, line 2: the weight");
            has(&message, part);
            has(&error(format!("1\n1,Ann\n1,1,1\n{weight},1\n")), part);
        }
    }
    let message = error("rank1,Count\nAnn,8796093022207\nAnn,1\n");
    starts(&message, "input, line 3: more than 8796093022207 ballots");
}

#[test]
fn a_file_of_rows_of_weight_0_holds_no_ballots() {
    assert_eq!(error("rank1,Count\nAnn,0\n"), "input: the input holds no ballots");
}

#[test]
fn blt_faults_name_the_line() {
    let cases = [
        ("2 1\n1 3 0\n0\nA\nB\n", "input, line 2: \"3\" is no candidate; the candidates are 1 to 2"),
        ("2 1\n1 x 0\n0\nA\nB\n", "input, line 2: \"x\" is no candidate; the candidates are 1 to 2"),
        ("2 1\n1 1 0 2 0\n0\nA\nB\n", "input, line 2: 0 ends a ballot, but more follows"),
        ("2 1\n1 1 0\n\n1 1 2\n\"A\"\n", "input, line 5: a name stands before the 0 that closes the ballots"),
        ("2 1\n1 1= 0\n0\nA\nB\n", "input, line 2: = stands between two candidates"),
        ("2 1\n1 =1 0\n0\nA\nB\n", "input, line 2: = stands between two candidates"),
        ("2 1\n(a 1 1 0\n0\nA\nB\n", "input, line 2: the ballot id is not closed by )"),
        ("2 1\n-3\n1 1 0\n0\nA\nB\n", "input, line 2: withdrawn candidate -3: expected -1 to -2"),
        ("2 1\n1 1 0\n-2\n0\nA\nB\n", "input, line 3: withdrawn candidates are named before the first ballot"),
        ("0 1\n0\n", "input, line 1: 0 candidates; 1 to 2000 are possible"),
        ("2 0\n0\nA\nB\n", "input, line 1: 0 seats; at least 1 is needed"),
        ("2 1\n1 1 0\n", "input: ends before the line 0 that closes the ballots: is it cut off?"),
        ("2 1\n1 1 0\n0\nA\n", "input: has 1 names for 2 candidates: is it cut off?"),
        ("2 1\n1 1 0\n0\nA\n\"\"\n", "input, line 5: candidate 2 has an empty name"),
        ("1 1\n1 1 0\n0\nA\nTitle\nB\n", "input, line 6: \"B\" follows the title: there are more names than the 1 candidates"),
    ];
    for (text, message) in cases {
        let found = error(text);
        assert!(found.starts_with(message), "{text:?} gave {found}");
    }
}

#[test]
fn preflib_faults_name_the_line() {
    const HEAD: &str = "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n";
    let cases = [
        ("1: 3\n", "input, line 4: \"3\" is no alternative; the alternatives are 1 to 2"),
        ("1: 0\n", "input, line 4: \"0\" is no alternative"),
        ("1: {1,2\n", "input, line 4: { is not closed by }"),
        ("1: {1}2\n", "input, line 4: \"2\" stands where a comma should"),
        ("1: 1,\n", "input, line 4: the order ends with a comma"),
        ("1: 1,,2\n", "input, line 4: \"\" is no alternative"),
        ("1,1\n", "input, line 4: \"1,1\": expected a count, a colon and an order"),
        ("# NUMBER VOTERS: 5\n2: 1\n", "input: says that it holds 5 ballots, but holds 2: is it cut off or changed?"),
        ("# NUMBER VOTERS: many\n", "input, line 4: NUMBER VOTERS is \"many\"; a whole number is needed"),
        ("# ALTERNATIVE NAME 2: Bill\n", "input, line 4: alternative 2 is named twice"),
        ("# NUMBER ALTERNATIVES: 1\n", "input, line 4: 1 alternatives, but 2 are named"),
        ("# NUMBER ALTERNATIVES: 3\n1: 1\n", "input: the name of alternative 3 is missing before the first ballot"),
        ("# DATA TYPE: wmd\n", "input, line 4: DATA TYPE is \"wmd\"; only soc, soi, toc and toi hold ranked ballots"),
        ("# ALTERNATIVE NAME 0: Zed\n", "input, line 4: ALTERNATIVE NAME 0: expected a number from 1"),
        ("# ALTERNATIVE NAME 3:\n", "input, line 4: alternative 3 has an empty name"),
    ];
    for (text, message) in cases {
        let found = error(format!("{HEAD}{text}"));
        assert!(found.starts_with(message), "{text:?} gave {found}");
    }
    starts(&error("2\n1,Ann\n3,Bob\n1,1,1\n1,1\n"), "input, line 3: \"3,Bob\": expected a number from 1 to 2 and a name");
    starts(&error("1\n1,Ann\n1,1\n1,1\n"), "input, line 3: \"1,1\": expected the numbers of voters");
    starts(&error("1\n1,Ann\n"), "input: ends before the first ballot");
    starts(&error("1\n1,Ann\n3,3,1\n2,1\n"), "input: says that it holds 3 ballots, but holds 2");
}

#[test]
fn an_imbued_preflib_file_names_its_original() {
    let message = error(
        "# DATA TYPE: toc\n# MODIFICATION TYPE: imbued\n# RELATES TO: x.soi\n# NUMBER ALTERNATIVES: 2\n\
         # ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n1: 1,{2}\n",
    );
    starts(&message, "input: is imbued");
    has(&message, "read x.soi instead");
}

#[test]
fn a_file_without_candidates_is_told() {
    has(&error("rank1,rank2\n,\n,\n"), "no candidates");
}

#[test]
fn one_endless_line_is_not_held_in_memory() {
    let line = "1 ".repeat(9 << 20);
    has(&forced_error(format!("1 1\n{line}"), format("blt")), "line 2: the ballot has more than 12000 numbers");
    has(&forced_error(&line, format("clear-ballot")), "input, line 1: the row is longer than 16 MiB");
}

#[test]
fn detection_reads_the_head_only() {
    let files = Files::new();
    let input = files.add("cut.csv.gz", &gzip(format!("rank1\n{}", "Ann\n".repeat(3_000_000)))[..20_000]);
    assert_eq!(detect(&input).unwrap().0, format("rank-columns"));
}
