//! Drawn elections, counted by every combination of rules: as the counter that goes ballot by ballot does, and with what must hold.

use std::collections::BTreeSet;

use coalition_lens::ballots::{Ending, Endings, Predicate, Profile, Selection};
use coalition_lens::tabulation::{
    Last, Method, Named, Percent, Quota, Rules, Surplus, Tabulation, ThresholdOf, TieBreak, Transfer,
};
use proptest::prelude::*;

use crate::naive::{self, Ballot, Counted, Election};
use crate::support::{check_sums, counted_of};

/// Rankings with their ballots by why they end, and the ballots that rank nobody.
#[derive(Clone, Debug)]
struct Drawn {
    candidates: usize,
    rows: Vec<(Vec<u16>, [u64; 4])>,
    inactive: [u64; 4],
}

impl Drawn {
    fn profile(&self) -> Profile {
        Profile::new(self.candidates, self.rows.iter().map(|(ranking, ballots)| (ranking.clone(), ballots.iter().sum())))
    }

    fn endings(&self, profile: &Profile) -> Endings {
        let mut endings = Endings { rows: Vec::new(), inactive: self.inactive };
        for (row, (ranking, _)) in profile.iter().enumerate() {
            let mut causes = [0; 3];
            for (_, ballots) in self.rows.iter().filter(|(other, _)| other == ranking) {
                (0..3).for_each(|cause| causes[cause] += ballots[cause + 1]);
            }
            if causes != [0; 3] {
                endings.rows.push((row as u32, causes));
            }
        }
        endings
    }

    fn ballots(&self, is_counted: impl Fn(&[u16]) -> bool) -> Vec<Ballot> {
        let rows = self.rows.iter().filter(|(ranking, _)| is_counted(ranking));
        let each = rows.flat_map(|(ranking, ballots)| {
            Ending::ALL.into_iter().zip(ballots).map(|(ending, &weight)| Ballot { ranking: ranking.clone(), weight, ending })
        });
        each.filter(|ballot| ballot.weight > 0).collect()
    }
}

/// Few ballots tie often; many are beyond 32 bits.
fn elections(weight: impl Strategy<Value = u64> + Clone + 'static) -> impl Strategy<Value = Drawn> {
    (1usize..8).prop_flat_map(move |candidates| {
        let order = Just((0..candidates as u16).collect::<Vec<_>>()).prop_shuffle();
        let ranking = (order, 1..=candidates).prop_map(|(mut order, length)| {
            order.truncate(length);
            order
        });
        let causes = prop_oneof![
            4 => weight.clone().prop_map(|weight| [weight, 0, 0, 0]),
            1 => prop::array::uniform4(prop_oneof![Just(0), weight.clone()]),
        ];
        let rows = prop::collection::vec((ranking, causes), 0..24);
        (rows, prop::array::uniform4(0u64..3)).prop_map(move |(rows, inactive)| Drawn { candidates, rows, inactive })
    })
}

fn few() -> impl Strategy<Value = u64> + Clone {
    prop_oneof![Just(1u64), 1u64..4, 1u64..40]
}

fn of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

const TIE_BREAKS: &[&[TieBreak]] =
    &[&[TieBreak::Order], &[TieBreak::PreviousRounds, TieBreak::Order], &[TieBreak::PreviousRounds], &[]];

/// Every rule set that goes together.
fn rules() -> impl Strategy<Value = Rules> {
    let methods = &[
        Method::Stv,
        Method::Stv,
        Method::Stv,
        Method::Irv,
        Method::BottomsUp,
        Method::Percentage,
        Method::Sequential,
        Method::Meek,
    ];
    let ways = (of(methods), 1u32..6, 0u8..6, of(Quota::ALL), of(ThresholdOf::ALL));
    let surpluses = (of(Surplus::ALL), of(Transfer::ALL), of(Last::ALL), prop::bool::weighted(0.2), prop::bool::weighted(0.2));
    let ends = (any::<bool>(), any::<bool>(), any::<bool>(), of(&[1.0, 8.5, 12.5, 25.0, 33.333333, 60.0]));
    let write_ins = prop::option::weighted(0.3, prop::collection::vec(1u32..10, 0..3));
    let ties = of(TIE_BREAKS);
    let order = prop::sample::subsequence((1u32..8).collect::<Vec<_>>(), 0..=7).prop_shuffle();
    let stop_after = prop::option::weighted(0.15, 1u32..5);
    (ways, surpluses, ends, write_ins, ties, order, stop_after).prop_map(
        |(ways, surpluses, ends, write_ins_first, tie_break, order, stop_after)| {
            let (method, seats, places, quota, threshold_of) = ways;
            let (surplus, transfer, last, dynamic_quota, one_winner) = surpluses;
            let (continue_until_two, batch, cutoff, percent) = ends;
            let is_one_seat = matches!(method, Method::Irv | Method::Sequential);
            let rules = Rules {
                method,
                seats: Some(seats),
                places,
                quota,
                threshold_of,
                surplus,
                transfer,
                last,
                dynamic_quota,
                one_winner_per_round: one_winner && method == Method::Stv,
                continue_until_two: continue_until_two && is_one_seat,
                batch: batch && (is_one_seat || method == Method::BottomsUp),
                cutoff: cutoff && method == Method::Percentage,
                percent: (method == Method::Percentage).then(|| Percent::new(percent).unwrap()),
                write_ins_first: write_ins_first.map(|ids| ids.into_iter().map(Named::Id).collect()),
                tie_break: tie_break.to_vec(),
                order: order.into_iter().map(Named::Id).collect(),
                stop_after,
            };
            rules.check().expect("rules that go together");
            rules
        },
    )
}

fn predicates() -> impl Strategy<Value = Predicate> {
    let candidate = 0u16..7;
    let leaf = prop_oneof![
        candidate.clone().prop_map(Predicate::First),
        (candidate.clone(), prop::option::of(0u16..5)).prop_map(|(candidate, within)| Predicate::Ranks { candidate, within }),
        (candidate.clone(), candidate).prop_map(|(upper, lower)| Predicate::Above(upper, lower)),
        (1u16..4, 1u16..7).prop_map(|(min, max)| Predicate::Length { min, max }),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|predicate| Predicate::Not(Box::new(predicate))),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Predicate::All),
            prop::collection::vec(inner, 1..3).prop_map(Predicate::Any),
        ]
    })
}

/// The rules' order and write-ins by candidate, for the counter that goes ballot by ballot. Nobody is named who is not there.
fn resolved(mut rules: Rules, candidates: usize) -> (Rules, Vec<u16>, Vec<bool>) {
    let is_there = |named: &Named| matches!(named, Named::Id(id) if *id as usize <= candidates);
    rules.order.retain(is_there);
    let id = |named: &Named| match named {
        Named::Id(id) => *id as usize - 1,
        Named::Name(_) => unreachable!("drawn by id"),
    };
    let named: Vec<usize> = rules.order.iter().map(id).collect();
    let others = (0..candidates).filter(|candidate| !named.contains(candidate));
    let order: Vec<usize> = named.iter().copied().chain(others).collect();
    let mut place = vec![0; candidates];
    order.iter().enumerate().for_each(|(at, &candidate)| place[candidate] = at as u16);
    let out = rules.write_ins_first.as_deref().unwrap_or_default();
    let is_first_out = (0..candidates).map(|candidate| out.iter().any(|named| id(named) == candidate)).collect();
    (rules, place, is_first_out)
}

fn election(drawn: &Drawn, ballots: Vec<Ballot>, without: &[u16], rules: &Rules) -> (Election, Rules) {
    let (rules, place, is_first_out) = resolved(rules.clone(), drawn.candidates);
    let mut is_absent = vec![false; drawn.candidates];
    without.iter().for_each(|&candidate| is_absent[candidate as usize] = true);
    let candidates = drawn.candidates as u16;
    let seats = rules.seats.unwrap();
    (Election { candidates, ballots, inactive: drawn.inactive, seats, place, is_first_out, is_absent }, rules)
}

/// The engine's count in the form of the other counter.
pub fn as_counted(tabulation: &Tabulation, candidates: u16) -> Vec<Counted> {
    let each = tabulation.counts.iter().map(|count| {
        let followed = count.followed.as_ref().expect("it was asked for");
        let held = (0..candidates).map(|origin| (0..candidates).map(|holder| followed.held(origin, holder)).collect());
        Counted {
            rounds: count.rounds.clone(),
            winners: count.winners.clone(),
            ties: count.ties.clone(),
            undecided: count.undecided.clone(),
            held: held.collect(),
            exhausted: followed.exhausted.clone(),
        }
    });
    each.collect()
}

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig { cases: number, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn every_rule_set_counts_as_ballot_by_ballot(
        drawn in elections(few()),
        rules in rules(),
        asked in prop::option::weighted(0.4, predicates()),
        absent in prop::collection::vec(0u16..7, 0..3),
    ) {
        let without: Vec<u16> = absent.into_iter().filter(|&candidate| usize::from(candidate) < drawn.candidates).collect();
        let ballots = drawn.ballots(|ranking| asked.as_ref().is_none_or(|asked| asked.matches(ranking)));
        let (mut expected_of, rules) = election(&drawn, ballots, &without, &rules);
        if asked.is_some() {
            expected_of.inactive = [0; 4];
        }
        let profile = drawn.profile();
        let endings = drawn.endings(&profile);
        let selection = asked.map(|asked| Selection::of(&profile, &asked));
        let found = counted_of(&profile, &endings, selection.as_ref(), &without, &rules).expect("a count");
        let ballots = expected_of.ballots.iter().map(|ballot| ballot.weight).sum::<u64>() + expected_of.inactive.iter().sum::<u64>();
        prop_assert_eq!(found.ballots, ballots);
        prop_assert_eq!(as_counted(&found, drawn.candidates as u16), naive::count(&expected_of, &rules));
        check_sums(&found, "drawn");
    }
}

/// Winners are as many as seats unless candidates run out, or a tie or `stop_after` cut the count.
fn check_seats(tabulation: &Tabulation, candidates: usize, rules: &Rules) {
    let is_cut = rules.stop_after.is_some() || tabulation.counts.iter().any(|count| count.undecided.is_some());
    let seats = if rules.method == Method::Irv { 1 } else { tabulation.seats as usize };
    if tabulation.counts.iter().any(|count| !count.has_votes()) {
        assert!(tabulation.counts.last().is_some_and(|count| count.winners.is_empty()));
    } else if !is_cut && rules.method != Method::Percentage {
        assert_eq!(tabulation.winners().count(), seats.min(candidates));
    }
}

proptest! {
    #![proptest_config(cases(800))]

    #[test]
    fn large_weights_are_counted_as_ballot_by_ballot(
        drawn in elections(prop_oneof![1u64..9, Just(u64::from(u32::MAX) + 7), (1u64 << 32)..(1 << 35)]),
        rules in rules(),
        absent in prop::option::weighted(0.3, 0u16..7),
    ) {
        let without: Vec<u16> = absent.into_iter().filter(|&candidate| usize::from(candidate) < drawn.candidates).collect();
        let (expected_of, rules) = election(&drawn, drawn.ballots(|_| true), &without, &rules);
        let profile = drawn.profile();
        match counted_of(&profile, &drawn.endings(&profile), None, &without, &rules) {
            Ok(found) => {
                prop_assert_eq!(as_counted(&found, drawn.candidates as u16), naive::count(&expected_of, &rules));
                check_sums(&found, "drawn");
            }
            Err(error) => prop_assert!(error.to_string().contains("cannot be counted exactly"), "{}", error),
        }
    }

    #[test]
    fn as_many_are_elected_as_there_are_seats(drawn in elections(few()), rules in rules(), absent in 0u16..14) {
        let without: Vec<u16> = [absent].into_iter().filter(|&candidate| usize::from(candidate) < drawn.candidates).collect();
        let (_, rules) = election(&drawn, Vec::new(), &[], &rules);
        // Who goes first by name may be one of as few as there are seats.
        let rules = Rules { write_ins_first: None, ..rules };
        let profile = drawn.profile();
        let found = counted_of(&profile, &drawn.endings(&profile), None, &without, &rules).expect("a count");
        check_seats(&found, drawn.candidates - without.len(), &rules);
    }

    #[test]
    fn without_is_a_profile_from_which_they_were_taken(drawn in elections(few()), rules in rules(), gone in 0u16..7) {
        let gone = gone % drawn.candidates as u16;
        let (_, rules) = election(&drawn, Vec::new(), &[], &rules);
        let profile = drawn.profile();
        let found = counted_of(&profile, &drawn.endings(&profile), None, &[gone], &rules).expect("a count");
        let mut taken = drawn.clone();
        taken.rows.iter_mut().for_each(|(ranking, _)| ranking.retain(|&candidate| candidate != gone));
        for (ranking, ballots) in &taken.rows {
            if ranking.is_empty() {
                (0..4).for_each(|cause| taken.inactive[cause] += ballots[cause]);
            }
        }
        taken.rows.retain(|(ranking, _)| !ranking.is_empty());
        let profile = taken.profile();
        let expected = counted_of(&profile, &taken.endings(&profile), None, &[gone], &rules).expect("a count");
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn one_whom_nobody_ranks_changes_no_winner(drawn in elections(few()), rules in rules(), gone in 0u16..7) {
        let gone = gone % drawn.candidates as u16;
        let (_, rules) = election(&drawn, Vec::new(), &[], &rules);
        // Ties by earlier rounds know the rounds that are spent on this one; seats that are left over are filled with this one.
        let rules = Rules { tie_break: vec![TieBreak::Order], stop_after: None, ..rules };
        let mut unranked = drawn.clone();
        unranked.rows.iter_mut().for_each(|(ranking, _)| ranking.retain(|&candidate| candidate != gone));
        unranked.rows.retain(|(ranking, _)| !ranking.is_empty());
        let profile = unranked.profile();
        let has_votes = |tabulation: &Tabulation| {
            tabulation.counts.iter().all(|count| {
                let last = count.rounds.last().expect("a round");
                count.winners.iter().all(|&winner| last.votes_of(winner) > 0)
            })
        };
        let count = |without: &[u16]| counted_of(&profile, &Endings::default(), None, without, &rules).expect("a count");
        let (with, without) = (count(&[]), count(&[gone]));
        if !has_votes(&with) {
            return Ok(());
        }
        // Their order may be another: all who are left are elected at once.
        prop_assert_eq!(with.winners().collect::<BTreeSet<_>>(), without.winners().collect::<BTreeSet<_>>());
    }

    #[test]
    fn of_two_candidates_the_one_wins_whom_more_ballots_prefer(drawn in elections(few()), until_two: bool, batch: bool) {
        prop_assume!(drawn.candidates > 1);
        let rules = Rules { continue_until_two: until_two, batch, ..Rules::default() };
        let profile = drawn.profile();
        for first in 0..drawn.candidates as u16 {
            for second in first + 1..drawn.candidates as u16 {
                let others: Vec<u16> = (0..drawn.candidates as u16).filter(|&other| other != first && other != second).collect();
                let found = counted_of(&profile, &Endings::default(), None, &others, &rules).expect("a count");
                let prefer = |one, other| {
                    let above = Predicate::Above(one, other);
                    profile.iter().filter(|(ranking, _)| above.matches(ranking)).map(|(_, ballots)| ballots).sum::<u64>()
                };
                let (of_first, of_second) = (prefer(first, second), prefer(second, first));
                let expected = match (of_first, of_second) {
                    (0, 0) => vec![],
                    _ if of_first >= of_second => vec![first],
                    _ => vec![second],
                };
                prop_assert_eq!(found.winners().collect::<Vec<_>>(), expected);
                prop_assert_eq!(&found.counts[0].rounds[0].votes, &vec![(first, of_first), (second, of_second)]);
            }
        }
    }
}
