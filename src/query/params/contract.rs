//! How queries are asked and answered, as data. The flags of the command line, the TypeScript types and the tables of
//! docs/queries.md are made from it: see [`crate::query::contract()`].

use crate::metrics::{Archetype, Camp, CoalitionType, Method, PositionType};

/// One query.
#[derive(Clone, Debug)]
pub struct QueryContract {
    pub name: &'static str,
    /// What it answers, in a sentence.
    pub about: &'static str,
    pub takes: Vec<ParamContract>,
    /// What goes on where a page ended, where there are pages.
    pub continues: Option<ParamContract>,
    pub gives: Gives,
    /// With `compare`, where the query can compare: what it takes and gives then.
    pub compare: Option<(Vec<ParamContract>, Gives)>,
}

/// What `data` of an answer is.
#[derive(Clone, Debug)]
pub enum Gives {
    /// Rows in pages.
    Pages(Shape),
    /// All rows at once.
    Rows(Shape),
    Record(Shape),
}

impl Gives {
    pub fn shape(&self) -> &Shape {
        match self {
            Gives::Pages(shape) | Gives::Rows(shape) | Gives::Record(shape) => shape,
        }
    }
}

/// One parameter of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamContract {
    pub name: &'static str,
    pub about: &'static str,
    pub takes: Takes,
}

/// What a parameter may be. A default of `None`: not given.
#[derive(Clone, Debug, PartialEq)]
pub enum Takes {
    Whole {
        default: u64,
        min: u64,
        max: u64,
    },
    Number {
        default: f64,
        min: f64,
        max: f64,
    },
    /// One of a few words.
    Word {
        default: Option<&'static str>,
        vocabulary: Vocabulary,
    },
    /// A column of the rows that can be sorted by.
    Column {
        default: &'static str,
        columns: Vec<&'static str>,
    },
    /// Some columns of the rows.
    Columns {
        columns: Vec<&'static str>,
    },
    /// A candidate by id or exact name.
    Candidate {
        is_required: bool,
    },
    /// A condition on ballots.
    Condition,
    /// Two conditions on ballots.
    Comparison,
    /// A token that an answer carried; it stands for all other parameters.
    Token,
}

impl Takes {
    /// The default as it is written; `None`: not given, or there is no default.
    pub fn default(&self) -> Option<String> {
        match self {
            Takes::Whole { default, .. } => Some(default.to_string()),
            Takes::Number { default, .. } => Some(default.to_string()),
            Takes::Word { default, .. } => default.map(str::to_owned),
            Takes::Column { default, .. } => Some((*default).to_owned()),
            _ => None,
        }
    }
}

/// A few words, under the name of their TypeScript type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    pub name: &'static str,
    pub about: &'static str,
    pub words: Vec<&'static str>,
}

/// A record or a row: its name in TypeScript, and its fields in order.
#[derive(Clone, Debug)]
pub struct Shape {
    pub name: &'static str,
    pub about: &'static str,
    /// The shape whose fields come before its own.
    pub base: Option<Box<Shape>>,
    /// Its own.
    pub fields: Vec<Field>,
}

impl Shape {
    /// The same fields and more, under another name.
    pub fn extended(self, name: &'static str, about: &'static str, more: Shape) -> Shape {
        Shape { name, about, base: Some(Box::new(self)), fields: more.fields }
    }

    /// All fields, those of the base first.
    pub fn all_fields(&self) -> Vec<&Field> {
        let inherited = self.base.iter().flat_map(|base| base.all_fields());
        inherited.chain(&self.fields).collect()
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub of: Type,
    pub is_nullable: bool,
    pub about: &'static str,
}

/// The type of a field.
#[derive(Clone, Debug)]
pub enum Type {
    /// A whole number up to 2^53 − 1.
    Whole,
    Float,
    Flag,
    Text,
    Words(Vocabulary),
    /// Whole numbers.
    List,
    Texts,
    Record(fn() -> Shape),
    Rows(fn() -> Shape),
}

/// Types that are written as one of a few words.
pub trait Words: Copy + PartialEq + 'static {
    const ALL: &'static [Self];

    fn word(self) -> &'static str;

    fn vocabulary() -> Vocabulary;
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Asc,
    Desc,
}

impl SortOrder {
    const ALL: [SortOrder; 2] = [SortOrder::Asc, SortOrder::Desc];

    fn name(self) -> &'static str {
        match self {
            SortOrder::Asc => "asc",
            SortOrder::Desc => "desc",
        }
    }
}

macro_rules! words {
    ($($type:ident: $about:literal;)+) => {
        $(impl Words for $type {
            const ALL: &'static [$type] = &$type::ALL;

            fn word(self) -> &'static str {
                self.name()
            }

            fn vocabulary() -> Vocabulary {
                let words = $type::ALL.iter().map(|word| word.name()).collect();
                Vocabulary { name: stringify!($type), about: $about, words }
            }
        })+
    };
}

words! {
    Method: "What `coalition_strength_score` is: closeness against chance, a blend of affinities, or the Jaccard index.";
    CoalitionType: "How many ballots rank both of a pair, and how close together, against chance.";
    PositionType: "The place of a candidate in the network.";
    Archetype: "How a supporter fills in the ballot.";
    Camp: "Whom else a supporter ranks: candidates of the same cluster or others.";
    SortOrder: "The direction of an order. Nulls come last in both.";
}
