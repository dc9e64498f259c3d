//! Files that are made, or parts of them, compared with what stands there.

use std::fs;
use std::path::Path;

/// The text of a file of the project.
pub fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// Fails if a file holds anything else, or writes it where that is asked for.
pub fn expect(path: &str, made: &str) {
    let there = read(path);
    if there == made {
        return;
    }
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), made).unwrap();
        return;
    }
    let differs = there.lines().zip(made.lines()).position(|(there, made)| there != made);
    let line = differs.unwrap_or_else(|| there.lines().count().min(made.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    panic!(
        "{path}:{} is not what the engine's definitions say; `make contract` writes it anew\n  there: {}\n  made:  {}",
        line + 1,
        at(&there),
        at(made)
    );
}
