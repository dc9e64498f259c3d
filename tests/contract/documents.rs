//! The tables of docs/queries.md, each between `<!-- contract: WHAT -->` and `<!-- / -->`.

use coalition_lens::error::Code;
use coalition_lens::query::{Field, Gives, QueryContract, Shape, Takes, Type, contract};

use crate::generated::{expect, read};
use crate::wording::{allowed, is_required, quoted, with_minus, within};

const PATH: &str = "docs/queries.md";
const BEGIN: &str = "<!-- contract: ";
const END: &str = "<!-- / -->";

#[test]
fn the_tables_of_the_documents_are_those_of_the_engine() {
    let queries = contract();
    let (there, mut made) = (read(PATH), String::new());
    let mut rest = there.as_str();
    while let Some(start) = rest.find(BEGIN) {
        let (before, marked) = rest.split_at(start);
        let (what, _) = marked[BEGIN.len()..].split_once(" -->").expect("a marker is closed");
        let (_, after) = marked.split_once(END).unwrap_or_else(|| panic!("{PATH}: {BEGIN}{what} has no {END}"));
        made += &format!("{before}{BEGIN}{what} -->\n{}{END}", table(what, &queries, &there));
        rest = after;
    }
    expect(PATH, &(made + rest));
}

#[test]
fn every_query_has_its_tables_in_the_documents() {
    let text = read(PATH);
    for query in contract() {
        let has_parameters = query.takes.iter().any(|param| !["where", "compare"].contains(&param.name));
        assert!(!has_parameters || text.contains(&format!("{BEGIN}takes {} -->", query.name)), "{}", query.name);
        for gives in [Some(&query.gives), query.compare.as_ref().map(|(_, gives)| gives)].into_iter().flatten() {
            let shape = gives.shape().name;
            assert!(text.contains(&format!("{BEGIN}gives {shape} ")), "{}: {shape}", query.name);
        }
    }
}

/// The table that a marker asks for: `queries`, `takes QUERY`, `gives SHAPE as TITLE` or `codes`.
fn table(what: &str, queries: &[QueryContract], document: &str) -> String {
    match what.split(' ').collect::<Vec<_>>()[..] {
        ["queries"] => rows(["query", "answers", "parameters"], queries.iter().map(summary)),
        ["takes", name] => {
            let query = queries.iter().find(|query| query.name == name).unwrap_or_else(|| panic!("no query {name}"));
            takes(query)
        }
        ["gives", name, "as", title] => {
            let mut shapes = Vec::new();
            for query in queries {
                within(query.gives.shape(), &mut shapes);
                if let Some((_, gives)) = &query.compare {
                    within(gives.shape(), &mut shapes);
                }
            }
            let shape = shapes.iter().find(|shape| shape.name == name).unwrap_or_else(|| panic!("no shape {name}"));
            rows([title, "type", "meaning"], shape.fields.iter().map(|field| field_row(field, document)))
        }
        ["codes"] => rows(
            ["code", "meaning"],
            Code::OF_PACKAGE.into_iter().map(|code| [format!("`{}`", code.name()), code.about().to_owned()]),
        ),
        _ => panic!("{PATH}: {BEGIN}{what} --> is not understood"),
    }
}

fn rows<const N: usize>(titles: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ")).replace("|  |", "| |");
    let titles = line(&titles.map(str::to_owned));
    let body: String = rows.map(|cells| line(&cells.map(|cell| with_minus(&cell)))).collect();
    format!("{titles}|{}\n{body}", "---|".repeat(N))
}

fn summary(query: &QueryContract) -> [String; 3] {
    let own = query.takes.iter().map(|param| param.name).filter(|name| !["where", "compare"].contains(name));
    [format!("[`{0}`](#{0})", query.name), query.about.trim_end_matches('.').to_owned(), quoted(&own.collect::<Vec<_>>())]
}

fn takes(query: &QueryContract) -> String {
    let own = query.takes.iter().filter(|param| !["where", "compare"].contains(&param.name));
    rows(
        ["parameter", "default", "allowed"],
        own.map(|param| {
            let default = match param.takes.default() {
                Some(default) => format!("`{default}`"),
                None if is_required(&param.takes) => "required".into(),
                None => "–".into(),
            };
            [format!("`{}`", param.name), default, said(&may_be(&param.takes, query.gives.shape()), param.about)]
        }),
    )
}

fn may_be(takes: &Takes, shape: &Shape) -> String {
    match takes {
        Takes::Column { columns, .. } => {
            let left_out: Vec<&str> =
                shape.all_fields().iter().map(|field| field.name).filter(|name| !columns.contains(name)).collect();
            if left_out.is_empty() { "any column".into() } else { format!("any column but {}", quoted(&left_out)) }
        }
        Takes::Columns { .. } => "columns".into(),
        _ => allowed(takes),
    }
}

/// What may be given, and what it does.
fn said(allowed: &str, about: &str) -> String {
    let about = about.strip_suffix('.').filter(|about| !about.contains(". ")).unwrap_or(about);
    format!("{allowed}. {about}")
}

fn field_row(field: &Field, document: &str) -> [String; 3] {
    let inner = match &field.of {
        Type::Record(of) | Type::Rows(of) => Some(of()),
        _ => None,
    };
    // A record with a table of its own is told there.
    let inner = inner.filter(|shape| !document.contains(&format!("{BEGIN}gives {} ", shape.name)));
    let of = inner.map_or(String::new(), |shape| {
        let names: Vec<&str> = shape.all_fields().iter().map(|field| field.name).collect();
        if names.len() > 12 { String::new() } else { format!(": {}", quoted(&names)) }
    });
    let null = if field.is_nullable { " or null" } else { "" };
    let about = field.about.trim_end_matches('.');
    [format!("`{}`", field.name), format!("{}{null}", kind(&field.of)), format!("{about}{of}")]
}

fn kind(of: &Type) -> String {
    match of {
        Type::Whole | Type::Float => "number".into(),
        Type::Flag => "boolean".into(),
        Type::Text => "string".into(),
        Type::Words(vocabulary) => quoted(&vocabulary.words),
        Type::List => "list of numbers".into(),
        Type::Texts => "list of strings".into(),
        Type::IdOrWord(vocabulary) => format!("number, or {}", quoted(&vocabulary.words)),
        Type::Record(_) => "record".into(),
        Type::Rows(_) => "list of records".into(),
    }
}

/// Queries whose answers come in pages are those that say so.
#[test]
fn pages_are_told_of_in_the_documents() {
    let text = read(PATH);
    let paged: Vec<&str> =
        contract().iter().filter(|query| matches!(query.gives, Gives::Pages(_))).map(|query| query.name).collect();
    for name in paged {
        let line = text.lines().find(|line| line.starts_with("`pagination` is there for")).unwrap();
        assert!(line.contains(&format!("`{name}`")), "{name}");
    }
}
