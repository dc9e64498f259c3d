//! Rows as data: every column of an answer with its name, its type, what it means and its value for a row's facts. The one
//! place where a row is defined; TypeScript types and the tables of docs/queries.md are made from it.

use crate::query::params::{Cell, Row, Shape};

/// How the values of a column are held and ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Whole,
    Float,
    Text,
    Flag,
    /// Whole numbers per row. Shown, but neither sorted nor filtered by.
    List,
    /// Texts per row; not in rows that come in pages.
    Texts,
    /// The id of a candidate, or a word; not in rows that come in pages.
    IdOrWord,
    /// Named values; not in rows that come in pages.
    Record,
    /// A list of records; not in rows that come in pages.
    Rows,
}

/// A column of a row that is made from facts `F`.
pub struct ColumnOf<F> {
    pub name: &'static str,
    pub kind: Kind,
    pub value: fn(&F) -> Cell,
}

/// Rows of one kind. Made by [`shape!`] or `compared_shape!`.
pub trait RowShape {
    /// What a row is made from.
    type Facts<'a>: 'a;

    fn columns<'a>() -> &'a [ColumnOf<Self::Facts<'a>>];

    /// The row as types and documents have it.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "nobody reads documents in the browser's engine"))]
    fn shape() -> Shape;

    fn names() -> Vec<&'static str> {
        Self::columns().iter().map(|column| column.name).collect()
    }

    fn row<'a>(facts: &Self::Facts<'a>) -> Row {
        Row::of(Self::columns(), facts)
    }

    fn rows_of<'a>(facts: &[Self::Facts<'a>]) -> Cell {
        Cell::List(facts.iter().map(|facts| Cell::Record(Self::row(facts))).collect())
    }

    fn rows<'a>(facts: impl IntoIterator<Item = Self::Facts<'a>>) -> Cell {
        Cell::List(facts.into_iter().map(|facts| Cell::Record(Self::row(&facts))).collect())
    }
}

impl Row {
    /// Some columns of a row, by its facts.
    pub fn of<'c, F: 'c>(columns: impl IntoIterator<Item = &'c ColumnOf<F>>, facts: &F) -> Row {
        Row(columns.into_iter().map(|column| (column.name, (column.value)(facts))).collect())
    }
}

/// One column as types and documents have it: a kind, of words or of another shape.
macro_rules! field {
    ($name:expr, $about:expr, $is_nullable:expr, $kind:ident $(of $of:ident)?) => {
        crate::query::params::Field {
            name: $name,
            of: field!(@type $kind $(of $of)?),
            is_nullable: $is_nullable,
            about: $about.trim_ascii(),
        }
    };
    (@type Text of $words:ident) => { crate::query::params::Type::Words(<$words as crate::query::params::Words>::vocabulary()) };
    (@type IdOrWord of $words:ident) => { crate::query::params::Type::IdOrWord(<$words as crate::query::params::Words>::vocabulary()) };
    (@type Record of $shape:ident) => { crate::query::params::Type::Record(<$shape as crate::query::data::RowShape>::shape) };
    (@type Rows of $shape:ident) => { crate::query::params::Type::Rows(<$shape as crate::query::data::RowShape>::shape) };
    (@type $kind:ident) => { crate::query::params::Type::$kind };
}
pub(in crate::query) use field;

/// `false`, or `true` where anything is given.
macro_rules! is_given {
    () => {
        false
    };
    ($given:ident) => {
        true
    };
}
pub(in crate::query) use is_given;

/// Defines rows: a type that implements [`RowShape`], its name in TypeScript where it is another one, what its rows are made
/// from, and every column: `/// what it means`, `name: Kind [of Words or Shape] [or null] = |facts| value`.
macro_rules! shape {
    ($(#[doc = $about:literal])+
     $visibility:vis $shape:ident $(as $typescript:ident)? of $facts:ty {
        $($(#[doc = $said:literal])+ $name:ident: $kind:ident $(of $of:ident)? $(or $null:ident)? = |$x:pat_param| $value:expr;)+
    }) => {
        $(#[doc = $about])+
        $visibility struct $shape;

        impl crate::query::data::RowShape for $shape {
            type Facts<'a> = $facts;

            fn columns<'a>() -> &'a [ColumnOf<$facts>] {
                &[$(ColumnOf { name: stringify!($name), kind: Kind::$kind, value: |$x| $value.into() }),+]
            }

            fn shape() -> crate::query::params::Shape {
                use crate::query::data::{field, is_given};
                let fields = vec![$(field!(stringify!($name), concat!($($said),+), is_given!($($null)?), $kind $(of $of)?)),+];
                let names = [$(stringify!($typescript),)? stringify!($shape)];
                crate::query::params::Shape { name: names[0], about: concat!($($about),+).trim_ascii(), base: None, fields }
            }
        }
    };
}
pub(in crate::query) use shape;
