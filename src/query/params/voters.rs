//! Whose ballots a query is about: `where`, and `compare` where it can compare.

use super::contract::Takes;
use super::definitions::{COMPARE, COMPARE_ABOUT, WHERE, WHERE_ABOUT};
use super::predicate;
use super::reader::ParamReader;
use crate::ballots::Predicate;
use crate::error::{Error, Result};

/// Whose ballots a query is about.
#[derive(Clone, Debug)]
pub enum Voters {
    All,
    /// Those of one predicate.
    Where(Predicate),
    /// Those of two, set side by side.
    Compared([Predicate; 2]),
}

impl Voters {
    /// Reads `where`, and `compare` if the query can compare.
    pub fn read(reader: &mut ParamReader, compares: bool) -> Result<Voters> {
        let compared = if compares { reader.given(COMPARE, COMPARE_ABOUT, || Takes::Comparison) } else { None };
        let chosen = reader.given(WHERE, WHERE_ABOUT, || Takes::Condition);
        if let Some(compared) = compared {
            if chosen.is_some() {
                let expected = "leave it out beside compare: put it into where_a and where_b";
                return Err(Error::param(WHERE, "this parameter", expected));
            }
            let predicates = predicate::read_two(compared, reader.descriptor)?;
            reader.note(COMPARE, predicate::written_two(&predicates, reader.descriptor));
            return Ok(Voters::Compared(predicates));
        }
        let predicate = chosen.map(|value| predicate::read(WHERE, value, reader.descriptor)).transpose()?;
        let predicate = predicate.unwrap_or(Predicate::Everything);
        reader.note(WHERE, predicate::written(&predicate, reader.descriptor));
        Ok(if predicate == Predicate::Everything { Voters::All } else { Voters::Where(predicate) })
    }

    /// The parameters that name the groups, in their order.
    pub fn parameters(&self) -> &'static [&'static str] {
        match self {
            Voters::All => &[],
            Voters::Where(_) => &[WHERE],
            Voters::Compared(_) => &["compare.where_a", "compare.where_b"],
        }
    }

    /// The conditions in question, none where all ballots are.
    pub fn predicates(&self) -> &[Predicate] {
        match self {
            Voters::All => &[],
            Voters::Where(predicate) => std::slice::from_ref(predicate),
            Voters::Compared(predicates) => predicates,
        }
    }
}
