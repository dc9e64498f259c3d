//! How queries are asked and answered, as data. The flags of the command line, the TypeScript types and the tables of
//! docs/queries.md are made from it: see [`crate::query::contract()`].

use crate::ballots::Ending;
use crate::metrics::{Archetype, Camp, CoalitionType, Method, PositionType};
use crate::tabulation;

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
        default: Option<u64>,
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
    /// Several candidates, each once, by id or exact name.
    Candidates,
    /// Rules of a count: the name of a preset, or an object with keys of rules.
    Rules {
        presets: Vocabulary,
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
            Takes::Whole { default, .. } => default.map(|default| default.to_string()),
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
    /// The id of a candidate, or one of a few words.
    IdOrWord(Vocabulary),
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

/// Where votes go that go to no candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCandidate {
    Exhausted(Ending),
    FinalSurplus,
    Residual,
}

impl NoCandidate {
    const ALL: [NoCandidate; Ending::ALL.len() + 2] = {
        let mut all = [NoCandidate::Residual; Ending::ALL.len() + 2];
        let mut place = 0;
        while place < Ending::ALL.len() {
            all[place] = NoCandidate::Exhausted(Ending::ALL[place]);
            place += 1;
        }
        all[place] = NoCandidate::FinalSurplus;
        all
    };

    fn name(self) -> &'static str {
        match self {
            NoCandidate::Exhausted(ending) => ending.name(),
            NoCandidate::FinalSurplus => "final_surplus",
            NoCandidate::Residual => "residual",
        }
    }
}

/// What became of a candidate in a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Elected,
    Eliminated,
    Continuing,
}

impl Standing {
    const ALL: [Standing; 3] = [Standing::Elected, Standing::Eliminated, Standing::Continuing];

    fn name(self) -> &'static str {
        match self {
            Standing::Elected => "elected",
            Standing::Eliminated => "eliminated",
            Standing::Continuing => "continuing",
        }
    }
}

/// What a sentence about an outcome is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    Official,
    Seats,
    Winner,
    Final,
    Transfers,
    Condorcet,
    Exhausted,
    Tie,
}

impl SentenceKind {
    const ALL: [SentenceKind; 8] = [
        SentenceKind::Official,
        SentenceKind::Seats,
        SentenceKind::Winner,
        SentenceKind::Final,
        SentenceKind::Transfers,
        SentenceKind::Condorcet,
        SentenceKind::Exhausted,
        SentenceKind::Tie,
    ];

    fn name(self) -> &'static str {
        match self {
            SentenceKind::Official => "official",
            SentenceKind::Seats => "seats",
            SentenceKind::Winner => "winner",
            SentenceKind::Final => "final",
            SentenceKind::Transfers => "transfers",
            SentenceKind::Condorcet => "condorcet",
            SentenceKind::Exhausted => "exhausted",
            SentenceKind::Tie => "tie",
        }
    }
}

macro_rules! words {
    ($($type:ty as $typescript:ident: $about:literal;)+) => {
        $(impl Words for $type {
            const ALL: &'static [$type] = {
                let all: &'static [$type] = &<$type>::ALL;
                all
            };

            fn word(self) -> &'static str {
                self.name()
            }

            fn vocabulary() -> Vocabulary {
                let words = <$type>::ALL.iter().map(|word| word.name()).collect();
                Vocabulary { name: stringify!($typescript), about: $about, words }
            }
        })+
    };
}

words! {
    Method as Method: "What `coalition_strength_score` is: closeness against chance, a blend of affinities, or the Jaccard index.";
    CoalitionType as CoalitionType: "How many ballots rank both of a pair, and how close together, against chance.";
    PositionType as PositionType: "The place of a candidate in the network.";
    Archetype as Archetype: "How a supporter fills in the ballot.";
    Camp as Camp: "Whom else a supporter ranks: candidates of the same cluster or others.";
    SortOrder as SortOrder: "The direction of an order. Nulls come last in both.";
    tabulation::Method as CountMethod: "How seats are filled.";
    tabulation::Quota as Quota: "Votes that elect where there are several seats.";
    tabulation::ThresholdOf as ThresholdOf: "Whose votes the threshold is a share of.";
    tabulation::Surplus as SurplusOrder: "Which surpluses are passed on in a round.";
    tabulation::Transfer as TransferValue: "How the value of ballots of a surplus is cut.";
    tabulation::Last as LastSurplus: "What happens to surpluses when all seats are filled by quota.";
    tabulation::TieBreak as TieBreak: "What decides between equal votes.";
    tabulation::TieKind as TieKind: "What one of several with equal votes is chosen for.";
    SentenceKind as SentenceKind: "What a sentence about an outcome is about.";
    Standing as Standing: "What became of a candidate in a count; `continuing` is neither elected nor eliminated.";
    NoCandidate as NoCandidate: "Where votes go that go to no candidate: they are exhausted, by why their rankings end, or `final_surplus`; `residual` is what cutting to the places leaves.";
}
