//! Syllables that people take for each other.

/// 模糊音 at the beginning of a syllable: what the south of the country does not tell apart.
const INITIALS: [(&str, &str); 6] = [
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("n", "l"),
    ("l", "r"),
    ("hu", "f"),
];
/// And at its end.
const FINALS: [(&str, &str); 3] = [("ang", "an"), ("eng", "en"), ("ing", "in")];

/// Other spellings of what sounds much like this syllable; never the syllable itself.
pub(super) fn alike(syllable: &[char]) -> Vec<Vec<char>> {
    let text: String = syllable.iter().collect();
    let mut heads = vec![text.clone()];
    heads.extend(INITIALS.iter().filter_map(|pair| headed(&text, *pair)));
    // ü is written u after j, q, x, y only, and typed so everywhere.
    if text.contains('v') {
        heads.push(text.replace('v', "u"));
    }
    let mut all = heads.clone();
    for head in &heads {
        all.extend(FINALS.iter().filter_map(|pair| ended(head, *pair)));
    }
    all.retain(|other| *other != text);
    all.sort();
    all.dedup();
    all.iter().map(|other| other.chars().collect()).collect()
}

fn headed(text: &str, (long, short): (&str, &str)) -> Option<String> {
    if let Some(rest) = text.strip_prefix(long) {
        // hu itself is fu, huang is fang.
        let rest = if long == "hu" && rest.is_empty() {
            "u"
        } else {
            rest
        };
        return Some(format!("{short}{rest}"));
    }
    let rest = text.strip_prefix(short)?;
    let rest = if long == "hu" {
        rest.trim_start_matches('u')
    } else {
        rest
    };
    Some(format!("{long}{rest}"))
}

fn ended(text: &str, (long, short): (&str, &str)) -> Option<String> {
    if let Some(head) = text.strip_suffix(long) {
        return Some(format!("{head}{short}"));
    }
    text.strip_suffix(short).map(|head| format!("{head}{long}"))
}
