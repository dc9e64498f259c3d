//! The master lookup: what the numbers of a ballot image stand for.
//!
//! Record type 10, id 7, description 50, order in lists 7, contest of a candidate 7, write-in 1, provisional 1.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::ballots::MAX_GROUPS;
use crate::cvr::input::Input;
use crate::cvr::reader::Reading;
use crate::cvr::text::{Lines, excerpt};
use crate::error::{Error, Result};

const TYPES: [&str; 4] = ["Candidate", "Contest", "Precinct", "Tally Type"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub name: String,
    /// 0 where the lookup does not tell.
    pub contest: u32,
    pub is_write_in: bool,
}

#[derive(Debug, Default)]
pub(super) struct Lookup {
    pub candidates: BTreeMap<u32, Candidate>,
    pub contests: BTreeMap<u32, String>,
    pub precincts: BTreeMap<u32, String>,
    pub tally_types: BTreeMap<u32, String>,
    /// Of the files, for messages.
    pub names: String,
}

impl Lookup {
    /// From all lookups that came with a ballot image, read once for a set of images.
    pub(super) fn of(reading: &Reading) -> Result<Arc<Lookup>> {
        // What is no text is told first.
        reading.input.text(&mut ())?;
        reading.memo.get("wineds lookup", || Lookup::read(reading))
    }

    fn read(reading: &Reading) -> Result<Lookup> {
        if reading.companions.is_empty() {
            return Err(reading.input.fault(
                "names contests, candidates and precincts by numbers: give the master lookup that was published with it, too \
                 (a text file called like masterlookup.txt or Master Lookup.txt)",
            ));
        }
        let names: Vec<&str> = reading.companions.iter().map(|input| input.name.as_str()).collect();
        let mut lookup = Lookup { names: names.join(", "), ..Lookup::default() };
        for input in reading.companions {
            lookup.add(input)?;
        }
        Ok(lookup)
    }

    fn add(&mut self, input: &Input) -> Result<()> {
        let mut progress = ();
        let mut lines = Lines::open(input, &mut progress)?;
        while let Some((number, line)) = lines.next_whole()? {
            if line.trim().is_empty() || number == 1 && is_header(&line) {
                continue;
            }
            self.line(&line).map_err(|message| input.at_line(number, message))?;
            if self.candidates.len() + self.contests.len() + self.precincts.len() + self.tally_types.len() > MAX_GROUPS {
                return Err(Error::TooLarge(format!("{}: more than {MAX_GROUPS} entries; is it a master lookup?", input.name)));
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let fields = Fields::of(line);
        let kind = fields.text(0..10);
        let id = fields.number("id", 10..17)?;
        let name = fields.text(17..67);
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if TYPES.contains(&kind.as_str()) && name.is_empty() {
            return Err(format!("{kind} {id} has no name"));
        }
        let known = match kind.as_str() {
            "Contest" => self.contests.insert(id, name.clone()),
            "Precinct" => self.precincts.insert(id, name.clone()),
            "Tally Type" => self.tally_types.insert(id, name.clone()),
            "Candidate" => {
                let is_write_in = match fields.text(81..82).as_str() {
                    "0" | "" => false,
                    "1" => true,
                    other => return Err(format!("whether {name:?} is a write-in is told by {other:?}; 0 or 1 is needed")),
                };
                let candidate = Candidate { name: name.clone(), contest: fields.number("contest", 74..81)?, is_write_in };
                match self.candidates.insert(id, candidate.clone()) {
                    Some(known) if known != candidate => Some(known.name),
                    _ => return Ok(()),
                }
            }
            other => return Err(format!("the type of record is {}; known are {}", excerpt(other), TYPES.join(", "))),
        };
        match known.filter(|known| *known != name || kind == "Candidate") {
            Some(known) => {
                let kind = kind.to_lowercase();
                Err(format!("{kind} {id} is {known:?} and {name:?}: are these lookups of different elections?"))
            }
            None => Ok(()),
        }
    }
}

/// Whether a line is one of a master lookup.
pub(super) fn is_line(line: &str) -> bool {
    let fields = Fields::of(line);
    let is_type = TYPES.iter().any(|kind| fields.text(0..10) == *kind);
    is_type && fields.0.len() >= 81 && fields.0[10..17].iter().all(char::is_ascii_digit)
}

/// A first line that names the fields.
pub(super) fn is_header(line: &str) -> bool {
    let start: String = line.chars().filter(char::is_ascii_alphabetic).take(10).collect();
    start.eq_ignore_ascii_case("recordtype")
}

/// Fields by character: a name in UTF-8 moves no others.
struct Fields(Vec<char>);

impl Fields {
    fn of(line: &str) -> Fields {
        const MOST: usize = 200;
        Fields(line.trim_end().chars().take(MOST).collect())
    }

    fn text(&self, range: Range<usize>) -> String {
        let end = range.end.min(self.0.len());
        let characters = self.0.get(range.start..end).unwrap_or_default();
        characters.iter().collect::<String>().trim().to_owned()
    }

    fn number(&self, name: &str, range: Range<usize>) -> Result<u32, String> {
        let text = self.text(range.clone());
        match text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse()) {
            Some(Ok(number)) => Ok(number),
            _ => Err(format!(
                "the {name} (characters {} to {}) is {}; a number is needed",
                range.start + 1,
                range.end,
                excerpt(&text)
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, id: u32, name: &str, contest: u32, write_in: u32) -> String {
        format!("{kind:<10}{id:07}{name:<50}{:07}{contest:07}{write_in}0\r\n", 1)
    }

    fn lookup(lines: &[String]) -> Result<Lookup, String> {
        let mut lookup = Lookup::default();
        lines.iter().try_for_each(|line| lookup.line(line))?;
        Ok(lookup)
    }

    #[test]
    fn fields_are_cut_by_character_so_that_names_in_utf_8_move_none() {
        let found = lookup(&[line("Candidate", 142, "ISWARI  ESPAÑA", 13, 0), line("Candidate", 6, "WRITE-IN", 13, 1)]).unwrap();
        let candidate = |name: &str, is_write_in| Candidate { name: name.into(), contest: 13, is_write_in };
        assert_eq!(found.candidates[&142], candidate("ISWARI ESPAÑA", false));
        assert_eq!(found.candidates[&6], candidate("WRITE-IN", true));
    }

    #[test]
    fn each_type_has_numbers_of_its_own() {
        let found =
            lookup(&[line("Contest", 1, "Mayor", 0, 0), line("Precinct", 1, "Pct 1", 0, 0), line("Tally Type", 1, "VBM", 0, 0)]);
        let found = found.unwrap();
        assert_eq!((&*found.contests[&1], &*found.precincts[&1], &*found.tally_types[&1]), ("Mayor", "Pct 1", "VBM"));
    }

    #[test]
    fn a_number_stands_for_one_name() {
        let same = [line("Contest", 1, "Mayor", 0, 0), line("Contest", 1, "Mayor", 0, 0)];
        assert!(lookup(&same).is_ok());
        let other = [line("Contest", 1, "Mayor", 0, 0), line("Contest", 1, "Sheriff", 0, 0)];
        assert!(lookup(&other).unwrap_err().contains("contest 1 is \"Mayor\" and \"Sheriff\""));
        let moved = [line("Candidate", 1, "Ann", 1, 0), line("Candidate", 1, "Ann", 2, 0)];
        assert!(lookup(&moved).unwrap_err().contains("candidate 1"));
    }

    #[test]
    fn records_that_are_not_understood_are_refused() {
        assert!(lookup(&[line("Party", 1, "A", 0, 0)]).unwrap_err().contains("type of record is \"Party\""));
        assert!(lookup(&[line("Contest", 1, "", 0, 0)]).unwrap_err().contains("has no name"));
        assert!(lookup(&["Contest   00x0001Mayor".into()]).unwrap_err().contains("characters 11 to 17"));
    }

    #[test]
    fn a_lookup_is_told_by_its_lines() {
        assert!(is_line(&line("Tally Type", 1, "VBM", 0, 0)) && is_header("Record_Type,Id"));
        assert!(!is_line("Candidate,1,Ann") && !is_line(""));
    }
}
