//! What kind of code a scanned text is.
//!
//! A guess from the shape alone: nothing is believed, nothing is looked up. Our own codes are known
//! by their prefix; the usual opaque proof code has no public standard and is known by its forms; a
//! stranger is told what it probably is, so that the clerk can say so.

mod guess;
mod number;
mod opaque;
mod stranger;
mod text;

pub use guess::Guess;
pub use text::normalise;

use crate::profile::Profile;
use std::fmt;

/// The kind of a code.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    /// 签名凭证码 `ZC1:…`: judged by [`crate::verify`], no network needed.
    SignedProof,
    /// 凭证码, resolved by the backend. `realm_hint` is the city the code names, if it names one:
    /// the realm of `https://pz.<realm>.…`, another address's host, or the `city` of its JSON.
    OpaqueProof {
        code: String,
        realm_hint: Option<String>,
    },
    /// 办事指南码 `ZC:ITEM:<code>:<version>`, or a bare 31-character implementation code (实施编码).
    ItemGuide {
        item: String,
        version: Option<String>,
    },
    /// 办件码 on our own papers: `ZC:CASE:<id or number>`.
    CaseCode { number_or_id: String },
    /// 暂存码 from a phone or kiosk: `ZC:DRAFT:<code>`.
    DraftCode { code: String },
    /// 数字政务门牌: `ZC:DOOR:<code>`.
    DoorPlate { code: String },
    /// 公民身份号码 in shape (GB 11643), upper case. Whether it is right is a rule, not a shape.
    ResidentId { number: String },
    /// 统一社会信用代码 in shape (GB 32100), upper case.
    Uscc { code: String },
    /// Not of ours.
    Stranger { probably: Guess },
}

/// The kind alone: what the code holds may name a person or be worth money.
impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.code())
    }
}

impl Kind {
    /// The machine code, as `zc scan` prints it.
    pub fn code(&self) -> &'static str {
        match self {
            Kind::SignedProof => "signed-proof",
            Kind::OpaqueProof { .. } => "opaque-proof",
            Kind::ItemGuide { .. } => "item-guide",
            Kind::CaseCode { .. } => "case",
            Kind::DraftCode { .. } => "draft",
            Kind::DoorPlate { .. } => "door-plate",
            Kind::ResidentId { .. } => "resident-id",
            Kind::Uscc { .. } => "uscc",
            Kind::Stranger { probably } => probably.code(),
        }
    }

    /// What the clerk reads.
    pub fn label(&self) -> &'static str {
        match self {
            Kind::SignedProof => "签名凭证码",
            Kind::OpaqueProof { .. } => "凭证码",
            Kind::ItemGuide { .. } => "办事指南码",
            Kind::CaseCode { .. } => "办件码",
            Kind::DraftCode { .. } => "暂存码",
            Kind::DoorPlate { .. } => "数字政务门牌",
            Kind::ResidentId { .. } => "公民身份号码",
            Kind::Uscc { .. } => "统一社会信用代码",
            Kind::Stranger { probably } => probably.label(),
        }
    }
}

/// What kind of code this text is.
pub fn classify(text: &str) -> Kind {
    let text = normalise(text);
    if Profile::default().body(&text).is_some() {
        return Kind::SignedProof;
    }
    // Spaces around it mean something in Base45 alone.
    let text = text.trim();
    own(text)
        .or_else(|| number::classify(text))
        .or_else(|| stranger::certain(text).map(|probably| Kind::Stranger { probably }))
        .or_else(|| opaque::classify(text))
        .unwrap_or_else(|| Kind::Stranger {
            probably: stranger::guess(text),
        })
}

/// The codes we print ourselves: `ZC:<WORD>:<code>`, the words in either case.
fn own(text: &str) -> Option<Kind> {
    let (head, rest) = text.split_once(':')?;
    let (word, code) = rest.split_once(':')?;
    let sound = head.eq_ignore_ascii_case("ZC") && is_plain(code) && code.len() <= MAX_CODE_CHARS;
    if !sound {
        return None;
    }
    let code = code.to_owned();
    match word.to_ascii_uppercase().as_str() {
        "ITEM" => item_guide(&code),
        "CASE" if !code.contains(':') => Some(Kind::CaseCode { number_or_id: code }),
        "DRAFT" if !code.contains(':') => Some(Kind::DraftCode { code }),
        "DOOR" if !code.contains(':') => Some(Kind::DoorPlate { code }),
        _ => None,
    }
}

const MAX_CODE_CHARS: usize = 128;

fn item_guide(code: &str) -> Option<Kind> {
    let (item, version) = match code.split_once(':') {
        Some((item, version)) => (item, Some(version)),
        None => (code, None),
    };
    let sound = !item.is_empty() && version.is_none_or(|v| !v.is_empty() && !v.contains(':'));
    sound.then(|| Kind::ItemGuide {
        item: item.to_owned(),
        version: version.map(str::to_owned),
    })
}

/// Visible ASCII, and some of it.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
