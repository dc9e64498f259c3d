//! Which rows pass a filter.

use polars_arrow::array::Array;
use polars_arrow::bitmap::MutableBitmap;
use polars_core::prelude::BooleanChunked;
use std::ops::{BitAnd, BitOr};

/// One bit per row. Bits of polars that are changed in place: its own `&` and `is_null` of whole columns fill and keep eight
/// megabytes with zeroes for the first result that is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask(MutableBitmap);

impl Mask {
    pub fn none(rows: usize) -> Mask {
        Mask(MutableBitmap::from_len_zeroed(rows))
    }

    /// The rows that are true; null is not.
    pub fn trues(flags: &BooleanChunked) -> Mask {
        let mut mask = Mask(MutableBitmap::with_capacity(flags.len()));
        for chunk in flags.downcast_iter() {
            let mut bits = MutableBitmap::with_capacity(flags.len());
            bits.extend_from_bitmap(chunk.values());
            if let Some(validity) = chunk.validity() {
                bits = bits & validity;
            }
            mask.0.extend_from_bitmap(&bits.freeze());
        }
        mask
    }

    /// The rows without a value.
    pub fn nulls(column: &dyn Array) -> Mask {
        let mut valued = MutableBitmap::with_capacity(column.len());
        match column.validity() {
            Some(validity) => valued.extend_from_bitmap(validity),
            None => valued.extend_constant(column.len(), true),
        }
        Mask(!valued)
    }

    pub fn from_rows(rows: impl Iterator<Item = bool>) -> Mask {
        Mask(rows.collect())
    }

    pub fn passes(&self, row: u32) -> bool {
        self.0.get(row as usize)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.0.len()
    }

    /// How many rows pass.
    pub fn total(&self) -> usize {
        self.0.set_bits()
    }
}

impl BitAnd for Mask {
    type Output = Mask;

    fn bitand(self, other: Mask) -> Mask {
        Mask(self.0 & &other.0.freeze())
    }
}

impl BitOr for Mask {
    type Output = Mask;

    fn bitor(self, other: Mask) -> Mask {
        Mask(self.0 | &other.0.freeze())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use polars_core::prelude::NewChunkedArray;
    use proptest::prelude::*;

    fn masks() -> impl Strategy<Value = Vec<(Option<bool>, bool)>> {
        prop::collection::vec((any::<Option<bool>>(), any::<bool>()), 0..300)
    }

    proptest! {
        #[test]
        fn masks_combine_row_by_row_and_null_does_not_pass(rows in masks()) {
            let flags = BooleanChunked::from_iter_options("x".into(), rows.iter().map(|row| row.0));
            let trues = Mask::trues(&flags);
            let others = Mask::from_rows(rows.iter().map(|row| row.1));
            let nulls = Mask::nulls(flags.downcast_as_array());
            let expected = |passes: fn(&(Option<bool>, bool)) -> bool| Mask::from_rows(rows.iter().map(passes));
            prop_assert_eq!(&trues, &expected(|row| row.0 == Some(true)));
            prop_assert_eq!(&nulls, &expected(|row| row.0.is_none()));
            prop_assert_eq!(trues.total(), rows.iter().filter(|row| row.0 == Some(true)).count());
            prop_assert_eq!(trues.clone() & others.clone(), expected(|row| row.0 == Some(true) && row.1));
            prop_assert_eq!(trues | others, expected(|row| row.0 == Some(true) || row.1));
        }
    }
}
