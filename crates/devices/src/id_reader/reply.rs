use serde_json::{Map, Value};

use super::{Card, CardKind, Garbled, ReadFault, Term};
use crate::local::read_json;

/// Longest name and number that a card carries, with room.
const NAME: usize = 100;
const NUMBER: usize = 40;
const LINE: usize = 300;

/// Understands the body of a reply: JSON or JSONP, UTF-8 or GBK. The photo is not looked at.
///
/// # Errors
/// What the reader said instead of a card, or that it is no reader's reply.
pub fn read_reply(body: &[u8]) -> Result<Card, ReadFault> {
    let reply = object(body)?;
    let said = Said(&reply);
    if let Some(fault) = said.fault() {
        return Err(fault);
    }
    card(&said)
}

/// What the service calls itself: any reply of its shape will do.
pub(super) fn read_version(body: &[u8]) -> Result<String, ReadFault> {
    let reply = object(body)?;
    let said = Said(&reply);
    if reply.get("retcode").is_none() && reply.get("code").is_none() {
        return Err(ReadFault::Garbled(Garbled::Fields));
    }
    Ok(said.text("retmsg").chars().take(20).collect())
}

fn object(body: &[u8]) -> Result<Map<String, Value>, ReadFault> {
    read_json(body).map_err(ReadFault::Garbled)
}

/// A reply whose numbers may be texts and whose texts may be numbers.
struct Said<'a>(&'a Map<String, Value>);

impl Said<'_> {
    fn text(&self, key: &str) -> String {
        match self.0.get(key) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The first of `0x90 0x1`: how the reading went. The second is the photo's.
    fn status(&self) -> Option<u32> {
        let code = self.text("retcode");
        let first = code.split_whitespace().next()?.to_ascii_lowercase();
        match first.strip_prefix("0x") {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => first.parse().ok(),
        }
    }

    /// What it said instead of a card; none where there is one.
    fn fault(&self) -> Option<ReadFault> {
        let words = self.text("retmsg") + &self.text("errmsg");
        let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
        match self.status() {
            Some(0x90) => None,
            // A service that has the other status only.
            None if self.text("code") == "0" => None,
            _ if says(&["读卡中", "正忙", "忙", "占用"]) => Some(ReadFault::Busy),
            Some(0x1 | 0x2) => Some(ReadFault::NotConnected),
            _ if says(&["未连接", "没有连接", "未找到读卡器"]) => {
                Some(ReadFault::NotConnected)
            }
            // Looking for a card, choosing it.
            Some(0x80 | 0x81) => Some(ReadFault::NoCard),
            _ if says(&["寻卡", "找卡", "放卡", "无卡", "未放"]) => {
                Some(ReadFault::NoCard)
            }
            Some(_) => Some(ReadFault::Unreadable),
            None if self.text("code").is_empty() => Some(ReadFault::Garbled(Garbled::Fields)),
            None => Some(ReadFault::Unreadable),
        }
    }

    /// A line of a card: bounded, without control characters.
    fn line(&self, key: &str, most: usize) -> Result<String, ReadFault> {
        let text = self.text(key);
        if text.chars().count() > most || text.chars().any(char::is_control) {
            return Err(ReadFault::Garbled(Garbled::Fields));
        }
        Ok(text)
    }
}

fn card(said: &Said<'_>) -> Result<Card, ReadFault> {
    let digit = said.text("CardType");
    let kind = match digit.as_str() {
        // Services older than the other cards do not say it.
        "" => CardKind::Resident,
        digit => CardKind::of(digit).ok_or(ReadFault::OtherCard)?,
    };
    let name = said.line("name", NAME)?;
    let number = said.line("cardno", NUMBER)?.to_ascii_uppercase();
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric());
    if name.is_empty() || number.is_empty() || !plain {
        return Err(ReadFault::Garbled(Garbled::Fields));
    }
    Ok(Card {
        kind,
        name,
        number,
        sex: said.line("sex", LINE)?,
        nation: said.line("nation", LINE)?,
        born: date(&said.text("born")).unwrap_or_default(),
        address: said.line("address", LINE)?,
        from: date(&said.text("userlifeb")).unwrap_or_default(),
        term: term(&said.text("userlifee"))?,
    })
}

fn term(text: &str) -> Result<Term, ReadFault> {
    if text.is_empty() {
        return Ok(Term::Unknown);
    }
    if text.contains("长期") {
        return Ok(Term::Long);
    }
    // A day that is none must not pass for one that never comes.
    date(text)
        .map(Term::Until)
        .ok_or(ReadFault::Garbled(Garbled::Fields))
}

/// `20210330`, `2021-03-30`, `2021.03.30` as `2021-03-30`.
fn date(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | '.' | '/'))
        .collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = digits.split_at(4);
    let (month, day) = rest.split_at(2);
    let fits = |part: &str, most: u8| part.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n));
    (fits(month, 12) && fits(day, 31)).then(|| format!("{year}-{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::super::simulate::Played;
    use super::*;

    fn resident() -> Played {
        Played {
            kind: "0".to_owned(),
            name: "陈思远".to_owned(),
            number: "43040020000229001X".to_owned(),
            sex: "男".to_owned(),
            nation: "汉".to_owned(),
            born: "20000229".to_owned(),
            address: "江口镇枫林路 18 号".to_owned(),
            from: "20200229".to_owned(),
            until: "20400229".to_owned(),
        }
    }

    #[test]
    fn s44_each_of_the_four_cards_is_told_apart() {
        for (digit, kind) in [
            ("0", CardKind::Resident),
            ("1", CardKind::Foreigner),
            ("2", CardKind::Residence),
            ("3", CardKind::Foreigner2023),
        ] {
            let played = Played {
                kind: digit.to_owned(),
                ..resident()
            };
            let card = read_reply(played.reply().as_bytes()).expect("a card");
            assert_eq!(card.kind, kind);
            assert_eq!(
                (card.name.as_str(), card.born.as_str()),
                ("陈思远", "2000-02-29")
            );
            assert_eq!(card.term, Term::Until("2040-02-29".to_owned()));
        }
        let other = Played {
            kind: "7".to_owned(),
            ..resident()
        };
        let read = read_reply(other.reply().as_bytes());
        assert_eq!(read, Err(ReadFault::OtherCard));
    }

    #[test]
    fn a_card_without_an_end_is_long_term_and_one_without_a_word_of_it_unknown() {
        for (until, term) in [("长期", Term::Long), ("", Term::Unknown)] {
            let played = Played {
                until: until.to_owned(),
                ..resident()
            };
            assert_eq!(
                read_reply(played.reply().as_bytes()).expect("a card").term,
                term
            );
        }
    }

    #[test]
    fn json_jsonp_and_gbk_say_the_same() {
        let plain = resident().reply();
        let wanted = read_reply(plain.as_bytes()).expect("a card");
        let wrapped = [
            format!("GetIDCard({plain});"),
            format!("jQuery_1.cb({plain})\r\n"),
            format!("\u{feff}{plain}"),
        ];
        for body in wrapped {
            assert_eq!(read_reply(body.as_bytes()), Ok(wanted.clone()), "{body}");
        }
        let (gbk, _, _) = encoding_rs::GBK.encode(&plain);
        assert_eq!(read_reply(&gbk), Ok(wanted));
    }

    #[test]
    fn what_the_reader_says_instead_of_a_card_is_understood() {
        for (reply, fault) in [
            (
                r#"{"retcode":"0x1","retmsg":"读卡器未连接"}"#,
                ReadFault::NotConnected,
            ),
            (r#"{"retcode":"0x01"}"#, ReadFault::NotConnected),
            (
                r#"{"code":"1","retcode":"0x1","retmsg":"读卡中"}"#,
                ReadFault::Busy,
            ),
            (r#"{"code":"9","retmsg":"读卡中，请稍候"}"#, ReadFault::Busy),
            (
                r#"{"retcode":"0x80","retmsg":"寻找居民身份证失败"}"#,
                ReadFault::NoCard,
            ),
            (
                r#"{"retcode":"0x41","retmsg":"读居民身份证操作失败"}"#,
                ReadFault::Unreadable,
            ),
        ] {
            assert_eq!(read_reply(reply.as_bytes()), Err(fault), "{reply}");
        }
    }

    #[test]
    fn what_is_no_readers_reply_says_how() {
        let long = format!(
            r#"{{"retcode":"0x90 0x1","name":"{}","cardno":"1"}}"#,
            "长".repeat(101)
        );
        for (body, how) in [
            ("<html><body>It works!</body></html>", Garbled::Page),
            ("", Garbled::Broken),
            ("{\"retcode\":\"0x90 0x1\",\"na", Garbled::Broken),
            ("cb(", Garbled::Broken),
            ("[]", Garbled::Fields),
            ("{}", Garbled::Fields),
            (r#"{"retcode":"0x90 0x1"}"#, Garbled::Fields),
            (
                r#"{"retcode":"0x90 0x1","name":{"a":1},"cardno":"1"}"#,
                Garbled::Fields,
            ),
            (
                r#"{"retcode":"0x90 0x1","name":"a","cardno":"1;2"}"#,
                Garbled::Fields,
            ),
            (
                r#"{"retcode":"0x90 0x1","name":"a","cardno":"1","userlifee":"20211340"}"#,
                Garbled::Fields,
            ),
            (long.as_str(), Garbled::Fields),
        ] {
            let read = read_reply(body.as_bytes());
            assert_eq!(read, Err(ReadFault::Garbled(how)), "{body}");
        }
        let neither = [b"{\"name\":\"".as_slice(), &[0xff, 0xff, 0x22]].concat();
        assert_eq!(
            read_reply(&neither),
            Err(ReadFault::Garbled(Garbled::Broken))
        );
    }

    #[test]
    fn a_card_printed_for_a_developer_names_nobody() {
        let card = read_reply(resident().reply().as_bytes()).expect("a card");
        assert_eq!(format!("{card:?}"), "Card(Resident)");
    }
}
