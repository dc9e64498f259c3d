//! What is counted where there is hardly anything to count, or a great deal.

use coalition_lens::ballots::{Endings, Predicate, Profile, Selection};
use coalition_lens::tabulation::{Last, Method, Percent, Quota, Rules, Surplus, Tabulation, TieBreak, TieKind, Transfer, Units};

use crate::support::{check_sums, counted, counted_of, decimal, rules_of};

fn profile(candidates: usize, rows: &[(&[u16], u64)]) -> Profile {
    Profile::new(candidates, rows.iter().map(|&(ranking, ballots)| (ranking.to_vec(), ballots)))
}

fn stv(seats: u32) -> Rules {
    Rules { method: Method::Stv, seats: Some(seats), ..Rules::default() }
}

/// Every way of counting, with so many seats.
fn every_way(seats: u32) -> Vec<Rules> {
    let mut ways = Vec::new();
    for &method in Method::ALL {
        let percent = (method == Method::Percentage).then(|| Percent::new(15.0).unwrap());
        let rules = Rules { method, seats: Some(seats), percent, ..Rules::default() };
        ways.push(rules.clone());
        match method {
            Method::Stv => {
                let one_winner_per_round = true;
                ways.push(Rules { one_winner_per_round, dynamic_quota: true, quota: Quota::Hare, ..rules.clone() });
                ways.push(Rules {
                    surplus: Surplus::LargestFirst,
                    transfer: Transfer::Product,
                    last: Last::Stop,
                    ..rules.clone()
                });
                ways.push(Rules { quota: Quota::DroopFraction, last: Last::Keep, ..rules });
            }
            Method::Irv | Method::Sequential => ways.push(Rules { batch: true, continue_until_two: true, ..rules }),
            Method::Percentage => ways.push(Rules { cutoff: true, ..rules }),
            _ => {}
        }
    }
    ways
}

fn winners(tabulation: &Tabulation) -> Vec<u16> {
    tabulation.winners().collect()
}

#[test]
fn with_more_seats_than_candidates_all_are_elected_and_the_count_ends_there() {
    let profile = profile(3, &[(&[0, 1], 5), (&[1], 2), (&[2, 1], 3)]);
    for rules in every_way(7) {
        let found = counted(&profile, &rules);
        check_sums(&found, &format!("{rules:?}"));
        match rules.method {
            Method::Irv => assert_eq!(winners(&found), [0]),
            Method::Percentage => assert_eq!(found.counts[0].rounds.len(), 1),
            _ => assert_eq!(winners(&found).len(), 3, "{rules:?}"),
        }
    }
    let found = counted(&profile, &stv(7));
    assert_eq!((winners(&found), found.counts[0].rounds.len()), (vec![0, 2, 1], 1));
}

#[test]
fn one_candidate_is_elected_and_no_candidate_elects_nobody() {
    for rules in every_way(1) {
        let found = counted(&profile(1, &[(&[0], 3)]), &rules);
        assert_eq!(winners(&found), [0], "{rules:?}");
        let nobody = counted_of(&profile(1, &[(&[0], 3)]), &Endings::default(), None, &[0], &rules).unwrap();
        assert_eq!(winners(&nobody), [0u16; 0], "{rules:?}");
        check_sums(&nobody, &format!("{rules:?}"));
    }
}

#[test]
fn without_a_ballot_nobody_is_elected_and_no_tie_is_broken() {
    let empty = profile(4, &[]);
    for rules in every_way(2) {
        let found = counted(&empty, &Rules { stop_after: Some(3), ..rules.clone() });
        check_sums(&found, &format!("{rules:?}"));
        assert_eq!((winners(&found), found.counts.len()), (vec![], 1), "{rules:?}");
        assert_eq!((found.counts[0].rounds.len(), found.counts[0].ties.len()), (1, 0), "{rules:?}");
        assert!(found.is_decided(4) && !found.counts[0].has_votes(), "{rules:?}");
    }
}

#[test]
fn where_all_are_tied_and_no_rule_decides_the_count_is_cut_there() {
    let tied = profile(3, &[(&[0], 4), (&[1], 4), (&[2], 4)]);
    let undecided = |rules: Rules| {
        let found = counted(&tied, &Rules { tie_break: vec![TieBreak::PreviousRounds], ..rules });
        let count = found.counts.last().unwrap().clone();
        assert_eq!(count.winners, [0u16; 0], "a tie elects nobody");
        let tie = count.undecided.expect("a tie");
        assert_eq!(tie.round as usize, count.rounds.len());
        assert!(count.rounds.last().unwrap().transfers.is_empty());
        (tie.kind, tie.tied)
    };
    assert_eq!(undecided(Rules::default()), (TieKind::Eliminate, vec![0, 1, 2]));
    assert_eq!(undecided(stv(2)), (TieKind::Eliminate, vec![0, 1, 2]));
    assert_eq!(undecided(Rules { method: Method::Sequential, ..Rules::default() }), (TieKind::Eliminate, vec![0, 1, 2]));
    assert_eq!(
        undecided(Rules { method: Method::Meek, seats: Some(2), ..Rules::default() }),
        (TieKind::Eliminate, vec![0, 1, 2])
    );
    let two = profile(2, &[(&[0], 4), (&[1], 4)]);
    let found = counted(&two, &Rules { tie_break: vec![], ..Rules::default() });
    assert_eq!(found.counts[0].undecided.as_ref().map(|tie| (tie.kind, tie.tied.clone())), Some((TieKind::Elect, vec![0, 1])));
}

#[test]
fn a_tie_of_surpluses_that_no_rule_decides_cuts_the_count() {
    let tied = profile(4, &[(&[0, 2], 40), (&[1, 3], 40), (&[2], 11), (&[3], 9)]);
    let scotland = Rules { seats: Some(3), tie_break: vec![TieBreak::PreviousRounds], ..rules_of("scotland") };
    let count = counted(&tied, &scotland).counts.remove(0);
    let tie = count.undecided.expect("a tie");
    assert_eq!((tie.kind, tie.round, tie.tied), (TieKind::Surplus, 1, vec![0, 1]));
    assert_eq!((count.rounds.len(), &count.winners), (1, &vec![0, 1]));
    let decided = counted(&tied, &Rules { seats: Some(3), ..rules_of("scotland") }).counts.remove(0);
    assert_eq!(
        decided.rounds.iter().map(|round| round.surplus_of.clone()).collect::<Vec<_>>(),
        [vec![0], vec![1], vec![], vec![]]
    );
    assert_eq!(decided.winners, [0, 1, 2]);
}

#[test]
fn candidates_without_a_vote_cost_a_round_each_and_may_be_tied() {
    let found = counted(&profile(4, &[(&[0], 5), (&[1], 5)]), &Rules::default());
    let count = &found.counts[0];
    assert_eq!(count.rounds.iter().map(|round| round.eliminated.clone()).collect::<Vec<_>>(), [vec![3], vec![2], vec![]]);
    assert_eq!(count.ties.iter().map(|broken| broken.tie.tied.clone()).collect::<Vec<_>>(), [vec![2, 3], vec![0, 1]]);
    assert_eq!(count.winners, [0]);
}

#[test]
fn where_all_are_exhausted_in_round_one_nobody_has_a_vote() {
    let all = profile(3, &[(&[0], 5), (&[0, 0][..1], 2)]);
    let endings = Endings { rows: vec![(0, [3, 0, 1])], inactive: [1, 2, 3, 4] };
    for rules in every_way(1) {
        let found = counted_of(&all, &endings, None, &[0], &rules).unwrap();
        check_sums(&found, &format!("{rules:?}"));
        let unit = 10u64.pow(found.places.into());
        let first = &found.counts[0].rounds[0];
        assert_eq!(first.exhausted.by_ending.map(|votes| votes / unit), [4, 5, 3, 5], "{rules:?}");
        assert!(first.votes.iter().all(|&(_, votes)| votes == 0));
        assert_eq!(winners(&found), [0u16; 0], "{rules:?}");
    }
}

#[test]
fn a_group_has_the_causes_of_its_own_rankings_and_no_inactive_ballots() {
    let all = profile(2, &[(&[0], 5), (&[0, 1], 4), (&[1], 3)]);
    let endings = Endings { rows: vec![(0, [2, 0, 0]), (1, [0, 1, 0]), (2, [0, 0, 3])], inactive: [9, 9, 9, 9] };
    let group = Selection::of(&all, &Predicate::First(0));
    let found = counted_of(&all, &endings, Some(&group), &[0], &Rules::default()).unwrap();
    assert_eq!(found.ballots, 9);
    assert_eq!(found.counts[0].rounds[0].votes, [(1, 4)]);
    assert_eq!(found.counts[0].rounds[0].exhausted.by_ending, [3, 2, 0, 0]);
}

#[test]
fn several_reach_the_quota_at_once_and_pass_on_together_or_the_largest_first() {
    let profile = profile(5, &[(&[0, 2], 50), (&[1, 2], 40), (&[2], 6), (&[3], 5), (&[4, 3], 3)]);
    // 104 ballots: the quota is 27.
    let together = counted(&profile, &stv(3)).counts.remove(0);
    assert_eq!((&together.rounds[0].elected, &together.rounds[0].surplus_of), (&vec![0, 1], &vec![0, 1]));
    assert_eq!(together.rounds[1].votes_of(2), 42_0000);
    let largest = counted(&profile, &Rules { surplus: Surplus::LargestFirst, ..stv(3) }).counts.remove(0);
    assert_eq!((&largest.rounds[0].elected, &largest.rounds[0].surplus_of), (&vec![0, 1], &vec![0]));
    assert_eq!([0, 1, 2].map(|candidate| largest.rounds[1].votes_of(candidate)), [27_0000, 40_0000, 29_0000]);
    // The last seat is filled while one waits: both surpluses go in the last round.
    assert_eq!((&largest.rounds[1].elected, &largest.rounds[1].surplus_of), (&vec![2], &vec![1, 2]));
    assert_eq!(largest.rounds.len(), 3);
    assert_eq!(largest.rounds[2].votes_of(1), 27_0000);
}

#[test]
fn a_surplus_of_nothing_moves_nothing_and_has_its_round() {
    let profile = profile(4, &[(&[0, 1], 5), (&[1], 4), (&[2], 3), (&[3], 2)]);
    // 14 ballots, 2 seats: the quota is 5.
    let together = counted(&profile, &stv(2)).counts.remove(0);
    assert_eq!((&together.rounds[0].elected, together.rounds[0].transfers.len()), (&vec![0], 0));
    assert_eq!((&together.rounds[0].eliminated, &together.rounds[1].eliminated), (&vec![], &vec![3]));
    // One a round: where the elected leave none, the round eliminates too.
    let largest = counted(&profile, &Rules { surplus: Surplus::LargestFirst, ..stv(2) }).counts.remove(0);
    assert_eq!((&largest.rounds[0].elected, &largest.rounds[0].eliminated), (&vec![0], &vec![3]));
}

#[test]
fn a_surplus_of_one_vote_is_passed_on_to_the_last_decimal() {
    let profile = profile(3, &[(&[0, 1], 7), (&[1], 3), (&[2], 4)]);
    // 14 ballots, 2 seats: the quota is 5, the surplus 2, a seventh of it 0.2857 of each ballot.
    let count = counted(&profile, &stv(2)).counts.remove(0);
    let told: Vec<String> = count.rounds[0].transfers.iter().map(|flow| decimal(flow.votes, 4)).collect();
    assert_eq!(told, ["1.9999", "0.0001"]);
    assert_eq!(count.rounds[1].residual, 1);
    let one = self::profile(3, &[(&[0, 1], 6), (&[1], 3), (&[2], 4)]);
    let count = counted(&one, &stv(2)).counts.remove(0);
    // The quota is 5, and 1 / 6 is cut to 0.1666.
    assert_eq!(decimal(count.rounds[1].votes_of(1), 4), "3.9996");
    assert_eq!(count.rounds[1].residual, 4);
}

#[test]
fn fraction_and_product_differ_from_the_second_surplus_on() {
    let profile = profile(6, &[(&[0, 1, 2], 100), (&[1, 2], 24), (&[2], 10), (&[3], 9), (&[4], 4)]);
    let count = |transfer| counted(&profile, &Rules { transfer, places: 1, ..stv(5) }).counts.remove(0);
    let (fraction, product) = (count(Transfer::Fraction), count(Transfer::Product));
    // The quota is 25, and 75 / 100 is cut to 0.7 either way.
    assert_eq!((fraction.rounds[1].votes_of(1), product.rounds[1].votes_of(1)), (940, 940));
    // 69 / 94 is cut to 0.7, and 0.7 × 0.7 to 0.4; 0.7 × 69 / 94 = 0.51 to 0.5.
    assert_eq!((fraction.rounds[2].votes_of(2), product.rounds[2].votes_of(2)), (100 + 100 * 4 + 24 * 7, 100 + 100 * 5 + 24 * 7));
}

#[test]
fn exactly_the_percentage_is_not_enough() {
    let profile = profile(4, &[(&[0], 50), (&[1, 0], 15), (&[2, 0], 20), (&[3, 0], 15)]);
    let rules = Rules { method: Method::Percentage, percent: Percent::new(15.0), ..Rules::default() };
    let one_by_one = counted(&profile, &rules).counts.remove(0);
    assert_eq!(one_by_one.rounds.iter().map(|round| round.eliminated.clone()).collect::<Vec<_>>(), [vec![3], vec![1], vec![]]);
    assert_eq!(one_by_one.winners, [0, 2]);
    let threshold = one_by_one.rounds[0].threshold.unwrap();
    assert_eq!(decimal(threshold.units as Units, threshold.places), "15.00000000");
    let at_once = counted(&profile, &Rules { cutoff: true, ..rules }).counts.remove(0);
    assert_eq!((&at_once.rounds[0].eliminated, &at_once.winners), (&vec![1, 3], &vec![0, 2]));
}

#[test]
fn batches_go_by_levels_and_leave_two_where_it_goes_on_until_two_are_left() {
    // Of 40: 1 + 1 < 3 and 1 + 1 + 3 < 6 and 11 < 14, but 25 > 15.
    let profile = profile(6, &[(&[0], 15), (&[1], 14), (&[2], 6), (&[3], 3), (&[4], 1), (&[5], 1)]);
    let first = |rules: &Rules| counted(&profile, rules).counts[0].rounds[0].eliminated.clone();
    let batch = Rules { batch: true, ..Rules::default() };
    assert_eq!(first(&batch), [2, 3, 4, 5]);
    let few = self::profile(4, &[(&[0], 90), (&[1], 6), (&[2], 2), (&[3], 1)]);
    let until_two = counted(&few, &Rules { continue_until_two: true, ..batch.clone() }).counts.remove(0);
    assert_eq!(until_two.rounds.iter().map(|round| round.eliminated.clone()).collect::<Vec<_>>(), [vec![], vec![2, 3], vec![]]);
    assert_eq!(until_two.rounds.iter().map(|round| round.elected.clone()).collect::<Vec<_>>(), [vec![0], vec![], vec![]]);
    let thresholds: Vec<u128> = until_two.rounds.iter().map(|round| round.threshold.unwrap().units).collect();
    assert_eq!(thresholds, [50, 50, 50]);
    // A tie at the bottom that is no batch is one candidate's.
    let tied = self::profile(4, &[(&[0], 5), (&[1], 4), (&[2], 2), (&[3], 2)]);
    assert_eq!(counted(&tied, &batch).counts[0].rounds[0].eliminated, [3]);
}

#[test]
fn write_ins_go_first_as_long_as_they_have_a_vote() {
    let profile = profile(4, &[(&[0, 3], 3), (&[1], 9), (&[2], 8), (&[3], 1)]);
    let named = |ids: &[u32]| Some(ids.iter().map(|&id| coalition_lens::tabulation::Named::Id(id)).collect());
    let rounds = |rules: Rules| counted(&profile, &rules).counts.remove(0).rounds;
    let first = rounds(Rules { write_ins_first: named(&[1]), ..Rules::default() });
    assert_eq!(first.iter().map(|round| round.eliminated.clone()).collect::<Vec<_>>(), [vec![0], vec![3], vec![]]);
    // Two of them go in one round, though one would have the majority.
    let both = rounds(Rules { write_ins_first: named(&[1, 2]), threshold_of: Default::default(), ..Rules::default() });
    assert_eq!(both[0].eliminated, [0, 1]);
    let all = counted(&profile, &Rules { write_ins_first: named(&[1, 2, 3, 4]), ..Rules::default() }).counts.remove(0);
    assert_eq!((&all.rounds[0].eliminated, &all.winners), (&vec![0, 1, 2, 3], &vec![]));
}

#[test]
fn a_write_in_who_comes_to_a_vote_later_goes_then_before_anybody_is_elected() {
    // The quota is 7: a surplus of 3 brings the write-in 1.5 votes, and candidate 1 over the quota.
    let profile = profile(4, &[(&[0, 3], 5), (&[0, 1], 5), (&[1], 6), (&[2], 2)]);
    let write_ins_first = Some(vec![coalition_lens::tabulation::Named::Id(4)]);
    let count = counted(&profile, &Rules { write_ins_first, last: Last::Stop, ..stv(2) }).counts.remove(0);
    let told: Vec<_> = count.rounds.iter().map(|round| (&round.elected[..], &round.eliminated[..])).collect();
    assert_eq!(told, [(&[0u16][..], &[][..]), (&[], &[3]), (&[1], &[])]);
}

#[test]
fn a_count_that_stops_early_ends_with_the_round_that_is_named() {
    let profile = profile(4, &[(&[0], 5), (&[1], 4), (&[2], 3), (&[3], 2)]);
    let found = counted(&profile, &Rules { stop_after: Some(2), ..Rules::default() });
    check_sums(&found, "stopped");
    assert_eq!((found.counts[0].rounds.len(), winners(&found)), (2, vec![]));
    assert_eq!(found.counts[0].rounds[1].eliminated, [2]);
}

#[test]
fn hundreds_of_candidates_are_counted() {
    let n = 477u16;
    let rows = (0..n).map(|first| {
        let ranking: Vec<u16> = (0..6).map(|rank| (first + rank * (first % 7 + 1)) % n).collect();
        (ranking, u64::from(first) % 13 + 1)
    });
    let profile = Profile::new(n.into(), rows);
    for rules in every_way(5).into_iter().filter(|rules| rules.method != Method::Meek) {
        check_sums(&counted(&profile, &rules), &format!("{rules:?}"));
    }
}

#[test]
fn ballots_beyond_32_bits_are_counted_exactly_or_refused() {
    let many = u64::from(u32::MAX) * 16 + 7;
    let profile = profile(3, &[(&[0, 1], 3 * many + 1), (&[1], many), (&[2], many)]);
    let found = counted(&profile, &stv(2));
    check_sums(&found, "many");
    // floor((5 m + 1) / 3) + 1.
    let quota = (5 * many + 1) / 3 + 1;
    assert_eq!(found.counts[0].rounds[0].threshold.unwrap().units, u128::from(quota) * 10_000);
    let error = counted_of(&profile, &Endings::default(), None, &[], &Rules { places: 9, ..stv(2) }).unwrap_err().to_string();
    assert!(error.contains("ballots cannot be counted exactly with 9 decimals of a vote: give fewer places"), "{error}");
    let error = counted_of(&profile, &Endings::default(), None, &[], &Rules { method: Method::Meek, ..stv(2) }).unwrap_err();
    assert!(error.to_string().contains("with 9 decimals of a vote: count by the method stv with fewer places"), "{error}");
}
