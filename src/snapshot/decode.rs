//! Reading a table from an Arrow IPC file of the one kind that tables are: a single record batch of plain numbers, little-endian,
//! neither compressed nor with dictionaries.
//!
//! It follows the file's own offsets and trusts none of them, where a reader of all that Arrow can hold (polars has one) gives up
//! by panicking or by asking for as much memory as the file claims to need.

use polars_arrow::io::ipc::format::ipc::planus::{self, ReadAsRoot};
use polars_arrow::io::ipc::format::ipc::{
    BufferRef, Endianness, FieldRef, FooterRef, MessageHeaderRef, MessageRef, Precision, RecordBatchRef, TypeRef,
};

use super::codec::WHOLE;
use super::loading::{Encoding, not_our_bytes, sniff};
use super::table::{Column, Table};
use crate::error::{Error, Result};

const MAGIC: &[u8] = b"ARROW1";

/// Decodes an Arrow IPC file written by [`encode_table`](super::encode_table).
///
/// # Errors
/// [`Error::Format`] if the bytes are not such a file. Check their hash first.
pub fn decode_table(bytes: &[u8]) -> Result<Table> {
    if sniff(bytes) != Encoding::Arrow {
        return Err(not_our_bytes("a table", "an Arrow file", bytes));
    }
    read(bytes).map_err(|fault| {
        Error::Format(match fault {
            Fault::CutOff => format!("a table is cut off or damaged: its {} bytes do not hold what they say", bytes.len()),
            Fault::Structure(error) => format!("a table is not a readable Arrow file: {error}"),
            Fault::Column(name, reason) => format!("column {name:?} {reason}"),
            Fault::Other(reason) => format!("a table is an Arrow file with {reason}, which this version does not read"),
        })
    })
}

enum Fault {
    /// Something lies outside of the file, or is not where it should be.
    CutOff,
    Structure(planus::Error),
    Column(String, &'static str),
    Other(&'static str),
}

impl From<planus::Error> for Fault {
    fn from(error: planus::Error) -> Fault {
        Fault::Structure(error)
    }
}

#[derive(Clone, Copy)]
enum NumberType {
    U8,
    U16,
    U32,
    F64,
}

struct ArrowField<'a> {
    name: &'a str,
    kind: NumberType,
    is_nullable: bool,
    /// Whole numbers in a column of fractions.
    is_whole: bool,
}

fn read(bytes: &[u8]) -> Result<Table, Fault> {
    let rest = bytes.strip_suffix(MAGIC).ok_or(Fault::CutOff)?;
    let (rest, length) = rest.split_last_chunk::<4>().ok_or(Fault::CutOff)?;
    let footer = u32::from_le_bytes(*length) as usize;
    let footer = rest.len().checked_sub(footer).and_then(|start| rest.get(start..)).ok_or(Fault::CutOff)?;
    let footer = FooterRef::read_as_root(footer)?;
    let schema = footer.schema()?.ok_or(Fault::CutOff)?;
    if schema.endianness()? != Endianness::Little {
        return Err(Fault::Other("big-endian numbers"));
    }
    let fields = schema.fields()?.map_or(Ok(Vec::new()), |fields| fields.iter().map(|field| ArrowField::of(field?)).collect())?;
    let mut blocks = footer.record_batches()?.ok_or(Fault::CutOff)?.iter();
    let (Some(block), None) = (blocks.next(), blocks.next()) else {
        return Err(Fault::Other("more or less than one record batch"));
    };
    let (offset, length) = (block.offset(), i64::from(block.meta_data_length()));
    let message = part(bytes, offset, length)?;
    let body = part(bytes, offset.saturating_add(length), block.body_length())?;
    // The length stands before the message, and before that a marker, unless it was written by a very old program.
    let message = message.strip_prefix(&[0xff; 4]).unwrap_or(message).get(4..).ok_or(Fault::CutOff)?;
    let Some(MessageHeaderRef::RecordBatch(batch)) = MessageRef::read_as_root(message)?.header()? else {
        return Err(Fault::CutOff);
    };
    columns(&fields, batch, body)
}

/// The part of some bytes that a file names by signed numbers.
fn part(bytes: &[u8], offset: i64, length: i64) -> Result<&[u8], Fault> {
    let start = usize::try_from(offset).map_err(|_| Fault::CutOff)?;
    let length = usize::try_from(length).map_err(|_| Fault::CutOff)?;
    bytes.get(start..).and_then(|rest| rest.get(..length)).ok_or(Fault::CutOff)
}

fn columns(fields: &[ArrowField], batch: RecordBatchRef, body: &[u8]) -> Result<Table, Fault> {
    if batch.compression()?.is_some() {
        return Err(Fault::Other("compression of its own"));
    }
    let rows = u32::try_from(batch.length()?).map_err(|_| Fault::CutOff)? as usize;
    let (Some(nodes), Some(buffers)) = (batch.nodes()?, batch.buffers()?) else { return Err(Fault::CutOff) };
    if nodes.len() != fields.len() || buffers.len() != 2 * fields.len() {
        return Err(Fault::CutOff);
    }
    let mut table = Table::new(rows);
    let mut buffers = buffers.iter();
    for (field, node) in fields.iter().zip(nodes.iter()) {
        let (Some(validity), Some(values)) = (buffers.next(), buffers.next()) else { return Err(Fault::CutOff) };
        if usize::try_from(node.length()) != Ok(rows) {
            return Err(Fault::CutOff);
        }
        if table.columns().iter().any(|(name, _)| name == field.name) {
            return Err(Fault::Column(field.name.to_owned(), "is there twice"));
        }
        let of = |buffer: BufferRef| part(body, buffer.offset(), buffer.length());
        let valid = Valid { bits: if node.null_count() == 0 { &[] } else { of(validity)? }, rows };
        if node.null_count() != 0 && valid.bits.len() < rows.div_ceil(8) {
            return Err(Fault::CutOff);
        }
        table.push(field.name, field.column(valid, of(values)?)?);
    }
    Ok(table)
}

/// Which values are not null: a bit each from the lowest on; without bits all of them.
struct Valid<'a> {
    bits: &'a [u8],
    rows: usize,
}

impl Valid<'_> {
    fn at(&self, row: usize) -> bool {
        self.bits.get(row / 8).is_none_or(|byte| byte >> (row % 8) & 1 == 1)
    }

    /// The first values of a buffer, each with whether it is there.
    fn values<'a, const N: usize>(&self, buffer: &'a [u8]) -> Result<impl Iterator<Item = Option<&'a [u8; N]>>, Fault> {
        let values = buffer.as_chunks::<N>().0.get(..self.rows).ok_or(Fault::CutOff)?;
        Ok(values.iter().enumerate().map(|(row, value)| self.at(row).then_some(value)))
    }
}

impl<'a> ArrowField<'a> {
    fn of(field: FieldRef<'a>) -> Result<ArrowField<'a>, Fault> {
        let name = field.name()?.unwrap_or_default();
        let kind = match field.type_()? {
            Some(TypeRef::Int(int)) if !int.is_signed()? => match int.bit_width()? {
                8 => Some(NumberType::U8),
                16 => Some(NumberType::U16),
                32 => Some(NumberType::U32),
                _ => None,
            },
            Some(TypeRef::FloatingPoint(float)) if float.precision()? == Precision::Double => Some(NumberType::F64),
            _ => None,
        };
        let (Some(kind), None) = (kind, field.dictionary()?) else {
            return Err(Fault::Column(name.to_owned(), "has a type that this version does not read"));
        };
        let mut is_whole = false;
        if let Some(metadata) = field.custom_metadata()? {
            for entry in metadata {
                is_whole |= entry?.key()? == Some(WHOLE);
            }
        }
        Ok(ArrowField { name, kind, is_nullable: field.nullable()?, is_whole })
    }

    fn fault(&self, reason: &'static str) -> Fault {
        Fault::Column(self.name.to_owned(), reason)
    }

    fn column(&self, valid: Valid, buffer: &[u8]) -> Result<Column, Fault> {
        match self.kind {
            NumberType::U8 => self.whole(valid.values(buffer)?, |bytes| Some(u8::from_le_bytes(bytes).into())),
            NumberType::U16 => self.whole(valid.values(buffer)?, |bytes| Some(u16::from_le_bytes(bytes).into())),
            NumberType::U32 => self.whole(valid.values(buffer)?, |bytes| Some(u32::from_le_bytes(bytes).into())),
            NumberType::F64 if self.is_whole => self.whole(valid.values(buffer)?, wide_whole),
            NumberType::F64 => self.fractions(valid.values(buffer)?),
        }
    }

    fn whole<'v, const N: usize>(
        &self,
        values: impl Iterator<Item = Option<&'v [u8; N]>>,
        widen: impl Fn([u8; N]) -> Option<u64>,
    ) -> Result<Column, Fault> {
        if self.is_nullable {
            let narrow = |value: &[u8; N]| widen(*value).and_then(|value| u16::try_from(value).ok());
            let values = values.map(|value| value.map_or(Some(None), |value| narrow(value).map(Some)));
            let values: Option<Vec<Option<u16>>> = values.collect();
            return values.map(Column::OptionalIndex).ok_or_else(|| self.fault("has a number that no candidate has"));
        }
        let values: Option<Vec<u64>> = values.map(|value| value.and_then(|value| widen(*value))).collect();
        values.map(Column::Whole).ok_or_else(|| self.fault("has a value that is not a whole number below 2^53"))
    }

    fn fractions<'v>(&self, values: impl Iterator<Item = Option<&'v [u8; 8]>>) -> Result<Column, Fault> {
        let finite = |bytes: &[u8; 8]| Some(f64::from_le_bytes(*bytes)).filter(|value| value.is_finite());
        let reason = "has a value that is not a finite number";
        if self.is_nullable {
            let values = values.map(|value| value.map_or(Some(None), |value| finite(value).map(Some)));
            let values: Option<Vec<Option<f64>>> = values.collect();
            return values.map(Column::OptionalFloat).ok_or_else(|| self.fault(reason));
        }
        let values: Option<Vec<f64>> = values.map(|value| value.and_then(finite)).collect();
        values.map(Column::Float).ok_or_else(|| self.fault(reason))
    }
}

/// `None` for what is no whole number below 2^53.
fn wide_whole(bytes: [u8; 8]) -> Option<u64> {
    let value = f64::from_le_bytes(bytes);
    let whole = value as u64;
    (whole as f64 == value && whole < 1 << 53).then_some(whole)
}
