//! What the engine does natively, each piece in a function of its own, so that `bench/instructions.sh` can count the
//! instructions of each: `instructions FILE`, with the cast vote records of an election.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use coalition_lens::ballots::{CleaningOptions, Endings, Predicate, Profile, Selection};
    use coalition_lens::cvr::{Input, read_contest};
    use coalition_lens::metrics::{
        CandidateCounts, CoalitionGraph, Expectation, Method, NullModel, PairCounts, PairScores, PairView, Tally, betweenness,
        clusters, support_graph,
    };
    use coalition_lens::query::{Election, Params, Provenance, execute, plan};
    use coalition_lens::snapshot::{
        CandidateEntry, Descriptor, MATCHUPS, PROFILE, Table, decode_table, encode_table, figure_tables, profile_table,
    };
    use coalition_lens::tabulation::{Asked, Ground, Rules, Tabulation, tabulate};
    use std::hint::black_box;

    /// Functions that callgrind finds by name; only what they call is counted.
    macro_rules! kernels {
        ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block)*) => {
            $(
                #[unsafe(no_mangle)]
                #[inline(never)]
                fn $name($($argument: $type),*) -> $result $body
            )*
        };
    }

    kernels! {
        kernel_tally(profile: &Profile) -> Tally {
            Tally::of(profile)
        }

        kernel_tally_of_a_group(profile: &Profile) -> Tally {
            Tally::of_selection(profile, &Selection::of(profile, &Predicate::First(0)))
        }

        kernel_null_model(tally: &Tally) -> Expectation {
            NullModel::of(tally).expectation()
        }

        kernel_scores(counts: &CandidateCounts, pairs: &PairCounts, expectation: &Expectation) -> f64 {
            let view = |(i, j)| PairScores::of(&PairView::of(counts, pairs, expectation, i, j));
            pairs.iter_candidates().map(view).filter_map(|scores| scores.strength(Method::Adjusted)).sum()
        }

        kernel_clusters(support: &CoalitionGraph, mentions: &[u64]) -> Option<f64> {
            clusters(support, mentions).modularity
        }

        kernel_betweenness(support: &CoalitionGraph) -> Option<Vec<f64>> {
            betweenness(support)
        }

        kernel_pairs_page(election: &Election, params: &Params) -> usize {
            execute(&plan("pairs", params, election).expect("a plan"), election).expect("an answer").columns.len()
        }

        kernel_ground(profile: &Profile, endings: &Endings) -> Ground {
            Ground::of(profile, None, endings)
        }

        kernel_rounds(ground: &Ground, candidates: &[(u32, &str)], rules: &Rules) -> Tabulation {
            tabulate(ground, Asked { candidates, without: &[], seats: 3, rules, follow: true }).expect("a count")
        }

        kernel_decode(tables: &[Vec<u8>]) -> usize {
            tables.iter().map(|bytes| decode_table(bytes).expect("a table").rows()).sum()
        }
    }

    pub fn run() {
        let file = std::env::args().nth(1).expect("a file with cast vote records");
        let input = Input::open(file).expect("a file");
        let contest = read_contest(&[input], None, None, CleaningOptions::default(), &mut ()).expect("a contest").0;
        let profile = &contest.profile;
        // The tree of the profile is made once, by the first that asks.
        let tally = Tally::of(profile);
        black_box(kernel_tally(profile));
        black_box(kernel_tally_of_a_group(profile));
        let ground = kernel_ground(profile, &contest.endings);
        black_box(kernel_rounds(&ground, &contest.named_candidates(), &Rules::usual(3)));
        let expectation = kernel_null_model(&tally);
        black_box(kernel_scores(&tally.candidates, &tally.pairs, &expectation));
        let support = support_graph(&tally.candidates, &tally.pairs, &expectation, Method::Adjusted, 1);
        black_box(kernel_clusters(&support, &tally.candidates.mentions));
        black_box(kernel_betweenness(&support));
        let mut tables = figure_tables(profile, &contest.endings, &tally, &expectation, None);
        tables.push((PROFILE, profile_table(profile)));
        // No query reads it.
        tables.retain(|(name, _)| *name != MATCHUPS);
        let encoded: Vec<Vec<u8>> =
            tables.iter().map(|(_, table)| encode_table(table, 0..table.rows()).expect("a table")).collect();
        black_box(kernel_decode(&encoded));
        let election = election(profile, &tables);
        let page = r#"{"min_shared_ballots": 10, "min_strength": -1, "sort_by": "adjusted_lift", "page": 3, "page_size": 50}"#;
        black_box(kernel_pairs_page(&election, &serde_json::from_str(page).expect("JSON")));
    }

    fn election(profile: &Profile, tables: &[(&str, Table)]) -> Election {
        let candidate =
            |id: usize| CandidateEntry { id: id as u32, name: format!("Candidate {id}"), is_write_in: false, winner: None };
        let descriptor = Descriptor {
            id: "counted".into(),
            ballots: profile.ballots(),
            candidates: (1..=profile.candidates()).map(candidate).collect(),
            ..Descriptor::default()
        };
        let election = Election::new(Provenance { snapshot_id: "counted".into(), data_version: "now".into() }, descriptor);
        for (name, table) in tables {
            election.provide(name, table).expect("a table of the election");
        }
        election
    }
}
