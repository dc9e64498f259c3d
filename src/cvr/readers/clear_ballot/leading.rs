//! The cells before the choices: the ballot's own name and its groups.

use std::borrow::Cow;

use super::row::leading_cells;
use crate::ballots::{ContestBuilder, GroupKind, RawBallot};
use crate::cvr::text::decode;
use crate::error::Result;

const KEY: &str = "BallotID";
/// A precinct's style has a name that people know, where the file has it.
const GROUPS: [(&str, GroupKind); 5] = [
    ("PrecinctStyleName", GroupKind::Precinct),
    ("PrecinctID", GroupKind::Precinct),
    ("BallotStyleID", GroupKind::BallotStyle),
    ("TallyType", GroupKind::VoteMethod),
    ("BoxID", GroupKind::Batch),
];

/// What each of the leading columns says, up to the last that says something.
pub(super) struct Leading(Vec<Option<Says>>);

#[derive(Clone, Copy)]
enum Says {
    Key,
    Group(GroupKind),
}

impl Leading {
    pub(super) fn of(names: &[String]) -> Leading {
        let mut says: Vec<Option<Says>> = names.iter().map(|name| (name == KEY).then_some(Says::Key)).collect();
        for kind in GroupKind::ALL {
            let mut wanted = GROUPS.iter().filter(|(_, group)| *group == kind);
            if let Some(column) = wanted.find_map(|(wanted, _)| names.iter().position(|name| name == wanted)) {
                says[column] = Some(Says::Group(kind));
            }
        }
        while says.pop_if(|said| said.is_none()).is_some() {}
        Leading(says)
    }

    pub(super) fn read(&self, row: &[u8], ballot: &mut RawBallot, builder: &mut ContestBuilder) -> Result<()> {
        leading_cells(row, self.0.len(), |column, cell| {
            let Some(said) = self.0[column] else { return Ok(()) };
            let text = decode(cell.trim_ascii());
            let text = if text.contains("\"\"") { Cow::Owned(text.replace("\"\"", "\"")) } else { text };
            match said {
                Says::Key => ballot.key.push_str(&text),
                Says::Group(_) if text.is_empty() => {}
                Says::Group(kind) => ballot.set_group(kind, builder.group(kind, &text)?),
            }
            Ok(())
        })
    }
}
