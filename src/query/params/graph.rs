//! What a network is made with.

use super::definitions::{METHOD, MIN_SHARED, NumberParam, about};
use super::reader::ParamReader;
use crate::error::Result;
use crate::metrics::{MIN_EDGE_STRENGTH, MIN_SHARED_BALLOTS, Method};

const MIN_STRENGTH: NumberParam = NumberParam {
    name: "min_strength",
    default: MIN_EDGE_STRENGTH,
    range: -1.0..=1.0,
    about: about!("Leaves out edges with a lower score. Edges have a score above 0 in any case."),
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphParams {
    pub min_shared_ballots: u64,
    pub min_strength: f64,
    pub method: Method,
}

impl Default for GraphParams {
    fn default() -> GraphParams {
        GraphParams { min_shared_ballots: MIN_SHARED_BALLOTS, min_strength: MIN_EDGE_STRENGTH, method: Method::default() }
    }
}

impl GraphParams {
    /// The parameters `min_shared_ballots`, `min_strength` and `method`.
    pub fn read(reader: &mut ParamReader) -> Result<GraphParams> {
        Ok(GraphParams {
            min_shared_ballots: reader.whole(&MIN_SHARED)?,
            min_strength: reader.number(&MIN_STRENGTH)?,
            method: read_method(reader)?,
        })
    }
}

/// The parameter `method`.
pub fn read_method(reader: &mut ParamReader) -> Result<Method> {
    Ok(reader.word(&METHOD)?.unwrap_or_default())
}
