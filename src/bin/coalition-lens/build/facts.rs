//! What the publisher says of an election, checked before any ballot is read.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coalition_lens::cvr::Input;
use coalition_lens::{Error, Result};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use super::args::BuildArgs;

pub struct GivenFacts {
    pub title: Option<String>,
    pub jurisdiction: Option<String>,
    pub date: Option<String>,
    pub seats: Option<u32>,
}

impl GivenFacts {
    pub fn read(args: &BuildArgs) -> Result<GivenFacts> {
        Ok(GivenFacts {
            title: text("--title", args.title.as_deref())?,
            jurisdiction: text("--jurisdiction", args.jurisdiction.as_deref())?,
            date: args.date.as_deref().map(date).transpose()?,
            seats: args.seats,
        })
    }
}

/// A title of one line.
fn text(flag: &str, value: Option<&str>) -> Result<Option<String>> {
    match value {
        Some(text) if text.trim().is_empty() || text.chars().any(char::is_control) => {
            Err(Error::param(flag, format!("{text:?}"), "give a text of one line"))
        }
        other => Ok(other.map(|text| text.trim().to_owned())),
    }
}

fn date(text: &str) -> Result<String> {
    let parsed = Date::parse(text, format_description!("[year]-[month]-[day]"));
    parsed
        .map(|_| text.to_owned())
        .map_err(|_| Error::param("--date", format!("{text:?}"), "give a day of the calendar as YYYY-MM-DD, such as 2024-11-05"))
}

/// `<id>-<contest>` for each contest, in letters that paths may have; a number after it where two would be the same.
pub fn contest_ids(id: &str, contests: Vec<String>) -> Vec<(String, Option<String>)> {
    let mut taken = HashSet::new();
    let unique = |contest: &str, taken: &mut HashSet<String>| {
        let base = format!("{id}-{}", slug(contest));
        let base: String = base.chars().take(90).collect();
        let base = base.trim_end_matches('-');
        let candidates = std::iter::once(base.to_owned()).chain((2..).map(|number| format!("{base}-{number}")));
        candidates.into_iter().find(|candidate| taken.insert(candidate.clone()))
    };
    contests.into_iter().filter_map(|contest| Some((unique(&contest, &mut taken)?, Some(contest)))).collect()
}

/// Lower-case letters and digits of ASCII, everything else a single dash.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "contest".into() } else { slug.to_owned() }
}

/// The flag, else `SOURCE_DATE_EPOCH`, else the time of the newest input.
pub fn data_version(flag: Option<&str>, inputs: &[Input]) -> Result<String> {
    if let Some(given) = text("--data-version", flag)? {
        return Ok(given);
    }
    let refuse =
        |value: &str| Error::param("SOURCE_DATE_EPOCH", format!("{value:?}"), "give seconds since 1970 as a whole number");
    if let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) {
        let value = value.to_string_lossy();
        return value.parse().ok().and_then(rfc_3339).ok_or_else(|| refuse(&value));
    }
    let mut newest = UNIX_EPOCH;
    for input in inputs {
        let modified = input.path.metadata().and_then(|metadata| metadata.modified());
        newest = newest.max(modified.map_err(|error| Error::io(&input.path, error))?);
    }
    let seconds = newest.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    rfc_3339(seconds).ok_or_else(|| refuse(&format!("{:?}", SystemTime::now())))
}

/// A time in UTC, to the second.
fn rfc_3339(seconds: u64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()?.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use coalition_lens::snapshot::is_election_id;

    #[test]
    fn contests_become_distinct_election_ids() {
        let names = ["City of Portland, Mayor", "City of Portland: Mayor!", "選挙", ""].map(str::to_owned);
        let ids: Vec<String> = contest_ids("or-2024", names.into()).into_iter().map(|(id, _)| id).collect();
        assert_eq!(
            ids,
            ["or-2024-city-of-portland-mayor", "or-2024-city-of-portland-mayor-2", "or-2024-contest", "or-2024-contest-2"]
        );
        let long = contest_ids("x", vec!["a ".repeat(200)]);
        assert!(is_election_id(&long[0].0), "{}", long[0].0);
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert!(date("2024-02-29").is_ok());
        for wrong in ["2023-02-29", "2024-13-01", "2024-1-1", "05.11.2024", "", "2024-11-05T00:00:00"] {
            assert!(date(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn times_are_in_utc() {
        assert_eq!(rfc_3339(1_733_421_600).as_deref(), Some("2024-12-05T18:00:00Z"));
        assert_eq!(rfc_3339(u64::MAX), None);
    }
}
