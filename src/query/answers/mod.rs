//! What is answered: one file per query, and the table of them all.

mod ballots;
mod candidate;
mod candidates;
mod centrality;
mod clusters;
mod compare;
mod context;
mod cut;
mod follow_through;
mod matchups;
mod network;
mod outcome;
mod pair;
mod pairs;
mod passed;
mod request;
mod rounds;
mod segments;
mod sentences;
mod shares;
mod transfers;
mod types;
mod who_won;

use std::rc::Rc;

use super::data::RowShape;
use super::params::{Gives, ParamReader};
use crate::error::Result;

pub use outcome::Outcome;
pub use sentences::grouped;

pub(super) use context::Context;
pub(super) use request::Request;

type Parse = fn(&mut ParamReader) -> Result<Rc<dyn Request>>;

/// How the parameters of a query are read.
pub(super) struct Definition {
    pub name: &'static str,
    pub parse: Parse,
    /// With `compare`.
    pub compare: Option<Parse>,
}

/// What types and documents say of a query.
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "nobody reads documents in the browser's engine"))]
pub(super) struct Said {
    pub about: &'static str,
    pub gives: Gives,
    /// With `compare`.
    pub compare_gives: Option<Gives>,
}

/// `/// What it answers.`, `"name": read => Pages, Rows or Record of what`, and the same of `compare`.
macro_rules! queries {
    ($($(#[doc = $about:literal])+ $name:literal: $read:expr => $gives:ident($shape:expr)
       $(, compare: $compare:expr => $compare_gives:ident($compare_shape:expr))?;)+) => {
        pub(super) const DEFINITIONS: &[Definition] = &[$(Definition {
            name: $name,
            parse: |reader| Ok(Rc::new($read(reader)?)),
            compare: queries!(@first $(Some(|reader| Ok(Rc::new($compare(reader)?))),)? None),
        }),+];

        /// In the order of [`DEFINITIONS`].
        #[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "nobody reads documents in the browser's engine"))]
        pub(super) fn said() -> [Said; DEFINITIONS.len()] {
            [$(Said {
                about: concat!($($about),+).trim_ascii(),
                gives: Gives::$gives($shape()),
                compare_gives: queries!(@first $(Some(Gives::$compare_gives($compare_shape())),)? None),
            }),+]
        }
    };
    (@first $first:expr $(, $more:expr)?) => { $first };
}

queries! {
    /// Pairs of candidates, strongest coalition first unless asked otherwise.
    "pairs": pairs::PairsRequest::read => Pages(pairs::PairRow::shape),
        compare: compare::ComparePairsRequest::read => Pages(compare::ComparedPairRow::shape);
    /// One pair in full, told in the order asked.
    "pair": pair::PairRequest::read => Record(pair::detail);
    /// How many pairs there are of each coalition type.
    "types": types::TypesRequest::read => Rows(types::TypeSummary::shape);
    /// Candidates and the coalitions between them, as a graph.
    "network": network::NetworkRequest::read => Record(network::Network::shape),
        compare: compare::CompareNetworkRequest::read => Record(compare::ComparedNetwork::shape);
    /// Groups of candidates who share supporters among themselves more than with others.
    "clusters": clusters::ClustersRequest::read => Record(clusters::ClustersShape::shape);
    /// Where each candidate stands in the network, the most central first unless asked otherwise.
    "centrality": centrality::CentralityRequest::read => Pages(centrality::CentralityShape::shape),
        compare: compare::CompareCentralityRequest::read => Pages(compare::ComparedCentralityRow::shape);
    /// The candidates, most mentions first unless asked otherwise.
    "candidates": candidates::CandidatesRequest::read => Pages(candidates::CandidateRow::shape);
    /// One candidate in full: figures, centrality, partners, next choices.
    "candidate": candidate::CandidateRequest::read => Record(candidate::CandidateDetail::shape);
    /// The supporters of a candidate, told apart by how and with whom they rank.
    "segments": segments::SegmentsRequest::read => Record(segments::Segments::shape);
    /// Whom voters rank directly after a candidate, or after each.
    "transfers": transfers::TransfersRequest::read => Rows(transfers::TransferRow::shape);
    /// The count, round by round, by any rules, for any voters and any candidates.
    "rounds": rounds::RoundsRequest::read => Record(rounds::Rounds::shape);
    /// Who won, and how, in sentences and figures.
    "outcome": who_won::OutcomeRequest::read => Record(who_won::OutcomeShape::shape);
    /// Where the ballots that began with a candidate, or with each, are in the end of the count.
    "follow_through": follow_through::FollowThroughRequest::read => Rows(follow_through::FollowedRow::shape);
    /// Candidates two by two: whom more ballots prefer.
    "matchups": matchups::MatchupsRequest::read => Record(matchups::MatchupsShape::shape);
    /// All ballots: how many, how long, the most common rankings.
    "ballots": ballots::BallotsRequest::read => Record(ballots::BallotsShape::shape);
}
