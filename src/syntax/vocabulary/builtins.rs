//! The builtins: one row for each function and aggregate. Parser, checker, lint, completion, ledger, documents and mutation read the
//! row; what a builtin computes stands in `evaluation`, and its texts in the message files `builtins.ftl`.

use super::Vocabulary;

/// What a builtin is given between its brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Arguments of these sorts, in this order.
    Arguments(&'static [Argument]),
    /// One argument or more, all of one type that has an order.
    Series,
    /// Rows alone.
    Rows,
    /// Rows, and what is asked of each.
    RowsOf(Body),
    /// Rows, a number of each, and a weight if wanted.
    Weighted,
}

/// One argument of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Of any type.
    Any,
    /// Of the same type as the other argument of this sort.
    Alike,
    /// A number.
    Number,
    /// A constant number of decimal places.
    Places,
    /// A date.
    Date,
    /// A text.
    Text,
}

/// What is asked of each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A condition.
    Condition,
    /// A value of any type.
    Any,
    /// A number; numbers that are added must not be roots.
    Added,
    /// A number or a date.
    Ordered,
}

/// The type and unit of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A truth value.
    Truth,
    /// A number without a unit.
    Plain,
    /// A number in the unit that it counts in.
    Counted,
    /// What its arguments are, or its rows' values.
    Same,
    /// A root of rational numbers, in the unit of its rows' values.
    Root,
    /// Such a root without a unit.
    PlainRoot,
    /// A number in the unit of the rows' table.
    Rows,
}

/// Between which numbers a result lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Nothing is known.
    Any,
    /// From 0.
    NotNegative,
    /// From 0 to 1.
    Share,
    /// Where what it is given lies.
    Same,
    /// From 0, where what it is given does.
    Sign,
    /// That of the absolute values.
    Size,
    /// That of the least of them.
    Least,
    /// That of the greatest of them.
    Greatest,
    /// A whole step around what it is given.
    Rounded,
    /// Where one or the other argument lies.
    Either,
}

/// Which way a result goes when what it is given rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The same way.
    Same,
    /// The same way above 0, the other way below.
    Size,
    /// Not said; the message that says so.
    Unsaid(&'static str),
}

/// What a mutant has in a builtin's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant<B> {
    /// Nothing: there is no mutant.
    Nothing,
    /// Another builtin.
    Other(B),
    /// Its first argument alone.
    Argument,
    /// Each of the truth values.
    Truth,
}

/// How a spreadsheet computes it, with `{a}` `{b}` for the arguments, `{all}` for all of them and `{rows}` for the rows' cells; empty
/// where it cannot.
type Sheet = &'static str;

/// A builtin.
#[derive(Debug)]
pub struct Builtin<B: 'static> {
    /// The English spelling; ids of texts end in it.
    pub en: &'static str,
    /// The Chinese spelling.
    pub zh: &'static str,
    /// What other languages and everyday speech call it.
    pub everyday: &'static [&'static str],
    /// What it is given.
    pub takes: Takes,
    /// The type and unit of its result.
    pub gives: Gives,
    /// Where its result lies.
    pub range: Range,
    /// Which way its result goes.
    pub direction: Direction,
    /// What a mutant has in its place.
    pub mutant: Mutant<B>,
    /// How a spreadsheet computes it.
    pub sheet: Sheet,
    /// The message that shows how it is written.
    pub help: &'static str,
    /// The message that says what it computes.
    pub meaning: &'static str,
    /// The message that says it in a document: of `a`, `b`, `all`, or of `rows` and `body`.
    pub phrase: &'static str,
    /// The same with the `unit` that it counts in, or with a `weight`.
    pub phrase_with: &'static str,
    /// The message that names it in a report, for an aggregate of `what`.
    pub named: &'static str,
}

impl<B> Builtin<B> {
    /// The spelling of a vocabulary.
    pub fn spelling(&self, vocabulary: Vocabulary) -> &'static str {
        match vocabulary {
            Vocabulary::En => self.en,
            Vocabulary::Zh => self.zh,
        }
    }

    /// Whether an everyday word means it; then its spelling in the script of that word.
    fn meant_by(&self, word: &str) -> Option<&'static str> {
        let vocabulary = if word.is_ascii() { Vocabulary::En } else { Vocabulary::Zh };
        self.everyday.contains(&word).then(|| self.spelling(vocabulary))
    }

    /// How many arguments it has, if that is settled.
    pub fn arguments(&self) -> Option<usize> {
        match self.takes {
            Takes::Arguments(all) => Some(all.len()),
            Takes::Series | Takes::Rows | Takes::RowsOf(_) | Takes::Weighted => None,
        }
    }
}

macro_rules! builtins {
    ($(#[$doc:meta])* $name:ident {
        $( $variant:ident $en:literal $zh:literal [$($everyday:literal),*]
            $takes:expr => $gives:ident, $range:ident, $direction:expr, $mutant:expr, $sheet:literal; )*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "named as in the language")]
        pub enum $name { $( $variant, )* }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: &'static [$name] = &[$( $name::$variant ),*];

            /// Its row.
            pub fn row(self) -> &'static Builtin<$name> {
                use Mutant::{Nothing, Other};
                match self {
                    $( $name::$variant => {
                        const ROW: Builtin<$name> = Builtin {
                            en: $en,
                            zh: $zh,
                            everyday: &[$($everyday),*],
                            takes: $takes,
                            gives: Gives::$gives,
                            range: Range::$range,
                            direction: $direction,
                            mutant: $mutant,
                            sheet: $sheet,
                            help: concat!("help-call-", $en),
                            meaning: concat!("meaning-", $en),
                            phrase: concat!("phrase-", $en),
                            phrase_with: concat!("phrase-", $en, "-with"),
                            named: concat!("named-", $en),
                        };
                        &ROW
                    } )*
                }
            }

            /// The one of this spelling, in either vocabulary.
            pub fn spelt(word: &str) -> Option<$name> {
                match word {
                    $( $en | $zh => Some($name::$variant), )*
                    _ => None,
                }
            }
        }
    };
}

const NUMBER: Takes = Takes::Arguments(&[Argument::Number]);
const DATES: Takes = Takes::Arguments(&[Argument::Date, Argument::Date]);
const TEXTS: Takes = Takes::Arguments(&[Argument::Text, Argument::Text]);
const OF_NUMBERS: Takes = Takes::RowsOf(Body::Added);
const SAME: Direction = Direction::Same;
const FUNCTION: Direction = Direction::Unsaid("gap-why-function");
const ROWS: Direction = Direction::Unsaid("gap-why-rows");
const COEFFICIENT: Direction = Direction::Unsaid("gap-why-coefficient");

builtins! {
    /// Functions; words only before `(`.
    Function {
        Abs "abs" "绝对值" []
            NUMBER => Same, Size, Direction::Size, Mutant::Argument, "ABS({a})";
        Round "round" "四舍五入" ["取整", "舍入"]
            Takes::Arguments(&[Argument::Number, Argument::Places]) => Counted, Rounded, SAME, Mutant::Argument,
            "ROUND({a},{b})";
        Ceil "ceil" "向上取整" ["ceiling", "roundup"]
            NUMBER => Counted, Rounded, SAME, Other(Function::Floor), "-INT(-{a})";
        Floor "floor" "向下取整" []
            NUMBER => Counted, Rounded, SAME, Other(Function::Ceil), "INT({a})";
        Least "least" "取小" ["较小值"]
            Takes::Series => Same, Least, SAME, Other(Function::Greatest), "MIN({all})";
        Greatest "greatest" "取大" ["较大值"]
            Takes::Series => Same, Greatest, SAME, Other(Function::Least), "MAX({all})";
        Year "year" "年份" []
            Takes::Arguments(&[Argument::Date]) => Plain, Any, FUNCTION, Nothing, "YEAR({a})";
        Years "years" "满年数" ["年数", "相隔年数"]
            DATES => Plain, Any, FUNCTION, Nothing,
            "IF({b}<{a},-DATEDIF({b},{a},\"y\"),DATEDIF({a},{b},\"y\"))";
        Known "known" "已填" ["是否已填", "有值"]
            Takes::Arguments(&[Argument::Any]) => Truth, Any, FUNCTION, Mutant::Truth, "";
        ValueOr "value_or" "未填时取" []
            Takes::Arguments(&[Argument::Alike, Argument::Alike]) => Same, Either, FUNCTION, Mutant::Argument, "";
        Months "months" "满月数" ["月数", "相隔月数"]
            DATES => Plain, Any, FUNCTION, Other(Function::Years),
            "IF({b}<{a},-DATEDIF({b},{a},\"m\"),DATEDIF({a},{b},\"m\"))";
        Days "days" "天数" ["日数", "相隔天数", "datediff"]
            DATES => Plain, Any, FUNCTION, Other(Function::Months), "({b}-{a})";
        Contains "contains" "含有" ["包含", "含有文字", "includes"]
            TEXTS => Truth, Any, FUNCTION, Other(Function::StartsWith), "ISNUMBER(FIND({b},{a}))";
        StartsWith "starts_with" "开头是" ["开头为", "startswith"]
            TEXTS => Truth, Any, FUNCTION, Other(Function::Contains), "EXACT(LEFT({a},LEN({b})),{b})";
    }
}

builtins! {
    /// Aggregates; words only before `(`.
    Aggregate {
        Count "count" "数量" ["计数", "个数", "行数"]
            Takes::Rows => Rows, NotNegative, ROWS, Nothing, "";
        Sum "sum" "合计" ["总和", "总数", "求和", "总计", "之和", "total"]
            OF_NUMBERS => Same, Sign, SAME, Other(Aggregate::Max), "SUM({rows})";
        Avg "avg" "平均" ["均值", "平均值", "平均数", "average", "mean"]
            OF_NUMBERS => Same, Same, SAME, Other(Aggregate::Min), "AVERAGE({rows})";
        Min "min" "最小" ["最小值"]
            Takes::RowsOf(Body::Ordered) => Same, Same, SAME, Other(Aggregate::Max), "MIN({rows})";
        Max "max" "最大" ["最大值"]
            Takes::RowsOf(Body::Ordered) => Same, Same, SAME, Other(Aggregate::Min), "MAX({rows})";
        Share "share" "比例" ["占比", "百分比", "比率"]
            Takes::RowsOf(Body::Condition) => Plain, Share, ROWS, Nothing, "";
        Cv "cv" "差异系数" ["变异系数", "离散系数"]
            Takes::Weighted => PlainRoot, Sign, COEFFICIENT, Nothing, "";
        The "the" "取" []
            Takes::RowsOf(Body::Any) => Same, Same, SAME, Nothing, "";
        Median "median" "中位数" ["中值", "中位值"]
            OF_NUMBERS => Same, Same, SAME, Other(Aggregate::Avg), "MEDIAN({rows})";
        Stdev "stdev" "标准差" ["标准偏差", "均方差", "stddev"]
            Takes::Weighted => Root, NotNegative, COEFFICIENT, Nothing, "STDEVP({rows})";
        Distinct "distinct" "不同个数" ["去重个数", "不重复个数", "unique"]
            Takes::RowsOf(Body::Any) => Plain, NotNegative, ROWS, Nothing,
            "SUMPRODUCT(1/COUNTIF({rows},{rows}))";
    }
}

impl Function {
    /// How many arguments a function has that rounds to whole or decimal numbers of a unit; `None` for any other.
    pub fn rounding_arguments(self) -> Option<usize> {
        self.row().arguments().filter(|_| self.row().gives == Gives::Counted)
    }
}

/// Every spelling of every builtin.
pub fn words() -> impl Iterator<Item = &'static str> {
    let functions = Function::ALL.iter().map(|f| (f.row().en, f.row().zh));
    let aggregates = Aggregate::ALL.iter().map(|a| (a.row().en, a.row().zh));
    aggregates.chain(functions).flat_map(|(en, zh)| [en, zh])
}

/// The builtin that an everyday word means.
pub fn meant(word: &str) -> Option<&'static str> {
    let function = Function::ALL.iter().find_map(|f| f.row().meant_by(word));
    function.or_else(|| Aggregate::ALL.iter().find_map(|a| a.row().meant_by(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut all: Vec<&str> = words().collect();
        all.extend(Function::ALL.iter().flat_map(|f| f.row().everyday));
        all.extend(Aggregate::ALL.iter().flat_map(|a| a.row().everyday));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(meant("average"), Some("avg"));
        assert_eq!(meant("均值"), Some("平均"));
    }

    #[test]
    fn a_sheets_formula_uses_what_is_given() {
        for row in Function::ALL.iter().map(|f| f.row()).filter(|row| !row.sheet.is_empty()) {
            let count = row.arguments().unwrap_or_default();
            assert_eq!(row.sheet.contains("{a}"), count > 0, "{}", row.en);
            assert_eq!(row.sheet.contains("{b}"), count > 1, "{}", row.en);
        }
        for row in Aggregate::ALL.iter().map(|a| a.row()) {
            assert_eq!(row.sheet.contains("{rows}"), !row.sheet.is_empty(), "{}", row.en);
        }
    }
}
