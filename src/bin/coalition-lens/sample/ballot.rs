//! One voter's marks: a ranking, and the slips that real ballots show.

use super::electorate::{Electorate, Voter};
use super::random::Random;

/// A choice on the ballot: the candidates in order, then the write-in slots, then the bucket of uncertified write-ins.
pub type Choice = usize;

const BLANK: f64 = 0.035;
const SKIPPED_RANK: f64 = 0.014;
const REPEATED_CANDIDATE: f64 = 0.02;
const SAME_CANDIDATE_THROUGHOUT: f64 = 0.05;
const OVERVOTE: f64 = 0.009;
const SCRIBBLE: f64 = 0.0004;
const WRITE_IN_SLOT: f64 = 0.018;
const UNCERTIFIED_WRITE_IN: f64 = 0.004;

pub struct BallotMaker<'a> {
    electorate: &'a Electorate,
    ranks: usize,
    write_in_slots: usize,
    lengths: Vec<f64>,
    appeal: Vec<f64>,
    marks: Vec<(usize, Choice)>,
}

impl<'a> BallotMaker<'a> {
    pub fn new(electorate: &'a Electorate, ranks: usize, seats: usize) -> BallotMaker<'a> {
        BallotMaker {
            electorate,
            ranks,
            write_in_slots: seats,
            lengths: length_weights(ranks.min(electorate.candidates()), seats),
            appeal: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The marks as (rank from 0, choice), in no particular order, each at most once.
    pub fn fill(&mut self, voter: &Voter, random: &mut Random) -> &[(usize, Choice)] {
        self.marks.clear();
        if random.chance(BLANK) {
            return &self.marks;
        }
        if random.chance(SCRIBBLE) {
            self.scribble(random);
        } else {
            self.rank(voter, random);
            self.write_in(random);
            self.slip(random);
        }
        self.marks.sort_unstable();
        self.marks.dedup();
        &self.marks
    }

    fn rank(&mut self, voter: &Voter, random: &mut Random) {
        self.electorate.appeal(voter, &mut self.appeal);
        let bullet = self.lengths[0];
        self.lengths[0] = bullet * voter.bullet_factor;
        let length = random.weighted(&self.lengths) + 1;
        self.lengths[0] = bullet;
        for rank in 0..length {
            let choice = random.weighted(&self.appeal);
            self.appeal[choice] = 0.0;
            self.marks.push((rank, choice));
        }
    }

    fn write_in(&mut self, random: &mut Random) {
        let candidates = self.electorate.candidates();
        if random.chance(WRITE_IN_SLOT) {
            self.replace_one(candidates + random.below(self.write_in_slots), random);
        }
        if random.chance(UNCERTIFIED_WRITE_IN) {
            self.replace_one(candidates + self.write_in_slots, random);
        }
    }

    fn replace_one(&mut self, choice: Choice, random: &mut Random) {
        let index = random.below(self.marks.len());
        self.marks[index].1 = choice;
    }

    fn slip(&mut self, random: &mut Random) {
        let length = self.marks.len();
        if length == 1 && random.chance(SAME_CANDIDATE_THROUGHOUT) {
            let choice = self.marks[0].1;
            self.marks.extend((1..self.ranks).map(|rank| (rank, choice)));
        } else if length < self.ranks && random.chance(REPEATED_CANDIDATE) {
            let (_, choice) = self.marks[random.below(length)];
            self.marks.push((length, choice));
        } else if length < self.ranks && random.chance(SKIPPED_RANK) {
            let from = random.below(length);
            let room = self.ranks - length;
            let gap = if room > 1 && random.chance(0.25) { 2 } else { 1 };
            for mark in &mut self.marks[from..] {
                mark.0 += gap;
            }
        }
        if random.chance(OVERVOTE) {
            let (rank, _) = self.marks[random.below(self.marks.len())];
            self.marks.push((rank, random.below(self.electorate.candidates())));
        }
    }

    /// A ballot filled in at random from edge to edge.
    fn scribble(&mut self, random: &mut Random) {
        let candidates = self.electorate.candidates();
        for rank in 0..self.ranks {
            for choice in 0..candidates {
                if random.chance(0.5) {
                    self.marks.push((rank, choice));
                }
            }
        }
    }
}

/// How many voters rank 1, 2, … candidates: many one, many all, some as many as there are seats.
fn length_weights(longest: usize, seats: usize) -> Vec<f64> {
    let mut weights = vec![0.36 / longest as f64; longest];
    weights[0] += 0.15;
    weights[seats.min(longest) - 1] += 0.13;
    weights[longest - 1] += 0.36;
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_on_the_ballot_and_are_never_given_twice() {
        for (candidates, ranks, seats) in [(2, 1, 1), (3, 6, 1), (14, 6, 3), (40, 50, 5)] {
            let mut random = Random::new(5);
            let electorate = Electorate::draw(3, 4, candidates, &mut random);
            let mut maker = BallotMaker::new(&electorate, ranks, seats);
            for _ in 0..2_000 {
                let voter = electorate.voter(&mut random);
                let marks = maker.fill(&voter, &mut random);
                assert!(marks.iter().all(|&(rank, choice)| rank < ranks && choice <= candidates + seats), "{marks:?}");
                assert!(marks.windows(2).all(|pair| pair[0] < pair[1]), "{marks:?}");
            }
        }
    }

    #[test]
    fn every_kind_of_slip_occurs() {
        let mut random = Random::new(6);
        let electorate = Electorate::draw(3, 4, 14, &mut random);
        let mut maker = BallotMaker::new(&electorate, 6, 3);
        let (mut blank, mut overvote, mut skip, mut repeat, mut slot, mut bucket) = (0, 0, 0, 0, 0, 0);
        for _ in 0..20_000 {
            let voter = electorate.voter(&mut random);
            let marks = maker.fill(&voter, &mut random);
            blank += usize::from(marks.is_empty());
            overvote += usize::from(marks.windows(2).any(|pair| pair[0].0 == pair[1].0));
            skip += usize::from(marks.windows(2).any(|pair| pair[0].0 + 1 < pair[1].0));
            repeat += usize::from(marks.windows(2).any(|pair| pair[0].0 != pair[1].0 && pair[0].1 == pair[1].1));
            slot += usize::from(marks.iter().any(|mark| (14..17).contains(&mark.1)));
            bucket += usize::from(marks.iter().any(|mark| mark.1 == 17));
        }
        for (what, count) in
            [("blank", blank), ("overvote", overvote), ("skip", skip), ("repeat", repeat), ("slot", slot), ("bucket", bucket)]
        {
            assert!((20..2_000).contains(&count), "{what}: {count} of 20,000");
        }
    }
}
