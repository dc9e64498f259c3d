//! A question as one version of its election understands it, and the work that it takes.

use std::rc::Rc;

use super::host::Host;
use super::options::Control;
use super::sharing::Result;
use super::version::Version;
use crate::error;
use crate::query::{self, Election, Outcome, Params, Plan, Preparation};

/// What is asked of an election.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Its id.
    pub election: &'a str,
    pub query: &'a str,
    pub params: &'a Params,
    pub control: &'a Control,
}

/// A question with its plan.
pub struct Understood<H: Host> {
    version: Rc<Version<H>>,
    pub election: Rc<Election>,
    pub plan: Plan,
}

impl<H: Host> Understood<H> {
    /// Reads a question's parameters with `plan`.
    pub async fn new(
        version: &Rc<Version<H>>,
        question: &Question<'_>,
        plan: fn(&str, &Params, &Election) -> error::Result<Plan>,
    ) -> Result<Rc<Understood<H>>> {
        let election = version.election(question.election).await?;
        let plan = plan(question.query, question.params, &election)?;
        Ok(Rc::new(Understood { version: version.clone(), election, plan }))
    }

    /// Loads the tables that are not there yet.
    pub async fn load(&self) -> Result<()> {
        self.version.load_tables(&self.election, self.plan.tables).await
    }

    /// The work on ballots. What has been counted stays at least as long as this does.
    pub fn preparation(&self) -> Preparation<'_> {
        query::prepare(&self.plan, &self.election)
    }

    /// Does the work on ballots piece by piece. Between pieces a later query of the same stream, or an abort, ends it.
    pub async fn count(&self, host: &H) -> Result<Preparation<'_>> {
        let preparation = self.preparation();
        while preparation.advance()? {
            host.pause(0).await;
        }
        Ok(preparation)
    }

    /// What is asked for, from tables that have been loaded.
    pub async fn outcome(&self, host: &H) -> Result<Outcome> {
        let _counted = self.count(host).await?;
        Ok(query::compute(&self.plan, &self.election)?)
    }

    /// Whether all its tables are there.
    pub fn is_loaded(&self) -> bool {
        self.plan.tables.iter().all(|table| self.election.has(table))
    }

    /// Weighs the election anew: its queries add to it.
    pub fn weigh(&self) {
        self.version.weigh(&self.election);
    }
}
