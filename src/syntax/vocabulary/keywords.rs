//! The keywords: one row for each. The scanner recognises them in either spelling; the grammar reads only the code of the row.

use super::Vocabulary;

/// Where a keyword is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Begins an item.
    Item,
    /// Begins a clause.
    Clause,
    /// Reserved: no name unless in backticks.
    Word,
    /// Reserved, and may be the last word of a condition.
    End,
    /// Opens something that runs to the right as far as it can; reserved.
    Prefix,
    /// A part of phrases: a name by itself.
    Part,
    /// A word only in its place; elsewhere a name like any other.
    Place,
}

macro_rules! keywords {
    ($( $variant:ident $en:literal [$($zh:literal),*] $role:ident $code:literal; )*) => {
        /// A keyword or a phrase of keywords.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "named as in the language")]
        pub enum Keyword { $( $variant, )* }

        impl Keyword {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Keyword] = &[$( Keyword::$variant ),*];

            /// The English spelling; empty where only Chinese has the word.
            pub fn en(self) -> &'static str {
                match self { $( Keyword::$variant => $en, )* }
            }

            /// The Chinese spellings; the first is the one to write.
            pub fn zh(self) -> &'static [&'static str] {
                match self { $( Keyword::$variant => &[$($zh),*], )* }
            }

            /// Where it is a keyword.
            pub fn role(self) -> Role {
                match self { $( Keyword::$variant => Role::$role, )* }
            }

            /// What the grammar reads in its place, between signs; empty where it reads the word as a name.
            pub fn code(self) -> &'static str {
                match self { $( Keyword::$variant => $code, )* }
            }

            /// The keyword of this spelling: one word of either vocabulary, or a whole phrase. Words that are one only in their place
            /// are among them.
            #[allow(unreachable_patterns, reason = "the first row of a spelling is meant")]
            pub fn spelt(word: &str) -> Option<Keyword> {
                match word {
                    "" => None,
                    $( $en $(| $zh)* => Some(Keyword::$variant), )*
                    _ => None,
                }
            }
        }
    };
}

keywords! {
    Rule "rule" ["规则"] Item "rule";
    Veto "veto" ["否决"] Item "veto";
    Conclusion "conclusion" ["结论"] Item "conclusion";
    Audit "audit" ["核查"] Item "audit";
    Define "define" ["定义"] Item "define";
    Override "override" ["调整"] Item "override";
    Remove "remove" ["删除"] Item "remove";
    For "for" ["适用"] Clause "for";
    When "when" ["当"] Clause "when";
    Require "require" ["要求"] Clause "require";
    // In a veto; there it is what is written.
    Circumstance "" ["情形"] Clause "require";
    Also "also" [] Clause "also";
    AlsoRequire "also require" ["另要求"] Clause "also_require";
    Cite "cite" ["依据"] Clause "cite";
    Note "note" ["说明"] Clause "note";
    Because "because" ["因为"] Word "because";
    By "by" ["分"] Word "by";
    Where "where" ["其中"] Word "where";
    Weighted "weighted" [] Word "weighted";
    WeightedBy "weighted by" [] Word "weighted_by";
    // 按 w 加权.
    Weighting "" ["按"] Word "weighting";
    WeightEnd "" ["加权"] End "weight_end";
    If "if" ["若"] Prefix "if";
    Then "then" ["则"] Word "then";
    Else "else" ["否则"] Word "else";
    And "and" ["且", "并且"] Word "and";
    Or "or" ["或"] Word "or";
    Not "not" ["非"] Word "not";
    True "true" ["是"] End "true";
    False "false" ["否"] End "false";
    Judged "judged" ["评定", "评定为是"] End "judged";
    // In a veto.
    JudgedExists "" ["评定存在"] End "judged";
    AtLeast "at least" [] Word "at_least";
    NotLess "" ["不低于"] Word "at_least_it";
    Reaches "" ["达到"] End "at_least_it";
    AtMost "at most" [] Word "at_most";
    NotMore "" ["不超过"] Word "at_most_it";
    Above "above" ["高于", "超过", "晚于"] Word "above";
    Below "below" ["低于", "早于"] Word "below";
    Equal "" ["等于"] Word "equal";
    Unequal "" ["不等于"] Word "unequal";
    In "in" ["属于"] Word "in";
    NotIn "not in" ["不属于"] Word "not_in";
    Every "every" ["每个"] Prefix "every";
    Some "some" ["存在"] Prefix "some";
    No "no" ["没有"] Prefix "no";
    At "at" [] Word "at";
    Least "least" [] Word "least";
    Most "most" [] Word "most";
    Of "of" [] Word "of";
    // Behind the N of S 中至少 N 项.
    Items "" ["项"] End "items";
    All "all" [] Word "all";
    None "none" [] Word "none";
    Each "each" [] Prefix "each";
    OfAtLeast "" ["中至少"] Word "of_at_least";
    OfAtMost "" ["中至多"] Place "of_at_most";
    OfEach "" ["中每项"] Prefix "of_each";
    AllOf "all of" ["均达到"] End "all_of";
    NoneOf "none of" ["均不存在"] End "none_of";
    // `count of` before `{`, 达到项数 behind `}`.
    CountOf "count of" ["达到项数"] Place "count_of";
    Item "item" ["本项"] End "";
    AsOf "as_of" ["评估日期"] End "as_of";
    TargetYear "target_year" ["目标年度"] End "target_year";
    Both "" ["均"] Word "both";
    Middle "" ["中"] Part "";
    AtLeastPart "" ["至少"] Part "";
    EachPart "" ["每项"] Part "";
    // A clause of a veto.
    Replaces "replaces" ["并入"] Place "";
    // A clause of an override.
    AlsoCite "also cite" ["另依据"] Place "";
    // Behind a point.
    Value "value" ["值"] Place "value";
    Limit "limit" ["限值"] Place "limit";
}

/// Chinese phrases whose words may be spaced: 中 至少, 均 达到.
const SPACED: &[(&str, &str, Keyword)] = &[
    ("中", "至少", Keyword::OfAtLeast),
    ("中", "至多", Keyword::OfAtMost),
    ("中", "每项", Keyword::OfEach),
    ("均", "达到", Keyword::AllOf),
    ("均", "不存在", Keyword::NoneOf),
    ("不", "属于", Keyword::NotIn),
    ("达到", "项数", Keyword::CountOf),
];

/// Phrases of two words that the grammar reads as one.
const PHRASES: &[Keyword] = &[
    Keyword::AtLeast,
    Keyword::AtMost,
    Keyword::NotIn,
    Keyword::WeightedBy,
    Keyword::AllOf,
    Keyword::NoneOf,
];

impl Keyword {
    /// The spelling to write; that of the other vocabulary where this one has none.
    pub fn spelling(self, vocabulary: Vocabulary) -> &'static str {
        let zh = self.zh().first().copied();
        match vocabulary {
            Vocabulary::En if !self.en().is_empty() => self.en(),
            Vocabulary::En | Vocabulary::Zh => zh.unwrap_or(self.en()),
        }
    }

    /// Every spelling in both vocabularies.
    pub fn spellings(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.en()).filter(|en| !en.is_empty()).chain(self.zh().iter().copied())
    }

    /// The keyword that is one wherever it stands.
    pub fn reserved(word: &str) -> Option<Keyword> {
        Keyword::spelt(word).filter(|k| k.role() != Role::Place)
    }

    /// The phrase of two words.
    pub fn phrase(first: &str, second: &str) -> Option<Keyword> {
        let spaced = || SPACED.iter().find(|(a, b, _)| *a == first && *b == second).map(|(.., k)| *k);
        let words = |k: &&Keyword| k.en().split_once(' ') == Some((first, second));
        spaced().or_else(|| PHRASES.iter().find(words).copied())
    }

    /// Whether it may stand only behind a set's `}`.
    pub fn follows_set(self) -> bool {
        matches!(self, Keyword::OfAtMost | Keyword::CountOf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_is_one_keyword() {
        let mut all: Vec<&str> = Keyword::ALL.iter().flat_map(|k| k.spellings()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for keyword in Keyword::ALL {
            assert!(keyword.spellings().all(|word| Keyword::spelt(word) == Some(*keyword)), "{keyword:?}");
        }
    }

    #[test]
    fn phrases_are_their_words() {
        assert_eq!(Keyword::phrase("at", "least"), Some(Keyword::AtLeast));
        assert_eq!(Keyword::phrase("at", "of"), None);
        for (first, second, keyword) in SPACED {
            assert_eq!(Keyword::phrase(first, second), Some(*keyword));
            assert_eq!(Keyword::spelt(&format!("{first}{second}")), Some(*keyword));
        }
    }
}
