//! The parameters that several queries share, and what a definition of one says.

use std::ops::RangeInclusive;

use super::contract::{SortOrder, Words};
use super::page::MAX_PAGE_SIZE;
use crate::metrics::{MIN_SHARED_BALLOTS, Method};

/// The largest whole number that JavaScript counts exactly.
pub const MAX_WHOLE: u64 = (1 << 53) - 1;

/// A whole number in a range.
pub struct WholeParam {
    pub name: &'static str,
    pub default: u64,
    pub range: RangeInclusive<u64>,
    pub about: &'static str,
}

/// A number in a range; NaN is in none.
pub struct NumberParam {
    pub name: &'static str,
    pub default: f64,
    pub range: RangeInclusive<f64>,
    pub about: &'static str,
}

/// One of a few words.
pub struct WordParam<T: Words> {
    pub name: &'static str,
    pub default: Option<T>,
    pub about: &'static str,
}

/// A candidate.
pub struct CandidateParam {
    pub name: &'static str,
    pub about: &'static str,
}

/// A text for types and documents, which the browser's engine goes without.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! about {
    ($text:literal) => {
        $text
    };
}
#[cfg(target_arch = "wasm32")]
macro_rules! about {
    ($text:literal) => {
        ""
    };
}
pub(in crate::query) use about;

pub const MIN_SHARED: WholeParam = WholeParam {
    name: "min_shared_ballots",
    default: MIN_SHARED_BALLOTS,
    range: 0..=MAX_WHOLE,
    about: about!("Leaves out pairs that fewer ballots rank together."),
};

pub const METHOD: WordParam<Method> =
    WordParam { name: "method", default: Some(Method::Adjusted), about: about!("What `coalition_strength_score` is.") };

/// The candidate that a query is about.
pub const CANDIDATE: CandidateParam = CandidateParam { name: "candidate", about: about!("The candidate in question.") };

pub const SORT_BY: &str = "sort_by";
pub const SORT_BY_ABOUT: &str = about!("Column to sort by. Ties fall back to the order of candidates, nulls come last.");

pub const fn sort_order(default: SortOrder) -> WordParam<SortOrder> {
    WordParam { name: "sort_order", default: Some(default), about: about!("Direction of the order.") }
}

pub const PAGE: WholeParam = WholeParam {
    name: "page",
    default: 1,
    range: 1..=u32::MAX as u64,
    about: about!("Which page, from 1. A page past the end is empty."),
};

pub const PAGE_SIZE: WholeParam =
    WholeParam { name: "page_size", default: 50, range: 1..=MAX_PAGE_SIZE, about: about!("Rows on a page.") };

pub const FIELDS: &str = "fields";
pub const FIELDS_ABOUT: &str = about!(
    "Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the list."
);

pub const WHERE: &str = "where";
pub const WHERE_ABOUT: &str = about!("Only these ballots: the answer is that of an election of theirs alone.");

pub const COMPARE: &str = "compare";
pub const COMPARE_ABOUT: &str = about!("Sets two groups of voters side by side, in place of `where`.");

pub const TOKEN: &str = "token";
