//! A licence's page, its seals and its faults in words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::moment;
use optic::seal::{Doubt, Seals, Verdict, Wrong};
use optic::view::{Kind, Sheet, Unviewable};

use crate::draft::HeldLicence;
use crate::fault::DeskFault;
use crate::view::{Badge, SealView, SheetView, Tone};

/// A page as the screen shows it.
pub(crate) fn sheet(held: &HeldLicence, page: u32, sheet: &Sheet) -> SheetView {
    SheetView {
        licence: held.licence.clone(),
        kind: kind_text(sheet.kind).to_owned(),
        page,
        pages: sheet.pages,
        png: STANDARD.encode(&sheet.png),
        width: sheet.width,
        height: sheet.height,
        lacking: match sheet.lacking {
            true => {
                "这一页有文字或图片没能显示（缺字体、生僻字或图片损坏），请以原件为准。".to_owned()
            }
            false => String::new(),
        },
        seal: sheet.seals.as_ref().map(seal),
    }
}

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Pdf => "PDF",
        Kind::Ofd => "OFD",
        Kind::Png | Kind::Jpeg | Kind::Picture => "图片",
        Kind::Archive => "压缩包",
        Kind::Text => "网页或文本",
        Kind::Empty => "空文件",
        Kind::Other => "不认识的文件",
    }
}

/// What the seals are worth (law 6: three values, and none at all).
fn seal(seals: &Seals) -> SealView {
    let (code, tone, text, rest) = match &seals.verdict {
        None => (
            "none",
            Tone::Plain,
            "没有电子印章",
            "文件里没有电子签章，请按证照数据和原件核对。".to_owned(),
        ),
        Some(Verdict::Valid) => (
            "valid",
            Tone::Ok,
            "印章有效",
            "盖章后内容没有改动。".to_owned(),
        ),
        Some(Verdict::Invalid(wrong)) => {
            let (text, why) = wrong_text(*wrong);
            let remedy = "不要采信这份图样，请核对原件并向颁发机构核实。";
            (wrong.code(), Tone::Bad, text, format!("{why}{remedy}"))
        }
        Some(Verdict::CannotTell(doubt)) => {
            let (text, why) = doubt_text(doubt);
            (
                doubt.code(),
                Tone::Warn,
                text,
                format!("{why}请按证照数据和原件核对。"),
            )
        }
    };
    let by = seals.signer.as_ref().map_or_else(String::new, |signer| {
        let at = signer.at.saturating_mul(1000);
        let (seal, name) = (&signer.seal, &signer.name);
        format!("{seal}（{name}，{}）。", moment::minute_text(at))
    });
    SealView {
        code: code.to_owned(),
        badge: Badge {
            tone,
            text: text.to_owned(),
        },
        detail: format!("{by}{rest}"),
    }
}

fn wrong_text(wrong: Wrong) -> (&'static str, &'static str) {
    match wrong {
        Wrong::Altered => ("印章无效：内容被改动", "盖章之后文件内容被改动过。"),
        Wrong::Signature => ("印章无效：签名不对", "签名与签章人的证书或这份文件对不上。"),
        Wrong::Seal => ("印章无效：印章不对", "印章与制章人签发的不一致。"),
        Wrong::NotTheirs => ("印章无效：无权使用", "签章人不在这枚印章的使用人之内。"),
        Wrong::Expired => ("印章无效：签章时已失效", "盖章时证书或印章不在有效期内。"),
        Wrong::Malformed => ("印章无效：签章数据损坏", "签章数据读不出来。"),
    }
}

fn doubt_text(doubt: &Doubt) -> (&'static str, String) {
    match doubt {
        Doubt::NoAnchors => ("印章未核验", "本机没有签发机构的信任根。".to_owned()),
        Doubt::SignerUnknown => (
            "印章未核验",
            "签章人的证书不在本市信任的签发机构之下。".to_owned(),
        ),
        Doubt::Part { sealed, of } => ("印章只盖了一部分", part_text(sealed, *of)),
        Doubt::Added => (
            "印章没有盖全",
            "各页都已签，但文件里另有没签的内容，可能是盖章后添加的。".to_owned(),
        ),
        Doubt::EndedSince => (
            "印章未核验",
            "签章人的证书已到期，没有时间戳证明盖章在到期之前。".to_owned(),
        ),
        Doubt::Clock => (
            "印章未核验",
            "盖章时间晚于本机时间，请检查本机时钟。".to_owned(),
        ),
        Doubt::Unsupported => ("印章未核验", "签章的格式或算法本机不核验。".to_owned()),
        Doubt::Pdf => ("印章未核验", "PDF 内有签名，本机不核验。".to_owned()),
    }
}

/// 只签了第 1–2 页，共 3 页。
fn part_text(sealed: &[u32], of: u32) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in sealed {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == *page => *end = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let runs: Vec<String> = runs
        .iter()
        .map(|(from, to)| match from == to {
            true => from.to_string(),
            false => format!("{from}–{to}"),
        })
        .collect();
    match runs.is_empty() {
        true => format!("一页也没有签，共 {of} 页。"),
        false => format!("只签了第 {} 页，共 {of} 页。", runs.join("、")),
    }
}

/// Why no page is shown, and what to do.
pub(crate) fn fault(held: &HeldLicence, why: Unviewable) -> DeskFault {
    let what = match why {
        Unviewable::Lies { said, found } => format!(
            "文件说是 {}，实际是{}，没有打开。",
            kind_text(said),
            kind_text(found)
        ),
        Unviewable::NotShown(kind) => format!("这份图样是{}，不能显示。", kind_text(kind)),
        Unviewable::Broken => "图样文件已损坏，打不开。".to_owned(),
        Unviewable::Locked => "图样文件有密码，打不开。".to_owned(),
        Unviewable::TooLarge => "图样文件太大，或展开后超过限度，没有打开。".to_owned(),
        Unviewable::Path => "图样文件的内部路径指向文件之外，可能是恶意文件，没有打开。".to_owned(),
        Unviewable::NoSuchPage => "没有这一页。".to_owned(),
        Unviewable::TimedOut => "这一页画了太久，已停下。".to_owned(),
        Unviewable::Died => "读图程序被这份文件弄停了，已重新启动。".to_owned(),
        Unviewable::NoWorker => "读图程序没有启动，图样打不开。请重启窗口。".to_owned(),
    };
    let code = format!("licence_{}", why.code());
    let remedy = "证照数据不受影响，请核对原件，并告诉管理员。";
    DeskFault::new(&code, format!("{}：{what}{remedy}", held.licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_pages_are_named_in_runs() {
        assert_eq!(part_text(&[1, 2], 3), "只签了第 1–2 页，共 3 页。");
        assert_eq!(part_text(&[1, 3, 4, 5], 6), "只签了第 1、3–5 页，共 6 页。");
        assert_eq!(part_text(&[], 2), "一页也没有签，共 2 页。");
    }

    #[test]
    fn only_a_verified_seal_is_called_good() {
        let shown = |verdict| {
            seal(&Seals {
                verdict,
                signer: None,
                count: 1,
            })
        };
        let good = shown(Some(Verdict::Valid));
        assert!(matches!(good.badge.tone, Tone::Ok));
        let rest = [
            None,
            Some(Verdict::Invalid(Wrong::Altered)),
            Some(Verdict::CannotTell(Doubt::NoAnchors)),
            Some(Verdict::CannotTell(Doubt::Part {
                sealed: vec![1],
                of: 2,
            })),
            Some(Verdict::CannotTell(Doubt::Pdf)),
        ];
        for verdict in rest {
            let shown = shown(verdict);
            assert!(!matches!(shown.badge.tone, Tone::Ok), "{shown:?}");
            assert!(!shown.badge.text.contains("有效"), "{shown:?}");
            assert!(shown.detail.contains("请"), "{shown:?}");
        }
    }
}
