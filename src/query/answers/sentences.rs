//! A pair in plain words: the answers to what people ask of two candidates.

/// Who comes directly after a candidate. Names stand in sentences as they are: untrusted text.
pub fn next_choice(from: &str, to: &str, ballots: u64, of: u64) -> String {
    match of {
        0 => format!("No ballot ranks {from}."),
        _ => format!("{} {from}, {} {to} directly after.", of_ballots(of, "that rank"), part(ballots, of, "rank")),
    }
}

/// Whether two stand close together on the ballots that rank both.
pub fn close_together(ballots: u64, of: u64) -> String {
    match of {
        0 => "No ballot ranks both.".into(),
        _ => format!("{} both, {} both among the first three.", of_ballots(of, "that rank"), part(ballots, of, "rank")),
    }
}

/// Where the first-choice ballots of a candidate would go.
pub fn transfer(from: &str, to: &str, ballots: u64, of: u64) -> String {
    match of {
        0 => format!("No ballot ranks {from} first."),
        _ => {
            let (all, moving) = (of_ballots(of, "that rank"), part(ballots, of, "list"));
            format!("{all} {from} first, {moving} {to} second: they go there if {from} goes out first.")
        }
    }
}

/// "Of the 1,234 ballots that rank", "Of the one ballot that ranks".
fn of_ballots(count: u64, verb: &str) -> String {
    match count {
        1 => format!("Of the one ballot {verb}s"),
        _ => format!("Of the {} ballots {verb}", grouped(count)),
    }
}

/// "617 (50.0%) rank", "1 (2.5%) ranks".
fn part(ballots: u64, of: u64, verb: &str) -> String {
    let ending = if ballots == 1 { "s" } else { "" };
    format!("{} ({}) {verb}{ending}", grouped(ballots), percent(ballots, of))
}

/// To a tenth, halves away from zero. Whole numbers throughout.
fn percent(ballots: u64, of: u64) -> String {
    let tenths = (u128::from(ballots) * 2_000 + u128::from(of)) / (2 * u128::from(of));
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// 1234567 as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_tell_counts_and_percentages() {
        assert_eq!(
            next_choice("Ada", "Bo", 1_234, 22_267),
            "Of the 22,267 ballots that rank Ada, 1,234 (5.5%) rank Bo directly after."
        );
        assert_eq!(
            close_together(2_514, 6_843),
            "Of the 6,843 ballots that rank both, 2,514 (36.7%) rank both among the first three."
        );
        let expected = "Of the 8 ballots that rank Ada first, 3 (37.5%) list Bo second: they go there if Ada goes out first.";
        assert_eq!(transfer("Ada", "Bo", 3, 8), expected);
    }

    #[test]
    fn one_ballot_and_none_are_said_as_people_say_them() {
        assert_eq!(next_choice("Ada", "Bo", 1, 1), "Of the one ballot that ranks Ada, 1 (100.0%) ranks Bo directly after.");
        assert_eq!(next_choice("Ada", "Bo", 0, 0), "No ballot ranks Ada.");
        assert_eq!(close_together(0, 0), "No ballot ranks both.");
        assert_eq!(transfer("Ada", "Bo", 0, 0), "No ballot ranks Ada first.");
        assert!(transfer("Ada", "Bo", 1, 1).starts_with("Of the one ballot that ranks Ada first, 1 (100.0%) lists Bo second"));
    }

    #[test]
    fn percentages_are_rounded_to_a_tenth_and_numbers_grouped() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 2_000), percent(999, 1_000)], ["33.3%", "66.7%", "0.1%", "99.9%"]);
        assert_eq!([grouped(0), grouped(999), grouped(1_000), grouped(12_345_678)], ["0", "999", "1,000", "12,345,678"]);
    }
}
