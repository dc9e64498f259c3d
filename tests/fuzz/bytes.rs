//! Files changed byte by byte.

use proptest::prelude::*;

#[derive(Clone, Debug)]
pub enum Change {
    Replace(u8),
    Flip(u8),
    Number(u32),
    Remove,
    Insert(u8),
    Cut,
    Repeat(u8),
}

/// A place, as a share of the file, and what is done there.
pub type Changes = Vec<(f64, Change)>;

pub fn changes() -> impl Strategy<Value = Changes> {
    let byte = || prop_oneof![any::<u8>(), prop::sample::select(b"\",\n\r:#{}=-()0129. \0\xff\xe9".to_vec())];
    let change = prop_oneof![
        4 => byte().prop_map(Change::Replace),
        2 => (0u8..8).prop_map(Change::Flip),
        2 => prop_oneof![any::<u32>(), prop::sample::select(vec![0, 1, u32::MAX, 1 << 31, 1 << 30])].prop_map(Change::Number),
        2 => Just(Change::Remove),
        2 => byte().prop_map(Change::Insert),
        1 => Just(Change::Cut),
        1 => any::<u8>().prop_map(Change::Repeat),
    ];
    prop::collection::vec((0.0..1.0, change), 1..6)
}

/// One of several files, by its place among them, with changes.
pub fn changed(files: usize) -> impl Strategy<Value = (usize, Changes)> {
    (0..files, changes())
}

pub fn apply(bytes: &[u8], changes: &Changes) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, change) in changes {
        let at = (place * bytes.len() as f64) as usize;
        if at >= bytes.len() {
            continue;
        }
        match change {
            Change::Replace(byte) => bytes[at] = *byte,
            Change::Flip(bit) => bytes[at] ^= 1 << bit,
            Change::Number(number) => {
                let at = at / 4 * 4;
                bytes.iter_mut().skip(at).zip(number.to_le_bytes()).for_each(|(byte, new)| *byte = new);
            }
            Change::Remove => drop(bytes.remove(at)),
            Change::Insert(byte) => bytes.insert(at, *byte),
            Change::Cut => bytes.truncate(at),
            Change::Repeat(length) => {
                let end = (at + usize::from(*length)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}
