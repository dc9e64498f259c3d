//! A table in memory: named columns of equal length.

use crate::error::{Error, Result};
use std::ops::Range;

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Whole numbers up to 2^53 − 1.
    Whole(Vec<u64>),
    /// Numbers of candidates or of clusters, or null: the columns that there is one entry of per ranking and rank.
    OptionalIndex(Vec<Option<u16>>),
    Float(Vec<f64>),
    /// Fractions or null.
    OptionalFloat(Vec<Option<f64>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Whole(values) => values.len(),
            Column::OptionalIndex(values) => values.len(),
            Column::Float(values) => values.len(),
            Column::OptionalFloat(values) => values.len(),
        }
    }

    /// The largest whole number: it decides the type that the column is stored in.
    pub(super) fn largest(&self) -> u64 {
        match self {
            Column::Whole(values) => values.iter().copied().max().unwrap_or(0),
            Column::OptionalIndex(values) => values.iter().flatten().copied().max().unwrap_or(0).into(),
            Column::Float(_) | Column::OptionalFloat(_) => 0,
        }
    }

    fn slice(&self, rows: Range<usize>) -> Column {
        match self {
            Column::Whole(values) => Column::Whole(values[rows].to_vec()),
            Column::OptionalIndex(values) => Column::OptionalIndex(values[rows].to_vec()),
            Column::Float(values) => Column::Float(values[rows].to_vec()),
            Column::OptionalFloat(values) => Column::OptionalFloat(values[rows].to_vec()),
        }
    }
}

/// Named columns of equal length, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<(String, Column)>,
    rows: usize,
}

impl Table {
    /// A table of `rows` rows and no columns yet: the row count stands even when no column comes.
    pub fn new(rows: usize) -> Table {
        Table { columns: Vec::new(), rows }
    }

    /// # Panics
    /// If the column has another length: tables are made by this crate only.
    pub fn push(&mut self, name: impl Into<String>, column: Column) {
        assert_eq!(column.len(), self.rows, "columns of one table have one length");
        self.columns.push((name.into(), column));
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> &[(String, Column)] {
        &self.columns
    }

    pub fn slice(&self, rows: Range<usize>) -> Table {
        Table {
            rows: rows.len(),
            columns: self.columns.iter().map(|(name, column)| (name.clone(), column.slice(rows.clone()))).collect(),
        }
    }

    /// Joins the parts of one table.
    ///
    /// # Errors
    /// [`Error::Format`] if the parts have different columns.
    pub fn concat(parts: Vec<Table>) -> Result<Table> {
        let mut parts = parts.into_iter();
        let mut whole = parts.next().unwrap_or_default();
        for part in parts {
            let same =
                whole.columns.len() == part.columns.len() && whole.columns.iter().zip(&part.columns).all(|(a, b)| a.0 == b.0);
            if !same {
                return Err(Error::Format("the parts of a table have different columns".into()));
            }
            whole.rows += part.rows;
            for ((name, column), (_, more)) in whole.columns.iter_mut().zip(part.columns) {
                match (column, more) {
                    (Column::Whole(values), Column::Whole(more)) => values.extend(more),
                    (Column::OptionalIndex(values), Column::OptionalIndex(more)) => values.extend(more),
                    (Column::Float(values), Column::Float(more)) => values.extend(more),
                    (Column::OptionalFloat(values), Column::OptionalFloat(more)) => values.extend(more),
                    _ => return Err(Error::Format(format!("the parts of a table have column {name:?} in different types"))),
                }
            }
        }
        Ok(whole)
    }

    /// # Errors
    /// [`Error::Format`] if there is no such column.
    pub fn column(&self, name: &str) -> Result<&Column> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, column)| column).ok_or_else(|| {
            Error::Format(format!("a table has no column {name:?}: it was published by another version of coalition-lens"))
        })
    }

    /// # Errors
    /// [`Error::Format`] if there is no such column of whole numbers.
    pub fn whole(&self, name: &str) -> Result<&[u64]> {
        match self.column(name)? {
            Column::Whole(values) => Ok(values),
            _ => Err(Error::Format(format!("column {name:?} does not hold whole numbers"))),
        }
    }

    /// # Errors
    /// [`Error::Format`] if there is no such column of fractions.
    pub fn float(&self, name: &str) -> Result<&[f64]> {
        match self.column(name)? {
            Column::Float(values) => Ok(values),
            _ => Err(Error::Format(format!("column {name:?} does not hold floating-point numbers"))),
        }
    }

    /// # Errors
    /// [`Error::Format`] if there is no such column of fractions or null.
    pub fn optional_float(&self, name: &str) -> Result<&[Option<f64>]> {
        match self.column(name)? {
            Column::OptionalFloat(values) => Ok(values),
            _ => Err(Error::Format(format!("column {name:?} does not hold floating-point numbers or null"))),
        }
    }

    /// # Errors
    /// [`Error::Format`] if there is no such column of small whole numbers or null.
    pub fn optional_index(&self, name: &str) -> Result<&[Option<u16>]> {
        match self.column(name)? {
            Column::OptionalIndex(values) => Ok(values),
            _ => Err(Error::Format(format!("column {name:?} does not hold small whole numbers or null"))),
        }
    }

    /// How many columns `prefix1`, `prefix2`, … there are in a row.
    pub fn numbered(&self, prefix: &str) -> usize {
        (1..).take_while(|number| self.column(&format!("{prefix}{number}")).is_ok()).count()
    }
}
