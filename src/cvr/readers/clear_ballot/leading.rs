//! The cells before the choices: the ballot's own name and its groups. Most rows repeat what another row says, so a cell is made text
//! when it is first seen.

use std::ops::Range;

use foldhash::HashMap;

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

enum Says {
    Key,
    Group(Group),
}

struct Group {
    kind: GroupKind,
    last: (Vec<u8>, Option<u32>),
    numbers: HashMap<Vec<u8>, Option<u32>>,
}

impl Leading {
    pub(super) fn of(names: &[String]) -> Leading {
        let mut says: Vec<Option<Says>> = names.iter().map(|name| (name == KEY).then_some(Says::Key)).collect();
        for kind in GroupKind::ALL {
            let mut wanted = GROUPS.iter().filter(|(_, group)| *group == kind);
            if let Some(column) = wanted.find_map(|(wanted, _)| names.iter().position(|name| name == wanted)) {
                says[column] = Some(Says::Group(Group { kind, last: (Vec::new(), None), numbers: HashMap::default() }));
            }
        }
        while says.pop_if(|said| said.is_none()).is_some() {}
        Leading(says)
    }

    /// Takes the cells of a row, told by where they stand.
    pub(super) fn read(
        &mut self,
        row: &[u8],
        cells: &[Range<usize>],
        ballot: &mut RawBallot,
        builder: &mut ContestBuilder,
    ) -> Result<()> {
        for (says, cell) in self.0.iter_mut().zip(cells) {
            let cell = || &row[cell.clone()];
            match says {
                None => {}
                Some(Says::Key) => ballot.key.push_str(text(cell()).trim()),
                Some(Says::Group(group)) => {
                    if let Some(number) = group.number(cell(), builder)? {
                        ballot.set_group(group.kind, number);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Group {
    fn number(&mut self, cell: &[u8], builder: &mut ContestBuilder) -> Result<Option<u32>> {
        if self.last.0 == cell {
            return Ok(self.last.1);
        }
        let number = match self.numbers.get(cell) {
            Some(&number) => number,
            None => {
                let name = text(cell);
                let name = name.trim();
                let number = if name.is_empty() { None } else { Some(builder.group(self.kind, name)?) };
                self.numbers.insert(cell.to_owned(), number);
                number
            }
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(cell);
        self.last.1 = number;
        Ok(number)
    }
}

/// Without the second of two quotation marks.
fn text(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    let text = decode(cell);
    if cell.contains(&b'"') { text.replace("\"\"", "\"").into() } else { text }
}
