//! The types of the package: vocabularies, rows, parameters as given and as understood, answers, error codes.

use coalition_lens::error::Code;
use coalition_lens::query::{Field, Gives, ParamContract, QueryContract, Shape, Takes, Type, Vocabulary, contract, fingerprint};
use coalition_lens::snapshot::{FORMAT_NAME, FORMAT_VERSION};
use std::fmt::Write;

use crate::generated::expect;
use crate::wording::{allowed, is_required, pascal, with_minus, within};

#[test]
fn the_types_of_the_package_are_those_of_the_engine() {
    expect("pkg-template/src/types/contract.ts", &types());
}

#[test]
fn the_constants_of_the_package_are_those_of_the_engine() {
    expect("pkg-template/src/contract.ts", &constants());
}

const HEAD: &str = "// Made from the engine's definitions by `make contract`: change those, not this.\n";

fn types() -> String {
    let queries = contract();
    let mut text = format!(
        "{HEAD}import type {{ Answer, Page }} from \"./answers.js\";\n\
         import type {{ CandidateRef, Rules }} from \"./params.js\";\n\
         import type {{ Compare, Where }} from \"./voters.js\";\n"
    );
    let names: Vec<&str> = queries.iter().map(|query| query.name).collect();
    say(&mut text, "", "The queries by name.");
    union(&mut text, "Query", &names);
    for vocabulary in vocabularies(&queries) {
        say(&mut text, "", vocabulary.about);
        union(&mut text, vocabulary.name, &vocabulary.words);
    }
    let mut shapes = Vec::new();
    for query in &queries {
        within(query.gives.shape(), &mut shapes);
        if let Some((_, gives)) = &query.compare {
            within(gives.shape(), &mut shapes);
        }
    }
    for shape in &shapes {
        interface(&mut text, shape);
    }
    for query in &queries {
        asked(&mut text, query.name, &query.takes, &query.gives, false);
        if let Some((takes, gives)) = &query.compare {
            asked(&mut text, query.name, takes, gives, true);
        }
    }
    lists(&mut text, &queries);
    say(&mut text, "", "What went wrong, stable across versions.");
    text += "export type LensErrorCode =";
    for code in Code::OF_PACKAGE {
        write!(text, "\n  /** {} */\n  | \"{}\"", sentence(code.about()), code.name()).unwrap();
    }
    text + ";\n"
}

/// What a page may want to know at run time.
fn constants() -> String {
    let queries = contract();
    let mut text = format!(
        "{HEAD}\n/** The values of parameters that are not given, by query; null: none. */\nexport const defaults = {{\n"
    );
    for query in &queries {
        writeln!(text, "  {}: {{", query.name).unwrap();
        for param in &query.takes {
            let value = match (&param.takes, param.takes.default()) {
                (Takes::Candidate { is_required: true } | Takes::Comparison, _) => continue,
                (Takes::Whole { .. } | Takes::Number { .. }, Some(number)) => number,
                (_, Some(word)) => format!("{word:?}"),
                (_, None) => "null".into(),
            };
            writeln!(text, "    {}: {value},", param.name).unwrap();
        }
        text += "  },\n";
    }
    let is_paged = |query: &&QueryContract| matches!(query.gives, Gives::Pages(_));
    let paged: Vec<&str> = queries.iter().filter(is_paged).map(|query| query.name).collect();
    text += "} as const;\n\n/** Of ready-made answers that are this engine's: a fingerprint of parameters, defaults and fields, by query. */\n";
    text += "export const contracts: Readonly<Record<string, string>> = {\n";
    for query in &queries {
        writeln!(text, "  {}: {:?},", query.name, fingerprint(query)).unwrap();
    }
    text += "};\n\n/** The queries whose answers come in pages. */\n";
    text += &format!("export const paged: readonly string[] = {paged:?};\n\n");
    text += "/** The words that parameters and rows are made of, in their order. */\nexport const vocabularies = {\n";
    for Vocabulary { name, words, .. } in vocabularies(&queries) {
        writeln!(text, "  {name}: {words:?},").unwrap();
    }
    text += "} as const;\n\n/** What a manifest says that it is written in. */\n";
    text + &format!("export const format = {{ name: {FORMAT_NAME:?}, version: {FORMAT_VERSION} }};\n")
}

/// Every vocabulary of parameters and rows, each once.
fn vocabularies(queries: &[QueryContract]) -> Vec<Vocabulary> {
    let mut found: Vec<Vocabulary> = Vec::new();
    let mut shapes = Vec::new();
    for query in queries {
        let compared = query.compare.iter().flat_map(|(takes, _)| takes);
        for param in query.takes.iter().chain(compared) {
            if let Takes::Word { vocabulary, .. } | Takes::Rules { presets: vocabulary } = &param.takes {
                found.push(vocabulary.clone());
            }
        }
        within(query.gives.shape(), &mut shapes);
    }
    for field in shapes.iter().flat_map(|shape| &shape.fields) {
        if let Type::Words(vocabulary) | Type::IdOrWord(vocabulary) = &field.of {
            found.push(vocabulary.clone());
        }
    }
    let mut unique: Vec<Vocabulary> = Vec::new();
    for vocabulary in found {
        if !unique.contains(&vocabulary) {
            unique.push(vocabulary);
        }
    }
    unique
}

fn say(text: &mut String, indent: &str, about: &str) {
    let about = with_minus(about);
    if indent.is_empty() {
        text.push('\n');
    }
    if indent.len() + about.chars().count() + 7 <= 120 {
        writeln!(text, "{indent}/** {about} */").unwrap();
        return;
    }
    writeln!(text, "{indent}/**").unwrap();
    let mut line = String::new();
    for word in about.split(' ') {
        if indent.len() + 3 + line.chars().count() + 1 + word.chars().count() > 120 {
            writeln!(text, "{indent} *{line}").unwrap();
            line.clear();
        }
        line.push(' ');
        line += word;
    }
    writeln!(text, "{indent} *{line}\n{indent} */").unwrap();
}

fn union(text: &mut String, name: &str, words: &[&str]) {
    let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    writeln!(text, "export type {name} = {};", words.join(" | ")).unwrap();
}

fn interface(text: &mut String, shape: &Shape) {
    say(text, "", shape.about);
    let base = shape.base.as_ref().map_or(String::new(), |base| format!(" extends {}", base.name));
    writeln!(text, "export interface {}{base} {{", shape.name).unwrap();
    for field in &shape.fields {
        say(text, "  ", field.about);
        writeln!(text, "  {}: {};", field.name, type_of(field)).unwrap();
    }
    *text += "}\n";
}

fn type_of(field: &Field) -> String {
    let of = match &field.of {
        Type::Whole | Type::Float => "number".to_owned(),
        Type::Flag => "boolean".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Words(vocabulary) => vocabulary.name.to_owned(),
        Type::List => "number[]".to_owned(),
        Type::Texts => "string[]".to_owned(),
        Type::IdOrWord(vocabulary) => format!("number | {}", vocabulary.name),
        Type::Record(of) => of().name.to_owned(),
        Type::Rows(of) => format!("{}[]", of().name),
    };
    if field.is_nullable { of + " | null" } else { of }
}

/// `PairField` of `PairRow`.
fn field_type(shape: &Shape) -> String {
    format!("{}Field", shape.name.strip_suffix("Row").unwrap_or(shape.name))
}

fn sort_field_type(shape: &Shape) -> String {
    format!("{}SortField", shape.name.strip_suffix("Row").unwrap_or(shape.name))
}

/// Names of the types of one way to ask.
struct Names {
    params: String,
    understood: String,
    answer: String,
}

impl Names {
    fn of(query: &str, gives: &Gives, is_compared: bool) -> Names {
        let name = pascal(query);
        let [compare, compared] = if is_compared { ["Compare", "Compared"] } else { ["", ""] };
        let kind = if matches!(gives, Gives::Pages(_)) { "Page" } else { "Answer" };
        Names {
            params: format!("{compare}{name}Params"),
            understood: format!("{compare}{name}Understood"),
            answer: format!("{compared}{name}{kind}"),
        }
    }
}

fn asked(text: &mut String, query: &str, takes: &[ParamContract], gives: &Gives, is_compared: bool) {
    let (names, shape) = (Names::of(query, gives, is_compared), gives.shape());
    let with_compare = if is_compared { " with `compare`" } else { "" };
    let is_paged = matches!(gives, Gives::Pages(_));
    let generic = match is_paged {
        true => format!("<Field extends {0} = {0}>", field_type(shape)),
        false => String::new(),
    };
    if is_paged {
        say(text, "", &format!("Columns of {{@link {}}}.", shape.name));
        writeln!(text, "export type {} = keyof {};", field_type(shape), shape.name).unwrap();
        let lists: Vec<String> =
            shape.all_fields().iter().filter(|f| matches!(f.of, Type::List)).map(|f| format!("{:?}", f.name)).collect();
        say(text, "", "Those that rows can be sorted by.");
        let sortable = match lists.is_empty() {
            true => field_type(shape),
            false => format!("Exclude<{}, {}>", field_type(shape), lists.join(" | ")),
        };
        writeln!(text, "export type {} = {sortable};", sort_field_type(shape)).unwrap();
    }
    say(text, "", &format!("Parameters of `{query}`{with_compare}."));
    writeln!(text, "export interface {}{generic} {{", names.params).unwrap();
    for param in takes.iter().filter(|param| is_compared || param.name != "compare") {
        let given = given_type(param, shape, is_compared);
        say(text, "  ", &about_param(param));
        let optional = if is_required(&param.takes) { "" } else { "?" };
        writeln!(text, "  {}{optional}: {given};", param.name).unwrap();
    }
    if is_paged {
        say(text, "  ", "Goes alone, as a {@link Continuation}.");
        *text += "  token?: undefined;\n";
    }
    *text += "}\n";
    say(
        text,
        "",
        &format!("`metadata.params` of `{query}`{with_compare}: as understood, with defaults filled in and candidates by id."),
    );
    writeln!(text, "export interface {} {{", names.understood).unwrap();
    for param in takes.iter().filter(|param| if is_compared { param.name != "where" } else { param.name != "compare" }) {
        writeln!(text, "  {}: {};", param.name, understood_type(param, shape)).unwrap();
    }
    *text += "}\n";
    say(text, "", &format!("What `{query}` answers{with_compare}."));
    match gives {
        Gives::Pages(_) => {
            writeln!(
                text,
                "export type {}{generic} = Page<{query:?}, {}, Pick<{}, Field>>;",
                names.answer, names.understood, shape.name
            )
        }
        Gives::Rows(_) => {
            writeln!(text, "export type {} = Answer<{query:?}, {}, {}[]>;", names.answer, names.understood, shape.name)
        }
        Gives::Record(_) => {
            writeln!(text, "export type {} = Answer<{query:?}, {}, {}>;", names.answer, names.understood, shape.name)
        }
    }
    .unwrap();
}

fn given_type(param: &ParamContract, shape: &Shape, is_compared: bool) -> String {
    match &param.takes {
        Takes::Whole { default: None, .. } => "number | null | undefined".into(),
        Takes::Whole { .. } | Takes::Number { .. } => "number | undefined".into(),
        Takes::Word { default: Some(_), vocabulary } => format!("{} | undefined", vocabulary.name),
        Takes::Word { default: None, vocabulary } => format!("{} | null | undefined", vocabulary.name),
        Takes::Column { .. } => format!("{} | undefined", sort_field_type(shape)),
        Takes::Columns { .. } => "readonly Field[] | null | undefined".into(),
        Takes::Candidate { is_required: true } => "CandidateRef".into(),
        Takes::Candidate { is_required: false } => "CandidateRef | null | undefined".into(),
        Takes::Candidates => "readonly CandidateRef[] | null | undefined".into(),
        Takes::Rules { .. } => "Preset | Partial<Rules> | null | undefined".into(),
        Takes::Condition if is_compared => "null | undefined".into(),
        Takes::Condition => "Where | null | undefined".into(),
        Takes::Comparison => "Compare".into(),
        Takes::Token => "string".into(),
    }
}

fn understood_type(param: &ParamContract, shape: &Shape) -> String {
    match &param.takes {
        Takes::Whole { default: None, .. } => "number | null".into(),
        Takes::Whole { .. } | Takes::Number { .. } => "number".into(),
        Takes::Word { default: Some(_), vocabulary } => vocabulary.name.into(),
        Takes::Word { default: None, vocabulary } => format!("{} | null", vocabulary.name),
        Takes::Column { .. } => sort_field_type(shape),
        Takes::Columns { .. } => format!("{}[] | null", field_type(shape)),
        Takes::Candidate { is_required: true } => "number".into(),
        Takes::Candidate { is_required: false } => "number | null".into(),
        Takes::Candidates => "number[] | null".into(),
        Takes::Rules { .. } => "Preset | Partial<Rules> | null".into(),
        Takes::Condition => "Where | null".into(),
        Takes::Comparison => "Compare".into(),
        Takes::Token => "string".into(),
    }
}

/// What a parameter does, what it may be where its type does not say it, and its default.
fn about_param(param: &ParamContract) -> String {
    let range = match &param.takes {
        Takes::Whole { .. } | Takes::Number { .. } => format!(" {}.", sentence(&allowed(&param.takes)).trim_end_matches('.')),
        _ => String::new(),
    };
    let default = param.takes.default().map_or(String::new(), |default| format!(" Default `{default}`."));
    format!("{}{range}{default}", param.about)
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|char| char.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// The queries whose answers are lists in pages, for code that is generic over them.
fn lists(text: &mut String, queries: &[QueryContract]) {
    let line = |query: &QueryContract, gives: &Gives, is_compared: bool| {
        let names = Names::of(query.name, gives, is_compared);
        let (params, understood, row) = (names.params, names.understood, gives.shape().name);
        format!("  {}: {{ params: {params}; understood: {understood}; row: {row} }};\n", query.name)
    };
    let paged = || queries.iter().filter(|query| matches!(query.gives, Gives::Pages(_)));
    say(text, "", "The queries whose answers are lists: in pages, or as a table.");
    let lines: String = paged().map(|query| line(query, &query.gives, false)).collect();
    write!(text, "export interface Lists {{\n{lines}}}\n").unwrap();
    say(text, "", "Those that compare, with `compare`.");
    let compared = paged().filter_map(|query| query.compare.as_ref().map(|(_, gives)| line(query, gives, true)));
    write!(text, "export interface ComparedLists {{\n{}}}\n", compared.collect::<String>()).unwrap();
}
