//! What columns beside the marks are called: the ballot's own name, groups, weights, contests.

use super::csv::cell_message;
use super::row::Row;
use crate::ballots::{ContestBuilder, GroupKind, RawBallot, ReadingOptions};
use crate::cvr::text::{excerpt, parse_weight};
use crate::error::{Error, Result};

/// In order of preference, as [`folded`] has them.
const KEYS: [&str; 15] = [
    "castvoterecord",
    "rctabcvrid",
    "cvrnumber",
    "cvrid",
    "ballotid",
    "ballotnumber",
    "ballotno",
    "ballot",
    "imprintedid",
    "recordid",
    "responseid",
    "voterid",
    "voter",
    "cvr",
    "id",
];
const GROUPS: [(GroupKind, &[&str]); 4] = [
    (
        GroupKind::Precinct,
        &["precinct", "precincts", "precinctname", "precincttext", "precinctid", "wp", "wardprecinct", "precinctportion", "ward"],
    ),
    (GroupKind::BallotStyle, &["ballotstyle", "ballotstylename", "ballottype", "ballotstyleid", "ballottypeid", "style"]),
    (
        GroupKind::VoteMethod,
        &["votemethod", "votingmethod", "tallytype", "countinggroup", "countinggroupid", "votetype", "ballotmethod"],
    ),
    (GroupKind::Batch, &["batch", "batchid", "batchnumber", "box", "boxid"]),
];
const WEIGHTS: [&str; 14] = [
    "weight",
    "weights",
    "wt",
    "wgt",
    "count",
    "counts",
    "frequency",
    "freq",
    "ballots",
    "ballotcount",
    "numballots",
    "numberofballots",
    "multiplicity",
    "numvoters",
];
/// Weights, if whole numbers stand below that are no numbers of rows.
const MAYBE_WEIGHTS: [&str; 7] = ["n", "num", "number", "votes", "voters", "cnt", "occurrences"];
/// Fewer rows of weights that go up by one are weights.
const TELLING: usize = 3;
pub(in crate::cvr) const CONTESTS: [&str; 15] = [
    "contestname",
    "contest",
    "contesttitle",
    "racename",
    "race",
    "racetitle",
    "officename",
    "office",
    "ballottitle",
    "questiontitle",
    "question",
    "wahl",
    "electdivision",
    "electorate",
    "constituency",
];
pub(in crate::cvr) const CONTEST_IDS: [&str; 6] = ["contestid", "raceid", "contestno", "contestnumber", "raceno", "racenumber"];
/// Within which a `RecordId` is one ballot's.
pub(in crate::cvr) const RECORD_PARTS: [&str; 2] = ["tabulatorid", "batchid"];
/// What rows that sum up others are called, as [`folded`] has them.
const TOTALS: [&str; 13] = [
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "gesamt",
    "summe",
    "insgesamt",
    "average",
    "avg",
    "mean",
    "median",
    "count",
];
/// What says nothing of ballots.
const PASSED_OVER: [&str; 21] = [
    "",
    "rownumber",
    "row",
    "rowid",
    "index",
    "line",
    "unnamed0",
    "sequence",
    "sourcefilepath",
    "cvrprovider",
    "tabulatorid",
    "tabulatornum",
    "vendorid",
    "timestamp",
    "boxposition",
    "status",
    "remade",
    "scancomputername",
    "precinctstylename",
    "contestid",
    "precinctportionid",
];

/// A heading as it is compared: its letters and digits, in small letters.
pub(in crate::cvr) fn folded(heading: &str) -> String {
    letters(heading).collect()
}

fn letters(heading: &str) -> impl Iterator<Item = char> {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether a heading is one of these, as [`folded`] has them.
pub(in crate::cvr) fn is_one_of(heading: &str, folded: &[&str]) -> bool {
    let first = letters(heading).next();
    folded.iter().any(|word| word.chars().next() == first && letters(heading).eq(word.chars()))
}

/// The columns beside the marks.
#[derive(Clone, Debug, Default)]
pub(in crate::cvr) struct Columns {
    /// Several where only together they tell ballots apart.
    pub(in crate::cvr) key: Vec<usize>,
    pub(in crate::cvr) groups: [Option<usize>; GroupKind::ALL.len()],
    pub(in crate::cvr) weight: Option<usize>,
    pub(in crate::cvr) contest: Option<usize>,
    /// Whose headings say what they are, or that they are nothing.
    pub(in crate::cvr) known: Vec<usize>,
}

impl Columns {
    /// By headings, and for weights by what stands below: `cells` gives the sampled cells of a column. Columns that are `taken` hold
    /// marks. Or what is wrong with them.
    pub(in crate::cvr) fn find<'a, I: Iterator<Item = &'a str>>(
        header: &[String],
        taken: &[usize],
        options: &ReadingOptions,
        cells: impl Fn(usize) -> I,
    ) -> Result<Columns, String> {
        let weight = find_weight(header, taken, options, &cells)?;
        let mut columns = Columns::named(header, taken);
        columns.weight = weight;
        columns.known.extend(weight);
        Ok(columns)
    }

    /// By headings alone, without weights.
    pub(in crate::cvr) fn named(header: &[String], taken: &[usize]) -> Columns {
        let names: Vec<String> = header.iter().map(|heading| folded(heading)).collect();
        let free = |column: &usize| !taken.contains(column);
        let all = |wanted: &str| {
            names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(at, _)| at).filter(free).collect::<Vec<_>>()
        };
        let best = |wanted: &[&str]| wanted.iter().find_map(|wanted| all(wanted).first().copied());
        let mut columns = Columns { contest: best(&CONTESTS).or_else(|| best(&CONTEST_IDS)), ..Columns::default() };
        for (kind, wanted) in GROUPS {
            columns.groups[kind as usize] = best(wanted);
        }
        columns.key = best(&KEYS).into_iter().collect();
        if columns.key.first().is_some_and(|&key| names[key] == "recordid") {
            let parts = RECORD_PARTS.iter().filter_map(|wanted| best(&[wanted]));
            columns.key = parts.chain(columns.key).collect();
        }
        columns.known = (0..names.len()).filter(free).filter(|&at| is_known(&names[at])).collect();
        columns
    }

    /// The contest that a row names.
    pub(in crate::cvr) fn contest_of<'r>(&self, row: &'r Row) -> Option<std::borrow::Cow<'r, str>> {
        self.contest.map(|column| row.cell(column))
    }

    /// Empties the ballot and sets all but its marks. The error tells its column.
    pub(in crate::cvr) fn begin(
        &self,
        header: &[String],
        row: &Row,
        ballot: &mut RawBallot,
        builder: &mut ContestBuilder,
    ) -> Result<()> {
        ballot.clear();
        if let Some(column) = self.weight {
            ballot.weight =
                parse_weight(&row.cell(column)).map_err(|message| Error::Format(cell_message(&header[column], &message)))?;
        }
        for (place, &column) in self.key.iter().enumerate() {
            if place > 0 {
                ballot.key.push('-');
            }
            ballot.key.push_str(&row.cell(column));
        }
        for kind in GroupKind::ALL {
            if let Some(column) = self.groups[kind as usize] {
                let name = row.cell(column);
                if !name.is_empty() {
                    ballot.set_group(kind, builder.group(kind, &name)?);
                }
            }
        }
        Ok(())
    }
}

/// Whether a heading is one of those of weights.
pub(in crate::cvr) fn is_weight(heading: &str) -> bool {
    let name = folded(heading);
    WEIGHTS.contains(&name.as_str()) || MAYBE_WEIGHTS.contains(&name.as_str())
}

fn is_known(folded: &str) -> bool {
    KEYS.contains(&folded)
        || CONTESTS.contains(&folded)
        || PASSED_OVER.contains(&folded)
        || GROUPS.iter().any(|(_, wanted)| wanted.contains(&folded))
}

/// Whether a heading says what its column is, or that it is nothing.
pub(in crate::cvr) fn says_something(heading: &str) -> bool {
    let folded = folded(heading);
    !folded.is_empty() && is_known(&folded)
}

/// Whether a row that is called so sums up others.
pub(in crate::cvr) fn is_total(name: &str) -> bool {
    is_one_of(name, &TOTALS)
}

/// Whether a heading is one of those that name ballots.
pub(in crate::cvr) fn is_key(folded: &str) -> bool {
    KEYS.contains(&folded)
}

fn find_weight<'a, I: Iterator<Item = &'a str>>(
    header: &[String],
    taken: &[usize],
    options: &ReadingOptions,
    cells: impl Fn(usize) -> I,
) -> Result<Option<usize>, String> {
    let names: Vec<String> = header.iter().map(|heading| folded(heading)).collect();
    if let Some(wanted) = &options.weight_column {
        let exact = header.iter().position(|heading| heading == wanted);
        let found = exact.or_else(|| names.iter().position(|name| *name == folded(wanted) && !name.is_empty()));
        return found.map(Some).ok_or_else(|| {
            let known = header.iter().map(|heading| format!("{heading:?}")).collect::<Vec<_>>().join(", ");
            format!("has no column {} for the weights (`weight_column`); its columns are {known}", excerpt(wanted))
        });
    }
    let free = |list: &[&str]| -> Vec<usize> {
        (0..names.len()).filter(|column| !taken.contains(column) && list.contains(&names[*column].as_str())).collect()
    };
    match free(&WEIGHTS)[..] {
        [] => {}
        [only] => {
            let numbers = whole_numbers(cells(only)).unwrap_or_default();
            return if numbers.len() >= TELLING && counts_rows(&numbers) {
                Err(may_be_numbers(&header[only]))
            } else {
                Ok(Some(only))
            };
        }
        [first, second, ..] => {
            return Err(format!(
                "has two columns of weights, {:?} and {:?}; say which one counts: `weight_column` {:?}",
                header[first], header[second], header[first]
            ));
        }
    }
    let numbers: Vec<usize> = free(&MAYBE_WEIGHTS).into_iter().filter(|&column| whole_numbers(cells(column)).is_some()).collect();
    match numbers[..] {
        [] => Ok(None),
        [only] if counts_rows(&whole_numbers(cells(only)).unwrap_or_default()) => Err(may_be_numbers(&header[only])),
        [only] => Ok(Some(only)),
        [first, second, ..] => Err(format!(
            "has two columns that could be weights, {:?} and {:?}; say which one is: `weight_column` {:?}",
            header[first], header[second], header[first]
        )),
    }
}

fn may_be_numbers(heading: &str) -> String {
    format!(
        "has a column {heading:?} of numbers that go up by one: are these weights, or numbers of rows? Say `weight_column` {heading:?}, or \
         take the column out"
    )
}

/// The whole numbers of cells that all hold one; `None` for others, and where all are empty.
pub(in crate::cvr) fn whole_numbers<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Vec<u64>> {
    let numbers: Option<Vec<u64>> = cells.filter(|cell| !cell.is_empty()).map(|cell| parse_weight(cell).ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// Whether numbers go up by one from row to row.
pub(in crate::cvr) fn counts_rows(numbers: &[u64]) -> bool {
    numbers.len() > 1 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_known_by_their_letters() {
        for total in ["Total", " grand-total ", "SUM:", "Mean"] {
            assert!(is_total(total) && TOTALS.contains(&folded(total).as_str()), "{total}");
        }
        for other in ["", "Totals of Ada", "Medi", "Summer", "Å"] {
            assert!(!is_total(other), "{other}");
        }
    }
}
