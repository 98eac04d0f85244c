//! What a stranger's code probably is.

use super::opaque::{host, strip_scheme};

/// The probable nature of a code that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guess {
    /// 支付宝付款码 or 收款码.
    Alipay,
    /// 微信付款码 or 收款码.
    WeChatPay,
    /// 云闪付.
    UnionPay,
    /// 医保码 (医保电子凭证).
    HealthInsurance,
    /// Another publisher's signed certificate in the same envelope, such as `HC1:`.
    ForeignCertificate,
    /// Another personal code of WeChat: a contact, a group.
    WeChatContact,
    WebAddress,
    WiFi,
    Contact,
    /// An invoice (发票): `01,…` with its fields.
    Invoice,
    /// Digits only: a parcel, an account, a ticket.
    Number,
    PlainText,
    /// Not text at all.
    Noise,
    Empty,
}

impl Guess {
    /// The machine code.
    pub const fn code(self) -> &'static str {
        match self {
            Guess::Alipay => "alipay",
            Guess::WeChatPay => "wechat-pay",
            Guess::UnionPay => "union-pay",
            Guess::HealthInsurance => "health-insurance",
            Guess::ForeignCertificate => "foreign-certificate",
            Guess::WeChatContact => "wechat-contact",
            Guess::WebAddress => "web-address",
            Guess::WiFi => "wifi",
            Guess::Contact => "contact",
            Guess::Invoice => "invoice",
            Guess::Number => "number",
            Guess::PlainText => "plain-text",
            Guess::Noise => "noise",
            Guess::Empty => "empty",
        }
    }

    /// What the clerk reads.
    pub const fn label(self) -> &'static str {
        match self {
            Guess::Alipay => "支付宝支付码",
            Guess::WeChatPay => "微信支付码",
            Guess::UnionPay => "云闪付支付码",
            Guess::HealthInsurance => "医保码",
            Guess::ForeignCertificate => "其他机构签发的电子证明",
            Guess::WeChatContact => "微信名片或群聊码",
            Guess::WebAddress => "网址",
            Guess::WiFi => "无线网络码",
            Guess::Contact => "电子名片",
            Guess::Invoice => "发票二维码",
            Guess::Number => "数字编号",
            Guess::PlainText => "普通文字",
            Guess::Noise => "无法识别的数据",
            Guess::Empty => "空码",
        }
    }

    /// Whether money could be taken with it: the clerk must not keep or repeat it.
    pub const fn is_payment(self) -> bool {
        matches!(self, Guess::Alipay | Guess::WeChatPay | Guess::UnionPay)
    }
}

pub(super) fn guess(text: &str) -> Guess {
    if text.is_empty() {
        Guess::Empty
    } else if is_noise(text) {
        Guess::Noise
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        number(text)
    } else {
        web(text)
            .or_else(|| prefixed(text))
            .unwrap_or(Guess::PlainText)
    }
}

/// Digits only. Payment codes shown to a cashier: WeChat 18 digits from 10 to 15, Alipay 16 to 24
/// from 25 to 30, UnionPay 19 from 62. The insurance code of a phone has 28.
fn number(text: &str) -> Guess {
    let head: u8 = text.get(..2).and_then(|t| t.parse().ok()).unwrap_or(0);
    match (text.len(), head) {
        (18, 10..=15) => Guess::WeChatPay,
        (16..=24, 25..=30) => Guess::Alipay,
        (19, 62) => Guess::UnionPay,
        (28, _) => Guess::HealthInsurance,
        _ => Guess::Number,
    }
}

/// Hosts whose addresses are something better known than an address.
const HOSTS: [(&str, Guess); 9] = [
    ("qr.alipay.com", Guess::Alipay),
    ("render.alipay.com", Guess::Alipay),
    ("mobilecodec.alipay.com", Guess::Alipay),
    ("payapp.weixin.qq.com", Guess::WeChatPay),
    ("wx.tenpay.com", Guess::WeChatPay),
    ("qr.95516.com", Guess::UnionPay),
    ("u.wechat.com", Guess::WeChatContact),
    ("weixin.qq.com", Guess::WeChatContact),
    ("work.weixin.qq.com", Guess::WeChatContact),
];

fn web(text: &str) -> Option<Guess> {
    let rest = strip_scheme(text).or_else(|| {
        let www = text.get(..4)?.eq_ignore_ascii_case("www.");
        (www && !text.contains(char::is_whitespace)).then_some(text)
    })?;
    let host = host(rest).to_ascii_lowercase();
    let known = HOSTS.iter().find(|(name, _)| *name == host);
    let insurance = host == "nhsa.gov.cn" || host.ends_with(".nhsa.gov.cn");
    Some(match known {
        Some((_, guess)) => *guess,
        None if insurance => Guess::HealthInsurance,
        None => Guess::WebAddress,
    })
}

/// Beginnings that name their kind, in any case.
const PREFIXES: [(&str, Guess); 10] = [
    ("wxp://", Guess::WeChatPay),
    ("weixin://wxpay/", Guess::WeChatPay),
    ("alipays://", Guess::Alipay),
    ("alipayqr://", Guess::Alipay),
    ("HC1:", Guess::ForeignCertificate),
    ("WIFI:", Guess::WiFi),
    ("BEGIN:VCARD", Guess::Contact),
    ("MECARD:", Guess::Contact),
    ("tel:", Guess::Contact),
    ("mailto:", Guess::Contact),
];

fn prefixed(text: &str) -> Option<Guess> {
    let begins = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    PREFIXES
        .iter()
        .find(|(prefix, _)| begins(prefix))
        .map(|(_, guess)| *guess)
        .or_else(|| {
            (text.starts_with("01,") && text.matches(',').count() >= 6).then_some(Guess::Invoice)
        })
}

/// Control or replacement characters, or a long run without a word in it.
fn is_noise(text: &str) -> bool {
    let strange = |c: &char| (c.is_control() && !c.is_whitespace()) || *c == '\u{fffd}';
    let count = text.chars().filter(strange).count();
    count * 20 > text.chars().count()
}
