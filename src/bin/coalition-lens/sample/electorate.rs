//! Voters and candidates in a plane of opinions, where a few blocs gather.

use super::random::Random;

type Point = [f64; 2];

/// How far voters of a bloc scatter around its centre; blocs stand on a circle of radius 1.
const VOTER_SPREAD: f64 = 0.42;
const CANDIDATE_SPREAD: f64 = 0.30;
/// How sharply support falls with distance.
const DISTANCE_WEIGHT: f64 = 3.2;

pub struct Electorate {
    centres: Vec<Point>,
    /// How often a bloc's voters rank one candidate only, as a factor.
    bullet_factors: Vec<f64>,
    candidates: Vec<StandingCandidate>,
    /// Running totals of the precincts' sizes.
    precinct_ends: Vec<f64>,
    /// Per precinct, the weight of each bloc.
    precinct_blocs: Vec<Vec<f64>>,
}

struct StandingCandidate {
    position: Point,
    /// ln of the appeal to a voter of any opinion.
    popularity: f64,
}

pub struct Voter {
    pub precinct: usize,
    pub bullet_factor: f64,
    position: Point,
}

impl Electorate {
    pub fn draw(blocs: usize, precincts: usize, candidates: usize, random: &mut Random) -> Electorate {
        let turn = random.unit() * std::f64::consts::TAU;
        let centres: Vec<Point> = (0..blocs)
            .map(|bloc| {
                let angle = turn + std::f64::consts::TAU * (bloc as f64 + 0.3 * random.unit()) / blocs as f64;
                [libm::cos(angle), libm::sin(angle)]
            })
            .collect();
        let sizes: Vec<f64> = (0..blocs).map(|_| 0.6 + random.unit()).collect();
        let bullet_factors = (0..blocs).map(|_| 0.5 + 1.2 * random.unit()).collect();

        let mut standings: Vec<f64> =
            (0..candidates).map(|place| -0.9 * libm::log(1.0 + place as f64) + 0.35 * random.normal()).collect();
        random.shuffle(&mut standings);
        let candidates = standings
            .into_iter()
            .map(|popularity| StandingCandidate {
                position: scatter(centres[random.weighted(&sizes)], CANDIDATE_SPREAD, random),
                popularity,
            })
            .collect();

        let mut end = 0.0;
        let precinct_ends = (0..precincts)
            .map(|_| {
                end += libm::exp(0.5 * random.normal());
                end
            })
            .collect();
        let precinct_blocs =
            (0..precincts).map(|_| sizes.iter().map(|size| size * libm::exp(0.7 * random.normal())).collect()).collect();
        Electorate { centres, bullet_factors, candidates, precinct_ends, precinct_blocs }
    }

    pub fn candidates(&self) -> usize {
        self.candidates.len()
    }

    pub fn voter(&self, random: &mut Random) -> Voter {
        let last = self.precinct_ends.len() - 1;
        let place = random.unit() * self.precinct_ends[last];
        let precinct = self.precinct_ends.partition_point(|&end| end <= place).min(last);
        let bloc = random.weighted(&self.precinct_blocs[precinct]);
        Voter { precinct, bullet_factor: self.bullet_factors[bloc], position: scatter(self.centres[bloc], VOTER_SPREAD, random) }
    }

    /// The weight of each candidate in the voter's choice (Plackett and Luce).
    pub fn appeal(&self, voter: &Voter, weights: &mut Vec<f64>) {
        weights.clear();
        weights.extend(self.candidates.iter().map(|candidate| {
            let [x, y] = [candidate.position[0] - voter.position[0], candidate.position[1] - voter.position[1]];
            libm::exp(candidate.popularity - DISTANCE_WEIGHT * libm::sqrt(x * x + y * y))
        }));
    }
}

fn scatter(centre: Point, spread: f64, random: &mut Random) -> Point {
    [centre[0] + spread * random.normal(), centre[1] + spread * random.normal()]
}
