//! The values of an answer.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One value of an answer: what JSON holds. Never NaN or infinite.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Flag(bool),
    /// Up to 2^53 − 1.
    Whole(u64),
    Float(f64),
    Text(String),
    List(Vec<Cell>),
    Record(Row),
}

impl Cell {
    /// Of a number its value.
    pub fn number(&self) -> Option<f64> {
        match self {
            Cell::Whole(value) => Some(*value as f64),
            Cell::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The bytes it holds on the heap.
    pub fn held_bytes(&self) -> usize {
        match self {
            Cell::Null | Cell::Flag(_) | Cell::Whole(_) | Cell::Float(_) => 0,
            Cell::Text(text) => text.capacity(),
            Cell::List(cells) => cells.capacity() * size_of::<Cell>() + cells.iter().map(Cell::held_bytes).sum::<usize>(),
            Cell::Record(row) => {
                row.0.capacity() * size_of::<(&str, Cell)>() + row.0.iter().map(|(_, cell)| cell.held_bytes()).sum::<usize>()
            }
        }
    }
}

/// Named values, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(pub Vec<(&'static str, Cell)>);

impl Row {
    pub fn push(&mut self, name: &'static str, cell: impl Into<Cell>) {
        self.0.push((name, cell.into()));
    }

    pub fn get(&self, name: &str) -> Option<&Cell> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, cell)| cell)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Flag(value)
    }
}

impl From<u32> for Cell {
    fn from(value: u32) -> Cell {
        Cell::Whole(u64::from(value))
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Cell {
        Cell::Whole(value)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Cell {
        debug_assert!(value.is_finite());
        Cell::Float(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Cell {
        Cell::Text(value)
    }
}

impl From<&[u64]> for Cell {
    fn from(values: &[u64]) -> Cell {
        Cell::List(values.iter().map(|&value| Cell::Whole(value)).collect())
    }
}

impl From<Row> for Cell {
    fn from(row: Row) -> Cell {
        Cell::Record(row)
    }
}

impl From<Vec<Row>> for Cell {
    fn from(rows: Vec<Row>) -> Cell {
        Cell::List(rows.into_iter().map(Cell::Record).collect())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_none(),
            Cell::Flag(value) => serializer.serialize_bool(*value),
            Cell::Whole(value) => serializer.serialize_u64(*value),
            Cell::Float(value) => serializer.serialize_f64(*value),
            Cell::Text(value) => serializer.serialize_str(value),
            Cell::List(values) => serializer.collect_seq(values),
            Cell::Record(row) => row.serialize(serializer),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in &self.0 {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}
