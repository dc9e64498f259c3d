//! What a report holds, as far as rankings need it; the names are those of SP 1500-103.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Cvr<'a> {
    #[serde(borrow, default)]
    pub(super) unique_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) ballot_pre_printed_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) ballot_audit_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) batch_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) ballot_style_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) ballot_style_unit_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) current_snapshot_id: Option<Text<'a>>,
    #[serde(borrow, default, rename = "CVRSnapshot")]
    pub(super) snapshots: Many<Snapshot<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Snapshot<'a> {
    #[serde(borrow, default, rename = "@id")]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow, default, rename = "CVRContest")]
    pub(super) contests: Many<CvrContest<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CvrContest<'a> {
    #[serde(borrow, default)]
    pub(super) contest_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) overvotes: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Many<Text<'a>>,
    #[serde(borrow, default, rename = "CVRContestSelection")]
    pub(super) selections: Many<CvrSelection<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CvrSelection<'a> {
    #[serde(borrow, default)]
    pub(super) contest_selection_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) rank: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Many<Text<'a>>,
    #[serde(borrow, default, rename = "SelectionPosition")]
    pub(super) positions: Many<SelectionPosition<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SelectionPosition<'a> {
    #[serde(borrow, default)]
    pub(super) has_indication: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) is_allocable: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Many<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) number_votes: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) fractional_votes: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) rank: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) position: Option<Text<'a>>,
    #[serde(default, rename = "CVRWriteIn")]
    pub(super) write_in: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Election<'a> {
    #[serde(borrow, default, rename = "Candidate")]
    pub(super) candidates: Many<Named<'a>>,
    #[serde(borrow, default, rename = "Contest")]
    pub(super) contests: Many<Contest<'a>>,
}

/// A candidate or a geopolitical unit.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Named<'a> {
    #[serde(borrow, default, rename = "@id")]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) name: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Contest<'a> {
    #[serde(borrow, default, rename = "@id")]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) vote_variation: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) votes_allowed: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) number_elected: Option<Text<'a>>,
    #[serde(borrow, default, rename = "ContestSelection")]
    pub(super) selections: Many<Selection<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Selection<'a> {
    #[serde(borrow, default, rename = "@id")]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) candidate_ids: Many<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) is_write_in: Option<Text<'a>>,
    /// The text of an answer to a question.
    #[serde(borrow, default)]
    pub(super) selection: Option<Text<'a>>,
}

/// Text, a number or a truth value, as text: files differ in what they write where.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        self.0.trim()
    }

    pub(super) fn is_no(&self) -> bool {
        matches!(self.as_str().to_ascii_lowercase().as_str(), "no" | "false" | "0")
    }

    pub(super) fn is_yes(&self) -> bool {
        matches!(self.as_str().to_ascii_lowercase().as_str(), "yes" | "true" | "1")
    }
}

/// The text, unless there is none or it is empty.
pub(super) fn told<'t>(text: &'t Option<Text>) -> Option<&'t str> {
    text.as_ref().map(Text::as_str).filter(|text| !text.is_empty())
}

/// An array, one of its elements alone, or null.
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Many<T> {
        Many(Vec::new())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'a>, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Text)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text or a number")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_bool<E: Error>(self, is_true: bool) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(if is_true { "true" } else { "false" }))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Many<T>, D::Error> {
        deserializer.deserialize_any(ManyVisitor(std::marker::PhantomData))
    }
}

struct ManyVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Many<T>, A::Error> {
        let mut many = Vec::new();
        while let Some(element) = array.next_element()? {
            many.push(element);
        }
        Ok(Many(many))
    }

    fn visit_unit<E: Error>(self) -> Result<Many<T>, E> {
        Ok(Many(Vec::new()))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Many<T>, A::Error> {
        T::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(|one| Many(vec![one]))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Many<T>, E> {
        T::deserialize(serde::de::value::BorrowedStrDeserializer::new(text)).map(|one| Many(vec![one]))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Many<T>, E> {
        T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|one| Many(vec![one]))
    }
}
