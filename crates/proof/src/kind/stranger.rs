//! How a stranger's code is known: by its digits, its host, its beginning.

use super::Guess;
use super::opaque::{host, strip_scheme};

pub(super) fn guess(text: &str) -> Guess {
    if text.is_empty() {
        Guess::Empty
    } else if is_noise(text) {
        Guess::Noise
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        number(text)
    } else {
        certain(text)
            .or_else(|| web(text))
            .or_else(|| is_health_code(text).then_some(Guess::HealthCode))
            .unwrap_or(Guess::PlainText)
    }
}

/// What its form alone tells from every proof code: asked before a bare token or an address is taken for one.
pub(super) fn certain(text: &str) -> Option<Guess> {
    known_host(text)
        .or_else(|| prefixed(text))
        .or_else(|| is_parcel(text).then_some(Guess::Parcel))
        .or_else(|| is_machine_readable(text).then_some(Guess::MachineReadable))
        .or_else(|| is_boarding_pass(text).then_some(Guess::BoardingPass))
}

/// Digits only. Payment codes shown to a cashier: WeChat 18 digits from 10 to 15, Alipay 16 to 24
/// from 25 to 30, UnionPay 19 from 62; a card has a check digit beside. The insurance code of a phone has 28 digits, a
/// paper train ticket 144, a medicine's tracing code 20 from 8.
fn number(text: &str) -> Guess {
    let head: u8 = text.get(..2).and_then(|t| t.parse().ok()).unwrap_or(0);
    match (text.len(), head) {
        (18, 10..=15) => Guess::WeChatPay,
        (16..=24, 25..=30) => Guess::Alipay,
        (16..=19, 62) if has_card_check(text) => Guess::BankCard,
        (19, 62) => Guess::UnionPay,
        (20, 80..=89) => Guess::Medicine,
        (28, _) => Guess::HealthInsurance,
        (144, _) => Guess::TrainTicket,
        (13, 69) if has_product_check(text) => Guess::Product,
        _ => Guess::Number,
    }
}

/// ISO/IEC 7812-1 annex B.
fn has_card_check(text: &str) -> bool {
    let digits = text.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => digit * 2,
            _ => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// GB 12904 appendix B.
fn has_product_check(text: &str) -> bool {
    let digits = text.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| digit * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

/// Hosts whose addresses are something better known than an address; a name stands for what is below it, too. The
/// first that fits counts.
const HOSTS: [(&str, Guess); 24] = [
    ("qr.alipay.com", Guess::Alipay),
    ("render.alipay.com", Guess::Alipay),
    ("mobilecodec.alipay.com", Guess::Alipay),
    ("payapp.weixin.qq.com", Guess::WeChatPay),
    ("wx.tenpay.com", Guess::WeChatPay),
    ("qr.95516.com", Guess::UnionPay),
    ("u.wechat.com", Guess::WeChatContact),
    ("work.weixin.qq.com", Guess::WeChatContact),
    ("mp.weixin.qq.com", Guess::WeChatProgram),
    ("open.weixin.qq.com", Guess::WeChatProgram),
    ("wxaurl.cn", Guess::WeChatProgram),
    ("nhsa.gov.cn", Guess::HealthInsurance),
    ("12333.gov.cn", Guess::SocialSecurity),
    ("mohrss.gov.cn", Guess::SocialSecurity),
    ("gsxt.gov.cn", Guess::BusinessLicence),
    ("chinatax.gov.cn", Guess::Invoice),
    ("chsi.com.cn", Guess::Diploma),
    ("chsi.cn", Guess::Diploma),
    ("12306.cn", Guess::TrainTicket),
    ("maoyan.com", Guess::ShowTicket),
    ("taopiaopiao.com", Guess::ShowTicket),
    ("damai.cn", Guess::ShowTicket),
    ("sf-express.com", Guess::Parcel),
    ("cainiao.com", Guess::Parcel),
];

/// The rest of an address after its scheme, or one that begins with `www.`.
fn address(text: &str) -> Option<&str> {
    strip_scheme(text).or_else(|| {
        let www = text.get(..4)?.eq_ignore_ascii_case("www.");
        (www && !text.contains(char::is_whitespace)).then_some(text)
    })
}

fn is_below(host: &str, name: &str) -> bool {
    host.strip_suffix(name)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn known_host(text: &str) -> Option<Guess> {
    let rest = address(text)?;
    let host = host(rest).to_ascii_lowercase();
    if host == "weixin.qq.com" {
        // `/r/` follows an official account; `/g/` joins a group, anything else is somebody's card.
        let official = rest.split('/').nth(1) == Some("r");
        return Some([Guess::WeChatContact, Guess::WeChatProgram][usize::from(official)]);
    }
    let mut known = HOSTS.iter();
    known
        .find(|(name, _)| is_below(&host, name))
        .map(|(_, guess)| *guess)
}

fn web(text: &str) -> Option<Guess> {
    let rest = address(text)?;
    let host = host(rest).to_ascii_lowercase();
    Some(match () {
        () if is_health_code(rest) => Guess::HealthCode,
        () if is_below(&host, "gov.cn") => Guess::GovernmentSite,
        () => Guess::WebAddress,
    })
}

/// Beginnings that name their kind, in any case.
const PREFIXES: [(&str, Guess); 14] = [
    ("wxp://", Guess::WeChatPay),
    ("weixin://wxpay/", Guess::WeChatPay),
    ("weixin://dl/business", Guess::WeChatProgram),
    ("#小程序://", Guess::WeChatProgram),
    ("alipays://", Guess::Alipay),
    ("alipayqr://", Guess::Alipay),
    ("HC1:", Guess::ForeignCertificate),
    ("SHC:/", Guess::ForeignCertificate),
    ("WIFI:", Guess::WiFi),
    ("BEGIN:VCARD", Guess::Contact),
    ("MECARD:", Guess::Contact),
    ("tel:", Guess::Contact),
    ("mailto:", Guess::Contact),
    ("smsto:", Guess::Contact),
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

/// Names that the provinces gave their health codes, in an address or in the JSON of one.
const HEALTH_CODES: [&str; 6] = [
    "healthcode",
    "health-code",
    "health_code",
    "jiankangma",
    "jkm.",
    "健康码",
];

fn is_health_code(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    HEALTH_CODES.iter().any(|name| text.contains(name))
}

/// Carriers with letters in front of their numbers, and the post's own (UPU S10) with its check digit. JD puts one or
/// two letters more in front and the number of the piece behind: `JDVB12345678901-1-1-`.
fn is_parcel(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let of = |prefix: &str| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| (12..=15).contains(&rest.len()) && digits(rest))
    };
    let jd = text.strip_prefix("JD").is_some_and(|rest| {
        let (number, pieces) = rest.split_at(rest.find('-').unwrap_or(rest.len()));
        let bare = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = number.len() - bare.len();
        (1..=2).contains(&letters)
            && (10..=14).contains(&bare.len())
            && digits(bare)
            && pieces.bytes().all(|b| b == b'-' || b.is_ascii_digit())
    });
    ["SF", "YT", "JT"].into_iter().any(of) || jd || is_post_item(text)
}

/// UPU S10: two letters, eight digits, a check digit, the country.
fn is_post_item(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let bytes = text.as_bytes();
    let letters = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_uppercase);
    if bytes.len() != 13 || !letters(0..2) || !letters(11..13) {
        return false;
    }
    if !bytes[2..11].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digits = bytes[2..10].iter().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, by)| digit * by).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    u32::from(bytes[10] - b'0') == check
}

/// ICAO Doc 9303: lines of 30, 36 or 44 capitals, digits and `<`, the first beginning with the kind of document.
fn is_machine_readable(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let alphabet = |line: &str| {
        line.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<')
    };
    // A reader may give both lines as one.
    let length = [30, 36, 44, 72, 88, 90].contains(&first.len());
    let kind = first.starts_with(['P', 'I', 'A', 'C', 'V', 'W']);
    length && kind && first.contains("<<") && alphabet(first) && lines.all(alphabet)
}

/// IATA resolution 792: `M`, the number of legs, a name of twenty characters with a slash in it, `E`.
fn is_boarding_pass(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.is_ascii()
        && bytes.len() >= 58
        && bytes[0] == b'M'
        && (b'1'..=b'4').contains(&bytes[1])
        && bytes[2..22].contains(&b'/')
        && bytes[22] == b'E'
}

/// Control or replacement characters, or a long run without a word in it.
fn is_noise(text: &str) -> bool {
    let strange = |c: &char| (c.is_control() && !c.is_whitespace()) || *c == '\u{fffd}';
    let count = text.chars().filter(strange).count();
    count * 20 > text.chars().count()
}
