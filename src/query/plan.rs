//! From a query's name and parameters to a plan, and from a plan to an answer.

use super::answer::{Answer, Metadata, Pagination};
use super::cell::{Cell, Row};
use super::election::Election;
use super::params::{Page, ParamReader};
use super::value::{Params, Value};
use super::{candidates, pair, pairs, token, types};
use crate::error::{Error, Result};

/// A query that has been understood.
#[derive(Clone, Debug)]
pub struct Plan {
    query: &'static str,
    request: Request,
    /// As understood.
    params: Row,
    /// The tables it reads.
    pub tables: &'static [&'static str],
}

#[derive(Clone, Debug)]
enum Request {
    Pairs(pairs::Request),
    Pair(pair::Request),
    Types(types::Request),
    Candidates(candidates::Request),
}

type Parse = fn(&mut ParamReader) -> Result<Request>;

struct Definition {
    name: &'static str,
    tables: &'static [&'static str],
    parse: Parse,
}

const DEFINITIONS: [Definition; 4] = [
    Definition { name: "pairs", tables: pairs::TABLES, parse: |reader| Ok(Request::Pairs(pairs::Request::read(reader)?)) },
    Definition { name: "pair", tables: pairs::TABLES, parse: |reader| Ok(Request::Pair(pair::Request::read(reader)?)) },
    Definition { name: "types", tables: pairs::TABLES, parse: |reader| Ok(Request::Types(types::Request::read(reader)?)) },
    Definition {
        name: "candidates",
        tables: candidates::TABLES,
        parse: |reader| Ok(Request::Candidates(candidates::Request::read(reader)?)),
    },
];

/// The names of all queries.
pub const QUERIES: [&str; 4] = {
    let mut names = [""; 4];
    let mut index = 0;
    while index < 4 {
        names[index] = DEFINITIONS[index].name;
        index += 1;
    }
    names
};

impl Plan {
    /// Names the answer: snapshot, query, parameters as understood, and the hashes of the tables it is made from. The snapshot
    /// is part of it because answers carry names, winners and continuation tokens.
    pub fn key(&self, election: &Election) -> String {
        let params = serde_json::to_string(&self.params).unwrap_or_default();
        let hashes = self
            .tables
            .iter()
            .flat_map(|table| election.descriptor.tables.get(*table))
            .flatten()
            .map(|part| part.sha256.as_str());
        let mut key = format!("{} {} {} {params}", election.provenance.snapshot_id, election.descriptor.id, self.query);
        for hash in hashes {
            key.push(' ');
            key.push_str(hash);
        }
        key
    }
}

/// Reads a query's parameters.
///
/// # Errors
/// [`Error::Param`] for an unknown query, an unknown parameter or a value that is not allowed; [`Error::NotFound`] for a
/// candidate that does not exist; [`Error::StaleToken`] for a token of another snapshot.
pub fn plan(query: &str, params: &Params, election: &Election) -> Result<Plan> {
    let definition = DEFINITIONS
        .iter()
        .find(|definition| definition.name == query)
        .ok_or_else(|| Error::param("query", format!("{query:?}"), format!("give one of: {}", QUERIES.join(", "))))?;
    let continued;
    let given = match params.get("token") {
        None | Some(Value::Null) => {
            continued =
                params.iter().filter(|(name, _)| *name != "token").map(|(name, value)| (name.clone(), value.clone())).collect();
            &continued
        }
        Some(Value::Text(text)) if params.len() == 1 => {
            continued = token::decode(text, query, &election.descriptor.id, &election.provenance.snapshot_id)?;
            &continued
        }
        Some(Value::Text(_)) => {
            return Err(Error::param(
                "token",
                "a token beside other parameters",
                "give it alone: it carries the parameters it goes on with",
            ));
        }
        Some(other) => return Err(Error::param("token", other, "give a next_token exactly as an answer carried it")),
    };
    let mut reader = ParamReader::new(definition.name, &election.descriptor, given);
    let request = (definition.parse)(&mut reader)?;
    Ok(Plan { query: definition.name, request, params: reader.finish()?, tables: definition.tables })
}

/// Answers a plan from the tables that the election has been provided with.
///
/// # Errors
/// [`Error::NotFound`] if a table of the plan has not been provided.
pub fn execute(plan: &Plan, election: &Election) -> Result<Answer> {
    let Body { data, columns, pagination } = match &plan.request {
        Request::Pairs(request) => paged(plan, election, request.page, pairs::execute(request, election)?),
        Request::Candidates(request) => paged(plan, election, request.page, candidates::execute(request, election)?),
        Request::Pair(request) => Body::whole(pair::execute(request, election)?, Vec::new()),
        Request::Types(request) => Body::whole(types::execute(request, election)?, types::COLUMNS.to_vec()),
    };
    Ok(Answer {
        data,
        columns,
        pagination,
        metadata: Metadata {
            query_time_ms: 0.0,
            cache_hit: false,
            data_version: election.provenance.data_version.clone(),
            snapshot_id: election.provenance.snapshot_id.clone(),
            election_id: election.descriptor.id.clone(),
            query: plan.query,
            params: plan.params.clone(),
            truncated: false,
        },
    })
}

/// An answer without its metadata.
struct Body {
    data: Cell,
    columns: Vec<&'static str>,
    pagination: Option<Pagination>,
}

impl Body {
    fn whole(data: impl Into<Cell>, columns: Vec<&'static str>) -> Body {
        Body { data: data.into(), columns, pagination: None }
    }
}

/// One page of rows, and how many there are in all.
pub struct PageOfRows {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    pub total_items: u64,
}

impl Page {
    /// The part of a list of `total` items that is on the page.
    pub fn range(self, total: usize) -> std::ops::Range<usize> {
        let at = |page: u64| page.saturating_mul(self.size).min(total as u64) as usize;
        at(self.number - 1)..at(self.number)
    }
}

fn paged(plan: &Plan, election: &Election, page: Page, found: PageOfRows) -> Body {
    let total_pages = found.total_items.div_ceil(page.size);
    let has_next = page.number < total_pages;
    let pagination = Pagination {
        page: page.number,
        page_size: page.size,
        total_pages,
        total_items: found.total_items,
        has_next,
        has_previous: page.number > 1,
        next_token: has_next.then(|| {
            let mut params = plan.params.clone();
            for (name, cell) in &mut params.0 {
                if *name == "page" {
                    *cell = Cell::Whole(page.number + 1);
                }
            }
            token::encode(plan.query, &election.descriptor.id, &election.provenance.snapshot_id, &params)
        }),
    };
    Body { data: found.rows.into(), columns: found.columns, pagination: Some(pagination) }
}

/// The names of the parameters of a query, for help texts; `None` if there is no such query.
pub fn parameters(query: &str, election: &Election) -> Option<Vec<&'static str>> {
    let definition = DEFINITIONS.iter().find(|definition| definition.name == query)?;
    let nothing = Params::new();
    let mut reader = ParamReader::new(definition.name, &election.descriptor, &nothing);
    let _ = (definition.parse)(&mut reader);
    Some(reader.known().to_vec())
}
