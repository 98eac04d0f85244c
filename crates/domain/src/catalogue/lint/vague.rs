//! 兜底性表述: names that leave it to the desk what is asked for (domain reference S48; 国办 practice of 清理兜底条款).

/// Words that point at nothing in particular when a general noun follows.
const POINTERS: [&str; 10] = [
    "其他", "相关", "有关", "必要", "所需", "各类", "若干", "一切", "任何", "等",
];

/// What may stand between pointer and noun without making it particular.
const FILLERS: [&str; 19] = [
    "其他", "相关", "有关", "必要", "所需", "各类", "的", "之", "申请", "申报", "佐证", "辅助",
    "补充", "部门", "机关", "单位", "批准", "出具", "需要",
];

/// Nouns that name no paper.
const NOUNS: [&str; 9] = [
    "材料", "资料", "文件", "证明", "证件", "手续", "要件", "凭证", "附件",
];

/// Whole names that say nothing.
const BARE: [&str; 5] = ["申请材料", "证明材料", "佐证材料", "补充材料", "辅助材料"];

/// Whether a material's name leaves open what is asked for.
pub(super) fn is_vague(name: &str) -> bool {
    let folded = fold(name);
    if folded.is_empty() || folded.contains("兜底") || NOUNS.contains(&folded.as_str()) {
        return true;
    }
    BARE.contains(&folded.as_str())
        || ["其他", "等", "等等"]
            .iter()
            .any(|end| folded.ends_with(end))
        || POINTERS.iter().any(|pointer| {
            folded
                .match_indices(pointer)
                .any(|(at, _)| general(&folded[at + pointer.len()..]))
        })
}

/// Whether the rest begins, past fillers, with a noun that names no paper.
fn general(rest: &str) -> bool {
    let mut rest = rest;
    loop {
        if NOUNS.iter().any(|noun| rest.starts_with(noun)) {
            return true;
        }
        match FILLERS.iter().find_map(|filler| rest.strip_prefix(filler)) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// Without blanks and marks, traditional characters of these words folded to simplified ones.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            '它' => '他',
            '關' => '关',
            '證' => '证',
            '資' => '资',
            '種' => '种',
            '類' => '类',
            '須' => '需',
            other => other,
        })
        .collect()
}
