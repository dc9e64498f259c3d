//! `_headers` files, as Netlify and Cloudflare Pages read them.
//!
//! ```text
//! # comment
//! /elections/*
//!   Cache-Control: public, max-age=31536000, immutable
//! /manifest.json
//!   Cache-Control: no-cache
//! ```
//!
//! `*` stands for any characters, `:name` for one path segment. Every rule that matches counts; a header given more than
//! once is sent as one, its values joined by commas.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

#[derive(Debug, Default)]
pub struct HeaderRules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    pattern: String,
    headers: Vec<(HeaderName, String)>,
}

impl HeaderRules {
    /// Lines that are neither a path nor a header are left out, as hosts do.
    pub fn parse(text: &str) -> HeaderRules {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                rules.push(Rule { pattern: trimmed.to_owned(), headers: Vec::new() });
            } else if let (Some(rule), Some((name, value))) = (rules.last_mut(), trimmed.split_once(':'))
                && let Ok(name) = name.trim().parse()
            {
                rule.headers.push((name, value.trim().to_owned()));
            }
        }
        HeaderRules(rules)
    }

    /// Puts the headers for `path` (it starts with a slash, relative to the folder of the file) in place of those there.
    pub fn apply(&self, path: &str, headers: &mut HeaderMap) {
        let mut values: Vec<(&HeaderName, String)> = Vec::new();
        for rule in self.0.iter().filter(|rule| matches(rule.pattern.as_bytes(), path.as_bytes())) {
            for (name, value) in &rule.headers {
                match values.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, joined)) => {
                        joined.push_str(", ");
                        joined.push_str(value);
                    }
                    None => values.push((name, value.clone())),
                }
            }
        }
        for (name, value) in values {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

/// Matches without recursion: at a mismatch the latest `*` takes one more character.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < path.len() {
        let segment_start = at > 0 && pattern[at - 1] == b'/';
        if at < pattern.len() && pattern[at] == b'*' {
            star = Some((at + 1, from));
            at += 1;
        } else if at < pattern.len() && pattern[at] == b':' && segment_start && path[from] != b'/' {
            at = segment_end(pattern, at);
            from = segment_end(path, from);
        } else if at < pattern.len() && pattern[at] == path[from] {
            at += 1;
            from += 1;
        } else if let Some((after, taken)) = star {
            star = Some((after, taken + 1));
            at = after;
            from = taken + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

fn segment_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'/').map_or(bytes.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_take_slashes_and_placeholders_take_one_segment() {
        let cases = [
            ("/manifest.json", "/manifest.json", true),
            ("/manifest.json", "/manifest.jso", false),
            ("/*", "/", true),
            ("/*", "/a/b.c", true),
            ("/elections/*", "/elections/d2/pairs.arrow.gz", true),
            ("/elections/*", "/election/d2", false),
            ("/*.gz", "/elections/d2/pairs.arrow.gz", true),
            ("/*/pairs-*.gz", "/elections/d2/pairs-1.arrow.gz", true),
            ("/:election/x", "/d2/x", true),
            ("/:election/x", "/d2/y/x", false),
            ("/:election/x", "//x", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern.as_bytes(), path.as_bytes()), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn every_matching_rule_counts_and_equal_headers_are_joined() {
        let rules = HeaderRules::parse(
            "# all\n/*\n  X-A: 1\n  Cache-Control: public\nnonsense without colon\n/a\n\tcache-control: no-cache\n",
        );
        let mut headers = HeaderMap::new();
        headers.insert("cache-control", HeaderValue::from_static("private"));
        rules.apply("/a", &mut headers);
        assert_eq!(headers["cache-control"], "public, no-cache");
        assert_eq!(headers["x-a"], "1");
    }
}
