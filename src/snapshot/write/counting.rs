//! How an election is counted: by which rules, for how many seats, and who won by that.

use super::prepare::ElectionFacts;
use crate::ballots::{Contest, RuleSet};
use crate::error::{Error, Result};
use crate::snapshot::descriptor::Tabulated;
use crate::tabulation::{Asked, Ground, Method, Named, Rules, Tabulation, nobody_called, tabulate, unknown_write_ins};

/// How the publisher wants the votes counted. By default by the usual rules for the seats.
#[derive(Clone, Debug, Default)]
pub struct StatedCount {
    /// Rules that were not stated are the default. Where they are for other seats than the [facts](ElectionFacts::seats), votes are
    /// not counted.
    pub rules: Rules,
    /// Whether `method` was stated; else several seats are filled by quota.
    pub has_method: bool,
    /// Where the rules come from.
    pub rule_set: Option<RuleSet>,
    /// Why the votes cannot be counted by them.
    pub refusal: Option<String>,
    /// Names in `write_ins_first` that no candidate has are left out; else they are refused.
    pub names_may_be_missing: bool,
}

impl StatedCount {
    /// The seats that the rules fill, if they say.
    pub fn own_seats(&self) -> Option<u32> {
        match self.rules.method {
            Method::Irv if self.has_method => Some(1),
            Method::Percentage => None,
            _ => self.rules.seats,
        }
    }

    /// As a descriptor records it.
    pub fn of(published: &Tabulated) -> StatedCount {
        StatedCount {
            rules: published.rules.clone().unwrap_or_default(),
            has_method: published.rules.is_some(),
            rule_set: published.rule_set.clone(),
            refusal: published.not_counted.clone().filter(|_| published.rules.is_none()),
            names_may_be_missing: false,
        }
    }
}

/// What became of a contest in its count.
pub(super) struct Counted {
    pub tabulated: Tabulated,
    /// `None` where the rules allow none.
    pub tabulation: Option<Tabulation>,
    /// Names in `write_ins_first` that were left out.
    pub missing: Vec<Named>,
}

/// Counts a contest; without a count where the rules allow none, with the reason.
pub(super) fn counted(facts: &ElectionFacts, contest: &Contest) -> Result<Counted> {
    let own_seats = facts.count.own_seats();
    let candidates = contest.named_candidates();
    let missing: Vec<Named> = unknown_write_ins(&facts.count.rules, &candidates).into_iter().cloned().collect();
    if let (Some(nobody), false) = (missing.first(), facts.count.names_may_be_missing) {
        return Err(nobody_called("write_ins_first", nobody));
    }
    let StatedCount { mut rules, has_method, rule_set, refusal, .. } = facts.count.clone();
    rules.write_ins_first.iter_mut().for_each(|names| names.retain(|named| !missing.contains(named)));
    let official = facts.winners.as_ref().map(|winners| winners.len() as u32).filter(|winners| *winners > 0);
    let seats = facts.seats.or(official).or(own_seats).unwrap_or(1);
    let method = if has_method { rules.method } else { Rules::usual(seats).method };
    let rules = Rules { method, seats: own_seats.or(Some(seats)), ..rules };
    let other_seats = rules.seats.filter(|own| *own != seats).map(|own| {
        let name = rule_set.as_ref().map_or("the method", |set| set.name.as_str());
        format!("{name} is for {own} seat{}, and the election has {seats}", if own == 1 { "" } else { "s" })
    });
    // By these methods nobody has to say how many seats there are; by one of no name, it was guessed.
    let is_open = method == Method::Percentage || method == Method::Irv && rule_set.is_some();
    let mut tabulated = Tabulated {
        rules: refusal.is_none().then_some(rules),
        rule_set,
        seats_assumed: facts.seats.is_none() && !is_open,
        winners: None,
        official_winners: facts.winners.clone(),
        not_counted: refusal.or(other_seats),
    };
    let uncounted = |tabulated, missing| Ok(Counted { tabulated, tabulation: None, missing });
    let (Some(rules), None) = (&tabulated.rules, &tabulated.not_counted) else { return uncounted(tabulated, missing) };
    let ground = Ground::of(&contest.profile, None, &contest.endings);
    let asked = Asked { candidates: &candidates, without: &[], seats, rules, follow: false };
    match tabulate(&ground, asked) {
        Ok(tabulation) => {
            let ids = tabulation.winners().map(|winner| contest.candidates[usize::from(winner)].id).collect();
            tabulated.winners = tabulation.is_decided(candidates.len()).then_some(ids);
            Ok(Counted { tabulated, tabulation: Some(tabulation), missing })
        }
        Err(Error::TooLarge(reason)) => uncounted(Tabulated { not_counted: Some(reason), ..tabulated }, missing),
        Err(error) => Err(error),
    }
}
