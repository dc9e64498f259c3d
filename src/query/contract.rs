//! The contract of all queries, gathered from where they are defined.

use super::answers::{DEFINITIONS, Definition, Said, said};
use super::params::{Gives, ParamContract, ParamReader, QueryContract, TOKEN, Takes, Voters};

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
