//! The tables of version 2: which columns, made from which counts.

use super::rounds::{ROUNDS, rounds_table};
use super::table::{Column, Table};
use crate::ballots::{Ending, Endings, MAX_BALLOTS, MAX_CANDIDATES, MAX_PAIR_COUNTS, MAX_RANKS, OrderedRows, Profile};
use crate::error::{Error, Result};
use crate::metrics::{
    Archetype, Camp, CandidateCounts, CentralityRow, Expectation, MIN_EDGE_STRENGTH, MIN_SHARED_BALLOTS, Method, PairCounts,
    PositionType, SegmentCounts, Tally, centrality, clusters, network, pair_count, reach, support_graph,
};
use crate::tabulation::Tabulation;

/// How far rounding may carry E^k beyond E, in ballots and as a share.
const ROUNDING: f64 = 1e-9;

pub const CANDIDATES: &str = "candidates";
pub const PAIRS: &str = "pairs";
pub const PROFILE: &str = "profile";
pub const ENDINGS: &str = "endings";
/// For readers of the files: no query needs it beside `candidates` and `pairs`.
pub const MATCHUPS: &str = "matchups";
pub const CANDIDATE_CENTRALITY: &str = "candidate_centrality";
pub const SEGMENTS: &str = "segments";

/// Every table beside that of the profile itself, by name, from why its rankings end, the tally of all its ballots, the expectation
/// of its null model, and the count if there is one.
pub fn figure_tables(
    profile: &Profile,
    endings: &Endings,
    tally: &Tally,
    expectation: &Expectation,
    tabulation: Option<&Tabulation>,
) -> Vec<(&'static str, Table)> {
    let (counts, pairs) = (&tally.candidates, &tally.pairs);
    let support = support_graph(counts, pairs, expectation, Method::default(), MIN_SHARED_BALLOTS);
    let clusters = clusters(&support, &counts.mentions);
    let reach = reach(counts, pairs, expectation, MIN_SHARED_BALLOTS);
    let centrality = centrality(&network(&support, MIN_EDGE_STRENGTH), &support, &clusters, counts, &reach);
    let segments = SegmentCounts::of(profile.iter(), profile.candidates(), profile.max_rankings(), &clusters.membership);
    let mut tables = vec![
        (CANDIDATES, candidates_table(counts)),
        (CANDIDATE_CENTRALITY, centrality_table(&centrality)),
        (ENDINGS, endings_table(endings)),
        (MATCHUPS, matchups_table(counts, pairs)),
        (PAIRS, pairs_table(pairs, expectation)),
        (SEGMENTS, segments_table(&segments)),
    ];
    tables.extend(tabulation.map(|tabulation| (ROUNDS, rounds_table(tabulation))));
    tables
}

/// One row per candidate, in index order.
pub fn candidates_table(counts: &CandidateCounts) -> Table {
    let n = counts.len();
    let mut table = Table::new(n);
    table.push("candidate", Column::Whole((0..n as u64).collect()));
    table.push("mentions", Column::Whole(counts.mentions.clone()));
    table.push("first_choice_votes", Column::Whole((0..n).map(|i| counts.first_choice_votes(i)).collect()));
    push_numbered(&mut table, "rank_", counts.max_rankings, &counts.rank_counts);
    table.push("bullet_ballots", Column::Whole(counts.bullet_ballots.clone()));
    table.push("transferable_ballots", Column::Whole(counts.transferable_ballots.clone()));
    table
}

/// The counts of a `candidates` table for `candidates` candidates. `ballots` is the descriptor's N.
///
/// # Errors
/// [`Error::Format`] if columns or rows are missing, or counts contradict each other.
pub fn read_candidates(table: &Table, candidates: usize, ballots: u64) -> Result<CandidateCounts> {
    one_row_each(CANDIDATES, table, candidates)?;
    let (max_rankings, rank_counts) = read_numbered(table, "rank_", candidates)?;
    let counts = CandidateCounts {
        ballots,
        max_rankings,
        mentions: table.whole("mentions")?.to_vec(),
        rank_counts,
        bullet_ballots: table.whole("bullet_ballots")?.to_vec(),
        transferable_ballots: table.whole("transferable_ballots")?.to_vec(),
    };
    for candidate in 0..candidates {
        let mentions = counts.mentions[candidate];
        let parts = counts.bullet_ballots[candidate].checked_add(counts.transferable_ballots[candidate]);
        let is_consistent = mentions <= ballots
            && sum(counts.ranks(candidate)) == Some(mentions)
            && parts.is_some_and(|parts| parts <= mentions)
            && counts.bullet_ballots[candidate] <= counts.first_choice_votes(candidate);
        consistent(is_consistent, CANDIDATES, candidate)?;
    }
    let first_choices: Vec<u64> = (0..candidates).map(|candidate| counts.first_choice_votes(candidate)).collect();
    if sum(&first_choices) != Some(ballots) {
        return Err(Error::Format(format!("the first choices of the table {CANDIDATES} are not those of {ballots} ballots")));
    }
    Ok(counts)
}

/// One row per pair of candidates, all n(n−1)/2 of them, in index order.
pub fn pairs_table(counts: &PairCounts, expectation: &Expectation) -> Table {
    let mut table = Table::new(counts.len());
    let (first, second): (Vec<u64>, Vec<u64>) = counts.iter_candidates().map(|(i, j)| (i as u64, j as u64)).unzip();
    table.push("candidate_1", Column::Whole(first));
    table.push("candidate_2", Column::Whole(second));
    table.push("shared_ballots", Column::Whole(counts.shared_ballots.clone()));
    push_numbered(&mut table, "distance_", counts.max_distance, &counts.distance_counts);
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
/// [`Error::Format`] if columns or rows are missing, or counts contradict each other.
pub fn read_pairs(table: &Table, candidates: usize) -> Result<(PairCounts, Expectation)> {
    let pairs = pair_count(candidates);
    if table.rows() != pairs {
        return Err(Error::Format(format!("the pairs table has {} rows; {candidates} candidates make {pairs}", table.rows())));
    }
    let (max_distance, distance_counts) = read_numbered(table, "distance_", candidates)?;
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
    for pair in 0..pairs {
        let (shared, expected) = (counts.shared_ballots[pair], expectation.expected_shared[pair]);
        let [ahead, next, first] = [
            [&counts.ahead_1, &counts.ahead_2],
            [&counts.next_1_to_2, &counts.next_2_to_1],
            [&counts.first_then_second_1_to_2, &counts.first_then_second_2_to_1],
        ]
        .map(|directions| directions.map(|counts| counts[pair]));
        let at_most = |less: [u64; 2], more: [u64; 2]| less[0] <= more[0] && less[1] <= more[1];
        let is_consistent = shared <= MAX_BALLOTS
            && sum(&ahead) == Some(shared)
            && sum(counts.distances(pair)) == Some(shared)
            && sum(&next) == Some(counts.distances(pair).first().copied().unwrap_or(0))
            && at_most(next, ahead)
            && at_most(first, next)
            && counts.both_top_3[pair] <= shared
            && (0.0..=MAX_BALLOTS as f64).contains(&expected)
            && (0.0..=expected * (1.0 + ROUNDING) + ROUNDING).contains(&expectation.expected_close[pair]);
        consistent(is_consistent, PAIRS, pair)?;
    }
    Ok((counts, expectation))
}

/// One row per pair of candidates, in index order: the ballots that prefer the one, the other, and that rank neither. Who is ranked
/// is preferred to who is not.
pub fn matchups_table(candidates: &CandidateCounts, pairs: &PairCounts) -> Table {
    let mut table = Table::new(pairs.len());
    let (first, second): (Vec<usize>, Vec<usize>) = pairs.iter_candidates().unzip();
    let alone = |of: &[usize], pair: usize| candidates.mentions[of[pair]] - pairs.shared_ballots[pair];
    let prefer_1: Vec<u64> = (0..pairs.len()).map(|pair| pairs.ahead_1[pair] + alone(&first, pair)).collect();
    let prefer_2: Vec<u64> = (0..pairs.len()).map(|pair| pairs.ahead_2[pair] + alone(&second, pair)).collect();
    let neither = prefer_1.iter().zip(&prefer_2).map(|(one, other)| candidates.ballots - one - other).collect();
    let indices = |of: Vec<usize>| Column::Whole(of.into_iter().map(|candidate| candidate as u64).collect());
    table.push("candidate_1", indices(first));
    table.push("candidate_2", indices(second));
    table.push("prefer_1", Column::Whole(prefer_1));
    table.push("prefer_2", Column::Whole(prefer_2));
    table.push("neither", Column::Whole(neither));
    table
}

/// Checks that a pair is on no more ballots than either of its candidates, and on no fewer than both leave no choice about.
///
/// # Errors
/// [`Error::Format`] if it is.
pub fn check_pairs(candidates: &CandidateCounts, pairs: &PairCounts) -> Result<()> {
    for (pair, (i, j)) in pairs.iter_candidates().enumerate() {
        let (m_i, m_j) = (candidates.mentions[i], candidates.mentions[j]);
        let least = (m_i + m_j).saturating_sub(candidates.ballots);
        consistent((least..=m_i.min(m_j)).contains(&pairs.shared_ballots[pair]), PAIRS, pair)?;
    }
    Ok(())
}

/// Columns `prefix1`, `prefix2`, … of counts that are kept row by row, `width` a row.
fn push_numbered(table: &mut Table, prefix: &str, width: usize, counts: &[u64]) {
    for place in 0..width {
        let column = counts.iter().skip(place).step_by(width).copied().collect();
        table.push(format!("{prefix}{}", place + 1), Column::Whole(column));
    }
}

/// How many columns `prefix1`, `prefix2`, … there are, and their counts row by row.
fn read_numbered(table: &Table, prefix: &str, candidates: usize) -> Result<(usize, Vec<u64>)> {
    let width = table.numbered(prefix);
    within_limits(candidates, width)?;
    let mut counts = vec![0; table.rows() * width];
    for place in 0..width {
        let column = table.whole(&format!("{prefix}{}", place + 1))?;
        counts.iter_mut().skip(place).step_by(width).zip(column).for_each(|(count, &value)| *count = value);
    }
    Ok((width, counts))
}

/// `None` beyond what a u64 holds.
fn sum(counts: &[u64]) -> Option<u64> {
    counts.iter().try_fold(0u64, |sum, &count| sum.checked_add(count))
}

/// What the builder refuses to publish, nobody has to find memory for.
fn within_limits(candidates: usize, ranks: usize) -> Result<()> {
    if candidates > MAX_CANDIDATES || ranks > MAX_RANKS || pair_count(candidates) * ranks > MAX_PAIR_COUNTS {
        return Err(Error::Format(format!("{candidates} candidates and {ranks} ranks are more than any published election has")));
    }
    Ok(())
}

/// Counts that contradict each other would make figures that nobody could trust.
fn consistent(is_consistent: bool, table: &str, row: usize) -> Result<()> {
    match is_consistent {
        true => Ok(()),
        false => Err(Error::Format(format!(
            "row {} of the table {table} contradicts itself: it was not made by this builder",
            row + 1
        ))),
    }
}

/// One row per candidate, in index order: centrality at the default parameters.
fn centrality_table(rows: &[CentralityRow]) -> Table {
    fn optional(rows: &[CentralityRow], value: fn(&CentralityRow) -> Option<f64>) -> Column {
        Column::OptionalFloat(rows.iter().map(value).collect())
    }
    let mut table = Table::new(rows.len());
    table.push("candidate", Column::Whole((0..rows.len() as u64).collect()));
    table.push("connection_count", Column::Whole(rows.iter().map(|row| row.connection_count).collect()));
    table.push("degree_centrality", optional(rows, |row| row.degree_centrality));
    table.push("strength_centrality", Column::Float(rows.iter().map(|row| row.strength_centrality).collect()));
    table.push("avg_coalition_strength", optional(rows, |row| row.avg_coalition_strength));
    table.push("bridge_score", optional(rows, |row| row.bridge_score));
    table.push("reach", optional(rows, |row| row.reach));
    table.push("betweenness_centrality", optional(rows, |row| row.betweenness_centrality));
    let clusters = rows.iter().map(|row| row.cluster_membership.map(|cluster| cluster as u16)).collect();
    table.push("cluster_membership", Column::OptionalIndex(clusters));
    table.push("centrality_rank", Column::Whole(rows.iter().map(|row| row.centrality_rank).collect()));
    table.push("position_type", Column::Whole(rows.iter().map(|row| row.position_type as u64).collect()));
    table
}

/// The rows of a `candidate_centrality` table for `candidates` candidates.
///
/// # Errors
/// [`Error::Format`] if columns or rows are missing, or a value is none that there can be.
pub fn read_centrality(table: &Table, candidates: usize) -> Result<Vec<CentralityRow>> {
    one_row_each(CANDIDATE_CENTRALITY, table, candidates)?;
    let connections = table.whole("connection_count")?;
    let degrees = table.optional_float("degree_centrality")?;
    let strengths = table.float("strength_centrality")?;
    let means = table.optional_float("avg_coalition_strength")?;
    let bridges = table.optional_float("bridge_score")?;
    let reach = table.optional_float("reach")?;
    let betweenness = table.optional_float("betweenness_centrality")?;
    let clusters = table.optional_index("cluster_membership")?;
    let ranks = table.whole("centrality_rank")?;
    let positions = table.whole("position_type")?;
    let row = |i: usize| {
        let numbers = [ranks[i]].into_iter().chain(clusters[i].map(u64::from));
        let are_there = numbers.into_iter().all(|number| (1..=candidates as u64).contains(&number));
        consistent(are_there && connections[i] < candidates as u64, CANDIDATE_CENTRALITY, i)?;
        let position_type = usize::try_from(positions[i]).ok().and_then(|position| PositionType::ALL.get(position)).copied();
        Ok(CentralityRow {
            connection_count: connections[i],
            degree_centrality: degrees[i],
            strength_centrality: strengths[i],
            avg_coalition_strength: means[i],
            bridge_score: bridges[i],
            reach: reach[i],
            betweenness_centrality: betweenness[i],
            cluster_membership: clusters[i].map(u32::from),
            centrality_rank: ranks[i],
            position_type: position_type
                .ok_or_else(|| Error::Format(format!("row {} of {CANDIDATE_CENTRALITY} has no position type", i + 1)))?,
        })
    };
    (0..candidates).map(row).collect()
}

/// One row per candidate, in index order: supporters by archetype, by camp at the default parameters, and by ballot length.
fn segments_table(counts: &SegmentCounts) -> Table {
    let n = counts.archetypes.len();
    let mut table = Table::new(n);
    table.push("candidate", Column::Whole((0..n as u64).collect()));
    for (kind, name) in Archetype::ALL.map(Archetype::name).into_iter().enumerate() {
        table.push(name, Column::Whole(counts.archetypes.iter().map(|ballots| ballots[kind]).collect()));
    }
    for (kind, name) in Camp::ALL.map(Camp::name).into_iter().enumerate() {
        table.push(name, Column::Whole(counts.camps.iter().map(|ballots| ballots[kind]).collect()));
    }
    push_numbered(&mut table, "length_", counts.max_rankings, &counts.lengths);
    table
}

/// The counts of a `segments` table for `candidates` candidates.
///
/// # Errors
/// [`Error::Format`] if columns or rows are missing, or counts contradict each other.
pub fn read_segments(table: &Table, candidates: usize) -> Result<SegmentCounts> {
    one_row_each(SEGMENTS, table, candidates)?;
    let (max_rankings, lengths) = read_numbered(table, "length_", candidates)?;
    let mut counts =
        SegmentCounts { archetypes: vec![[0; 5]; candidates], camps: vec![[0; 5]; candidates], max_rankings, lengths };
    for (kind, name) in Archetype::ALL.map(Archetype::name).into_iter().enumerate() {
        table.whole(name)?.iter().zip(&mut counts.archetypes).for_each(|(&ballots, row)| row[kind] = ballots);
    }
    for (kind, name) in Camp::ALL.map(Camp::name).into_iter().enumerate() {
        table.whole(name)?.iter().zip(&mut counts.camps).for_each(|(&ballots, row)| row[kind] = ballots);
    }
    for candidate in 0..candidates {
        let mentions = sum(&counts.archetypes[candidate]);
        let are_partitions = mentions == sum(&counts.camps[candidate]) && mentions == sum(counts.lengths(candidate));
        consistent(are_partitions && mentions.is_some_and(|mentions| mentions <= MAX_BALLOTS), SEGMENTS, candidate)?;
    }
    Ok(counts)
}

fn one_row_each(name: &str, table: &Table, candidates: usize) -> Result<()> {
    if table.rows() == candidates {
        return Ok(());
    }
    Err(Error::Format(format!("the {name} table has {} rows for {candidates} candidates", table.rows())))
}

/// One row per distinct ranking, in lexicographic order; null after the last ranked candidate.
pub fn profile_table(profile: &Profile) -> Table {
    let mut table = Table::new(profile.len());
    for rank in 0..profile.max_rankings() {
        let values = profile.iter().map(|(ranking, _)| ranking.get(rank).copied()).collect();
        table.push(format!("rank_{}", rank + 1), Column::OptionalIndex(values));
    }
    table.push("count", Column::Whole(profile.counts().to_vec()));
    table
}

/// The profile of a `profile` table.
///
/// # Errors
/// [`Error::Format`] if columns are missing or a row is not the next ranking.
pub fn read_profile(table: &Table, candidates: usize) -> Result<Profile> {
    within_limits(candidates, table.numbered("rank_"))?;
    let ranks =
        (1..=table.numbered("rank_")).map(|rank| table.optional_index(&format!("rank_{rank}"))).collect::<Result<Vec<_>>>()?;
    let counts = table.whole("count")?;
    let entries = ranks.iter().map(|rank| rank.iter().flatten().count()).sum();
    let mut rows = OrderedRows::with_capacity(candidates, table.rows(), entries);
    let mut ranking = Vec::with_capacity(ranks.len());
    for (row, &count) in counts.iter().enumerate() {
        ranking.clear();
        ranking.extend(ranks.iter().map_while(|rank| rank[row]));
        let has_gap = ranks[ranking.len()..].iter().any(|rank| rank[row].is_some());
        let added = if has_gap { Err("has a rank after an empty one") } else { rows.add(&ranking, count) };
        added.map_err(|reason| Error::Format(format!("row {} of the profile {reason}", row + 1)))?;
    }
    Ok(rows.finish())
}

/// One row per ranking of the profile that a rule of cleaning cut on some ballots: how many, by rule.
pub fn endings_table(endings: &Endings) -> Table {
    let mut table = Table::new(endings.rows.len());
    table.push("row", Column::Whole(endings.rows.iter().map(|&(row, _)| row.into()).collect()));
    for (place, ending) in Ending::CUTS.into_iter().enumerate() {
        table.push(ending.name(), Column::Whole(endings.rows.iter().map(|(_, cut)| cut[place]).collect()));
    }
    table
}

/// The rows of an `endings` table: row of the profile, and the ballots of each of [`Ending::CUTS`].
///
/// # Errors
/// [`Error::Format`] if columns are missing, rows do not ascend, or no ballots are cut.
pub fn read_endings(table: &Table) -> Result<Vec<(u32, [u64; 3])>> {
    let numbers = table.whole("row")?;
    let [overvote, skipped, duplicate] = Ending::CUTS.map(|ending| table.whole(ending.name()));
    let (overvote, skipped, duplicate) = (overvote?, skipped?, duplicate?);
    let mut rows: Vec<(u32, [u64; 3])> = Vec::with_capacity(table.rows());
    for place in 0..table.rows() {
        let cut = [overvote[place], skipped[place], duplicate[place]];
        let row = u32::try_from(numbers[place]).ok().filter(|row| rows.last().is_none_or(|(before, _)| before < row));
        let is_consistent = sum(&cut).is_some_and(|ballots| (1..=MAX_BALLOTS).contains(&ballots));
        consistent(row.is_some() && is_consistent, ENDINGS, place)?;
        rows.extend(row.map(|row| (row, cut)));
    }
    Ok(rows)
}

/// Checks that the rows of a profile that are cut are there, and have as many ballots.
///
/// # Errors
/// [`Error::Format`] if not.
pub fn check_endings(profile: &Profile, rows: &[(u32, [u64; 3])]) -> Result<()> {
    for (place, (row, cut)) in rows.iter().enumerate() {
        let ballots = profile.counts().get(*row as usize);
        consistent(ballots.is_some_and(|ballots| cut.iter().sum::<u64>() <= *ballots), ENDINGS, place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{decode_table, encode_table};

    fn endings(rows: &[(u32, [u64; 3])]) -> Table {
        endings_table(&Endings { rows: rows.to_vec(), ..Endings::default() })
    }

    #[test]
    fn matchups_are_the_ballots_that_prefer_one_of_two() {
        let profile = Profile::new(4, [(vec![0, 1], 5), (vec![1], 3), (vec![2, 1, 0], 2)]);
        let tally = Tally::of(&profile);
        let table = matchups_table(&tally.candidates, &tally.pairs);
        let column = |name: &str| table.whole(name).unwrap().to_vec();
        assert_eq!(column("candidate_1"), [0, 0, 0, 1, 1, 2]);
        assert_eq!(column("candidate_2"), [1, 2, 3, 2, 3, 3]);
        assert_eq!(column("prefer_1"), [5, 5, 7, 8, 10, 2]);
        assert_eq!(column("prefer_2"), [5, 2, 0, 2, 0, 0]);
        assert_eq!(column("neither"), [0, 3, 3, 0, 0, 8]);
    }

    #[test]
    fn endings_come_back_as_they_went_also_none() {
        for rows in [vec![], vec![(1, [1, 0, 0]), (7, [0, 2, 300])]] {
            let table = endings(&rows);
            let read = decode_table(&encode_table(&table, 0..table.rows()).unwrap()).unwrap();
            assert_eq!(read_endings(&read).unwrap(), rows);
        }
    }

    #[test]
    fn endings_that_contradict_themselves_or_the_profile_are_refused() {
        for rows in [
            vec![(1, [1, 0, 0]), (1, [1, 0, 0])],
            vec![(1, [1, 0, 0]), (0, [1, 0, 0])],
            vec![(0, [0, 0, 0])],
            vec![(0, [MAX_BALLOTS, 1, 0])],
            vec![(0, [u64::MAX, u64::MAX, 0])],
        ] {
            assert_eq!(read_endings(&endings(&rows)).unwrap_err().code(), "E_FORMAT", "{rows:?}");
        }
        let profile = Profile::new(2, [(vec![0], 3), (vec![1, 0], 2)]);
        assert!(check_endings(&profile, &[(0, [1, 1, 1]), (1, [0, 0, 2])]).is_ok());
        for rows in [[(0, [1, 1, 2])], [(2, [1, 0, 0])]] {
            let error = check_endings(&profile, &rows).unwrap_err().to_string();
            assert!(error.contains("row 1 of the table endings"), "{error}");
        }
    }
}
