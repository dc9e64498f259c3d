//! The rows of one contest, gathered by ballot.

use super::facts::{Facts, Groups, NO_MARK, WATCHED, is_mark, set_groups};
use super::marks::{self, Marks};
use super::row::MarkRow;
use super::watched::{Doubts, Watched};
use crate::ballots::{ContestBuilder, GroupKind, Mark, RawBallot};
use crate::cvr::input::Input;
use crate::cvr::reader::Reading;
use crate::cvr::words::{Said, Words};
use crate::error::Result;

/// In place of a candidate.
pub(super) const OVERVOTE: u32 = u32::MAX;

/// What is known of the ballots while rows come in.
pub(super) struct Gathered<'a> {
    input: &'a Input,
    marks: Marks,
    facts: Facts,
    words: Words<'a>,
    watched: Watched,
    doubts: Doubts,
    pub(super) has_rows: bool,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(reading: &Reading<'a>, builder: &ContestBuilder) -> Gathered<'a> {
        Gathered {
            input: reading.input,
            marks: Marks::new(marks::MEMORY),
            facts: Facts::default(),
            words: Words::of(reading.options, builder.options()),
            watched: Watched::default(),
            doubts: Doubts::default(),
            has_rows: false,
        }
    }

    /// Rows whose `has_vote` is false name a candidate and mark nothing.
    ///
    /// # Errors
    /// Those of the builder, which know no row.
    pub(super) fn add(&mut self, row: &MarkRow, builder: &mut ContestBuilder) -> Result<()> {
        let candidates = self.candidates(row.candidate, builder)?;
        if !row.has_vote {
            return Ok(());
        }
        self.has_rows = true;
        self.facts.keep(row.ballot, row.weight, groups(row, builder)?, &mut self.marks)?;
        if let Some(cells) = self.watched.row(row, candidates.first().copied()) {
            self.marks.add(row.ballot, WATCHED, cells)?;
        }
        self.doubts.rank(row.rank, &candidates);
        if candidates.is_empty() {
            self.marks.add(row.ballot, NO_MARK, 0)?;
        }
        candidates.into_iter().try_for_each(|candidate| self.marks.add(row.ballot, row.rank, candidate))
    }

    fn candidates(&mut self, (id, name): (Option<u32>, &str), builder: &mut ContestBuilder) -> Result<Vec<u32>> {
        match self.words.candidate(name) {
            Said::Name => Ok(vec![builder.candidate(id, name)?]),
            Said::Names(names) => names.iter().map(|name| builder.candidate(None, name)).collect(),
            Said::Overvote => Ok(vec![OVERVOTE]),
            Said::Nothing => Ok(Vec::new()),
        }
    }

    /// Gives the builder every ballot, and tells of what is unusual.
    ///
    /// # Errors
    /// Rows of one ballot that say different things of it; those of the builder.
    pub(super) fn give(self, builder: &mut ContestBuilder) -> Result<()> {
        let Gathered { input, marks, facts, words, mut watched, mut doubts, .. } = self;
        words.finish(builder);
        builder.leave_keys_to_reader();
        let mut ballot = RawBallot::default();
        let mut cells = Vec::new();
        marks.for_each_ballot(&mut |id, marks| {
            let at_file = |message: String| input.fault(message);
            ballot.clear();
            ballot.key.push_str(&String::from_utf8_lossy(id));
            ballot.weight = facts.weight(id, marks).map_err(at_file)?;
            cells.clear();
            cells.extend(marks.iter().filter(|(rank, _)| *rank == WATCHED).map(|&(_, cells)| cells));
            watched.check(&ballot.key, &mut cells).map_err(at_file)?;
            set_groups(&mut ballot, marks).map_err(at_file)?;
            let ranked = || marks.iter().copied().filter(is_mark);
            doubts.ballot(&ballot.key, ranked());
            for (rank, candidate) in ranked() {
                ballot.mark(rank, if candidate == OVERVOTE { Mark::Overvote } else { Mark::Candidate(candidate) });
            }
            builder.ballot(&mut ballot).map_err(|error| input.locate(None, error))
        })?;
        watched.check_contests().map_err(|message| input.fault(message))?;
        for warning in watched.warnings().into_iter().chain(doubts.warnings()) {
            builder.warn(format!("{}: {warning}", input.name));
        }
        Ok(())
    }
}

fn groups(row: &MarkRow, builder: &mut ContestBuilder) -> Result<Groups> {
    let mut groups = Groups::default();
    for kind in GroupKind::ALL {
        let name = row.groups[kind as usize];
        if !name.is_empty() {
            groups[kind as usize] = Some(builder.group(kind, name)?);
        }
    }
    Ok(groups)
}
