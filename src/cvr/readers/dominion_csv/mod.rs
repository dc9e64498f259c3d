//! The CSV export of Dominion's Democracy Suite: a row for each card, a column for each choice (and rank), below rows that name
//! the contests and the choices. Counties of Colorado publish it, as CSV and as workbooks.
//!
//! ```text
//! Town Election,5.17.17.1,,,,,,,
//! ,,,,,,,"Mayor (Number of positions=1, Number of ranks=2)",…
//! ,,,,,,,Ada(1),Bo(1),Ada(2),Bo(2)
//! CvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,BallotType,,,,
//! ="1",="101",="3",="7",="101-3-7",Mail,12,1,0,0,1
//! ```

mod header;

use std::ops::ControlFlow;

use crate::ballots::{ContestBuilder, GroupKind, Mark, Met, RawBallot};
use crate::cvr::input::{Input, Progress};
use crate::cvr::limits::MAX_TITLE_ROWS;
use crate::cvr::reader::{ContestFacts, ContestSummary, Reader, Reading, pick_contest};
use crate::cvr::table::{Row, TableSample, cell_message, for_each_row, width_message};
use crate::cvr::text::excerpt;
use crate::error::Result;
use header::{Choice, Contest, Fixed, Header, is_names, plain};

pub(super) struct DominionCsv;

impl Reader for DominionCsv {
    fn name(&self) -> &'static str {
        "dominion-csv"
    }

    fn title(&self) -> &'static str {
        "Dominion CSV"
    }

    fn recognised_by(&self) -> &'static str {
        "a header with CvrNumber, TabulatorNum and ImprintedId below the contests"
    }

    fn detect_table(&self, sample: &TableSample, _: &Reading) -> bool {
        sample.rows.iter().take(MAX_TITLE_ROWS).any(|row| is_names(row))
    }

    fn contests(&self, reading: &Reading) -> Result<Vec<String>> {
        Ok(names(&read_header(reading.input)?))
    }

    fn count_contests(&self, reading: &Reading, progress: &mut dyn Progress) -> Result<Vec<ContestSummary>> {
        let header = read_header(reading.input)?;
        let mut summaries = ContestSummary::without_ballots(names(&header));
        for_each_card(reading.input, &header, progress, &mut |row| {
            for (contest, summary) in header.contests.iter().zip(&mut summaries) {
                let card = Card::of(reading.input, contest, row)?;
                summary.ballots += u64::from(matches!(card, Card::Ballot(marked) if !marked.is_empty()));
            }
            Ok(())
        })?;
        Ok(summaries)
    }

    /// A card is a ballot of the contest if a cell of the contest holds something, 0 or 1: where the contest was not on the card,
    /// its cells are empty.
    fn read(
        &self,
        reading: &Reading,
        contest: Option<&str>,
        builder: &mut ContestBuilder,
        progress: &mut dyn Progress,
    ) -> Result<ContestFacts> {
        let input = reading.input;
        let header = read_header(input)?;
        let contest = &header.contests[pick_contest(input, &names(&header), contest)?];
        if !contest.is_ranked {
            builder.warn(format!(
                "{}: no contest is ranked; {:?} was read as one choice for each voter: transfers and later choices are not in it",
                input.name, contest.name
            ));
        }
        let mut numbers = vec![0; header.width];
        for choice in &contest.columns {
            numbers[choice.column] =
                builder.candidate(None, &choice.name).map_err(|error| input.locate(Some(header.row), error))?;
        }
        let mut ballot = RawBallot::default();
        let (mut totals, mut repeated) = (0u64, 0u64);
        builder.leave_keys_to_reader();
        for_each_card(input, &header, progress, &mut |row| {
            let marked = match Card::of(input, contest, row)? {
                Card::Ballot(marked) => marked,
                Card::Without => return Ok(()),
                Card::Totals => {
                    totals += 1;
                    return Ok(());
                }
            };
            let locate = |error| input.locate(Some(row.number), error);
            ballot.clear();
            for choice in marked {
                ballot.mark(choice.rank, Mark::Candidate(numbers[choice.column]));
            }
            identify(&header.fixed, row, &mut ballot, builder).map_err(locate)?;
            repeated += u64::from(!ballot.key.is_empty() && builder.meet(&ballot.key) != Met::Never);
            builder.ballot(&mut ballot).map_err(locate)
        })?;
        if repeated > 0 {
            builder.warn(format!(
                "{}: {repeated} rows have the id of a row above, or in another file (ImprintedId, or TabulatorNum, BatchId and RecordId): are cards there \
                 twice?",
                input.name
            ));
        }
        if totals > 0 {
            builder.warn(format!(
                "{}: {totals} rows are redacted: they hold totals of several ballots, which are not read; every figure lacks them",
                input.name
            ));
        }
        Ok(ContestFacts { contest: Some(contest.name.clone()), title: None, seats: contest.seats })
    }
}

fn names(header: &Header) -> Vec<String> {
    header.contests.iter().map(|contest| contest.name.clone()).collect()
}

fn read_header(input: &Input) -> Result<Header> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut end, mut is_ragged) = (None, false);
    for_each_row(input, &mut (), &mut |row| {
        is_ragged = row.is_ragged();
        rows.push(row.texts());
        let is_end = rows.last().is_some_and(|row| is_names(row));
        end = is_end.then_some(row.number);
        Ok(if is_end || rows.len() == MAX_TITLE_ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let missing = "has no row with CvrNumber and TabulatorNum above the ballots: is it a CSV export of Dominion's?";
    let end = end.ok_or_else(|| input.fault(missing))?;
    Header::of(&rows, end, is_ragged).map_err(|message| input.fault(message))
}

/// Calls `each` with every row below the header.
fn for_each_card(
    input: &Input,
    header: &Header,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(&Row) -> Result<()>,
) -> Result<()> {
    for_each_row(input, progress, &mut |row| {
        if row.number > header.row {
            if row.len() != header.width && !(row.is_ragged() && row.len() < header.width) {
                return Err(input.at_line(row.number, width_message(row.len(), header.width)));
            }
            each(row)?;
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// What a row says of a contest.
enum Card<'a> {
    /// The contest was not on the card.
    Without,
    Ballot(Vec<&'a Choice>),
    /// Several ballots, added up.
    Totals,
}

impl<'a> Card<'a> {
    fn of(input: &Input, contest: &'a Contest, row: &Row) -> Result<Card<'a>> {
        let mut marked = Vec::new();
        let mut is_there = false;
        for choice in &contest.columns {
            let cell = row.cell(choice.column);
            match plain(&cell) {
                "" => continue,
                "0" => {}
                "1" => marked.push(choice),
                total if is_redacted(row) && total.bytes().all(|byte| byte.is_ascii_digit()) => return Ok(Card::Totals),
                other => {
                    let column = format!("{}({})", choice.name, choice.rank);
                    let message = format!("{} is neither 0 nor 1", excerpt(other));
                    return Err(input.at_line(row.number, cell_message(&column, &message)));
                }
            }
            is_there = true;
        }
        Ok(match is_there {
            false => Card::Without,
            true if is_redacted(row) => Card::Totals,
            true => Card::Ballot(marked),
        })
    }
}

/// Said in one of the first columns, as `Redacted and Aggregated`.
fn is_redacted(row: &Row) -> bool {
    const FIRST: usize = 8;
    (0..row.len()).take(FIRST).any(|column| row.cell(column).to_lowercase().contains("redacted and aggregated"))
}

fn identify(fixed: &Fixed, row: &Row, ballot: &mut RawBallot, builder: &mut ContestBuilder) -> Result<()> {
    let text = |column: Option<usize>| column.map(|column| plain(&row.cell(column)).to_owned()).unwrap_or_default();
    let (tabulator, batch) = (text(fixed.tabulator), text(fixed.batch));
    let (imprinted, record) = (text(fixed.imprinted), text(fixed.record));
    ballot.key = match (imprinted.is_empty(), record.is_empty()) {
        (false, _) => imprinted,
        (true, false) => format!("{tabulator}-{batch}-{record}"),
        (true, true) => String::new(),
    };
    let groups = [
        (GroupKind::Precinct, text(fixed.precinct)),
        (GroupKind::BallotStyle, text(fixed.ballot_type)),
        (GroupKind::VoteMethod, text(fixed.counting_group)),
        (GroupKind::Batch, if batch.is_empty() { batch } else { format!("{tabulator}-{batch}") }),
    ];
    for (kind, name) in groups.into_iter().filter(|(_, name)| !name.is_empty()) {
        let group = builder.group(kind, &name)?;
        ballot.set_group(kind, group);
    }
    Ok(())
}
