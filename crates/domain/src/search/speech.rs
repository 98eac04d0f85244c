//! The words of a query that say something: without 我想, 怎么办, 在哪里 and what else is only manner.

use super::fold;

/// What people say around the matter, wherever it stands.
const FILLERS: &[&str] = &[
    "我想",
    "我要",
    "想要",
    "我们家",
    "我们",
    "咱们",
    "咱家",
    "我家里",
    "我家",
    "家里面",
    "家里",
    "你们",
    "他们",
    "请问一下",
    "请问",
    "问一下",
    "问问",
    "咨询一下",
    "咨询",
    "了解一下",
    "想问",
    "查一下",
    "查询",
    "你好",
    "您好",
    "谢谢",
    "麻烦",
    "劳驾",
    "帮忙",
    "帮我",
    "帮",
    "怎么办理",
    "怎么办",
    "怎么弄",
    "怎么搞",
    "怎么做",
    "怎么申请",
    "怎么样",
    "怎样",
    "怎么",
    "咋办",
    "咋弄",
    "咋整",
    "咋",
    "如何办理",
    "如何",
    "在哪里办",
    "在哪里",
    "在哪儿",
    "在哪办",
    "在哪",
    "去哪里",
    "去哪儿",
    "去哪",
    "到哪里",
    "到哪",
    "哪里",
    "哪儿",
    "哪个窗口",
    "哪个",
    "窗口",
    "办理一下",
    "办理",
    "办一下",
    "办一个",
    "办一张",
    "办个",
    "办张",
    "一下",
    "需要",
    "可以",
    "能不能",
    "可不可以",
    "行不行",
    "能办吗",
    "是不是",
    "要不要",
    "有没有",
    "什么时候",
    "要什么",
    "什么",
    "哪些",
    "手续",
    "流程",
    "多少钱",
    "要多久",
    "多久",
    "应该",
    "现在",
    "今天",
    "最近",
    "的话",
    "这里",
    "那个",
    "这个",
    "一张",
    "一家",
];
/// Only manner at the beginning of a word.
const BEFORE: &str =
    "我你您他她咱俺想要办去来给帮把将请问找查搞弄做的能会有是在到也就都又再还开让被叫跟和与";
/// And at its end.
const AFTER: &str = "了吗呢啊吧呀么嘛的啦哦呗要办弄去来";

/// What was typed.
pub(super) struct Said {
    /// All of it, folded.
    pub(super) whole: Vec<char>,
    /// As it was parted by blanks and marks.
    pub(super) parts: Vec<Vec<char>>,
    /// The words that say something.
    pub(super) words: Vec<Vec<char>>,
}

impl Said {
    pub(super) fn new(query: &str) -> Self {
        let parts = fold::parts(query);
        Self {
            whole: parts.concat(),
            words: parts.iter().flat_map(|part| words(part)).collect(),
            parts,
        }
    }

    /// The words that say something, together.
    pub(super) fn plain(&self) -> Vec<char> {
        self.words.concat()
    }
}

/// A part without its fillers.
fn words(part: &[char]) -> Vec<Vec<char>> {
    let mut words = vec![Vec::new()];
    let mut at = 0;
    while at < part.len() {
        let filler = longest_filler(&part[at..]);
        if filler > 0 {
            words.push(Vec::new());
            at += filler;
        } else {
            if let Some(word) = words.last_mut() {
                word.push(part[at]);
            }
            at += 1;
        }
    }
    words.retain(|word| !word.is_empty());
    words
        .iter()
        .map(|word| trimmed(word).to_vec())
        // 我想办个证: one character that stayed says nothing.
        .filter(|word| word.len() > 1 || word.len() == part.len())
        .collect()
}

fn longest_filler(rest: &[char]) -> usize {
    FILLERS
        .iter()
        .map(|filler| (filler, filler.chars().count()))
        .filter(|(filler, length)| {
            rest.len() >= *length && filler.chars().eq(rest[..*length].iter().copied())
        })
        .map(|(_, length)| length)
        .max()
        .unwrap_or(0)
}

/// Without manner at its ends, as long as two characters stay; of manner alone nothing stays.
fn trimmed(word: &[char]) -> &[char] {
    if word
        .iter()
        .all(|c| BEFORE.contains(*c) || AFTER.contains(*c))
    {
        return &[];
    }
    let whole = word.len();
    let mut word = word;
    // 个 is manner only after something: 开个店, never 个体户.
    while let [first, rest @ ..] = word
        && rest.len() >= 2
        && (BEFORE.contains(*first) || (*first == '个' && word.len() < whole))
    {
        word = rest;
    }
    while let [rest @ .., last] = word
        && rest.len() >= 2
        && AFTER.contains(*last)
    {
        word = rest;
    }
    word
}
