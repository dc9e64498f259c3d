//! Candidates two by two: whom more ballots prefer.

/// For every two candidates, the ballots that prefer the one. A candidate who is ranked is preferred to one who is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matchups {
    /// Candidate indices that stand, ascending.
    pub standing: Vec<u16>,
    /// n × n: ballots that prefer the one of the row.
    prefer: Vec<u64>,
    candidates: usize,
}

/// What became of a candidate in all matchups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tallied {
    pub candidate: u16,
    pub wins: u32,
    pub losses: u32,
    pub ties: u32,
}

impl Matchups {
    /// `prefer` gives the ballots that prefer its first candidate to its second.
    pub fn new(candidates: usize, standing: Vec<u16>, prefer: impl Fn(u16, u16) -> u64) -> Matchups {
        let mut table = vec![0; candidates * candidates];
        for &one in &standing {
            for &other in standing.iter().filter(|&&other| other != one) {
                table[usize::from(one) * candidates + usize::from(other)] = prefer(one, other);
            }
        }
        Matchups { standing, prefer: table, candidates }
    }

    /// Ballots that prefer `one` to `other`.
    pub fn prefer(&self, one: u16, other: u16) -> u64 {
        self.prefer[usize::from(one) * self.candidates + usize::from(other)]
    }

    /// Whether more ballots prefer `one`.
    pub fn beats(&self, one: u16, other: u16) -> bool {
        self.prefer(one, other) > self.prefer(other, one)
    }

    /// Those that stand with the matchups won, lost and tied: most wins first, ties in index order.
    pub fn by_wins(&self) -> Vec<Tallied> {
        let mut tallied: Vec<Tallied> = self.standing.iter().map(|&candidate| self.tallied(candidate)).collect();
        tallied.sort_by_key(|tallied| (std::cmp::Reverse(tallied.wins), tallied.candidate));
        tallied
    }

    fn tallied(&self, candidate: u16) -> Tallied {
        let mut tallied = Tallied { candidate, wins: 0, losses: 0, ties: 0 };
        for &other in self.standing.iter().filter(|&&other| other != candidate) {
            let side = match (self.beats(candidate, other), self.beats(other, candidate)) {
                (true, _) => &mut tallied.wins,
                (_, true) => &mut tallied.losses,
                _ => &mut tallied.ties,
            };
            *side += 1;
        }
        tallied
    }

    /// The candidate who wins every matchup, if there is one.
    pub fn condorcet_winner(&self) -> Option<u16> {
        let first = self.by_wins().first().copied()?;
        (first.losses == 0 && first.ties == 0).then_some(first.candidate)
    }

    /// The smallest set of candidates, not empty, all of whom win against everybody outside; ascending.
    pub fn smith_set(&self) -> Vec<u16> {
        // Who has most wins is in it; so is everybody who does not lose to somebody in it.
        let mut set: Vec<u16> = self.by_wins().first().map(|first| first.candidate).into_iter().collect();
        let mut left: Vec<u16> = self.standing.iter().copied().filter(|candidate| !set.contains(candidate)).collect();
        let mut next = 0;
        while let Some(&member) = set.get(next) {
            next += 1;
            left.retain(|&other| {
                let stays_out = self.beats(member, other);
                if !stays_out {
                    set.push(other);
                }
                stays_out
            });
        }
        set.sort_unstable();
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matchups(rows: &[&[u64]]) -> Matchups {
        let prefer = |one: u16, other: u16| rows[usize::from(one)][usize::from(other)];
        Matchups::new(rows.len(), (0..rows.len() as u16).collect(), prefer)
    }

    #[test]
    fn one_who_wins_every_matchup_is_the_smith_set_alone() {
        let matchups = matchups(&[&[0, 2, 1], &[1, 0, 3], &[5, 0, 0]]);
        assert_eq!(matchups.condorcet_winner(), None);
        assert_eq!(matchups.smith_set(), [0, 1, 2]);
        let matchups = Matchups::new(3, vec![1, 2], |one, other| matchups.prefer(one, other));
        assert_eq!(matchups.condorcet_winner(), Some(1));
        assert_eq!(matchups.smith_set(), [1]);
        assert_eq!(matchups.by_wins()[1], Tallied { candidate: 2, wins: 0, losses: 1, ties: 0 });
    }

    #[test]
    fn a_tie_with_the_best_is_in_the_smith_set_and_a_loser_to_all_is_not() {
        let matchups = matchups(&[&[0, 4, 9, 9], &[4, 0, 9, 9], &[1, 1, 0, 9], &[1, 1, 1, 0]]);
        assert_eq!(matchups.condorcet_winner(), None);
        assert_eq!(matchups.smith_set(), [0, 1]);
        let order: Vec<u16> = matchups.by_wins().iter().map(|tallied| tallied.candidate).collect();
        assert_eq!(order, [0, 1, 2, 3]);
    }

    #[test]
    fn nobody_has_no_smith_set_and_one_alone_is_the_winner() {
        assert_eq!(Matchups::new(0, Vec::new(), |_, _| 0).smith_set(), [0u16; 0]);
        let alone = Matchups::new(2, vec![1], |_, _| 0);
        assert_eq!((alone.condorcet_winner(), alone.smith_set()), (Some(1), vec![1]));
    }
}
