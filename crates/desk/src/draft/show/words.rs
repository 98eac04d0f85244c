//! Times, sizes and kinds as a screen says them.

use domain::credit::Credit;
use domain::moment;

use crate::view::{Badge, Tone};

pub(crate) fn credit_badge(credit: Credit) -> Badge {
    let tone = match credit {
        Credit::Ok | Credit::Repaired => Tone::Ok,
        Credit::Unknown => Tone::Warn,
        Credit::Bad | Credit::Barred { .. } => Tone::Bad,
    };
    Badge {
        tone,
        text: credit.text().to_owned(),
    }
}

/// What was filled in or brought at another end.
pub(crate) fn channel_text(channel: &str) -> &'static str {
    match channel {
        "phone" => "手机暂存",
        "kiosk" => "自助机暂存",
        "web" => "网上暂存",
        _ => "其他端暂存",
    }
}

pub(super) fn tone(word: &str) -> Tone {
    match word {
        "ok" => Tone::Ok,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        _ => Tone::Plain,
    }
}

pub(crate) fn id_kind_text(kind: &str) -> &'static str {
    match kind {
        "resident_id" => "居民身份证",
        "uscc" => "统一社会信用代码",
        "passport" => "护照",
        "permit" => "港澳台居民居住证",
        "foreign_permanent" => "外国人永久居留身份证",
        _ => "证件",
    }
}

pub(super) fn signature_text(signature: &domain::act::Signature) -> String {
    use domain::act::SignatureHow as How;
    let how = match signature.how {
        How::Pad => "签批屏",
        How::PaperPhoto => "纸上签名已拍摄",
        How::PaperKept => "纸上签名",
    };
    format!("{how} {}", &clock(signature.at)[..5])
}

pub(super) fn media_text(media: &str) -> &'static str {
    match media {
        "image/png" | "image/jpeg" | "image/webp" | "image/bmp" | "image/gif" | "image/tiff" => {
            "图片"
        }
        "application/pdf" => "PDF 文件",
        _ => "文件",
    }
}

pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!(
            "{}.{} MB",
            bytes / 1_048_576,
            bytes % 1_048_576 * 10 / 1_048_576
        ),
    }
}

/// `10:44:07`.
pub(crate) fn clock(ms: i64) -> String {
    moment::civil(ms).strftime("%H:%M:%S").to_string()
}

/// `2月25日 周三`.
pub(crate) fn day_text(date: jiff::civil::Date) -> String {
    use jiff::civil::Weekday as W;
    let week = match date.weekday() {
        W::Monday => "周一",
        W::Tuesday => "周二",
        W::Wednesday => "周三",
        W::Thursday => "周四",
        W::Friday => "周五",
        W::Saturday => "周六",
        W::Sunday => "周日",
    };
    format!("{} {week}", short_day(date))
}

pub(super) fn short_day(date: jiff::civil::Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}
