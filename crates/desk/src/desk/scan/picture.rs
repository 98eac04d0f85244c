//! A picture or a document: every code in it is found, the right one is taken, or the clerk chooses.

use std::time::{Duration, Instant};

use domain::identity::mask;
use proof::{Kind, Verdict};

use super::super::Desk;
use super::answer::{picture_text, unreadable};
use super::choose::Offered;
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::{ScanChoiceView, ScanView};

/// More codes than digits are not offered.
const MOST_CHOICES: usize = 9;

/// A code of the picture.
struct Seen {
    text: String,
    kind: Kind,
}

impl Desk {
    /// A picture file or a PDF, chosen, dropped or pasted.
    ///
    /// # Errors
    /// As [`Desk::scan_text`].
    pub async fn scan_picture(&self, content: Vec<u8>) -> Outcome<ScanView> {
        let station = self.station()?;
        self.withdraw_offer();
        let limits = optic::Limits {
            pages: station.reference().city.desk.scan_pages,
            ..optic::Limits::default()
        };
        let decoder = std::sync::Arc::clone(&self.0.edge.decoder);
        let read = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let elapsed: &dyn Fn() -> Duration = &|| start.elapsed();
            decoder.read(&content, &limits, elapsed)
        });
        let reading = match read.await {
            Err(_) => return Ok(unreadable("broken", "解码中断。请换一张图片，或用扫码枪。")),
            Ok(Err(error)) => return Ok(unreadable(error.code(), picture_text(&error))),
            Ok(Ok(reading)) => reading,
        };
        self.take_codes(&station, reading).await
    }

    /// What a picture's codes come to.
    pub(in crate::desk) async fn take_codes(
        &self,
        station: &Station,
        reading: optic::Reading,
    ) -> Outcome<ScanView> {
        let left = reading.left;
        let seen = distinct(reading);
        let best = seen.iter().map(|code| rank(&code.kind)).min();
        let Some(best) = best else {
            return Ok(none(left));
        };
        let (meant, others): (Vec<Seen>, Vec<Seen>) =
            seen.into_iter().partition(|code| rank(&code.kind) == best);
        match &meant[..] {
            [one] => {
                let taken = self.take_text(station, &one.text).await?;
                Ok(with_others(taken, &others))
            }
            // Nothing of it is ours: the first is named, the others are counted.
            [first, rest @ ..] if best == STRANGER => {
                let named = self.take_text(station, &first.text).await?;
                Ok(with_others(named, rest))
            }
            _ => Ok(self.offer_codes(station, meant, &others)),
        }
    }

    fn offer_codes(&self, station: &Station, meant: Vec<Seen>, others: &[Seen]) -> ScanView {
        let found = meant.len();
        let ways = meant
            .into_iter()
            .take(MOST_CHOICES)
            .zip(1..)
            .map(|(code, n)| {
                let shown = self.choice(station, &code, n);
                (Offered::Text(code.text), shown)
            })
            .collect();
        let more = match found.saturating_sub(MOST_CHOICES) {
            0 => String::new(),
            more => format!("另有 {more} 个没有列出，请分开拍。"),
        };
        let say = format!("请选要用哪一个，选之前什么都没有使用。{more}");
        let title = format!("图里有 {found} 个可用的码");
        with_others(self.offer(("choose", &title, &say), ways), others)
    }

    /// What a clerk tells the codes apart by: kind, issuer, masked. Nothing is asked of anybody for it.
    fn choice(&self, station: &Station, code: &Seen, n: u32) -> ScanChoiceView {
        let (from, detail) = match &code.kind {
            Kind::SignedProof => self.signed_words(station, &code.text),
            Kind::OpaqueProof { code, realm_hint } => {
                (issuer(station, realm_hint.as_deref()), tail(code))
            }
            Kind::ItemGuide { item, version } => guide_words(station, item, version.as_deref()),
            Kind::CaseCode { number_or_id } => case_words(station, number_or_id),
            Kind::DraftCode { code } => (String::new(), tail(code)),
            Kind::DoorPlate { code } => (String::new(), place_words(station, code)),
            Kind::ResidentId { number } => (String::new(), mask::number(number)),
            Kind::Uscc { code } => (String::new(), code.clone()),
            Kind::Stranger { .. } => (String::new(), String::new()),
        };
        ScanChoiceView {
            n,
            kind: code.kind.label().to_owned(),
            from,
            detail,
        }
    }

    fn signed_words(&self, station: &Station, text: &str) -> (String, String) {
        let city = station.reference().city.name.clone();
        match self.judged(station, text) {
            Verdict::Valid(claims) => {
                let holder = &claims.holder;
                let id = mask::number(&holder.id);
                (city, format!("{} {id}", mask::name(&holder.name)))
            }
            Verdict::Invalid(reason) | Verdict::CannotTell(reason) => {
                (String::new(), reason.sentence().to_owned())
            }
        }
    }
}

/// Each text once, in reading order.
fn distinct(reading: optic::Reading) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for found in reading.codes {
        if seen.iter().all(|code| code.text != found.text) {
            seen.push(Seen {
                kind: proof::classify(&found.text),
                text: found.text,
            });
        }
    }
    seen
}

const STRANGER: u8 = 2;

/// Which of several codes are meant: codes of ours, then bare numbers, strangers last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::SignedProof
        | Kind::OpaqueProof { .. }
        | Kind::CaseCode { .. }
        | Kind::ItemGuide { .. }
        | Kind::DraftCode { .. }
        | Kind::DoorPlate { .. } => 0,
        Kind::ResidentId { .. } | Kind::Uscc { .. } => 1,
        Kind::Stranger { .. } => STRANGER,
    }
}

/// Whether a text is a code of ours: what a clerk means by holding it under the camera.
pub(in crate::desk) fn is_ours(text: &str) -> bool {
    rank(&proof::classify(text)) == 0
}

/// Says that there were others, and what.
fn with_others(view: ScanView, others: &[Seen]) -> ScanView {
    if others.is_empty() {
        return view;
    }
    let mut kinds: Vec<&str> = others.iter().map(|code| code.kind.label()).collect();
    kinds.dedup();
    let say = format!(
        "{}图里还有 {} 个别的码（{}），没有使用。",
        view.say,
        others.len(),
        kinds.join("、")
    );
    ScanView { say, ..view }
}

fn none(left: u32) -> ScanView {
    match left {
        0 => unreadable(
            "no_code",
            "图片里没有读到二维码。请靠近、摆正、避开反光后重拍，或用扫码枪。",
        ),
        left => {
            let say = format!(
                "看过的页里没有二维码，还有 {left} 页没有看。请只导出有二维码的那一页，或截图后再导入。"
            );
            unreadable("no_code", &say)
        }
    }
}

fn tail(code: &str) -> String {
    let count = code.chars().count();
    let end: String = code.chars().skip(count.saturating_sub(4)).collect();
    format!("尾号 {end}")
}

fn issuer(station: &Station, hint: Option<&str>) -> String {
    let reference = station.reference();
    let city = &reference.city;
    let Some(hint) = hint else {
        return String::new();
    };
    if hint == station.realm() || hint.eq_ignore_ascii_case(&city.proof.host) {
        return city.name.clone();
    }
    let mut others = city.other_cities.iter();
    others
        .find(|other| other.host.eq_ignore_ascii_case(hint))
        .map_or_else(|| hint.to_owned(), |other| other.name.clone())
}

fn guide_words(station: &Station, item: &str, version: Option<&str>) -> (String, String) {
    let reference = station.reference();
    let version = version.map_or_else(String::new, |version| format!("　第 {version} 版"));
    match reference.catalogue.item(item) {
        Some(item) => (item.body.name.clone(), format!("{}{version}", item.name)),
        None => (String::new(), format!("事项库里没有{version}")),
    }
}

fn case_words(station: &Station, known: &str) -> (String, String) {
    let row = crate::cases::find(station, known)
        .ok()
        .and_then(|case| station.store().case(case).ok().flatten());
    match row {
        Some(row) => (
            row.number.clone().unwrap_or(row.provisional),
            format!("{} {}", row.item_name, mask::name(&row.applicant_name)),
        ),
        None => (String::new(), "本机没有这个办件".to_owned()),
    }
}

fn place_words(station: &Station, code: &str) -> String {
    let reference = station.reference();
    let mut places = reference.city.places.iter();
    let place = places.find(|place| place.code.eq_ignore_ascii_case(code));
    place.map_or_else(|| "没有这块门牌".to_owned(), |place| place.name.clone())
}
