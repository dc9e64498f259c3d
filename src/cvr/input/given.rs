//! What the caller names: a file, a folder or a zip file, and the files that it stands for.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Input, archive};
use crate::error::{Error, Result};

const MAX_DEPTH: usize = 16;

/// A path as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub path: PathBuf,
    /// Its last part; for a folder with a slash after it.
    pub name: String,
    /// Size on disk; 0 for a folder.
    pub bytes: u64,
    pub kind: GivenKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenKind {
    File,
    Folder,
    Zip,
}

impl Given {
    pub(super) fn open(path: &Path) -> Result<Given> {
        let metadata = path.metadata().map_err(|error| Error::io(path, error))?;
        let mut name = match path.canonicalize().ok().as_deref().and_then(Path::file_name) {
            Some(name) if path.file_name().is_none() => name.to_string_lossy().into_owned(),
            _ => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        };
        if metadata.is_dir() {
            name.push('/');
            return Ok(Given { path: path.to_owned(), name, bytes: 0, kind: GivenKind::Folder });
        }
        if !metadata.is_file() {
            return Err(Error::file(name, "is not a regular file; save its contents to a file first"));
        }
        let mut file = File::open(path).map_err(|error| Error::io(path, error))?;
        let kind = if is_zip(&mut file, path)? { GivenKind::Zip } else { GivenKind::File };
        Ok(Given { path: path.to_owned(), name, bytes: metadata.len(), kind })
    }

    /// SHA-256 of what was given: of the file; for a folder, of the lines `<SHA-256>  <name>` of the files that were used, in the
    /// order of their names (what `sha256sum` prints).
    ///
    /// # Errors
    /// A file cannot be read any more.
    pub fn sha256(&self, used: &[&Input]) -> Result<String> {
        if self.kind != GivenKind::Folder {
            let file = File::open(&self.path).map_err(|error| Error::io(&self.path, error))?;
            return super::hash(file).map_err(|error| Error::io(&self.path, error));
        }
        let mut names: Vec<(&str, &Input)> =
            used.iter().map(|&input| (input.name.strip_prefix(&self.name).unwrap_or(&input.name), input)).collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        let mut listing = String::new();
        for (name, input) in names {
            let _ = writeln!(listing, "{}  {name}", input.sha256()?);
        }
        Ok(Sha256::digest(listing).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

pub(super) fn expand(path: &Path) -> Result<Vec<Input>> {
    let given = Arc::new(Given::open(path)?);
    let mut inputs = Vec::new();
    match given.kind {
        GivenKind::File => inputs.push(Input::on_disk(path.to_owned(), given.name.clone(), given.bytes, given.clone())),
        GivenKind::Zip => add_zip(path, &given.name, &given, &mut inputs)?,
        GivenKind::Folder => add_folder(path, &given.name, &given, 0, &mut inputs)?,
    }
    if inputs.is_empty() {
        return Err(Error::file(&given.name, "holds no files"));
    }
    Ok(inputs)
}

fn add_folder(path: &Path, name: &str, given: &Arc<Given>, depth: usize, inputs: &mut Vec<Input>) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::file(name, format!("folders are more than {MAX_DEPTH} deep; give the one that holds the files")));
    }
    let entries = path.read_dir().map_err(|error| Error::io(path, error))?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(|error| Error::io(path, error))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let own = entry.file_name().to_string_lossy().into_owned();
        if is_hidden(&own) {
            continue;
        }
        let metadata = path.metadata().map_err(|error| Error::io(&path, error))?;
        let name = format!("{name}{own}");
        if metadata.is_dir() {
            add_folder(&path, &format!("{name}/"), given, depth + 1, inputs)?;
        } else if metadata.is_file() {
            let mut file = File::open(&path).map_err(|error| Error::io(&path, error))?;
            match is_zip(&mut file, &path)? {
                true => add_zip(&path, &name, given, inputs)?,
                false => inputs.push(Input::on_disk(path, name, metadata.len(), given.clone())),
            }
        }
    }
    Ok(())
}

fn add_zip(path: &Path, name: &str, given: &Arc<Given>, inputs: &mut Vec<Input>) -> Result<()> {
    let mut members = archive::members(path, name)?;
    members.retain(|(member, _)| !member.split('/').any(is_hidden));
    members.sort_by(|a, b| a.0.cmp(&b.0));
    for (member_name, member) in members {
        inputs.push(Input::in_archive(path.to_owned(), format!("{name}/{member_name}"), member, given.clone()));
    }
    Ok(())
}

/// What systems leave in folders for themselves.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name == "__MACOSX"
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// A zip file that is no workbook.
fn is_zip(file: &mut File, path: &Path) -> Result<bool> {
    let mut head = [0; 4];
    let is_zip = file.read_exact(&mut head).is_ok() && (head == *b"PK\x03\x04" || head == *b"PK\x05\x06");
    if !is_zip {
        return Ok(false);
    }
    let Ok(members) = archive::members(path, "") else { return Ok(true) };
    Ok(!members.iter().any(|(name, _)| OFFICE_MARKS.contains(&name.as_str())))
}

/// Files of which each kind of office document has one.
const OFFICE_MARKS: [&str; 2] = ["[Content_Types].xml", "mimetype"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(inputs: &[Input]) -> Vec<&str> {
        inputs.iter().map(|input| input.name.as_str()).collect()
    }

    fn text(input: &Input) -> Result<String> {
        let mut text = String::new();
        let mut contents = input.unpacked(input.file()?)?;
        contents.read_to_string(&mut text).map_err(|error| input.read_error(error))?;
        Ok(text)
    }

    fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_folder_stands_for_its_files_and_those_of_its_zip_files_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("b.csv"), "b").unwrap();
        std::fs::write(folder.path().join("sub/a.csv"), "a").unwrap();
        std::fs::write(folder.path().join(".DS_Store"), "x").unwrap();
        std::fs::write(folder.path().join("z.zip"), zip_of(&[("y/2.csv", "two"), ("1.csv", "one"), ("__MACOSX/1.csv", "x")]))
            .unwrap();
        let inputs = Input::expand(folder.path()).unwrap();
        let root = format!("{}/", folder.path().file_name().unwrap().to_str().unwrap());
        assert_eq!(names(&inputs), ["b.csv", "sub/a.csv", "z.zip/1.csv", "z.zip/y/2.csv"].map(|name| format!("{root}{name}")));
        let texts: Vec<String> = inputs.iter().map(|input| text(input).unwrap()).collect();
        assert_eq!(texts, ["b", "a", "one", "two"]);
    }

    #[test]
    fn a_file_in_a_damaged_zip_file_is_no_other_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut bytes = zip_of(&[("1.csv", "one two three")]);
        let at = bytes.windows(3).position(|window| window == b"two").unwrap_or(40);
        bytes[at] ^= 1;
        std::fs::write(file.path(), bytes).unwrap();
        let read = Input::expand(file.path()).and_then(|inputs| text(&inputs[0]));
        assert!(read.unwrap_err().to_string().contains("damaged"));
    }

    #[test]
    fn a_zip_file_with_two_files_of_one_name_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut bytes = zip_of(&[("a.csv", "one"), ("b.csv", "two")]);
        for at in 0..bytes.len() - 4 {
            if bytes[at..].starts_with(b"b.csv") {
                bytes[at] = b'a';
            }
        }
        std::fs::write(file.path(), bytes).unwrap();
        assert!(Input::expand(file.path()).unwrap_err().to_string().contains("several files of one name"));
    }

    #[test]
    fn an_empty_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Input::expand(folder.path()).unwrap_err().to_string().contains("holds no files"));
    }
}
