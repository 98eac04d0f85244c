//! The other end of the reader's client: what plays a reader, its cards and its faults. The practice city's reader and
//! the tests' are this one; a city never starts it.

use std::time::Duration;

use serde_json::json;

use crate::local;
use crate::local::simulate::{Answer, Script};

/// A card as the service says it: every field a text, dates as eight digits or 长期.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Played {
    /// `CardType`.
    pub kind: String,
    /// 姓名.
    pub name: String,
    /// 证件号码.
    pub number: String,
    /// 性别.
    pub sex: String,
    /// 民族 or country.
    pub nation: String,
    /// 出生日期.
    pub born: String,
    /// 住址.
    pub address: String,
    /// First day of validity.
    pub from: String,
    /// Last day of validity.
    pub until: String,
}

impl Played {
    /// The reply to a reading.
    #[must_use]
    pub fn reply(&self) -> String {
        json!({
            "code": "0", "retcode": "0x90 0x1", "retmsg": "操作成功||相片解码解码正确", "errmsg": "",
            "name": self.name, "sex": self.sex, "nation": self.nation, "born": self.born, "address": self.address,
            "cardno": self.number, "userlifeb": self.from, "userlifee": self.until, "police": "练习市公安局",
            "photobase64": "", "FpData": null, "CardType": self.kind, "EngName": "", "CertVol": "01",
        })
        .to_string()
    }
}

/// What the service does when it is asked to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// A card lies on it.
    Card(Played),
    /// Nobody put a card on it.
    NoCard,
    /// The reader is not plugged in.
    NotConnected,
    /// Another program reads, for so many calls; then the card.
    Busy(u32, Played),
    /// The card is worn out.
    Unreadable,
    /// It takes the question and never answers.
    Hangs,
    /// These bytes as the body, whole.
    Body(Vec<u8>),
    /// These bytes as the body, of which it announced so many.
    Half(Vec<u8>, usize),
    /// So many bytes, without an end in sight.
    Flood(usize),
    /// Points elsewhere.
    Redirect(String),
}

/// A running service; it ends when this is dropped.
pub type Service = local::simulate::Service<Scene>;

impl Script for Scene {
    const CALL: &'static str = "/api/ReadMsg";

    /// The scene, one busy call further.
    fn play(&mut self, _asked: &str) -> Answer {
        let answer = self.answer();
        if let Self::Busy(left, card) = self {
            *self = match left {
                0 | 1 => Self::Card(std::mem::take(card)),
                left => Self::Busy(*left - 1, std::mem::take(card)),
            };
        }
        answer
    }

    /// What is wrong with the service is wrong with every call; what is wrong with the card is not.
    fn other(&self) -> Answer {
        match self {
            Self::Hangs | Self::Body(_) | Self::Half(..) | Self::Flood(_) | Self::Redirect(_) => {
                self.answer()
            }
            _ => said("0", "0", "v3.3.4"),
        }
    }
}

impl Scene {
    fn answer(&self) -> Answer {
        match self {
            Self::Card(card) => Answer::Body(card.reply().into_bytes()),
            Self::NoCard => said("128", "0x80", "寻找居民身份证失败"),
            Self::NotConnected => said("1", "0x1", "读卡器未连接"),
            Self::Busy(..) => said("1", "0x1", "读卡中"),
            Self::Unreadable => said("65", "0x41", "读居民身份证操作失败"),
            Self::Hangs => Answer::Hangs,
            Self::Body(body) => Answer::Body(body.clone()),
            Self::Half(body, announced) => Answer::Half(body.clone(), *announced),
            Self::Flood(bytes) => Answer::Flood(*bytes),
            Self::Redirect(to) => Answer::Redirect(to.clone()),
        }
    }
}

fn said(code: &str, retcode: &str, retmsg: &str) -> Answer {
    let reply = json!({"code": code, "retcode": retcode, "retmsg": retmsg, "errmsg": ""});
    Answer::Body(reply.to_string().into_bytes())
}

/// A pace for a practice city, whose reader answers at once.
#[must_use]
pub fn pace() -> super::Pace {
    super::Pace {
        whole: Duration::from_secs(6),
        wait_s: 1,
        ..super::Pace::default()
    }
}
