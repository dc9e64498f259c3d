//! `--winners` and `--order`: ids or exact names. Names may hold commas, so a value is tried as a whole before it is cut.

use coalition_lens::ballots::Candidate;
use coalition_lens::{Error, Result};

/// More candidates than this are not listed in an error.
const LISTED: usize = 40;

/// Ids of the winners, ascending; `None` if none were given.
pub fn winners(values: &[String], candidates: &[Candidate], seats: Option<u32>) -> Result<Option<Vec<u32>>> {
    if values.is_empty() {
        return Ok(None);
    }
    let mut winners = named_once("--winners", values, candidates)?;
    winners.sort_unstable();
    if let Some(seats) = seats
        && winners.len() > seats as usize
    {
        return Err(Error::param("--winners", format!("a list of {}", winners.len()), format!("the seats are {seats}")));
    }
    Ok(Some(winners))
}

/// Ids in the order in which they are named.
pub fn order(values: &[String], candidates: &[Candidate]) -> Result<Vec<u32>> {
    named_once("--order", values, candidates)
}

fn named_once(flag: &str, values: &[String], candidates: &[Candidate]) -> Result<Vec<u32>> {
    let ids = resolve(flag, values, candidates)?;
    let twice = (1..ids.len()).find(|&place| ids[..place].contains(&ids[place]));
    match twice {
        Some(place) => Err(Error::param(flag, format!("{}, who is in it twice", ids[place]), "name each candidate once")),
        None => Ok(ids),
    }
}

fn resolve(flag: &str, values: &[String], candidates: &[Candidate]) -> Result<Vec<u32>> {
    let mut ids = Vec::new();
    for value in values {
        match find(flag, value, candidates)? {
            Some(id) => ids.push(id),
            None => {
                for part in value.split(',') {
                    ids.push(find(flag, part, candidates)?.ok_or_else(|| unknown(flag, part, candidates))?);
                }
            }
        }
    }
    Ok(ids)
}

fn find(flag: &str, text: &str, candidates: &[Candidate]) -> Result<Option<u32>> {
    let text = text.trim();
    let named: Vec<u32> = candidates.iter().filter(|candidate| candidate.name == text).map(|candidate| candidate.id).collect();
    match named.as_slice() {
        [id] => return Ok(Some(*id)),
        [] => {}
        several => {
            let ids: Vec<String> = several.iter().map(u32::to_string).collect();
            let expected = format!("several candidates have this name; give one of the ids {}", ids.join(", "));
            return Err(Error::param(flag, format!("{text:?}"), expected));
        }
    }
    Ok(text.parse().ok().filter(|id| candidates.iter().any(|candidate| candidate.id == *id)))
}

fn unknown(flag: &str, text: &str, candidates: &[Candidate]) -> Error {
    let mut listed: Vec<String> =
        candidates.iter().take(LISTED).map(|candidate| format!("{} {}", candidate.id, candidate.name)).collect();
    if candidates.len() > LISTED {
        listed.push(format!("and {} more", candidates.len() - LISTED));
    }
    Error::param(flag, format!("{:?}", text.trim()), format!("the candidates are: {}", listed.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        [(1, "Ada"), (2, "Bo, Jr."), (3, "Twin"), (4, "Twin"), (5, "3")]
            .map(|(id, name)| Candidate { id, name: name.into(), is_write_in: false })
            .into()
    }

    fn resolved(values: &[&str]) -> Result<Option<Vec<u32>>> {
        winners(&texts(values), &candidates(), Some(3))
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn winners_are_names_or_ids_in_one_flag_or_several() {
        assert_eq!(resolved(&[]).unwrap(), None);
        assert_eq!(resolved(&["Bo, Jr.", "1"]).unwrap(), Some(vec![1, 2]));
        assert_eq!(resolved(&["4, Ada"]).unwrap(), Some(vec![1, 4]));
        assert_eq!(resolved(&["3"]).unwrap(), Some(vec![5]), "a name goes before an id");
    }

    #[test]
    fn winners_that_are_unknown_ambiguous_or_too_many_are_refused() {
        for (values, part) in [
            (vec!["Ad"], "1 Ada; 2 Bo"),
            (vec!["9"], "\"9\""),
            (vec![""], "1 Ada"),
            (vec!["Twin"], "ids 3, 4"),
            (vec!["1,2,4,5"], "seats are 3"),
            (vec!["Ada", "1"], "--winners: 1, who is in it twice"),
        ] {
            let error = resolved(&values).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn an_order_stays_as_it_was_given_and_names_everybody_once() {
        assert_eq!(order(&texts(&["4", "Bo, Jr.", "5,Ada"]), &candidates()).unwrap(), [4, 2, 5, 1]);
        for (values, part) in [(["Ada,1"], "1, who is in it twice"), (["Ad"], "1 Ada; 2 Bo"), (["Twin"], "ids 3, 4")] {
            let error = order(&texts(&values), &candidates()).unwrap_err().to_string();
            assert!(error.starts_with("--order") && error.contains(part), "{error}");
        }
    }
}
