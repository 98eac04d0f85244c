//! Personal data as screens show it until it is asked for (design §10).

/// 复姓: two-character family names. Whole, because half of one is another family's name.
const COMPOUND: &[&str] = &[
    "欧阳", "歐陽", "太史", "端木", "上官", "司马", "司馬", "东方", "東方", "独孤", "獨孤", "南宫",
    "南宮", "万俟", "萬俟", "闻人", "聞人", "夏侯", "诸葛", "諸葛", "尉迟", "尉遲", "公羊", "赫连",
    "赫連", "澹台", "澹臺", "皇甫", "宗政", "濮阳", "濮陽", "公冶", "太叔", "申屠", "公孙", "公孫",
    "慕容", "仲孙", "仲孫", "钟离", "鍾離", "长孙", "長孫", "宇文", "司徒", "鲜于", "鮮于", "司空",
    "令狐", "百里", "呼延", "东郭", "東郭", "南门", "南門", "西门", "西門", "公西", "轩辕", "軒轅",
    "拓跋", "夹谷", "谷梁", "穀梁", "宰父", "漆雕", "乐正", "壤驷", "公良", "左丘", "梁丘", "第五",
    "司寇", "子车", "颛孙", "巫马", "仉督", "亓官", "叔孙", "淳于", "单于", "段干", "呼衍", "纳兰",
];

/// The dots between the parts of a name: U+00B7 by rule, the others by keyboards and fonts.
const DOTS: &[char] = &['·', '•', '‧', '∙', '・', '･', '．'];

const MASK: char = '＊';

/// A number: the first three and the last four characters. Shorter than nine: the last two at most.
pub fn number(text: &str) -> String {
    let length = text.chars().count();
    let (head, tail) = if length >= 9 {
        (3, 4)
    } else {
        (0, length.saturating_sub(2).min(2))
    };
    keep(text, head, tail)
}

/// A telephone number: the first three and the last four of its digits, what stands between the digits kept.
pub fn phone(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let (head, tail) = if digits >= 9 {
        (3, 4)
    } else {
        (0, digits.saturating_sub(2).min(4))
    };
    let mut seen = 0;
    text.chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen <= head || seen > digits - tail {
                c
            } else {
                MASK
            }
        })
        .collect()
}

/// A person's name: the family name, compound ones whole; of a name with dots its first part.
pub fn name(text: &str) -> String {
    let text = text.trim();
    let length = text.chars().count();
    if let Some(dot) = text.find(DOTS) {
        let part = text[..dot].chars().count();
        let rest: String = text[dot..]
            .chars()
            .map(|c| if DOTS.contains(&c) { c } else { MASK })
            .collect();
        return keep(&text[..dot], part, 0) + &rest;
    }
    let compound = COMPOUND.iter().any(|family| text.starts_with(family));
    // A name of two characters such as 司空 may be a family name of one with a given name of one.
    let family = if compound && length > 2 { 2 } else { 1 };
    keep(text, if length > 1 { family } else { 0 }, 0)
}

fn keep(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(at, c)| {
            if at < head || at >= length - tail {
                c
            } else {
                MASK
            }
        })
        .collect()
}
