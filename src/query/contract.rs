//! The contract of all queries, gathered from where they are defined.

use std::fmt::Write;

use super::answers::{DEFINITIONS, Definition, Said, said};
use super::params::{Gives, ParamContract, ParamReader, QueryContract, Shape, TOKEN, Takes, Type, Voters};
use crate::snapshot::sha256_hex;

/// Digits of a fingerprint: it tells versions apart, and keeps nobody out.
const FINGERPRINT_DIGITS: usize = 8;

/// Raised when an answer is another while its fields are the same: by a formula, a rule, a preset or a sentence.
const REVISION: u32 = 1;

/// Every query: what it takes and what it gives.
pub fn contract() -> Vec<QueryContract> {
    DEFINITIONS.iter().zip(said()).map(|(definition, said)| of(definition, said)).collect()
}

fn of(definition: &Definition, said: Said) -> QueryContract {
    let takes = |parse: fn(&mut ParamReader) -> _| -> Vec<ParamContract> {
        ParamReader::record(definition.name, |reader| {
            // What is missing or not understood is of no interest here.
            let _ = parse(reader);
            let _ = Voters::read(reader, definition.compare.is_some());
        })
    };
    let continues = ParamContract {
        name: TOKEN,
        about: "The `next_token` of an answer: goes on after it, and carries the other parameters. Goes alone.",
        takes: Takes::Token,
    };
    QueryContract {
        name: definition.name,
        about: said.about,
        takes: takes(definition.parse),
        continues: matches!(said.gives, Gives::Pages(_)).then_some(continues),
        gives: said.gives,
        compare: definition.compare.zip(said.compare_gives).map(|(parse, gives)| (takes(parse), gives)),
    }
}

/// A short text that is the same as long as answers of a query are: as its parameters, their defaults, and the fields of what it
/// gives are. What is said about them, and what else may be asked, is no part of it. An answer that was made by other definitions
/// is not one of this engine's.
pub fn fingerprint(query: &QueryContract) -> String {
    let mut text = format!("{} {REVISION}", query.name);
    let compared = query.compare.iter().map(|(takes, gives)| (takes, gives));
    for (takes, gives) in std::iter::once((&query.takes, &query.gives)).chain(compared) {
        for ParamContract { name, takes, .. } in takes {
            let _ = write!(text, "\n{name}={:?}", takes.default());
        }
        let form = match gives {
            Gives::Pages(_) => "pages",
            Gives::Rows(_) => "rows",
            Gives::Record(_) => "record",
        };
        let _ = write!(text, "\n{form}");
        write_fields(&mut text, gives.shape());
    }
    sha256_hex(text.as_bytes()).chars().take(FINGERPRINT_DIGITS).collect()
}

fn write_fields(text: &mut String, shape: &Shape) {
    text.push('{');
    for field in shape.all_fields() {
        let null = if field.is_nullable { "?" } else { "" };
        let _ = write!(text, "\n{}{null}:", field.name);
        match &field.of {
            Type::Words(words) => drop(write!(text, "{:?}", words.words)),
            Type::IdOrWord(words) => drop(write!(text, "id or {:?}", words.words)),
            Type::Record(of) => write_fields(text, &of()),
            Type::Rows(of) => {
                text.push_str("rows");
                write_fields(text, &of());
            }
            plain => drop(write!(text, "{plain:?}")),
        }
    }
    text.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::params::{Field, Vocabulary};

    fn shape(fields: &[(&'static str, Type)]) -> Shape {
        let field = |(name, of): &(&'static str, Type)| Field { name, of: of.clone(), is_nullable: false, about: "About." };
        Shape { name: "Row", about: "A row.", base: None, fields: fields.iter().map(field).collect() }
    }

    fn query(default: u64, gives: Shape) -> QueryContract {
        let takes = Takes::Whole { default: Some(default), min: 1, max: 9 };
        let takes = vec![ParamContract { name: "size", about: "How large.", takes }];
        QueryContract { name: "query", about: "Asks.", takes, continues: None, gives: Gives::Record(gives), compare: None }
    }

    #[test]
    fn a_fingerprint_changes_with_defaults_and_with_fields_at_any_depth_and_not_with_what_is_said() {
        let rows = |inner: fn() -> Shape| query(1, shape(&[("rows", Type::Rows(inner))]));
        let before = rows(|| shape(&[("votes", Type::Float)]));
        let told = QueryContract { about: "Asks otherwise.", ..before.clone() };
        assert_eq!(fingerprint(&before), fingerprint(&told));
        let words = |words| Type::Words(Vocabulary { name: "Kind", about: "Kinds.", words });
        let others = [
            rows(|| shape(&[("votes", Type::Whole)])),
            rows(|| shape(&[("votes", Type::Float), ("share", Type::Float)])),
            rows(|| shape(&[("share", Type::Float)])),
            query(2, shape(&[("rows", Type::Rows(|| shape(&[("votes", Type::Float)])))])),
            query(1, shape(&[("kind", words(vec!["a"]))])),
            query(1, shape(&[("kind", words(vec!["a", "b"]))])),
        ];
        let mut found: Vec<String> = others.iter().chain([&before]).map(fingerprint).collect();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), others.len() + 1);
    }
}
