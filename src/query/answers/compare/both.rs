//! The same question asked of two groups, and rows that show both answers.

use crate::error::Result;
use crate::query::answers::context::Context;
use crate::query::params::Cell;

/// The same row of both groups.
pub struct Both<F> {
    pub a: F,
    pub b: F,
}

/// What two groups give to one question.
pub fn both<'a, T>(context: Context<'a>, read: impl Fn(Context<'a>) -> Result<T>) -> Result<Both<T>> {
    let b = context.other.map_or(context, |(figures, selection)| Context { figures, selection: Some(selection), ..context });
    Ok(Both { a: read(context)?, b: read(b)? })
}

/// The ballots that are in both groups.
pub fn ballots_in_both(context: Context) -> Result<u64> {
    match (context.selection, context.other) {
        (Some(a), Some((_, b))) => Ok(a.ballots_in_both(b, context.election.profile()?)),
        _ => Ok(context.figures.candidates()?.ballots),
    }
}

pub fn difference(a: Cell, b: Cell) -> Cell {
    a.number().zip(b.number()).map(|(a, b)| a - b).into()
}

/// Defines rows of facts that have an `a` and a `b`: `one` is the same in both groups, `side` stands twice, `number` has a
/// difference as well, and `whole` is of the two together.
macro_rules! compared_shape {
    ($(#[doc = $about:literal])+ $visibility:vis $shape:ident of $facts:ty {
        $(one $(#[doc = $one_said:literal])+ $one:ident: $one_kind:ident $(or $one_null:ident)? = |$x:ident| $one_value:expr;)*
        $(side $(#[doc = $side_said:literal])+ $side:ident: $side_kind:ident $(of $side_of:ident)? $(or $side_null:ident)? = |$y:ident| $side_value:expr;)*
        $(number $(#[doc = $number_said:literal])+ $number:ident: $number_kind:ident $(or $number_null:ident)? = |$z:ident| $number_value:expr;)*
        $(whole $(#[doc = $whole_said:literal])+ $whole:ident: $whole_kind:ident $(or $whole_null:ident)? = |$w:ident| $whole_value:expr;)*
    }) => {
        $(#[doc = $about])+
        $visibility struct $shape;

        impl RowShape for $shape {
            type Facts<'a> = $facts;

            fn columns<'a>() -> &'a [ColumnOf<$facts>] {
                &[
                    $(ColumnOf { name: stringify!($one), kind: Kind::$one_kind, value: |both| { let $x = &both.a; $one_value.into() } },)*
                    $(ColumnOf { name: concat!(stringify!($side), "_a"), kind: Kind::$side_kind, value: |both| { let $y = &both.a; $side_value.into() } },
                      ColumnOf { name: concat!(stringify!($side), "_b"), kind: Kind::$side_kind, value: |both| { let $y = &both.b; $side_value.into() } },)*
                    $(ColumnOf { name: concat!(stringify!($number), "_a"), kind: Kind::$number_kind, value: |both| { let $z = &both.a; $number_value.into() } },
                      ColumnOf { name: concat!(stringify!($number), "_b"), kind: Kind::$number_kind, value: |both| { let $z = &both.b; $number_value.into() } },
                      ColumnOf { name: concat!(stringify!($number), "_difference"), kind: Kind::Float, value: |both| {
                          let a = { let $z = &both.a; $number_value.into() };
                          let b = { let $z = &both.b; $number_value.into() };
                          difference(a, b)
                      } },)*
                    $(ColumnOf { name: stringify!($whole), kind: Kind::$whole_kind, value: |both| { let $w = both; $whole_value.into() } },)*
                ]
            }

            fn shape() -> crate::query::params::Shape {
                use crate::query::data::{field, is_given};
                let fields = vec![
                    $(field!(stringify!($one), concat!($($one_said),+), is_given!($($one_null)?), $one_kind),)*
                    $(field!(concat!(stringify!($side), "_a"), concat!($($side_said,)+ " In group a."), is_given!($($side_null)?), $side_kind $(of $side_of)?),
                      field!(concat!(stringify!($side), "_b"), concat!($($side_said,)+ " In group b."), is_given!($($side_null)?), $side_kind $(of $side_of)?),)*
                    $(field!(concat!(stringify!($number), "_a"), concat!($($number_said,)+ " In group a."), is_given!($($number_null)?), $number_kind),
                      field!(concat!(stringify!($number), "_b"), concat!($($number_said,)+ " In group b."), is_given!($($number_null)?), $number_kind),
                      field!(concat!(stringify!($number), "_difference"), concat!("`", stringify!($number), "_a` less `", stringify!($number), "_b`. Null where either of the two is."), true, Float),)*
                    $(field!(stringify!($whole), concat!($($whole_said),+), is_given!($($whole_null)?), $whole_kind),)*
                ];
                crate::query::params::Shape { name: stringify!($shape), about: concat!($($about),+).trim_ascii(), base: None, fields }
            }
        }
    };
}
pub(super) use compared_shape;
