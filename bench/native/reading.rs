//! Reads a contest again and again in one process, for comparison with readers that run in one: `reading FILE…`. For each line of
//! input it reads once, and prints the counts of candidates by rank as JSON: rows of name, rank and ballots.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use coalition_lens::ballots::CleaningOptions;
    use coalition_lens::cvr::{Input, read_contest};
    use coalition_lens::metrics::CandidateCounts;

    let files: Vec<String> = std::env::args().skip(1).collect();
    for _ in std::io::stdin().lines() {
        let inputs: Vec<Input> = files.iter().map(|file| Input::open(file).expect("a file")).collect();
        let contest = read_contest(&inputs, None, None, CleaningOptions::default(), &mut ()).expect("a contest").0;
        let counts = CandidateCounts::of(&contest.profile);
        let rows = contest.candidates.iter().enumerate().flat_map(|(index, candidate)| {
            let of_ranks = (1u32..).zip(counts.ranks(index)).filter(|(_, ballots)| **ballots > 0);
            of_ranks.map(|(rank, ballots)| serde_json::json!([candidate.name, rank, ballots]))
        });
        println!("{}", serde_json::Value::Array(rows.collect()));
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
