use super::*;
use crate::lens::cache::BoundedCache;
use std::collections::{BTreeMap, HashMap, HashSet};

fn served(ms: f64) -> Served {
    Served { ms, bytes: 100, from_cache: false }
}

fn readings() -> Readings<'static> {
    let cache = BoundedCache::<u8, ()>::new(1_000).statistics();
    Readings {
        answers: cache,
        tables: cache,
        memory: Memory { reserved_bytes: 3 << 20, used_bytes: 1 << 20, heap_bytes: Some(1.5e6) },
        tier: Some(TierStatistics { available: true, ..TierStatistics::default() }),
        snapshot_id: "00ff",
        data_version: "a \"quoted\"\\\nversion",
        age_ms: 1_500.0,
    }
}

#[test]
fn quantiles_are_those_of_the_durations_to_one_per_cent() {
    let mut monitor = Monitor::new(Thresholds::default());
    for ms in 1..=1_000 {
        monitor.answered("pairs", served(f64::from(ms) / 10.0));
    }
    let found = &monitor.statistics()["pairs"];
    for (quantile, expected) in [(found.p50_ms, 50.0), (found.p95_ms, 95.0), (found.p99_ms, 99.0), (found.max_ms, 100.0)] {
        let quantile = quantile.unwrap();
        assert!((quantile / expected - 1.0).abs() <= 0.011, "{quantile} for {expected}");
    }
    assert_eq!((found.count, found.misses, found.bytes), (1_000, 1_000, 100_000));
    assert!((found.total_ms - 50_050.0).abs() < 1e-6);
}

#[test]
fn durations_that_cannot_be_are_counted_and_break_nothing() {
    let mut latency = Latency::default();
    for ms in [-5.0, f64::NAN, f64::INFINITY, 1e300, 0.0] {
        latency.record(ms);
    }
    assert_eq!((latency.count(), latency.quantile(0.0)), (5, Some(0.0)));
}

#[test]
fn failures_are_counted_by_code() {
    let mut monitor = Monitor::new(Thresholds::default());
    for code in ["E_PARAM", "E_NETWORK", "E_PARAM"] {
        monitor.failed("types", code);
    }
    let found = &monitor.statistics()["types"];
    assert_eq!(found.errors, BTreeMap::from([("E_NETWORK", 1), ("E_PARAM", 2)]));
    assert_eq!((found.count, found.p95_ms), (3, None));
}

#[test]
fn slow_answers_raise_one_alert_and_fast_ones_clear_it() {
    let mut monitor = Monitor::new(Thresholds { p95_ms: Some(10.0), ..Thresholds::default() });
    let alerts: Vec<Alert> = (0..40).filter_map(|_| monitor.answered("pairs", served(20.0))).collect();
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].name, alerts[0].query, alerts[0].state), ("p95", Some("pairs"), State::Raised));
    assert_eq!(monitor.alerts(), alerts);
    assert_eq!(alerts[0].value, 20.0);
    let cleared: Vec<Alert> = (0..200).filter_map(|_| monitor.answered("pairs", served(1.0))).collect();
    assert_eq!(cleared.iter().map(|alert| alert.state).collect::<Vec<_>>(), [State::Cleared]);
    assert!(monitor.alerts().is_empty());
}

#[test]
fn readings_past_their_thresholds_raise_alerts_once_until_cleared() {
    let mut monitor = Monitor::new(Thresholds { max_age_ms: Some(60_000.0), ..Thresholds::default() });
    let good = Gauges { lookups: 100, recent_hit_ratio: Some(0.9), memory_bytes: 1e6, age_ms: 0.0 };
    let bad = Gauges { lookups: 100, recent_hit_ratio: Some(0.5), memory_bytes: 3e8, age_ms: 61_000.0 };
    let names = |alerts: Vec<Alert>| alerts.iter().map(|alert| (alert.name, alert.state)).collect::<Vec<_>>();
    assert_eq!(names(monitor.check(&Gauges { lookups: 49, age_ms: 0.0, memory_bytes: 0.0, ..bad })), []);
    let raised = [("hit_ratio", State::Raised), ("memory", State::Raised), ("staleness", State::Raised)];
    assert_eq!(names(monitor.check(&bad)), raised);
    assert_eq!(names(monitor.check(&bad)), []);
    assert_eq!(names(monitor.check(&good)), raised.map(|(name, _)| (name, State::Cleared)));
    assert_eq!(names(monitor.check(&good)), []);
    assert_eq!(names(monitor.check(&bad)), raised);
}

#[test]
fn thresholds_that_are_off_raise_nothing() {
    let off: Thresholds = serde_json::from_str(r#"{"p95_ms": null, "hit_ratio": null, "memory_bytes": null}"#).unwrap();
    let mut monitor = Monitor::new(off);
    assert!((0..100).all(|_| monitor.answered("pairs", served(1e6)).is_none()));
    let bad = Gauges { lookups: 1_000, recent_hit_ratio: Some(0.0), memory_bytes: 1e12, age_ms: 1e12 };
    assert_eq!(monitor.check(&bad), []);
}

#[test]
fn the_most_asked_queries_are_exported_as_a_warm_list() {
    let mut usage = Usage::default();
    let ask = |usage: &mut Usage, page: u64| usage.asked("city", "pairs", &format!(r#"{{"page":{page}}}"#));
    for page in [3, 1, 2, 1, 2, 1] {
        ask(&mut usage, page);
    }
    let text = serde_json::to_string(&usage.warm_list()).unwrap();
    let expected = [(1, 3), (2, 2), (3, 1)]
        .map(|(page, count)| format!(r#"{{"election":"city","query":"pairs","params":{{"page":{page}}},"count":{count}}}"#));
    assert_eq!(text, format!("[{}]", expected.join(",")));
    for page in 10..5_000 {
        ask(&mut usage, page);
    }
    assert_eq!(usage.warm_list().len(), 100);
}

#[test]
fn equal_queries_of_two_elections_are_counted_apart() {
    let mut usage = Usage::default();
    for (election, number) in [("east", "1"), ("west", "1"), ("west", "1.0")] {
        usage.asked(election, "types", &format!(r#"{{"where":{{"ranks":{number},"within":2}}}}"#));
    }
    let listed: Vec<_> = usage.warm_list().into_iter().map(|warm| (warm.election.unwrap(), warm.count.unwrap())).collect();
    assert_eq!(listed, [("west".to_owned(), 2), ("east".to_owned(), 1)]);
}

#[test]
fn the_value_of_a_latency_alert_is_that_of_the_answers_it_judges() {
    let mut monitor = Monitor::new(Thresholds { p95_ms: Some(10.0), ..Thresholds::default() });
    for _ in 0..10_000 {
        assert_eq!(monitor.answered("pairs", served(1.0)), None);
    }
    let raised: Vec<Alert> = (0..100).filter_map(|ms| monitor.answered("pairs", served(1_000.0 + f64::from(ms)))).collect();
    assert_eq!(raised.len(), 1);
    assert_eq!((raised[0].value, raised[0].threshold), (1_000.0, 10.0), "{}", raised[0].message);
}

#[test]
fn a_wrong_hit_raises_an_alert_that_a_right_one_of_the_same_query_clears() {
    let mut monitor = Monitor::new(Thresholds::default());
    assert_eq!(monitor.validated("pairs", true), None);
    let state = |alert: Option<Alert>| alert.map(|alert| (alert.name, alert.query, alert.state));
    assert_eq!(state(monitor.validated("pairs", false)), Some(("validation", Some("pairs"), State::Raised)));
    assert_eq!((monitor.validated("pairs", false), monitor.validated("types", true)), (None, None));
    assert_eq!(state(monitor.validated("pairs", true)), Some(("validation", Some("pairs"), State::Cleared)));
    assert!(monitor.alerts().is_empty());
}

/// The rules of OpenMetrics 1.0 for what is written here.
#[test]
fn the_text_keeps_the_rules_of_openmetrics() {
    let mut monitor = Monitor::new(Thresholds { p95_ms: Some(1.0), ..Thresholds::default() });
    for _ in 0..30 {
        monitor.answered("pairs", served(2.5));
        monitor.answered("candidates", Served { from_cache: true, ..served(0.5) });
    }
    monitor.failed("pairs", "E_PARAM");
    let text = open_metrics(&monitor, &readings());
    assert!(text.ends_with("\n# EOF\n") && text.matches("# EOF").count() == 1);
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let suffixes = HashMap::from([
        ("counter", &["_total"][..]),
        ("gauge", &[""]),
        ("summary", &["", "_sum", "_count"]),
        ("info", &["_info"]),
    ]);
    let (mut families, mut samples) = (HashSet::new(), HashSet::new());
    let (mut family, mut kind) = ("", "");
    for line in text.lines().take_while(|line| *line != "# EOF") {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            (family, kind) = rest.split_once(' ').unwrap();
            assert!(is_name(family) && families.insert(family), "{line}: named twice or badly");
            assert!(suffixes.contains_key(kind) && !family.ends_with("_total") && !family.ends_with("_info"), "{line}");
        } else if let Some(rest) = line.strip_prefix("# HELP ") {
            assert!(rest.strip_prefix(family).is_some_and(|help| help.starts_with(' ') && help.len() > 1), "{line}");
        } else {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok_and(|value| value.is_finite() && value >= 0.0), "{line}");
            assert!(samples.insert(sample), "{line}: the same labels twice");
            let (name, labels) =
                sample.split_once('{').map_or((sample, ""), |(name, labels)| (name, labels.strip_suffix('}').unwrap()));
            let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} stands under {family}"));
            assert!(suffixes[kind].contains(&suffix), "{line}: a {kind}");
            assert_eq!(labels.contains("quantile="), kind == "summary" && suffix.is_empty(), "{line}");
            assert_eq!(labels.replace("\\\\", "").replace("\\\"", "").matches('"').count() % 2, 0, "{line}");
        }
    }
    for expected in [
        "coalition_lens_answers_total{query=\"candidates\",cache=\"hit\"} 30",
        "coalition_lens_errors_total{query=\"pairs\",code=\"E_PARAM\"} 1",
        "coalition_lens_query_seconds_count{query=\"pairs\"} 30",
        "coalition_lens_memory_bytes{kind=\"javascript\"} 1500000",
        "coalition_lens_snapshot_info{snapshot_id=\"00ff\",data_version=\"a \\\"quoted\\\"\\\\\\nversion\"} 1",
        "coalition_lens_snapshot_age_seconds 1.5",
        "coalition_lens_alert{name=\"p95\",query=\"pairs\"} 1",
    ] {
        assert!(text.lines().any(|line| line == expected), "{expected} is not in\n{text}");
    }
}
