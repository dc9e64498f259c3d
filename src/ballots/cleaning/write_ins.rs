//! Names that stand for write-ins.

use serde::{Deserialize, Serialize};

/// The candidate that an empty cell is a mark for under the rule `blank` = `write-in`: a counted bucket.
pub const UNDECLARED_WRITE_INS: &str = "Undeclared Write-ins";

/// How a name that looks like a write-in is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteInRole {
    /// An unresolved slot: a mark for it is no vote.
    Slot,
    /// A counted bucket: a candidate, flagged `is_write_in`.
    Counted,
    /// An ordinary candidate.
    Candidate,
}

impl WriteInRole {
    /// What a name is taken for if nothing else is said of it.
    pub(super) fn of(name: &str) -> WriteInRole {
        let folded: String = name.to_lowercase().chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c }).collect();
        let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ").replace("write in", "writein");
        let words: Vec<&str> = folded.split(' ').collect();
        let numbered = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '#' | '(' | ')' | '.'));
        match words.as_slice() {
            ["writein" | "writeins"] => WriteInRole::Slot,
            ["writein", number] if numbered(number) => WriteInRole::Slot,
            ["uwi" | "uwis"] => WriteInRole::Counted,
            ["uncertified" | "undeclared" | "unqualified" | "unregistered" | "scattered", "writein" | "writeins"] => {
                WriteInRole::Counted
            }
            _ => WriteInRole::Candidate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::CleaningOptions;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn write_in_labels_are_slots_counted_buckets_or_candidates() {
        let options = CleaningOptions::default();
        for slot in ["Write-in", "WRITE IN", "write_in", "Write-in-120", "Write-In 3", "Write-in #2", "Writein", "Write-ins"] {
            assert_eq!(options.role(slot), WriteInRole::Slot, "{slot}");
        }
        for counted in ["Uncertified Write In", "UWI", UNDECLARED_WRITE_INS, "Scattered Write-ins"] {
            assert_eq!(options.role(counted), WriteInRole::Counted, "{counted}");
        }
        for candidate in ["Ann Writer", "Write-in Ann", "Writein Smith", "Ann (write-in)", "", "Uncertified"] {
            assert_eq!(options.role(candidate), WriteInRole::Candidate, "{candidate}");
        }
    }

    #[test]
    fn the_role_of_a_name_can_be_overridden() {
        let write_in = BTreeMap::from([("Write-in".to_owned(), WriteInRole::Counted), ("UWI".to_owned(), WriteInRole::Slot)]);
        let options = CleaningOptions { write_in, ..CleaningOptions::default() };
        assert_eq!(options.role("Write-in"), WriteInRole::Counted);
        assert_eq!(options.role("UWI"), WriteInRole::Slot);
        assert_eq!(options.role("write-in"), WriteInRole::Slot, "names are matched exactly");
    }
}
