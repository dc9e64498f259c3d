//! Marks in any order, given back ballot by ballot, in bounded memory: what does not fit goes to temporary files by the
//! hash of the ballot id.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, Write};

use crate::error::{Error, Result};

/// Marks held in memory, in bytes.
pub(super) const MEMORY: usize = 32 << 20;
const PARTITIONS: usize = 64;
/// Marks that many splits could not part belong to a few ballots: they are held in memory.
const MAX_LEVEL: u32 = 4;

/// Takes the id and the (rank, candidate) marks of one ballot.
pub(super) type EachBallot<'a> = dyn FnMut(&[u8], &[(u16, u32)]) -> Result<()> + 'a;

/// Marks of (rank, candidate) by ballot id.
pub(super) struct Marks {
    level: u32,
    limit: usize,
    ids: Vec<u8>,
    entries: Vec<HeldMark>,
    spilled: Vec<BufWriter<File>>,
}

#[derive(Clone, Copy)]
struct HeldMark {
    hash: u64,
    start: u32,
    length: u32,
    candidate: u32,
    rank: u16,
}

impl Marks {
    /// `limit`: how many bytes to hold in memory.
    pub(super) fn new(limit: usize) -> Marks {
        Marks::at_level(0, limit)
    }

    fn at_level(level: u32, limit: usize) -> Marks {
        Marks { level, limit, ids: Vec::new(), entries: Vec::new(), spilled: Vec::new() }
    }

    pub(super) fn add(&mut self, ballot: &[u8], rank: u16, candidate: u32) -> Result<()> {
        let entry = match self.entries.last() {
            Some(&last) if self.id(&last) == ballot => HeldMark { rank, candidate, ..last },
            _ => {
                let bytes = self.ids.len() + (self.entries.len() + 1) * size_of::<HeldMark>();
                let is_full = bytes > self.limit && self.level < MAX_LEVEL;
                if is_full || self.ids.len() + ballot.len() > u32::MAX as usize {
                    self.spill()?;
                }
                let start = self.ids.len() as u32;
                self.ids.extend_from_slice(ballot);
                HeldMark { hash: self.hash(ballot), start, length: ballot.len() as u32, candidate, rank }
            }
        };
        self.entries.push(entry);
        Ok(())
    }

    /// Calls `each` once per ballot with its (rank, candidate) marks.
    pub(super) fn for_each_ballot(mut self, each: &mut EachBallot) -> Result<()> {
        if self.spilled.is_empty() {
            return self.for_each_held(each);
        }
        self.spill()?;
        let (level, limit) = (self.level + 1, self.limit);
        let partitions = std::mem::take(&mut self.spilled);
        drop(self);
        for partition in partitions {
            let mut file = partition.into_inner().map_err(|error| temporary(error.into_error()))?;
            file.rewind().map_err(temporary)?;
            let mut reader = BufReader::new(file);
            let mut marks = Marks::at_level(level, limit);
            let mut id = Vec::new();
            while let Some((rank, candidate)) = read_mark(&mut reader, &mut id).map_err(temporary)? {
                marks.add(&id, rank, candidate)?;
            }
            marks.for_each_ballot(each)?;
        }
        Ok(())
    }

    fn for_each_held(mut self, each: &mut EachBallot) -> Result<()> {
        let ids = &self.ids;
        let id = |entry: &HeldMark| &ids[entry.start as usize..][..entry.length as usize];
        self.entries.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| id(a).cmp(id(b))));
        let mut marks = Vec::new();
        for ballot in self.entries.chunk_by(|a, b| a.hash == b.hash && id(a) == id(b)) {
            marks.clear();
            marks.extend(ballot.iter().map(|entry| (entry.rank, entry.candidate)));
            each(id(&ballot[0]), &marks)?;
        }
        Ok(())
    }

    fn id(&self, entry: &HeldMark) -> &[u8] {
        &self.ids[entry.start as usize..][..entry.length as usize]
    }

    /// Another hash per level, so that a partition is split anew.
    fn hash(&self, ballot: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write_u32(self.level);
        hasher.write(ballot);
        hasher.finish()
    }

    fn spill(&mut self) -> Result<()> {
        while self.spilled.len() < PARTITIONS {
            self.spilled.push(BufWriter::with_capacity(16 << 10, tempfile::tempfile().map_err(temporary)?));
        }
        for entry in &self.entries {
            let file = &mut self.spilled[(entry.hash % PARTITIONS as u64) as usize];
            let id = &self.ids[entry.start as usize..][..entry.length as usize];
            write_mark(file, id, entry.rank, entry.candidate).map_err(temporary)?;
        }
        self.ids.clear();
        self.entries.clear();
        Ok(())
    }
}

fn write_mark(file: &mut impl Write, id: &[u8], rank: u16, candidate: u32) -> std::io::Result<()> {
    file.write_all(&(id.len() as u32).to_le_bytes())?;
    file.write_all(&rank.to_le_bytes())?;
    file.write_all(&candidate.to_le_bytes())?;
    file.write_all(id)
}

fn read_mark(file: &mut impl Read, id: &mut Vec<u8>) -> std::io::Result<Option<(u16, u32)>> {
    let mut length = [0; 4];
    match file.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let (mut rank, mut candidate) = ([0; 2], [0; 4]);
    file.read_exact(&mut rank)?;
    file.read_exact(&mut candidate)?;
    id.resize(u32::from_le_bytes(length) as usize, 0);
    file.read_exact(id)?;
    Ok(Some((u16::from_le_bytes(rank), u32::from_le_bytes(candidate))))
}

fn temporary(error: std::io::Error) -> Error {
    Error::io(std::env::temp_dir(), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// 5,000 ballots, the marks of each far apart.
    fn ballots(limit: usize) -> BTreeMap<Vec<(u16, u32)>, usize> {
        let mut marks = Marks::new(limit);
        for rank in 1..=4 {
            for ballot in 0..5_000u32 {
                marks.add(format!("ballot {ballot}").as_bytes(), rank, ballot % 7).unwrap();
            }
        }
        let mut found = BTreeMap::new();
        marks
            .for_each_ballot(&mut |_, marks| {
                let mut marks = marks.to_vec();
                marks.sort_unstable();
                *found.entry(marks).or_insert(0) += 1;
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn marks_far_apart_come_back_as_ballots() {
        let found = ballots(usize::MAX);
        assert_eq!(found.values().sum::<usize>(), 5_000);
        assert_eq!(found.len(), 7);
        assert_eq!(found[&vec![(1, 3), (2, 3), (3, 3), (4, 3)]], 714);
    }

    #[test]
    fn what_does_not_fit_in_memory_gives_the_same_ballots() {
        let held = ballots(usize::MAX);
        assert_eq!(ballots(100_000), held);
        assert_eq!(ballots(2_000), held, "partitions that are split again");
    }

    #[test]
    fn one_ballot_larger_than_the_memory_is_still_one_ballot() {
        let mut marks = Marks::new(100);
        for rank in 1..=500 {
            marks.add(b"a", rank, 1).unwrap();
            marks.add(b"b", rank, 2).unwrap();
        }
        let mut lengths = Vec::new();
        marks
            .for_each_ballot(&mut |_, marks| {
                lengths.push(marks.len());
                Ok(())
            })
            .unwrap();
        assert_eq!(lengths, [500, 500]);
    }
}
