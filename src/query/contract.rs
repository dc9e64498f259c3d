//! The contract of all queries, gathered from where they are defined.

use super::answers::DEFINITIONS;
use super::params::{Gives, ParamContract, ParamReader, QueryContract, TOKEN, Takes, Voters};

/// Every query: what it takes and what it gives.
pub fn contract() -> Vec<QueryContract> {
    let takes = |name, parse: fn(&mut ParamReader) -> _, compares: bool| -> Vec<ParamContract> {
        ParamReader::record(name, |reader| {
            // What is missing or not understood is of no interest here.
            let _ = parse(reader);
            let _ = Voters::read(reader, compares);
        })
    };
    let query = |definition: &super::answers::Definition| {
        let compares = definition.compare.is_some();
        let compare = definition.compare.zip(definition.said.compare_gives);
        let gives = (definition.said.gives)();
        QueryContract {
            name: definition.name,
            about: definition.said.about.trim(),
            takes: takes(definition.name, definition.parse, compares),
            continues: matches!(gives, Gives::Pages(_)).then_some(ParamContract {
                name: TOKEN,
                about: "The `next_token` of an answer: goes on after it, and carries the other parameters. Goes alone.",
                takes: Takes::Token,
            }),
            gives,
            compare: compare.map(|(parse, gives)| (takes(definition.name, parse, compares), gives())),
        }
    };
    DEFINITIONS.iter().map(query).collect()
}
