//! `pair`: one pair of candidates, told in the order asked.

use super::context::Context;
use super::outcome::Outcome;
use super::pairs::{self, PairFacts, PairRow};
use super::passed::{PassedBetween, PassedOn};
use super::request::Request;
use super::sentences::{close_together, next_choice, transfer};
use super::shares::{DistanceShare, distribution};
use crate::error::{Error, Result};
use crate::metrics::{Method, PairScores};
use crate::query::data::{ColumnOf, Kind, RowShape, shape};
use crate::query::params::{CandidateParam, ParamReader, Shape, about};

const CANDIDATE_1: CandidateParam =
    CandidateParam { name: "candidate_1", about: about!("The candidate whose side of the pair is told first.") };
const CANDIDATE_2: CandidateParam = CandidateParam { name: "candidate_2", about: about!("The other one.") };

/// Everything that is told of a pair.
pub struct PairInFull<'a> {
    pair: PairFacts<'a>,
    first_choice_votes: [u64; 2],
    /// What the count passed on, from either to the other.
    passed: [Option<PassedBetween>; 2],
}

shape! {
    /// `coalition_strength_score` by each method.
    pub MethodScores of PairScores {
        /// -1 to 1. Null if one of the two is on no ballot.
        adjusted: Float or null = |scores| scores.strength(Method::Adjusted);
        /// 0 to 1. Null if both are on no ballot.
        proximity_weighted: Float or null = |scores| scores.strength(Method::ProximityWeighted);
        /// 0 to 1. Null if both are on no ballot.
        basic: Float or null = |scores| scores.strength(Method::Basic);
    }
}

shape! {
    /// What `pair` tells beside the columns of `pairs`.
    PairTold of PairInFull<'a> {
        /// `coalition_strength_score` by each method.
        scores: Record of MethodScores = |told| MethodScores::row(&told.pair.figures.scores);
        /// The median of the shared ballots' distances. Null if there are none.
        median_ranking_distance: Float or null = |told| median(told.pair.figures.counts.distances);
        /// Shared ballots by distance of the two ranks.
        distance_distribution: Rows of DistanceShare = |told| {
            let counts = &told.pair.figures.counts;
            distribution::<DistanceShare, _>(1u64.., counts.distances, counts.shared_ballots)
        };
        /// Who comes directly after candidate 1, in a sentence with counts and percentage. Holds names: untrusted text.
        next_choice_sentence_1_to_2: Text = |told| {
            let ([one, two], counts) = (told.pair.names, &told.pair.figures.counts);
            next_choice(one, two, counts.next[0], counts.mentions[0])
        };
        /// Who comes directly after candidate 2.
        next_choice_sentence_2_to_1: Text = |told| {
            let ([one, two], counts) = (told.pair.names, &told.pair.figures.counts);
            next_choice(two, one, counts.next[1], counts.mentions[1])
        };
        /// Whether the two stand close together on the ballots that rank both.
        close_together_sentence: Text = |told| {
            let counts = &told.pair.figures.counts;
            close_together(counts.both_top_3, counts.shared_ballots)
        };
        /// Where the first-choice ballots of candidate 1 would go. Holds names: untrusted text.
        transfer_sentence_1_to_2: Text = |told| {
            let ([one, two], counts) = (told.pair.names, &told.pair.figures.counts);
            transfer(one, two, counts.first_then_second[0], told.first_choice_votes[0])
        };
        /// Where the first-choice ballots of candidate 2 would go.
        transfer_sentence_2_to_1: Text = |told| {
            let ([one, two], counts) = (told.pair.names, &told.pair.figures.counts);
            transfer(two, one, counts.first_then_second[1], told.first_choice_votes[1])
        };
        /// Votes that the count passed on from candidate 1 to candidate 2. Null of a group of voters, by the method `meek`, and where the snapshot has no count.
        transferred_1_to_2: Float or null = |told| told.passed[0].as_ref().map(|passed| passed.votes);
        /// From candidate 2 to candidate 1. Null as that.
        transferred_2_to_1: Float or null = |told| told.passed[1].as_ref().map(|passed| passed.votes);
        /// After which rounds. Null as `transferred_1_to_2`.
        transfer_rounds_1_to_2: Rows of PassedOn or null = |told| told.passed[0].as_ref().map(|passed| passed.rounds.clone());
        /// After which rounds, the other way. Null as that.
        transfer_rounds_2_to_1: Rows of PassedOn or null = |told| told.passed[1].as_ref().map(|passed| passed.rounds.clone());
        /// The same in a sentence. Holds names: untrusted text. Null as `transferred_1_to_2`.
        transferred_sentence_1_to_2: Text or null = |told| told.passed[0].as_ref().map(|passed| passed.sentence.as_str());
        /// The other way. Null as that.
        transferred_sentence_2_to_1: Text or null = |told| told.passed[1].as_ref().map(|passed| passed.sentence.as_str());
    }
}

/// The columns of `pairs` and those of [`PairTold`].
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "nobody reads documents in the browser's engine"))]
pub fn detail() -> Shape {
    PairRow::shape().extended("PairDetail", "One pair in full.", PairTold::shape())
}

#[derive(Debug)]
pub struct PairRequest {
    candidate_1: usize,
    candidate_2: usize,
}

impl PairRequest {
    pub fn read(reader: &mut ParamReader) -> Result<PairRequest> {
        let candidate_1 = reader.candidate(&CANDIDATE_1);
        let candidate_2 = reader.candidate(&CANDIDATE_2);
        let (candidate_1, candidate_2) = (candidate_1?, candidate_2?);
        if candidate_1 == candidate_2 {
            return Err(Error::param(CANDIDATE_2.name, "the same candidate as candidate_1", "give two different candidates"));
        }
        Ok(PairRequest { candidate_1, candidate_2 })
    }
}

impl Request for PairRequest {
    fn tables(&self) -> &'static [&'static str] {
        pairs::TABLES_AND_ROUNDS
    }

    fn tables_without_rounds(&self) -> &'static [&'static str] {
        pairs::TABLES
    }

    fn compute(&self, context: Context) -> Result<Outcome> {
        let candidates = context.figures.candidates()?;
        let count = context.published_count();
        let pair = [self.candidate_1, self.candidate_2];
        let passed = |from: usize| count.as_ref().and_then(|count| count.between(pair[from], pair[1 - from]));
        let told = PairInFull {
            passed: [passed(0), passed(1)],
            pair: context.pair_facts(self.candidate_1, self.candidate_2, Method::default())?,
            first_choice_votes: [self.candidate_1, self.candidate_2].map(|candidate| candidates.first_choice_votes(candidate)),
        };
        let mut row = PairRow::row(&told.pair);
        row.0.extend(PairTold::row(&told).0);
        Ok(Outcome::Whole(row.into()))
    }
}

/// The median of distances given as ballots at distance 1, 2, …; of an even number of ballots the mean of the two in the middle.
fn median(ballots: &[u64]) -> Option<f64> {
    let total: u64 = ballots.iter().sum();
    let at = |place: u64| {
        let mut before = 0;
        (1u64..).zip(ballots).find(|&(_, &ballots)| {
            before += ballots;
            before > place
        })
    };
    let ((lower, _), (upper, _)) = at(total.checked_sub(1)? / 2).zip(at(total / 2))?;
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_ballot_or_the_mean_of_the_two_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[0, 0]), None);
        assert_eq!(median(&[0, 1]), Some(2.0));
        assert_eq!(median(&[2, 2]), Some(1.5));
        assert_eq!(median(&[2, 3]), Some(2.0));
        assert_eq!(median(&[3, 0, 2]), Some(1.0));
        assert_eq!(median(&[3, 0, 3]), Some(2.0));
    }
}
