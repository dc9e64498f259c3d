//! `compare`: two groups of voters side by side. Every figure stands as `…_a`, `…_b` and `…_difference`, a less b; null where
//! either is.

mod centrality;
mod network;
mod pairs;

pub use centrality::CompareCentrality;
pub use network::CompareNetwork;
pub use pairs::ComparePairs;

use super::cell::Cell;
use super::outcome::Context;
use crate::error::Result;

/// The same row of both groups.
pub struct Both<F> {
    pub a: F,
    pub b: F,
}

/// What two groups give to one question.
fn both<'a, T>(context: Context<'a>, read: impl Fn(Context<'a>) -> Result<T>) -> Result<Both<T>> {
    let b = context.other.map_or(context, |(figures, selection)| Context { figures, selection: Some(selection), ..context });
    Ok(Both { a: read(context)?, b: read(b)? })
}

/// The ballots that are in both groups.
fn ballots_in_both(context: Context) -> Result<u64> {
    match (context.selection, context.other) {
        (Some(a), Some((_, b))) => Ok(a.ballots_in_both(b, context.election.profile()?)),
        _ => Ok(context.figures.candidates()?.ballots),
    }
}

fn difference(a: Cell, b: Cell) -> Cell {
    a.number().zip(b.number()).map(|(a, b)| a - b).into()
}

/// The columns of facts that have an `a` and a `b`: `one` is the same in both groups, `side` stands twice, `number` has a
/// difference as well, and `whole` is of the two together.
macro_rules! compared_columns {
    ($(one $one:literal $one_kind:ident |$x:ident| $one_value:expr;)*
     $(side $side:literal $side_kind:ident |$y:ident| $side_value:expr;)*
     $(number $number:literal $number_kind:ident |$z:ident| $number_value:expr;)*
     $(whole $whole:literal $whole_kind:ident |$w:ident| $whole_value:expr;)*) => {
        &[
            $(ColumnOf { name: $one, kind: Kind::$one_kind, value: |both| { let $x = &both.a; $one_value.into() } },)*
            $(ColumnOf { name: concat!($side, "_a"), kind: Kind::$side_kind, value: |both| { let $y = &both.a; $side_value.into() } },
              ColumnOf { name: concat!($side, "_b"), kind: Kind::$side_kind, value: |both| { let $y = &both.b; $side_value.into() } },)*
            $(ColumnOf { name: concat!($number, "_a"), kind: Kind::$number_kind, value: |both| { let $z = &both.a; $number_value.into() } },
              ColumnOf { name: concat!($number, "_b"), kind: Kind::$number_kind, value: |both| { let $z = &both.b; $number_value.into() } },
              ColumnOf { name: concat!($number, "_difference"), kind: Kind::Float, value: |both| {
                  let a = { let $z = &both.a; $number_value.into() };
                  let b = { let $z = &both.b; $number_value.into() };
                  difference(a, b)
              } },)*
            $(ColumnOf { name: $whole, kind: Kind::$whole_kind, value: |$w| $whole_value.into() },)*
        ]
    };
}
use compared_columns;
