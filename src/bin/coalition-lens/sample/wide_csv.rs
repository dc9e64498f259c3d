//! The Clear Ballot wide CSV.
//!
//! ```text
//! "RowNumber","BoxID",…,"Remade","Choice_36_1:<contest>:<rank>:Number of Winners <seats>:<name>:NON",…   10 + choices × ranks
//! 1,"RCV-0001",1,"RCV-0001+10001",12,1,"4012-1","ScanStation2",0,0,0,0,1,…
//! ```
//!
//! Columns go candidate by candidate, one id per candidate, each rank in turn.

use std::io::{self, Write};

use super::ballot::Choice;
use super::random::Random;

#[rustfmt::skip]
const FIXED_COLUMNS: [&str; 10] = [
    "RowNumber", "BoxID", "BoxPosition", "BallotID", "PrecinctID", "BallotStyleID", "PrecinctStyleName", "ScanComputerName",
    "Status", "Remade",
];
const FIRST_CANDIDATE_ID: usize = 36;
const FIRST_WRITE_IN_ID: usize = 120;
const UNCERTIFIED_WRITE_IN_ID: usize = 50_004;
const BALLOTS_PER_BOX: u32 = 240;
const SCAN_STATIONS: usize = 8;
const REMADE: f64 = 0.045;

pub struct WideCsv {
    header: String,
    ranks: usize,
    /// `,0` for every choice and rank, the 1s set for one row at a time.
    cells: Vec<u8>,
}

impl WideCsv {
    pub fn new(names: &[String], ranks: usize, seats: usize, contest: &str) -> WideCsv {
        let choices = choices(names, seats);
        let mut header = FIXED_COLUMNS.map(|column| format!("\"{column}\"")).join(",");
        for (id, name) in &choices {
            for rank in 1..=ranks {
                let column = format!("Choice_{id}_1:{contest}:{rank}:Number of Winners {seats}:{name}:NON");
                header.push_str(&format!(",\"{}\"", column.replace('"', "\"\"")));
            }
        }
        header.push('\n');
        WideCsv { header, ranks, cells: b",0".repeat(choices.len() * ranks) }
    }

    pub fn header(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.header.as_bytes())
    }

    pub fn row(
        &mut self,
        row: u32,
        precinct: usize,
        marks: &[(usize, Choice)],
        random: &mut Random,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (number, a_box, position) = (row + 1, row / BALLOTS_PER_BOX + 1, row % BALLOTS_PER_BOX + 1);
        let (id, station) = (precinct + 1, random.below(SCAN_STATIONS) + 1);
        let (status, remade) = if random.chance(REMADE) { (-1, 1) } else { (0, 0) };
        write!(
            out,
            "{number},\"RCV-{a_box:04}\",{position},\"RCV-{a_box:04}+{ballot}\",{id},1,\"{style}-1\",\"ScanStation{station}\",\
             {status},{remade}",
            ballot = 10_000 + position,
            style = 4_000 + id,
        )?;
        self.set(marks, b'1');
        let written = out.write_all(&self.cells).and_then(|()| out.write_all(b"\n"));
        self.set(marks, b'0');
        written
    }

    fn set(&mut self, marks: &[(usize, Choice)], digit: u8) {
        for &(rank, choice) in marks {
            self.cells[2 * (choice * self.ranks + rank) + 1] = digit;
        }
    }
}

/// Ids and names of all choices: candidates, one write-in slot per seat, the bucket.
fn choices(names: &[String], seats: usize) -> Vec<(usize, String)> {
    let first_write_in = FIRST_WRITE_IN_ID.max(FIRST_CANDIDATE_ID + names.len());
    names
        .iter()
        .enumerate()
        .map(|(index, name)| (FIRST_CANDIDATE_ID + index, name.clone()))
        .chain((first_write_in..first_write_in + seats).map(|id| (id, format!("Write-in-{id}"))))
        .chain([(UNCERTIFIED_WRITE_IN_ID, "Uncertified Write In".to_owned())])
        .collect()
}
