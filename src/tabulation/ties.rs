//! Choosing one of several with equal votes.

use super::result::{Round, TieKind};
use super::rules::TieBreak;

/// The one who is chosen and by which rule, or `None` if none decides. `tied` has at least one; `before` are the rounds so far;
/// `place` is the order of the rules.
pub fn choose(
    kind: TieKind,
    tied: &[u16],
    rules: &[TieBreak],
    before: &[Round],
    place: &[u16],
) -> Option<(u16, Option<TieBreak>)> {
    if let [only] = *tied {
        return Some((only, None));
    }
    let mut left = tied.to_vec();
    for &rule in rules {
        match rule {
            TieBreak::PreviousRounds => {
                for round in before.iter().rev() {
                    let votes = |candidate: &u16| round.votes_of(*candidate);
                    let wanted = match kind {
                        TieKind::Eliminate => left.iter().map(votes).min(),
                        TieKind::Elect | TieKind::Surplus => left.iter().map(votes).max(),
                    };
                    left.retain(|candidate| Some(votes(candidate)) == wanted);
                }
            }
            TieBreak::Order => {
                let places = |candidate: &&u16| place[usize::from(**candidate)];
                let one = match kind {
                    TieKind::Eliminate => left.iter().max_by_key(places),
                    TieKind::Elect | TieKind::Surplus => left.iter().min_by_key(places),
                };
                left = one.into_iter().copied().collect();
            }
        }
        if let [only] = *left {
            return Some((only, Some(rule)));
        }
    }
    None
}
