//! Standard output, with a broken pipe told apart from other trouble.

use std::io::{self, Write};

use coalition_lens::Error;

use crate::failure::Failure;

/// Writes all of `text` to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    write(text.as_bytes())
}

/// Writes all of `bytes` to standard output.
pub fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(stdout_failure)
}

/// The failure that a write to standard output stands for.
pub fn stdout_failure(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
        _ => Error::io("standard output", error).into(),
    }
}
