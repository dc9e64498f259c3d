//! How far reading has come: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use coalition_lens::cvr::{Input, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::text::{count, size};

const LINE_EVERY: Duration = Duration::from_secs(5);

pub struct Reading {
    total: u64,
    display: Display,
}

enum Display {
    Bar(ProgressBar),
    Lines { next: Instant },
}

impl Reading {
    pub fn start(id: &str, inputs: &[Input]) -> Reading {
        let total = inputs.iter().map(|input| input.bytes).sum();
        let display = if stderr().is_terminal() {
            let bar = ProgressBar::new(total);
            let template = "{prefix} {wide_bar} {bytes} of {total_bytes}, {eta} left";
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(format!("Reading {id}"));
            Display::Bar(bar)
        } else {
            eprintln!("Reading {id}: {}, {}", count(inputs.len() as u64, "file"), size(total));
            Display::Lines { next: Instant::now() + LINE_EVERY }
        };
        Reading { total, display }
    }

    pub fn end(self) {
        if let Display::Bar(bar) = self.display {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Reading {
    fn bytes(&mut self, read: u64) {
        match &mut self.display {
            Display::Bar(bar) => bar.set_position(read),
            Display::Lines { next } => {
                if Instant::now() >= *next {
                    *next = Instant::now() + LINE_EVERY;
                    eprintln!("Read {} of {}", size(read), size(self.total));
                }
            }
        }
    }
}
