//! Ids of ballots: what stands after them, told by all ballots of a file.

use super::header::Header;
use super::slips::Slip;
use super::tokens::Fault;
use crate::ballots::RawBallot;

/// What stands first after a ballot's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterId {
    /// The weight: OpenSTV's form.
    Weight,
    /// The first preference: Droop's form.
    Preference,
}

/// What tells whether weights stand after ids.
#[derive(Default)]
pub(super) struct IdEvidence {
    with_id: u64,
    without_id: u64,
    /// The first line of a ballot that can only be read so.
    only_weight: Option<u64>,
    only_preference: Option<u64>,
    other_than_1: bool,
}

impl IdEvidence {
    pub(super) fn add(&mut self, slip: &Slip, header: &Header, ballot: &mut RawBallot) {
        if !slip.has_id {
            self.without_id += 1;
            return;
        }
        self.with_id += 1;
        let preference = slip.interpret(header, AfterId::Preference, ballot).is_ok();
        let repeats = preference && Slip::repeated(ballot).is_some();
        let weight = slip.interpret(header, AfterId::Weight, ballot).is_ok();
        if weight && (!preference || (repeats && Slip::repeated(ballot).is_none())) {
            self.only_weight.get_or_insert(slip.line);
        }
        if preference && !weight {
            self.only_preference.get_or_insert(slip.line);
        }
        self.other_than_1 |= slip.weight() != Ok(1);
    }

    /// With what has to be told of it.
    pub(super) fn decide(&self) -> Result<(AfterId, Option<String>), Fault> {
        match (self.only_weight, self.only_preference) {
            (Some(weight), Some(preference)) => Err(Fault::At(
                weight.max(preference),
                format!(
                    "after the id of the ballot on line {weight} stands a weight, after that on line {preference} a preference; \
                     give every ballot a weight"
                ),
            )),
            (None, Some(line)) if self.without_id > 0 => {
                Err(Fault::At(line, "some ballots have an id and no weight, others have a weight and no id".into()))
            }
            (None, Some(_)) => Ok((AfterId::Preference, None)),
            (Some(_), None) => Ok((AfterId::Weight, None)),
            (None, None) if self.with_id == 0 || self.without_id > 0 => Ok((AfterId::Weight, None)),
            (None, None) if self.other_than_1 => Ok((
                AfterId::Preference,
                Some(
                    "ballots have ids: the number after an id was taken for the first preference (Droop's form); \
                     if it is a weight, take the ids out"
                        .into(),
                ),
            )),
            (None, None) => Ok((
                AfterId::Weight,
                Some(
                    "ballots have ids: the 1 after each was taken for its weight (OpenSTV's form); \
                     if it is the first preference (Droop's form), write 1 before it"
                        .into(),
                ),
            )),
        }
    }
}
