//! The core's parameters as the command line names them.

use coalition_lens::Error;

/// Names a parameter as its flag. What is none, such as a variable of the environment, keeps its name.
pub fn in_flags(error: Error) -> Error {
    match error {
        Error::Param { parameter, value, expected } => Error::Param { parameter: flag(&parameter), value, expected },
        Error::Missing { parameter, expected } => Error::Missing { parameter: flag(&parameter), expected },
        Error::Unknown { parameter, reason } => Error::Unknown { parameter: flag(&parameter), reason },
        Error::Row { file, line, message } => Error::Row { file, line, message: text_in_flags(&message) },
        Error::File { file, message } => Error::File { file, message: text_in_flags(&message) },
        error => error,
    }
}

/// Names the parameters in a text, where they stand in backquotes, as their flags.
pub fn text_in_flags(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        shown.push_str(before);
        rest = match after.split_once('`') {
            Some((name, beyond)) if is_name(name) => {
                shown.push_str(&flag(name));
                beyond
            }
            _ => {
                shown.push('`');
                after
            }
        };
    }
    shown + rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The dashes of a parameter; a place within its value stays as it is.
pub fn flag(parameter: &str) -> String {
    if !parameter.starts_with(|c: char| c.is_ascii_lowercase()) {
        return parameter.to_owned();
    }
    // What is given by its place has no dashes.
    if ["inputs", "query"].contains(&parameter) {
        return parameter.to_uppercase();
    }
    let (name, place) = parameter.split_at(parameter.find('.').unwrap_or(parameter.len()));
    format!("--{}{place}", name.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_backquotes_become_flags_in_a_text() {
        assert_eq!(text_in_flags("say `weight_column` \"n\"; `no flag` `"), "say --weight-column \"n\"; `no flag` `");
    }

    #[test]
    fn parameters_become_flags_and_nothing_else_does() {
        let cases = [
            ("min_shared_ballots", "--min-shared-ballots"),
            ("where.all.first", "--where.all.first"),
            ("compare.where_a", "--compare.where_a"),
            ("--all-contests", "--all-contests"),
            ("SOURCE_DATE_EPOCH", "SOURCE_DATE_EPOCH"),
        ];
        for (parameter, shown) in cases {
            assert_eq!(in_flags(Error::missing(parameter, "give it")).to_string(), format!("{shown} is missing; give it"));
        }
    }
}
