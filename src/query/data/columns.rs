//! Rows as data: every column of an answer with its name, its type, what it means and its value for a row's facts. The one
//! place where a row is defined; TypeScript types and the tables of docs/queries.md are made from it.

use crate::query::params::{Cell, Row};
#[cfg(not(target_arch = "wasm32"))]
use crate::query::params::{Shape, Type};

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
    #[cfg(not(target_arch = "wasm32"))]
    pub said: Said,
}

/// What is said of a column in types and documents. The browser's engine goes without.
#[cfg(not(target_arch = "wasm32"))]
pub struct Said {
    pub of: fn() -> Type,
    pub is_nullable: bool,
    pub about: &'static str,
}

/// Rows of one kind. Made by [`shape!`] or `compared_shape!`.
pub trait RowShape {
    /// What a row is made from.
    type Facts<'a>: 'a;

    fn columns<'a>() -> &'a [ColumnOf<Self::Facts<'a>>];

    /// The row as types and documents have it.
    #[cfg(not(target_arch = "wasm32"))]
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

/// The type that types and documents give a column: a kind, of words or of another shape.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! said_type {
    (Whole) => {
        Type::Whole
    };
    (Float) => {
        Type::Float
    };
    (Flag) => {
        Type::Flag
    };
    (Text) => {
        Type::Text
    };
    (List) => {
        Type::List
    };
    (Texts) => {
        Type::Texts
    };
    (Text of $words:ident) => {
        Type::Words(<$words as crate::query::params::Words>::vocabulary())
    };
    (Record of $shape:ident) => {
        Type::Record(<$shape as RowShape>::shape)
    };
    (Rows of $shape:ident) => {
        Type::Rows(<$shape as RowShape>::shape)
    };
}
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::query) use said_type;

/// One column: `/// what it means`, `name: Kind [of Words or Shape] [or null] = |facts| value`.
macro_rules! column {
    ($name:expr, $about:expr, $is_nullable:expr, $kind:ident $(of $of:ident)?, $value:expr) => {
        ColumnOf {
            name: $name,
            kind: Kind::$kind,
            value: $value,
            #[cfg(not(target_arch = "wasm32"))]
            said: crate::query::data::Said {
                of: || {
                    #[allow(unused_imports)]
                    use crate::query::params::Type;
                    crate::query::data::said_type!($kind $(of $of)?)
                },
                is_nullable: $is_nullable,
                about: $about,
            },
        }
    };
}
pub(in crate::query) use column;

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
/// from, and every column with what it means.
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
                &[$(crate::query::data::column!(
                    stringify!($name),
                    concat!($($said),+),
                    crate::query::data::is_given!($($null)?),
                    $kind $(of $of)?,
                    |$x| $value.into()
                )),+]
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn shape() -> crate::query::params::Shape {
                let names = [$(stringify!($typescript),)? stringify!($shape)];
                crate::query::data::described(names[0], concat!($($about),+), Self::columns())
            }
        }
    };
}
pub(in crate::query) use shape;

/// A shape by its columns.
#[cfg(not(target_arch = "wasm32"))]
pub fn described<F>(name: &'static str, about: &'static str, columns: &[ColumnOf<F>]) -> Shape {
    let field = |column: &ColumnOf<F>| crate::query::params::Field {
        name: column.name,
        of: (column.said.of)(),
        is_nullable: column.said.is_nullable,
        about: column.said.about.trim(),
    };
    Shape { name, about: about.trim(), base: None, fields: columns.iter().map(field).collect() }
}
