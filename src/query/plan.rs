//! From a query's name and parameters to a plan, and from a plan to an answer.

use std::cell::RefCell;
use std::rc::Rc;

use super::answer::{Answer, Metadata, Pagination};
use super::answers::{Context, DEFINITIONS, Outcome, Request};
use super::data::{Election, Group, Kind, Listing, Support};
use super::key::Key;
use super::params::{COMPARE, Cell, MAX_PAGE_SIZE, PAGE, PAGE_SIZE, Page, ParamReader, Params, Row, TOKEN, Value, Voters, token};
use crate::error::{Error, Result};
use crate::snapshot::ROUNDS;

/// A query that has been understood.
#[derive(Clone, Debug)]
pub struct Plan {
    query: &'static str,
    request: Rc<dyn Request>,
    /// As understood.
    params: Row,
    /// Whose ballots it is about.
    voters: Voters,
    /// Rows of the page that an answer before this one has given.
    skip: u64,
    /// The tables it reads.
    pub tables: &'static [&'static str],
}

/// The names of all queries.
pub const QUERIES: [&str; DEFINITIONS.len()] = {
    let mut names = [""; DEFINITIONS.len()];
    let mut index = 0;
    while index < DEFINITIONS.len() {
        names[index] = DEFINITIONS[index].name;
        index += 1;
    }
    names
};

impl Plan {
    pub fn query(&self) -> &'static str {
        self.query
    }

    /// As understood: defaults filled in, candidates by id.
    pub fn params(&self) -> &Row {
        &self.params
    }

    /// Whether the query's answer comes in pages.
    pub fn is_paged(&self) -> bool {
        self.request.cut().is_some()
    }

    /// Names the outcome.
    pub fn key(&self, election: &Election) -> Key {
        Key::new(self.query, &self.params, self.tables, election)
    }

    /// Whether an outcome of the same key reaches as far as this plan's page.
    pub fn is_served_by(&self, outcome: &Outcome) -> bool {
        match (outcome, self.request.cut()) {
            (Outcome::Listing(listing), Some(cut)) => listing.page(cut.page.range()).is_some(),
            _ => true,
        }
    }

    /// A token that goes on after the first `rows` rows of this plan's answer.
    pub(super) fn token_after(&self, election: &Election, rows: u64) -> String {
        let snapshot = &election.provenance.snapshot_id;
        token::encode(self.query, &election.descriptor.id, snapshot, &self.params, self.skip + rows)
    }

    pub(super) fn rows(&self, election: &Election, places: &[u32]) -> Result<Vec<Row>> {
        self.with_context(election, |context| self.request.rows(context, places))
    }

    /// The columns of a paged query's rows, with their types.
    pub(super) fn kinds(&self) -> &[(&'static str, Kind)] {
        self.request.cut().map_or(&[], |cut| &cut.shown)
    }

    /// Where an answer comes from; the host has the clock and the cache.
    pub fn metadata(&self, election: &Election) -> Metadata {
        Metadata {
            query_time_ms: 0.0,
            cache_hit: false,
            data_version: election.provenance.data_version.clone(),
            snapshot_id: election.provenance.snapshot_id.clone(),
            election_id: election.descriptor.id.clone(),
            query: self.query,
            params: self.params.clone(),
            truncated: false,
        }
    }

    /// Calls `read` with what the query reads, after everything that is made of ballots has been made.
    fn with_context<T>(&self, election: &Election, read: impl FnOnce(Context) -> Result<T>) -> Result<T> {
        let groups = election.groups(&self.voters);
        let Some(group) = groups.first() else {
            return read(Context { election, figures: election.figures(), selection: None, other: None });
        };
        while election.count(&groups, &self.voters, self.request.of_group().counted)? {}
        let profile = election.profile()?;
        let other = groups.get(1).map(|group| (&group.figures, group.selection(profile)));
        read(Context { election, figures: &group.figures, selection: Some(group.selection(profile)), other })
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
    let mut skip = 0;
    let given = match params.get(TOKEN) {
        None | Some(Value::Null) => {
            continued =
                params.iter().filter(|(name, _)| *name != TOKEN).map(|(name, value)| (name.clone(), value.clone())).collect();
            &continued
        }
        Some(Value::Text(text)) if params.len() == 1 => {
            (continued, skip) = token::decode(text, query, &election.descriptor.id, &election.provenance.snapshot_id)?;
            &continued
        }
        Some(Value::Text(_)) => {
            return Err(Error::param(
                TOKEN,
                "a token beside other parameters",
                "give it alone: it carries the parameters it goes on with",
            ));
        }
        Some(other) => return Err(Error::param(TOKEN, other, "give a next_token exactly as an answer carried it")),
    };
    let mut reader = ParamReader::new(definition.name, &election.descriptor, given);
    let compare = definition.compare.filter(|_| given.get(COMPARE).is_some_and(|value| *value != Value::Null));
    let request = compare.unwrap_or(definition.parse)(&mut reader)?;
    let voters = Voters::read(&mut reader, definition.compare.is_some())?;
    let tables = tables(&*request, &voters, election);
    Ok(Plan { query: definition.name, params: reader.finish()?, skip, tables, request, voters })
}

/// The tables that a request reads.
fn tables(request: &dyn Request, voters: &Voters, election: &Election) -> &'static [&'static str] {
    match voters {
        Voters::All if request.tables().contains(&ROUNDS) && !election.carries(ROUNDS) => request.tables_without_rounds(),
        Voters::All => request.tables(),
        _ => request.of_group().tables,
    }
}

/// The parameters that choose a page.
pub const PAGE_PARAMS: [&str; 3] = [PAGE.name, PAGE_SIZE.name, TOKEN];

/// # Errors
/// [`Error::Param`] for a parameter that chooses a page, where all rows are asked for.
pub fn refuse_page(params: &Params) -> Result<()> {
    match PAGE_PARAMS.iter().find(|name| params.contains_key(**name)) {
        Some(name) => Err(Error::param(*name, "this parameter", "a table has all rows: leave it out")),
        None => Ok(()),
    }
}

/// The plan of all rows of a paged query at once, for [`columns`](super::columns). Its metadata are those of the first page.
///
/// # Errors
/// As [`plan`]; [`Error::Param`] for a parameter that chooses a page, and for a query without pages.
pub fn plan_all(query: &str, params: &Params, election: &Election) -> Result<Plan> {
    refuse_page(params)?;
    let first = plan(query, params, election)?;
    if !first.is_paged() {
        return Err(Error::param("query", format!("{query:?}"), "only queries with pages can be asked for as a table"));
    }
    let mut params = params.clone();
    params.insert(PAGE.name.into(), Value::Number(*PAGE.range.end() as f64));
    params.insert(PAGE_SIZE.name.into(), Value::Number(MAX_PAGE_SIZE as f64));
    Ok(Plan { params: first.params, ..plan(query, &params, election)? })
}

/// Answers a plan from the tables that the election has been provided with.
///
/// # Errors
/// [`Error::NotFound`] if a table of the plan has not been provided; [`Error::Param`] if chance has no solution for a group.
pub fn execute(plan: &Plan, election: &Election) -> Result<Answer> {
    render(plan, &compute(plan, election)?, election)
}

/// The part of an answer that is worth keeping under [`Plan::key`].
///
/// # Errors
/// [`Error::NotFound`] if a table of the plan has not been provided; [`Error::Param`] if chance has no solution for a group.
pub fn compute(plan: &Plan, election: &Election) -> Result<Outcome> {
    plan.with_context(election, |context| plan.request.compute(context))
}

/// The work on ballots that [`compute`] would do, in pieces, for hosts that have to see to other things meanwhile. What has
/// been counted stays at least as long as this does.
pub struct Preparation<'a> {
    plan: &'a Plan,
    election: &'a Election,
    groups: Vec<Rc<Group>>,
    /// The clusters of the groups so far, where the plan asks for clusters.
    supports: RefCell<Vec<Rc<Support>>>,
}

/// Prepares a plan; nothing is counted yet.
pub fn prepare<'a>(plan: &'a Plan, election: &'a Election) -> Preparation<'a> {
    Preparation { plan, election, groups: election.groups(&plan.voters), supports: RefCell::default() }
}

impl Preparation<'_> {
    /// Does the next piece; false if nothing is left.
    ///
    /// # Errors
    /// [`Error::NotFound`] if a table of the plan has not been provided; [`Error::Param`] if chance has no solution for a group.
    pub fn advance(&self) -> Result<bool> {
        if self.election.count(&self.groups, &self.plan.voters, self.plan.request.of_group().counted)? {
            return Ok(true);
        }
        let Some((min_shared_ballots, method)) = self.plan.request.support() else { return Ok(false) };
        // Counted by itself and not by what is kept: others may push it out meanwhile.
        let found = self.supports.borrow().len();
        for group in self.groups.iter().skip(found) {
            let is_there = group.figures.has_support(min_shared_ballots, method);
            let support = group.figures.support(min_shared_ballots, method)?;
            self.supports.borrow_mut().push(support);
            if !is_there {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Cuts the page out of an outcome that [serves](Plan::is_served_by) the plan and puts the envelope around it.
///
/// # Errors
/// [`Error::NotFound`] if a table of the plan has not been provided.
pub fn render(plan: &Plan, outcome: &Outcome, election: &Election) -> Result<Answer> {
    let (data, pagination) = match (outcome, plan.request.cut()) {
        (Outcome::Listing(listing), Some(cut)) => {
            let places = listing.page(cut.page.range()).unwrap_or_default();
            let places = places.get(plan.skip.min(places.len() as u64) as usize..).unwrap_or_default();
            let rows = plan.rows(election, places)?;
            (rows.into(), Some(pagination(plan, election, cut.page, listing)))
        }
        (Outcome::Whole(data), _) => (data.clone(), None),
        (Outcome::Listing(_), None) => (Cell::Null, None),
    };
    Ok(Answer { data, columns: plan.request.columns(), pagination, metadata: plan.metadata(election) })
}

fn pagination(plan: &Plan, election: &Election, page: Page, listing: &Listing) -> Pagination {
    let total_items = listing.total as u64;
    let total_pages = total_items.div_ceil(page.size);
    let has_next = page.number < total_pages;
    Pagination {
        page: page.number,
        page_size: page.size,
        total_pages,
        total_items,
        has_next,
        has_previous: page.number > 1,
        next_token: has_next.then(|| {
            let mut params = plan.params.clone();
            for (name, cell) in &mut params.0 {
                if *name == "page" {
                    *cell = Cell::Whole(page.number + 1);
                }
            }
            token::encode(plan.query, &election.descriptor.id, &election.provenance.snapshot_id, &params, 0)
        }),
    }
}
