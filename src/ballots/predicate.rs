//! Which ballots: a predicate on rankings, with candidates by index. Metrics, section 9.

/// How deep conditions from outside may be nested, 1 for one that is not made of parts: what reads, writes, normalises or drops
/// a predicate recurses into it.
pub const MAX_PREDICATE_DEPTH: usize = 32;

/// A condition on a ballot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Predicate {
    Everything,
    Nothing,
    /// The candidate is first.
    First(u16),
    /// The candidate is ranked, at one of the first `within` positions if given.
    Ranks {
        candidate: u16,
        within: Option<u16>,
    },
    /// The first candidate is ranked, and the second is below or not ranked.
    Above(u16, u16),
    /// The number of candidates ranked is `min..=max`.
    Length {
        min: u16,
        max: u16,
    },
    Not(Box<Predicate>),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
}

impl Predicate {
    /// Whether the ballots of a ranking match. The plain meaning, which [`Selection::of`](super::Selection::of) computes for all
    /// rankings at once.
    pub fn matches(&self, ranking: &[u16]) -> bool {
        let place = |candidate: &u16| ranking.iter().position(|ranked| ranked == candidate);
        match self {
            Predicate::Everything => true,
            Predicate::Nothing => false,
            Predicate::First(candidate) => ranking.first() == Some(candidate),
            Predicate::Ranks { candidate, within } => {
                place(candidate).is_some_and(|place| within.is_none_or(|within| place < usize::from(within)))
            }
            Predicate::Above(upper, lower) => place(upper).is_some_and(|upper| place(lower).is_none_or(|lower| upper < lower)),
            Predicate::Length { min, max } => (usize::from(*min)..=usize::from(*max)).contains(&ranking.len()),
            Predicate::Not(inner) => !inner.matches(ranking),
            Predicate::All(parts) => parts.iter().all(|part| part.matches(ranking)),
            Predicate::Any(parts) => parts.iter().any(|part| part.matches(ranking)),
        }
    }

    /// The same condition in one form of the many it can be written in: `not` only before what is not made of parts, `all` and
    /// `any` flat, sorted, without repeats and without parts that decide nothing. Equal forms mean equal ballots; the reverse
    /// does not hold.
    pub fn normalised(self) -> Predicate {
        self.normal(false)
    }

    fn normal(self, negated: bool) -> Predicate {
        match self {
            Predicate::Everything | Predicate::Nothing => decided((self == Predicate::Everything) != negated),
            Predicate::Not(inner) => inner.normal(!negated),
            Predicate::All(parts) => combined(parts, negated, negated),
            Predicate::Any(parts) => combined(parts, negated, !negated),
            Predicate::Above(upper, lower) if upper == lower => decided(negated),
            Predicate::Ranks { within: Some(0), .. } => decided(negated),
            Predicate::Ranks { candidate, within: Some(1) } => signed(Predicate::First(candidate), negated),
            Predicate::Length { min, max } if min > max || max == 0 => decided(negated),
            Predicate::Length { min: 0 | 1, max: u16::MAX } => decided(!negated),
            Predicate::Length { min: 0, max } => signed(Predicate::Length { min: 1, max }, negated),
            leaf => signed(leaf, negated),
        }
    }
}

fn decided(holds: bool) -> Predicate {
    if holds { Predicate::Everything } else { Predicate::Nothing }
}

fn signed(leaf: Predicate, negated: bool) -> Predicate {
    if negated { Predicate::Not(Box::new(leaf)) } else { leaf }
}

/// The parts, each negated or not, joined by `any` or by `all`: De Morgan's laws.
fn combined(parts: Vec<Predicate>, negated: bool, any: bool) -> Predicate {
    // What a part decides alone (`any`: everything), and what it leaves open.
    let (deciding, neutral) = (decided(any), decided(!any));
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part.normal(negated) {
            Predicate::All(inner) if !any => flat.extend(inner),
            Predicate::Any(inner) if any => flat.extend(inner),
            part if part == deciding => return deciding,
            part if part == neutral => {}
            part => flat.push(part),
        }
    }
    flat.sort_unstable();
    flat.dedup();
    let contradicts = |part: &Predicate| match part {
        Predicate::Not(inner) => flat.binary_search(inner).is_ok(),
        _ => false,
    };
    if flat.iter().any(contradicts) {
        return deciding;
    }
    match flat.len() {
        0 => neutral,
        1 => flat.swap_remove(0),
        _ if any => Predicate::Any(flat),
        _ => Predicate::All(flat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn not(predicate: Predicate) -> Predicate {
        Predicate::Not(Box::new(predicate))
    }

    const A: Predicate = Predicate::First(0);
    const B: Predicate = Predicate::Ranks { candidate: 1, within: None };

    #[test]
    fn a_candidate_who_is_not_ranked_is_above_nobody_and_below_everybody() {
        let above = Predicate::Above(0, 1);
        for (ranking, expected) in [(&[0u16, 1][..], true), (&[1, 0], false), (&[0], true), (&[1], false), (&[2], false)] {
            assert_eq!(above.matches(ranking), expected, "{ranking:?}");
        }
    }

    #[test]
    fn one_condition_written_in_many_ways_has_one_form() {
        let form = Predicate::All(vec![A, B]).normalised();
        let others = [
            Predicate::All(vec![B, A, B]),
            Predicate::All(vec![Predicate::All(vec![B]), Predicate::Any(vec![A])]),
            not(not(Predicate::All(vec![A, B, Predicate::Everything]))),
            not(Predicate::Any(vec![not(A), not(B), Predicate::Nothing])),
            Predicate::All(vec![Predicate::Ranks { candidate: 0, within: Some(1) }, B]),
            Predicate::All(vec![A, B, Predicate::Length { min: 0, max: u16::MAX }]),
        ];
        for other in others {
            assert_eq!(other.clone().normalised(), form, "{other:?}");
        }
    }

    #[test]
    fn conditions_that_hold_always_or_never_are_seen() {
        for nothing in [
            Predicate::Any(vec![]),
            Predicate::All(vec![A, not(A)]),
            Predicate::All(vec![B, Predicate::Nothing]),
            Predicate::Length { min: 4, max: 3 },
            Predicate::Above(1, 1),
            not(Predicate::Any(vec![B, not(B)])),
        ] {
            assert_eq!(nothing.clone().normalised(), Predicate::Nothing, "{nothing:?}");
            assert_eq!(not(nothing.clone()).normalised(), Predicate::Everything, "not {nothing:?}");
        }
    }
}
