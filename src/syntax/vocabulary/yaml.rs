//! The keys of pack YAML and the words that stand for values there, in both spellings.

use super::Vocabulary;

/// Declares an enum of words with their spellings: English, then the Chinese ones (the first is the one to write).
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $( $variant:ident = $en:literal, [$($zh:literal),+]; )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "named as in the language")]
        pub enum $name { $( $variant, )* }

        impl $name {
            /// All of them, in the order of the language's table.
            pub const ALL: &'static [$name] = &[$( $name::$variant ),*];

            /// The English spelling.
            pub const fn en(self) -> &'static str {
                match self { $( $name::$variant => $en, )* }
            }

            /// The Chinese spellings; the first is the one to write.
            pub fn zh(self) -> &'static [&'static str] {
                match self { $( $name::$variant => &[$($zh),+], )* }
            }

            /// The spelling to write in a vocabulary.
            pub fn spelling(self, vocabulary: Vocabulary) -> &'static str {
                match vocabulary {
                    Vocabulary::En => self.en(),
                    Vocabulary::Zh => self.zh().first().copied().unwrap_or(self.en()),
                }
            }

            /// Whether `text` is one of its spellings.
            pub fn is(self, text: &str) -> bool {
                self.en() == text || self.zh().contains(&text)
            }

            /// Every spelling in both vocabularies.
            pub fn spellings(self) -> impl Iterator<Item = &'static str> {
                std::iter::once(self.en()).chain(self.zh().iter().copied())
            }
        }
    };
}

words! {
    /// A key of a pack's YAML files or of its test cases. Two keys may share a spelling (`unit` and `who` are
    /// both 单位, 分 and 截止 both `by`): a spelling is looked up among the keys that may stand at a place.
    Key {
        Pack = "pack", ["标准包"];
        Version = "version", ["版本"];
        Title = "title", ["名称"];
        Issuer = "issuer", ["发布单位"];
        Effective = "effective", ["有效期"];
        From = "from", ["起"];
        To = "to", ["止"];
        Extends = "extends", ["沿用"];
        Sources = "sources", ["来源"];
        Number = "number", ["文号"];
        Date = "date", ["日期"];
        Clauses = "clauses", ["条文"];
        Strictness = "strictness", ["严格度"];
        Vocabulary = "vocabulary", ["用词"];
        Units = "units", ["单位表"];
        Kinds = "kinds", ["选项表"];
        Label = "label", ["标签"];
        Values = "values", ["可选值"];
        Ordered = "ordered", ["有序"];
        Entities = "entities", ["数据表"];
        Within = "within", ["上级"];
        KeyColumns = "key", ["识别列"];
        Expect = "expect", ["应有"];
        Columns = "columns", ["列"];
        Type = "type", ["类型"];
        Unit = "unit", ["单位"];
        Required = "required", ["必填"];
        Min = "min", ["最小值"];
        Max = "max", ["最大值"];
        Derive = "derive", ["自动计算"];
        Personal = "personal", ["个人信息"];
        Shown = "shown", ["仅展示"];
        Note = "note", ["说明"];
        Display = "display", ["名称列"];
        Aliases = "aliases", ["别名"];
        Pattern = "pattern", ["格式"];
        Step = "step", ["步长"];
        Limits = "limits", ["限值"];
        By = "by", ["分"];
        Value = "value", ["取值", "算法"];
        Else = "else", ["其余"];
        Stricter = "stricter", ["从严"];
        Indicators = "indicators", ["指标"];
        For = "for", ["适用"];
        When = "when", ["适用条件"];
        AtLeast = "at_least", ["不低于"];
        AtMost = "at_most", ["不超过"];
        Above = "above", ["高于"];
        Below = "below", ["低于"];
        Cite = "cite", ["依据"];
        AlsoCite = "also_cite", ["另依据"];
        Override = "override", ["调整"];
        Measures = "measures", ["工作措施"];
        Lead = "lead", ["责任单位"];
        Support = "support", ["配合单位"];
        Serves = "serves", ["服务于"];
        Schedule = "schedule", ["创建时间"];
        Procedure = "procedure", ["工作程序"];
        Organisation = "organisation", ["组织领导"];
        Milestones = "milestones", ["工作时限"];
        Who = "who", ["单位"];
        Due = "due", ["期限"];
        Level = "level", ["级别"];
        After = "after", ["接"];
        Yields = "yields", ["产出"];
        Steps = "steps", ["步骤"];
        Deadlines = "deadlines", ["时限"];
        CountedFrom = "counted_from", ["起算"];
        Days = "days", ["天数"];
        Until = "by", ["截止"];
        Window = "window", ["期间"];
        Monitoring = "monitoring", ["监测"];
        Every = "every", ["每年"];
        Of = "of", ["对象"];
        Warning = "warning", ["预警"];
        MarginBelow = "margin_below", ["余量低于"];
        Falls = "falls", ["连续下降"];
        Cases = "cases", ["用例"];
        CaseName = "name", ["名称"];
        AsOf = "as_of", ["评估日期"];
        Facts = "facts", ["数据"];
        Folder = "folder", ["文件夹"];
        Expected = "expect", ["预期"];
        CaseValues = "values", ["数值"];
        Missing = "missing", ["缺少"];
        Base = "base", ["公共数据"];
        // Keys of an entry of `expect`, which stand among no others.
        Each = "each", ["每"];
        ExpectWhen = "when", ["当"];
        ExpectCount = "count", ["数量"];
        Total = "total", ["合计"];
        EachOf = "values", ["各"];
    }
}

words! {
    /// A word that stands for a value.
    Word {
        True = "true", ["是"];
        False = "false", ["否"];
        Base = "base", ["基本"];
        Any = "any", ["不限"];
        TightenOnly = "tighten_only", ["只严不宽"];
        Number = "number", ["数值"];
        Count = "count", ["计数"];
        Share = "share", ["比例"];
        Flag = "flag", ["是否"];
        Text = "text", ["文本"];
        Date = "date", ["日期"];
        County = "county", ["每县"];
        Parent = "parent", ["每上级"];
        None = "none", ["可无"];
        Higher = "higher", ["更高"];
        Lower = "lower", ["更低"];
        En = "en", ["英文"];
        Zh = "zh", ["中文"];
        CountyLevel = "county", ["县"];
        CityLevel = "city", ["市"];
        RegionLevel = "region", ["区"];
        NationLevel = "nation", ["国"];
        Recognised = "recognised", ["已认定"];
        Objection = "objection", ["异议"];
    }
}

/// The one of `among` that `text` spells.
pub fn find_key(text: &str, among: &[Key]) -> Option<Key> {
    among.iter().copied().find(|k| k.is(text))
}

/// The one of `among` that `text` spells.
pub fn find_word(text: &str, among: &[Word]) -> Option<Word> {
    among.iter().copied().find(|w| w.is(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_distinct_where_keys_stand_together() {
        // Keys of test cases stand apart from those of packs.
        let pack: Vec<Key> = Key::ALL.iter().copied().take_while(|k| *k != Key::Cases).collect();
        for (i, a) in pack.iter().enumerate() {
            for b in pack.iter().skip(i + 1) {
                let shared = a.spellings().find(|s| b.is(s));
                let apart = [(Key::Unit, Key::Who), (Key::By, Key::Until)].contains(&(*a, *b));
                assert!(shared.is_none() || apart, "{a:?} and {b:?} share {shared:?}");
            }
        }
        assert_eq!(find_key("单位", &[Key::Title, Key::Who]), Some(Key::Who));
        assert_eq!(find_key("算法", Key::ALL), Some(Key::Value));
        assert_eq!(Key::Value.spelling(Vocabulary::Zh), "取值");
        assert_eq!(find_word("每上级", Word::ALL), Some(Word::Parent));
    }
}
