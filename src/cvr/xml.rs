//! XML: the children of a file's root, one at a time, each a small tree, so that a file of any size takes the memory of one.
//!
//! Names are without their prefixes, attributes stand before the children. There are no entities but those of XML itself, no
//! document types, and bounds on size, number and depth.

use std::io::{self, BufRead, BufReader, Read};

use memchr::memchr_iter;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::head::Head;
use super::input::{Input, Progress};
use super::limits::{MAX_ELEMENT, MAX_XML_DEPTH, MAX_XML_NODES};
use crate::error::{Error, Result};

/// The children of the root.
pub(super) struct Children<'a> {
    input: &'a Input,
    reader: quick_xml::Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    tree: Tree,
    root: Option<String>,
    is_closed: bool,
}

#[derive(Default)]
struct Tree {
    text: String,
    nodes: Vec<Node>,
    /// Nodes whose end has not been read.
    open: Vec<usize>,
}

struct Node {
    name: (usize, usize),
    text: (usize, usize),
    /// After the last node below this one.
    end: usize,
    has_children: bool,
}

/// An element or attribute.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    tree: &'a Tree,
    index: usize,
}

impl<'a> Element<'a> {
    pub(super) fn name(self) -> &'a str {
        let (start, end) = self.tree.nodes[self.index].name;
        &self.tree.text[start..end]
    }

    pub(super) fn text(self) -> &'a str {
        let (start, end) = self.tree.nodes[self.index].text;
        self.tree.text[start..end].trim()
    }

    pub(super) fn children(self, name: &'static str) -> impl Iterator<Item = Element<'a>> {
        let tree = self.tree;
        let end = tree.nodes[self.index].end;
        let first = Some(self.index + 1).filter(|&index| index < end);
        let next = move |&index: &usize| Some(tree.nodes[index].end).filter(|&index| index < end);
        std::iter::successors(first, next).map(move |index| Element { tree, index }).filter(move |child| child.name() == name)
    }

    pub(super) fn child(self, name: &'static str) -> Option<Element<'a>> {
        self.children(name).next()
    }

    /// The text of a child or attribute, if it has any.
    pub(super) fn value(self, name: &'static str) -> Option<&'a str> {
        self.child(name).map(Element::text).filter(|text| !text.is_empty())
    }
}

impl<'a> Children<'a> {
    pub(super) fn open(input: &'a Input, progress: &'a mut dyn Progress) -> Result<Children<'a>> {
        let bounded = Bounded { reader: input.text(progress)?, left: MAX_ELEMENT, line: 1 };
        let mut children = Children {
            input,
            reader: quick_xml::Reader::from_reader(bounded),
            buffer: Vec::new(),
            tree: Tree::default(),
            root: None,
            is_closed: false,
        };
        while children.root.is_none() {
            children.step()?;
        }
        Ok(children)
    }

    /// The name of the root.
    pub(super) fn root(&self) -> &str {
        self.root.as_deref().unwrap_or_default()
    }

    /// Where the reader stands.
    pub(super) fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    pub(super) fn next(&mut self) -> Result<Option<Element<'_>>> {
        self.tree.text.clear();
        self.tree.nodes.clear();
        self.reader.get_mut().left = MAX_ELEMENT;
        while self.tree.nodes.is_empty() || !self.tree.open.is_empty() {
            if !self.step()? {
                return Ok(None);
            }
        }
        Ok(Some(Element { tree: &self.tree, index: 0 }))
    }

    /// Takes one event; false at the end of the file.
    fn step(&mut self) -> Result<bool> {
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault(self.input, self.reader.get_ref().line, error)),
        };
        let line = self.reader.get_ref().line;
        let at_line = |message: &str| self.input.at_line(line, message);
        let is_inside = self.root.is_some() && !self.is_closed;
        match event {
            Event::Start(start) | Event::Empty(start) if !is_inside && self.root.is_some() => {
                let name = String::from(start.local_name().into_inner());
                return Err(at_line(&format!("<{name}> follows the end of the document: are these two files in one?")));
            }
            Event::Start(start) if !is_inside => self.root = Some(start.local_name().into_inner().to_owned()),
            Event::Empty(start) if !is_inside => {
                self.root = Some(start.local_name().into_inner().to_owned());
                self.is_closed = true;
            }
            Event::Start(start) => self.tree.start(&start).map_err(|message| at_line(&message))?,
            Event::Empty(start) => {
                self.tree.start(&start).map_err(|message| at_line(&message))?;
                self.tree.end();
            }
            Event::End(_) if self.tree.open.is_empty() => self.is_closed = true,
            Event::End(_) => self.tree.end(),
            Event::Text(text) => self.tree.text(&text.xml10_content(), is_inside).map_err(|message| at_line(&message))?,
            Event::CData(text) => self.tree.text(&text.xml10_content(), is_inside).map_err(|message| at_line(&message))?,
            Event::GeneralRef(entity) => {
                let character = match entity.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    Ok(None) => predefined(&entity).map(str::to_owned).map_err(|message| at_line(&message))?,
                    Err(_) => return Err(at_line(&format!("&{:.20}; is no character", &*entity))),
                };
                self.tree.text(&character, is_inside).map_err(|message| at_line(&message))?;
            }
            Event::DocType(_) => return Err(at_line("has a document type (<!DOCTYPE …>), which no export of ballots has")),
            Event::Eof if self.is_closed => return Ok(false),
            Event::Eof => {
                let message = match self.root {
                    Some(_) => "the file is cut off: its last elements are not closed; fetch it again",
                    None => "is no XML: it has no elements",
                };
                return Err(at_line(message));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        Ok(true)
    }
}

fn predefined(entity: &str) -> Result<&'static str, String> {
    quick_xml::escape::resolve_predefined_entity(entity)
        .ok_or_else(|| format!("&{entity:.20}; is an entity that XML does not have"))
}

fn fault(input: &Input, line: u64, error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => input.at_line(line, error.to_string()),
        quick_xml::Error::Io(error) => input.read_error(io::Error::new(error.kind(), error.to_string())),
        quick_xml::Error::Encoding(_) => {
            input.at_line(line, "is not UTF-8, the one encoding of XML that is read; save it as UTF-8")
        }
        error => input.at_line(line, format!("is damaged XML: {error}")),
    }
}

impl Tree {
    fn start(&mut self, start: &BytesStart) -> Result<(), String> {
        if self.open.len() == MAX_XML_DEPTH {
            return Err(format!("elements are more than {MAX_XML_DEPTH} deep, which those of no export of ballots are"));
        }
        if let Some(&parent) = self.open.last() {
            self.nodes[parent].has_children = true;
        }
        let index = self.add(start.local_name().into_inner(), "")?;
        self.open.push(index);
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| format!("is damaged XML: {error}"))?;
            if attribute.key.as_namespace_binding().is_none() {
                let value =
                    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| format!("is damaged XML: {error}"))?;
                self.add(attribute.key.local_name().into_inner(), &value)?;
            }
        }
        let end = self.text.len();
        self.nodes[index].text = (end, end);
        Ok(())
    }

    fn add(&mut self, name: &str, text: &str) -> Result<usize, String> {
        if self.nodes.len() == MAX_XML_NODES {
            return Err(format!("one record has more than {MAX_XML_NODES} elements: is this an export of ballots?"));
        }
        let start = self.text.len();
        self.text.push_str(name);
        let middle = self.text.len();
        self.text.push_str(text);
        let end = self.nodes.len() + 1;
        self.nodes.push(Node { name: (start, middle), text: (middle, self.text.len()), end, has_children: false });
        Ok(end - 1)
    }

    fn end(&mut self) {
        let end = self.nodes.len();
        if let Some(index) = self.open.pop() {
            self.nodes[index].end = end;
        }
    }

    /// Text counts in elements without children.
    fn text(&mut self, text: &str, is_inside: bool) -> Result<(), String> {
        match self.open.last() {
            Some(&index) if !self.nodes[index].has_children => {
                self.text.push_str(text);
                self.nodes[index].text.1 = self.text.len();
                Ok(())
            }
            None if !is_inside && !text.trim().is_empty() => Err("has text outside of its root: is it XML?".to_owned()),
            _ => Ok(()),
        }
    }
}

/// Gives no more bytes than one child may have.
struct Bounded<'a> {
    reader: BufReader<Box<dyn Read + 'a>>,
    left: usize,
    line: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left;
        let buffer = self.reader.fill_buf()?;
        if left == 0 && !buffer.is_empty() {
            let bound = MAX_ELEMENT >> 20;
            let message = format!("one record is larger than {bound} MiB: is this an export of ballots?");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(&buffer[..buffer.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        self.line += memchr_iter(b'\n', &self.reader.buffer()[..amount]).count() as u64;
        self.left -= amount;
        self.reader.consume(amount);
    }
}

/// The name of the root, if a file begins like XML.
pub(super) fn root(head: &Head) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(head.xml()?);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return Some(start.local_name().into_inner().to_owned()),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: impl AsRef<[u8]>) -> Result<Vec<String>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let input = Input::open(file.path()).unwrap();
        let mut nobody = ();
        let mut children = Children::open(&input, &mut nobody)?;
        let mut found = vec![children.root().to_owned()];
        while let Some(child) = children.next()? {
            found.push(told(child));
        }
        Ok(found)
    }

    fn told(element: Element) -> String {
        let inner: Vec<String> = element.children("b").map(told).collect();
        format!("{}={}{}", element.name(), element.text(), inner.iter().map(|inner| format!("({inner})")).collect::<String>())
    }

    #[test]
    fn children_come_with_attributes_text_and_what_is_below_them() {
        let text = "\u{feff}<?xml version=\"1.0\"?><!-- c --><x:r xmlns:x='u'> <a b='1 &lt; 2'>\n<x:b> t &amp;<![CDATA[<u>]]>&#233; </x:b><b/>
            <c><b>deeper</b></c></a><?p i?><x:a>only</x:a></x:r>\n<!-- end -->";
        assert_eq!(walk(text).unwrap(), ["r", "a=(b=1 < 2)(b=t &<u>é)(b=)", "a=only"]);
        assert_eq!(walk("<r/>").unwrap(), ["r"]);
    }

    #[test]
    fn faults_name_the_line_and_what_is_wrong() {
        let of = |text: &str| walk(text).unwrap_err().to_string();
        assert!(of("<r>\n<a>\n</b></r>").contains("line 3: is damaged XML"), "{}", of("<r>\n<a>\n</b></r>"));
        assert!(of("<r><a>").contains("the file is cut off"));
        assert!(of("<r/><r/>").contains("<r> follows the end of the document"));
        assert!(of("<r/>more").contains("text outside of its root"));
        assert!(of("just text").contains("text outside of its root"));
        assert!(of("<r><a>&x;</a></r>").contains("&x; is an entity that XML does not have"));
        assert!(of("<r><a b='&x;'/></r>").contains("is damaged XML"));
        assert!(of("<!DOCTYPE r><r/>").contains("document type"));
        let latin = walk(b"<r><a>Jos\xe9</a></r>").unwrap_err().to_string();
        assert!(latin.contains("is not UTF-8"), "{latin}");
    }
}
