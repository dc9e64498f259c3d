//! OpenMetrics 1.0 text: families of samples with help and type.

use std::fmt::Write;

/// The type of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    Counter,
    Gauge,
    Summary,
    Info,
}

/// Text that grows family by family.
pub struct Exposition(String);

/// Label names with values.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

impl Exposition {
    pub fn new() -> Exposition {
        Exposition(String::new())
    }

    /// Starts a family. Its samples follow, before the next family. `name` has no suffix.
    pub fn family(&mut self, name: &'static str, kind: MetricKind, help: &str) -> Family<'_> {
        let kind_name = match kind {
            MetricKind::Counter => "counter",
            MetricKind::Gauge => "gauge",
            MetricKind::Summary => "summary",
            MetricKind::Info => "info",
        };
        let _ = writeln!(self.0, "# TYPE {name} {kind_name}\n# HELP {name} {help}");
        Family { text: &mut self.0, name, kind }
    }

    /// The finished text.
    pub fn end(mut self) -> String {
        self.0.push_str("# EOF\n");
        self.0
    }
}

pub struct Family<'a> {
    text: &'a mut String,
    name: &'static str,
    kind: MetricKind,
}

impl Family<'_> {
    pub fn sample(&mut self, labels: Labels, value: f64) {
        let suffix = match self.kind {
            MetricKind::Counter => "_total",
            MetricKind::Info => "_info",
            MetricKind::Gauge | MetricKind::Summary => "",
        };
        self.suffixed(suffix, labels, value);
    }

    /// A sample with a suffix of its own: `_sum` and `_count` of a summary.
    pub fn suffixed(&mut self, suffix: &str, labels: Labels, value: f64) {
        let _ = write!(self.text, "{}{suffix}", self.name);
        for (place, (label, text)) in labels.iter().enumerate() {
            let _ = write!(self.text, "{}{label}=\"{}\"", if place == 0 { '{' } else { ',' }, escaped(text));
        }
        let _ = writeln!(self.text, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
