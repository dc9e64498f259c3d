//! What the engine gives is what its contract says: the names of every record in their order, types, nulls, words; and it takes
//! the parameters that are named, with the defaults that are said.

use coalition_lens::query::{self, Cell, Gives, Params, Row, Shape, Takes, Type, Value, contract};

use crate::shared;

#[test]
fn every_answer_has_the_shape_that_its_query_promises() {
    let election = shared::election(&shared::tables());
    let queries = contract();
    let mut checked = 0;
    for (name, params) in shared::QUESTIONS {
        let params: Params = serde_json::from_str(params).unwrap();
        let Ok(plan) = query::plan(name, &params, &election) else { continue };
        let data = query::execute(&plan, &election).unwrap().data;
        let query = queries.iter().find(|query| query.name == name).unwrap();
        let gives = match params.contains_key("compare") {
            true => &query.compare.as_ref().unwrap().1,
            false => &query.gives,
        };
        let at = format!("{name} {params:?}");
        match (gives, &data) {
            (Gives::Record(shape), Cell::Record(row)) => check(row, shape, None, &at),
            (Gives::Rows(shape), Cell::List(rows)) => rows.iter().for_each(|row| check(record(row), shape, None, &at)),
            (Gives::Pages(shape), Cell::List(rows)) => {
                let fields = plan.params().get("fields").cloned().filter(|fields| *fields != Cell::Null);
                rows.iter().for_each(|row| check(record(row), shape, fields.as_ref(), &at));
            }
            _ => panic!("{at}: {data:?}"),
        }
        checked += 1;
    }
    assert!(checked > 35, "{checked}");
}

fn record(cell: &Cell) -> &Row {
    let Cell::Record(row) = cell else { panic!("{cell:?} is no record") };
    row
}

fn check(row: &Row, shape: &Shape, only: Option<&Cell>, at: &str) {
    let wanted = |name: &str| match only {
        Some(Cell::List(names)) => names.contains(&name.into()),
        _ => true,
    };
    let fields: Vec<_> = shape.all_fields().into_iter().filter(|field| wanted(field.name)).collect();
    let names: Vec<&str> = row.0.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, fields.iter().map(|field| field.name).collect::<Vec<_>>(), "{at}: {}", shape.name);
    for (field, (name, cell)) in fields.iter().zip(&row.0) {
        let at = format!("{at}: {}.{name} = {cell:?}", shape.name);
        match (&field.of, cell) {
            (_, Cell::Null) => assert!(field.is_nullable, "{at}"),
            (Type::Whole, Cell::Whole(_)) | (Type::Float, Cell::Float(_)) | (Type::Flag, Cell::Flag(_)) => {}
            (Type::Text, Cell::Text(_)) => {}
            (Type::Words(vocabulary), Cell::Text(word)) => assert!(vocabulary.words.contains(&word.as_str()), "{at}"),
            (Type::IdOrWord(_), Cell::Whole(_)) => {}
            (Type::IdOrWord(vocabulary), Cell::Text(word)) => assert!(vocabulary.words.contains(&word.as_str()), "{at}"),
            (Type::List, Cell::List(cells)) => assert!(cells.iter().all(|cell| matches!(cell, Cell::Whole(_))), "{at}"),
            (Type::Texts, Cell::List(cells)) => assert!(cells.iter().all(|cell| matches!(cell, Cell::Text(_))), "{at}"),
            (Type::Record(of), Cell::Record(row)) => check(row, &of(), None, &at),
            (Type::Rows(of), Cell::List(rows)) => rows.iter().for_each(|row| check(record(row), &of(), None, &at)),
            _ => panic!("{at} is not of its type"),
        }
    }
}

/// Parameters that a query cannot do without.
fn needed(query: &query::QueryContract) -> Params {
    let required = query.takes.iter().filter(|param| matches!(param.takes, Takes::Candidate { is_required: true }));
    required.zip(1..).map(|(param, id)| (param.name.to_owned(), Value::Number(f64::from(id)))).collect()
}

#[test]
fn parameters_are_understood_in_their_order_with_the_defaults_that_are_said() {
    let election = shared::empty_election();
    for query in contract() {
        let params = needed(&query);
        let plan = query::plan(query.name, &params, &election).unwrap();
        let taken: Vec<&str> = query.takes.iter().map(|param| param.name).filter(|name| *name != "compare").collect();
        assert_eq!(plan.params().0.iter().map(|(name, _)| *name).collect::<Vec<_>>(), taken, "{}", query.name);
        for param in query.takes.iter().filter(|param| !params.contains_key(param.name) && param.name != "compare") {
            let understood = match plan.params().get(param.name).unwrap() {
                Cell::Null => None,
                Cell::Text(text) => Some(text.clone()),
                other => Some(other.number().unwrap().to_string()),
            };
            assert_eq!(understood, param.takes.default(), "{} {}", query.name, param.name);
        }
    }
}

#[test]
fn the_ends_of_a_range_are_taken_and_what_is_beyond_is_refused() {
    let election = shared::empty_election();
    let mut tried = 0;
    for query in contract() {
        for param in &query.takes {
            let (min, max, step) = match param.takes {
                Takes::Whole { min, max, .. } => (min as f64, max as f64, 1.0),
                Takes::Number { min, max, .. } => (min, max, 1e-9),
                _ => continue,
            };
            let given = |value: f64| {
                let mut params = needed(&query);
                params.insert(param.name.into(), Value::Number(value));
                query::plan(query.name, &params, &election)
            };
            assert!(given(min).is_ok() && given(max).is_ok(), "{} {}", query.name, param.name);
            for beyond in [min - step, if max < 1e15 { max + step } else { max * 2.0 }, f64::NAN] {
                let error = given(beyond).map(|_| ()).unwrap_err();
                assert!(error.code() == "E_PARAM" && error.to_string().starts_with(param.name), "{error}");
            }
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn every_word_that_is_said_is_taken_and_no_other() {
    let election = shared::empty_election();
    for query in contract() {
        for param in &query.takes {
            if let Takes::Column { default, columns } = &param.takes {
                assert!(columns.contains(default), "{} sorts by {default}", query.name);
            }
            let words = match &param.takes {
                Takes::Word { vocabulary, .. } => &vocabulary.words,
                Takes::Column { columns, .. } | Takes::Columns { columns } => columns,
                _ => continue,
            };
            let given = |word: &str| {
                let mut params = needed(&query);
                params.insert(param.name.into(), Value::Text(word.into()));
                query::plan(query.name, &params, &election)
            };
            for word in words {
                assert!(given(word).is_ok(), "{} {} {word}", query.name, param.name);
            }
            assert!(given("nonsense").is_err(), "{} {}", query.name, param.name);
        }
    }
}
