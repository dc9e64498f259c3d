//! The tables of version 1: which columns, made from which counts.

use super::table::{Column, Table};
use crate::ballots::Profile;
use crate::error::{Error, Result};
use crate::metrics::{CandidateCounts, Expectation, PairCounts};

pub const CANDIDATES: &str = "candidates";
pub const PAIRS: &str = "pairs";
pub const PROFILE: &str = "profile";

/// One row per candidate, in index order.
pub fn candidates_table(counts: &CandidateCounts) -> Table {
    let n = counts.len();
    let mut table = Table::new(n);
    table.push("candidate", Column::Whole((0..n as u64).collect()));
    table.push("mentions", Column::Whole(counts.mentions.clone()));
    table.push("first_choice_votes", Column::Whole((0..n).map(|i| counts.first_choice_votes(i)).collect()));
    for rank in 0..counts.max_rankings {
        table.push(format!("rank_{}", rank + 1), Column::Whole((0..n).map(|i| counts.ranks(i)[rank]).collect()));
    }
    table.push("bullet_ballots", Column::Whole(counts.bullet_ballots.clone()));
    table.push("transferable_ballots", Column::Whole(counts.transferable_ballots.clone()));
    table
}

/// The counts of a `candidates` table. `ballots` is the descriptor's N.
///
/// # Errors
/// [`Error::Format`] if columns are missing.
pub fn read_candidates(table: &Table, ballots: u64) -> Result<CandidateCounts> {
    let max_rankings = table.numbered("rank_");
    let mut rank_counts = vec![0; table.rows() * max_rankings];
    for rank in 0..max_rankings {
        for (candidate, &count) in table.whole(&format!("rank_{}", rank + 1))?.iter().enumerate() {
            rank_counts[candidate * max_rankings + rank] = count;
        }
    }
    Ok(CandidateCounts {
        ballots,
        max_rankings,
        mentions: table.whole("mentions")?.to_vec(),
        rank_counts,
        bullet_ballots: table.whole("bullet_ballots")?.to_vec(),
        transferable_ballots: table.whole("transferable_ballots")?.to_vec(),
    })
}

/// One row per pair of candidates, all n(n−1)/2 of them, in index order.
pub fn pairs_table(counts: &PairCounts, expectation: &Expectation) -> Table {
    let mut table = Table::new(counts.len());
    let (first, second): (Vec<u64>, Vec<u64>) = counts.iter_candidates().map(|(i, j)| (i as u64, j as u64)).unzip();
    table.push("candidate_1", Column::Whole(first));
    table.push("candidate_2", Column::Whole(second));
    table.push("shared_ballots", Column::Whole(counts.shared_ballots.clone()));
    for distance in 0..counts.max_distance {
        let values = (0..counts.len()).map(|pair| counts.distances(pair)[distance]).collect();
        table.push(format!("distance_{}", distance + 1), Column::Whole(values));
    }
    for (name, values) in directional(counts) {
        table.push(name, Column::Whole(values.clone()));
    }
    table.push("expected_shared", Column::Float(expectation.expected_shared.clone()));
    table.push("expected_close", Column::Float(expectation.expected_close.clone()));
    table
}

fn directional(counts: &PairCounts) -> [(&'static str, &Vec<u64>); 7] {
    [
        ("ahead_1", &counts.ahead_1),
        ("ahead_2", &counts.ahead_2),
        ("next_1_to_2", &counts.next_1_to_2),
        ("next_2_to_1", &counts.next_2_to_1),
        ("first_then_second_1_to_2", &counts.first_then_second_1_to_2),
        ("first_then_second_2_to_1", &counts.first_then_second_2_to_1),
        ("both_top_3", &counts.both_top_3),
    ]
}

/// The counts of a `pairs` table for `candidates` candidates.
///
/// # Errors
/// [`Error::Format`] if columns or rows are missing.
pub fn read_pairs(table: &Table, candidates: usize) -> Result<(PairCounts, Expectation)> {
    let pairs = crate::metrics::pair_count(candidates);
    if table.rows() != pairs {
        return Err(Error::Format(format!("the pairs table has {} rows; {candidates} candidates make {pairs}", table.rows())));
    }
    let max_distance = table.numbered("distance_");
    let mut distance_counts = vec![0; pairs * max_distance];
    for distance in 0..max_distance {
        for (pair, &count) in table.whole(&format!("distance_{}", distance + 1))?.iter().enumerate() {
            distance_counts[pair * max_distance + distance] = count;
        }
    }
    let column = |name| table.whole(name).map(<[u64]>::to_vec);
    let counts = PairCounts {
        candidates,
        max_distance,
        distance_counts,
        shared_ballots: column("shared_ballots")?,
        ahead_1: column("ahead_1")?,
        ahead_2: column("ahead_2")?,
        next_1_to_2: column("next_1_to_2")?,
        next_2_to_1: column("next_2_to_1")?,
        first_then_second_1_to_2: column("first_then_second_1_to_2")?,
        first_then_second_2_to_1: column("first_then_second_2_to_1")?,
        both_top_3: column("both_top_3")?,
    };
    let expectation = Expectation {
        expected_shared: table.float("expected_shared")?.to_vec(),
        expected_close: table.float("expected_close")?.to_vec(),
    };
    Ok((counts, expectation))
}

/// One row per distinct ranking, in lexicographic order; null after the last ranked candidate.
pub fn profile_table(profile: &Profile) -> Table {
    let mut table = Table::new(profile.len());
    for rank in 0..profile.max_rankings() {
        let values = profile.iter().map(|(ranking, _)| ranking.get(rank).map(|&candidate| u64::from(candidate))).collect();
        table.push(format!("rank_{}", rank + 1), Column::OptionalWhole(values));
    }
    table.push("count", Column::Whole(profile.counts().to_vec()));
    table
}

/// The profile of a `profile` table.
///
/// # Errors
/// [`Error::Format`] if columns are missing or a candidate index is out of range.
pub fn read_profile(table: &Table, candidates: usize) -> Result<Profile> {
    let ranks = (1..=table.numbered("rank_"))
        .map(|rank| match table.column(&format!("rank_{rank}"))? {
            Column::OptionalWhole(values) => Ok(values.as_slice()),
            _ => Err(Error::Format(format!("column rank_{rank} of the profile is not nullable whole numbers"))),
        })
        .collect::<Result<Vec<_>>>()?;
    let counts = table.whole("count")?;
    let mut rankings = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let ranking: Vec<u16> =
            ranks.iter().map_while(|rank| rank[row]).map(|candidate| u16::try_from(candidate).unwrap_or(u16::MAX)).collect();
        if ranking.is_empty() || ranking.iter().any(|&candidate| usize::from(candidate) >= candidates) {
            return Err(Error::Format(format!("row {} of the profile is not a ranking of the {candidates} candidates", row + 1)));
        }
        rankings.push((ranking, counts[row]));
    }
    Ok(Profile::new(candidates, rankings))
}
