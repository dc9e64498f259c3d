//! One record of an export: what stands in it of the contests that are wanted, in buffers that are used again.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A session: one card or ballot, as it was scanned and as it was adjudicated.
#[derive(Default)]
pub(super) struct Session {
    pub(super) tabulator: String,
    pub(super) batch: String,
    /// A number, or `X` where it is redacted.
    pub(super) record: String,
    pub(super) counting_group: Option<i64>,
    original: Snapshot,
    modified: Snapshot,
}

/// `Original` or `Modified`.
#[derive(Default)]
pub(super) struct Snapshot {
    /// Contests that are wanted; `None` for all.
    wanted: Option<i64>,
    is_there: bool,
    is_current: bool,
    pub(super) portion: Option<i64>,
    pub(super) precinct: Option<i64>,
    pub(super) ballot_type: Option<i64>,
    pub(super) contests: Vec<ContestMarks>,
    /// Those that are not wanted.
    pub(super) others: Vec<i64>,
    marks: Vec<MarkFields>,
}

/// A contest on a card.
pub(super) struct ContestMarks {
    pub(super) id: i64,
    start: usize,
    end: usize,
    /// The marks are a word in their place.
    pub(super) is_redacted: bool,
    /// The voter may not vote in the contest.
    pub(super) is_inactive: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MarkFields {
    pub(super) candidate_id: i64,
    #[serde(default)]
    pub(super) rank: Option<i64>,
    #[serde(default)]
    pub(super) is_ambiguous: bool,
    #[serde(default)]
    pub(super) writein_density: Option<f64>,
}

impl Session {
    /// Of one contest, or of all.
    pub(super) fn of(wanted: Option<i64>) -> Session {
        let mut session = Session::default();
        session.original.wanted = wanted;
        session.modified.wanted = wanted;
        session
    }

    pub(super) fn clear(&mut self) {
        self.tabulator.clear();
        self.batch.clear();
        self.record.clear();
        self.counting_group = None;
        self.original.clear();
        self.modified.clear();
    }

    /// What counts: the scan, or what adjudication made of it. `None` if neither is current.
    pub(super) fn current(&self) -> Option<&Snapshot> {
        [&self.original, &self.modified].into_iter().find(|snapshot| snapshot.is_there && snapshot.is_current)
    }

    /// Whether the scan and what adjudication made of it are both called current.
    pub(super) fn has_two_current(&self) -> bool {
        [&self.original, &self.modified].into_iter().all(|snapshot| snapshot.is_there && snapshot.is_current)
    }
}

impl Snapshot {
    fn clear(&mut self) {
        let (mut contests, mut marks) = (std::mem::take(&mut self.contests), std::mem::take(&mut self.marks));
        let mut others = std::mem::take(&mut self.others);
        contests.clear();
        marks.clear();
        others.clear();
        *self = Snapshot { wanted: self.wanted, contests, others, marks, ..Snapshot::default() };
    }

    pub(super) fn marks(&self, contest: &ContestMarks) -> &[MarkFields] {
        &self.marks[contest.start..contest.end]
    }
}

/// An object whose members are taken one by one.
trait Fields {
    fn begin(&mut self) {}
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
    fn end(&mut self) -> Result<(), &'static str> {
        Ok(())
    }
}

/// Reads an object, or null, into it.
pub(super) struct Object<'a, T>(pub(super) &'a mut T);

impl<'de, T: Fields> DeserializeSeed<'de> for Object<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de, T: Fields> Visitor<'de> for Object<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.begin();
        while let Some(Key(key)) = map.next_key()? {
            self.0.field(&key, &mut map)?;
        }
        self.0.end().map_err(A::Error::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads each object of an array.
struct Array<'a, T>(&'a mut T);

impl<'de, T: Fields> DeserializeSeed<'de> for Array<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for Array<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while array.next_element_seed(Object(self.0))?.is_some() {}
        Ok(())
    }
}

/// Where a ballot comes from: a number, or a word where that is redacted.
struct Id(Option<i64>);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        deserializer.deserialize_any(IdVisitor).map(Id)
    }
}

struct IdVisitor;

impl<'de> Visitor<'de> for IdVisitor {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number or a word")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<i64>, E> {
        i64::try_from(number).map(Some).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<i64>, E> {
        Ok(Some(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<i64>, E> {
        Ok(text.trim().parse().ok())
    }

    fn visit_unit<E: Error>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }
}

/// A number or a word, as text.
struct Text<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number or a word")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        write!(self.0, "{number}").map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        write!(self.0, "{number}").map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

impl Fields for Session {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "TabulatorId" => map.next_value_seed(Text(&mut self.tabulator)),
            "BatchId" => map.next_value_seed(Text(&mut self.batch)),
            "RecordId" => map.next_value_seed(Text(&mut self.record)),
            "CountingGroupId" => map.next_value().map(|Id(id)| self.counting_group = id),
            "Original" => map.next_value_seed(Object(&mut self.original)),
            "Modified" => map.next_value_seed(Object(&mut self.modified)),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

impl Fields for Snapshot {
    fn begin(&mut self) {
        self.is_there = true;
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "IsCurrent" => map.next_value().map(|is_current| self.is_current = is_current),
            "PrecinctPortionId" => map.next_value().map(|Id(id)| self.portion = id),
            "PrecinctId" => map.next_value().map(|Id(id)| self.precinct = id),
            "BallotTypeId" => map.next_value().map(|Id(id)| self.ballot_type = id),
            "Cards" => map.next_value_seed(Array(&mut Card(self))),
            "Contests" => map.next_value_seed(Array(&mut ContestFields::of(self))),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

struct Card<'a>(&'a mut Snapshot);

impl Fields for Card<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "Contests" => map.next_value_seed(Array(&mut ContestFields::of(self.0))),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

struct ContestFields<'a> {
    snapshot: &'a mut Snapshot,
    id: Option<i64>,
    start: usize,
    has_marks: bool,
    is_redacted: bool,
    is_inactive: bool,
}

impl ContestFields<'_> {
    fn of(snapshot: &mut Snapshot) -> ContestFields<'_> {
        ContestFields { snapshot, id: None, start: 0, has_marks: false, is_redacted: false, is_inactive: false }
    }

    /// As far as is known.
    fn is_wanted(&self) -> bool {
        self.id.is_none() || self.snapshot.wanted.is_none() || self.snapshot.wanted == self.id
    }
}

impl Fields for ContestFields<'_> {
    fn begin(&mut self) {
        self.id = None;
        self.start = self.snapshot.marks.len();
        self.has_marks = false;
        self.is_redacted = false;
        self.is_inactive = false;
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "Id" => map.next_value().map(|id| self.id = Some(id)),
            "Marks" if self.has_marks => Err(A::Error::custom("a contest has Marks twice")),
            "Marks" if self.is_wanted() => {
                self.has_marks = true;
                map.next_value_seed(Marks(self))
            }
            "OutstackConditionIds" if self.is_wanted() => map.next_value_seed(Conditions(&mut self.is_inactive)),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn end(&mut self) -> Result<(), &'static str> {
        let id = self.id.ok_or("a contest has no Id")?;
        if !self.is_wanted() {
            self.snapshot.marks.truncate(self.start);
            self.snapshot.others.push(id);
            return Ok(());
        }
        self.snapshot.contests.push(ContestMarks {
            id,
            start: self.start,
            end: self.snapshot.marks.len(),
            is_redacted: self.is_redacted,
            is_inactive: self.is_inactive,
        });
        Ok(())
    }
}

/// An array of marks, or a word in place of it.
struct Marks<'a, 'b>(&'a mut ContestFields<'b>);

impl<'de> DeserializeSeed<'de> for Marks<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Marks<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of marks")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(mark) = array.next_element()? {
            self.0.snapshot.marks.push(mark);
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<(), E> {
        self.0.is_redacted = word.to_ascii_uppercase().contains("REDACTED");
        match self.0.is_redacted {
            true => Ok(()),
            false => Err(E::custom(format!("the marks are {word:.60?}; an array of marks, or *** REDACTED ***, is needed"))),
        }
    }
}

/// Whether the contest is inactive, among Dominion's conditions of a contest.
struct Conditions<'a>(&'a mut bool);

/// `InactiveContest` of OutstackConditionManifest.json, the same in every election: the voter may not vote in this contest. Alaska
/// has such ballots; official counts leave them out.
const INACTIVE: i64 = 7;

impl<'de> DeserializeSeed<'de> for Conditions<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Conditions<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(condition) = array.next_element::<i64>()? {
            *self.0 |= condition == INACTIVE;
        }
        Ok(())
    }

    /// Redacted, or not told.
    fn visit_str<E: Error>(self, _word: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
