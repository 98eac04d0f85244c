use std::io::Read;

use domain::act::{Hash, Line, LineSource, Signature, SignatureHow};
use domain::applicant::{ApplicantKind, Party, Representative};
use domain::catalogue::Item;
use domain::promise::wording;

use super::session::keep_draft;
use super::{Desk, locked, pinned};
use crate::draft::{Draft, Edit};
use crate::fault::{DeskFault, Outcome};
use crate::view::{DeskView, RepresentativeInput};

/// What the contract's upload takes (docs/wire.md); a file is streamed, never whole in memory.
const MOST_BYTES: u64 = 512 << 20;
/// A signature of fewer strokes' points than this is a touch, not a name.
const LEAST_STROKES: u32 = 1;

impl Desk {
    /// Does one thing to the draft and keeps it.
    pub(super) fn edit(&self, edit: Edit) -> Outcome<DeskView> {
        let station = self.station()?;
        let reference = station.reference();
        let now = self.now();
        let (before, draft) = {
            let mut held = locked(&self.0.draft);
            ensure_number(&mut held, now);
            let before = held.clone();
            let item = pinned(&held, &reference).cloned();
            held.edit(edit, item.as_ref(), now);
            (before, held.clone())
        };
        keep_draft(&station, &draft)?;
        self.sweep_pages(&station, &before)?;
        *locked(&self.0.saved) = None;
        self.show_draft(&station, &draft)
    }

    /// Keeps a draft that changed by itself (licences, credit).
    pub(super) fn put_draft(&self, change: impl FnOnce(&mut Draft)) -> Outcome<DeskView> {
        let station = self.station()?;
        let reference = station.reference();
        let now = self.now();
        let draft = {
            let mut held = locked(&self.0.draft);
            ensure_number(&mut held, now);
            let whose = |draft: &Draft| draft.party.as_ref().map(|party| party.id.clone());
            let before = whose(&held);
            change(&mut held);
            held.updated = now;
            let item = pinned(&held, &reference).cloned();
            if let Some(item) = &item {
                let other = before.is_some() && before != whose(&held);
                held.keep_to_query(item, other, now);
            }
            held.forget_absent();
            held.fill(item.as_ref());
            held.clone()
        };
        keep_draft(&station, &draft)?;
        *locked(&self.0.saved) = None;
        self.show_draft(&station, &draft)
    }

    /// [`Desk::put_draft`] where this draft is still the one on the desk: an answer that took its time never lands on the
    /// next citizen's.
    pub(super) fn put_on(
        &self,
        id: uuid::Uuid,
        change: impl FnOnce(&mut Draft),
    ) -> Outcome<DeskView> {
        let same = locked(&self.0.draft).id == id;
        match same {
            true => self.put_draft(change),
            false => self.show(),
        }
    }

    /// Chooses an item by code; a code that was waiting for it is resolved, credit is asked.
    ///
    /// # Errors
    /// No such item.
    pub async fn choose_item(&self, code: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let reference = station.reference();
        let item = reference
            .catalogue
            .item(code)
            .ok_or_else(DeskFault::no_such_item)?;
        let chosen = (item.code.clone(), item.version);
        {
            let mut held = locked(&self.0.draft);
            let other = held.item.as_ref().is_none_or(|(held, _)| held != code);
            if held.mends.is_some() && other {
                return Err(DeskFault::new(
                    "mend_item",
                    "正在更正已收的办件，不能换事项。要换事项请放弃更正，作废后重新收件。",
                ));
            }
            held.edit(Edit::Item, Some(item), self.now());
            held.item = Some(chosen);
        }
        self.put_draft(|_| ())?;
        self.follow_up().await
    }

    /// Answers a situation question.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn answer(&self, question: &str, choice: &str) -> Outcome<DeskView> {
        self.edit(Edit::Answer(question.to_owned(), choice.to_owned()))
    }

    /// Chooses the kind of applicant: `self`, `agent`, `legal_person`, `guardian`.
    ///
    /// # Errors
    /// No such kind.
    pub async fn set_kind(&self, kind: &str) -> Outcome<DeskView> {
        let kind = kind_of(kind)?;
        self.edit(Edit::Kind(kind))?;
        self.put_draft(Draft::settle_kind)
    }

    /// Registers the applicant by hand; the identity is then only typed.
    ///
    /// # Errors
    /// The number has a wrong check digit or form; nobody is signed in, the store's.
    pub async fn set_person(
        &self,
        name: &str,
        id_kind: &str,
        id: &str,
        phone: &str,
    ) -> Outcome<DeskView> {
        let party = Party {
            name: name.trim().to_owned(),
            id_kind: id_kind.to_owned(),
            id: copied(id_kind, id, domain::moment::day(self.now()))?,
            phone: phone.trim().to_owned(),
            seen_by: "typed".to_owned(),
        };
        self.put_draft(|draft| {
            draft.forget_person();
            draft.seen = Some(crate::draft::Seen {
                tone: "warn".to_owned(),
                text: "手工登记，未核验".to_owned(),
                detail: "请核对证件原件".to_owned(),
            });
            draft.party = Some(party);
        })?;
        self.follow_up().await
    }

    /// Registers who acts for the applicant; `None`: nobody.
    ///
    /// # Errors
    /// The number has a wrong check digit or form; nobody is signed in, the store's.
    pub fn set_representative(&self, input: Option<RepresentativeInput>) -> Outcome<DeskView> {
        let today = domain::moment::day(self.now());
        let representative = input.map(|input| represented(&input, today)).transpose()?;
        self.edit(Edit::Representative(representative))
    }

    /// `tolerate`, `untolerate`, `paper`, `commit`, `uncommit`, `remove`; `hold`: every review point that nobody has
    /// answered holds.
    ///
    /// # Errors
    /// No such action.
    pub fn material(&self, code: &str, action: &str) -> Outcome<DeskView> {
        if action == "paper" {
            self.papers_may_come(&self.draft(), &self.station()?.reference())?;
        }
        let code = code.to_owned();
        self.edit(match action {
            "tolerate" => Edit::Tolerate(code, true),
            "untolerate" => Edit::Tolerate(code, false),
            "paper" => Edit::Line(code, LineSource::Paper),
            "commit" => Edit::Line(code, LineSource::Commitment),
            "hold" => Edit::Point {
                code,
                text: None,
                holds: Some(true),
            },
            "remove" | "uncommit" => Edit::Clear(code),
            _ => return Err(DeskFault::new("malformed", "不认识的材料操作，没有改动。")),
        })
    }

    /// Takes a file in for a line.
    ///
    /// # Errors
    /// Empty, too large, or the store's.
    pub fn attach(&self, code: &str, name: &str, media: &str, content: &[u8]) -> Outcome<DeskView> {
        let station = self.station()?;
        let case = locked(&self.0.draft).id;
        self.papers_may_come(&self.draft(), &station.reference())?;
        let source = take_file(&station, case, name, media, content, self.now())?;
        self.edit(Edit::Line(code.to_owned(), source))
    }

    /// The applicant signed: on the pad (`pad`, with its strokes) or on paper that was photographed (`paper_photo`).
    ///
    /// # Errors
    /// A blank, or the store's.
    pub fn sign(&self, how: &str, png: &[u8], strokes: u32) -> Outcome<DeskView> {
        let station = self.station()?;
        let (case, signer) = {
            let draft = locked(&self.0.draft);
            (draft.id, draft.applicant().at_desk().name.clone())
        };
        let how = match how {
            "pad" => SignatureHow::Pad,
            "paper_photo" => SignatureHow::PaperPhoto,
            _ => return Err(DeskFault::new("malformed", "不认识的签名方式，没有保存。")),
        };
        let blank = how == SignatureHow::Pad && strokes < LEAST_STROKES;
        if blank || is_blank(png)? {
            return Err(DeskFault::new(
                "signature_blank",
                "签名是空白的，没有保存。请申请人签名后再确认。",
            ));
        }
        let now = self.now();
        let attachment =
            station
                .store()
                .attachment_put(case, media(png), Some("签名"), png, now)?;
        let signature = Signature {
            how,
            signer,
            image: Some((Hash(attachment.hash), attachment.bytes)),
            at: now,
            text: self.text_to_sign(&station),
        };
        self.edit(Edit::Sign(Some(signature)))
    }

    /// What the signature stands under.
    fn text_to_sign(&self, station: &crate::station::Station) -> Option<Hash> {
        let (draft, reference) = (self.draft(), station.reference());
        let item = pinned(&draft, &reference)?;
        text_hash(item, &draft.intake(item).materials)
    }

    /// Takes the signature away, to sign again.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn unsign(&self) -> Outcome<DeskView> {
        self.edit(Edit::Sign(None))
    }
}

/// SHA-256 of the 告知承诺书 over these lines; none where no line is promised (domain reference S60).
pub(crate) fn text_hash(item: &Item, lines: &[Line]) -> Option<Hash> {
    let promised = lines
        .iter()
        .any(|line| line.source == LineSource::Commitment);
    let text = promised.then(|| wording(item, lines))?;
    Some(Hash(*::seal::sha256(text.as_bytes()).as_bytes()))
}

/// 临时编号: given once, when the draft first has something in it; unique by the draft's own random id.
pub(crate) fn ensure_number(draft: &mut Draft, now: i64) {
    if draft.provisional.is_empty() {
        let day = domain::moment::day(now).strftime("%Y%m%d").to_string();
        let id = draft.id.simple().to_string().to_uppercase();
        draft.provisional = format!("L{day}-{}", &id[id.len() - 8..]);
    }
}

/// Streams a file into the case's attachments.
pub(crate) fn take_file(
    station: &crate::station::Station,
    case: uuid::Uuid,
    name: &str,
    media: &str,
    content: impl Read,
    now: i64,
) -> Outcome<LineSource> {
    let mut limited = content.take(MOST_BYTES + 1);
    let attachment = station
        .store()
        .attachment_put(case, media, Some(name), &mut limited, now)?;
    let refused = match attachment.bytes {
        0 => Some(DeskFault::new(
            "file_empty",
            "文件是空的，没有收下。请重新拍摄或选择文件。",
        )),
        bytes if bytes > MOST_BYTES => Some(DeskFault::new(
            "file_too_large",
            "文件超过 512 MB，没有收下。请降低分辨率重新拍摄，或拆成几份。",
        )),
        _ => None,
    };
    if let Some(fault) = refused {
        station.store().attachment_forget(case, &attachment.hash)?;
        return Err(fault);
    }
    Ok(LineSource::File {
        hash: Hash(attachment.hash),
        bytes: attachment.bytes,
        media: media.to_owned(),
        pages: Vec::new(),
    })
}

/// The media type by the content, not by the name.
pub(super) fn media(picture: &[u8]) -> &'static str {
    image::guess_format(picture).map_or("application/octet-stream", |format| format.to_mime_type())
}

/// A picture without ink: nothing on it is clearly darker than the sheet, however dim the photo of the sheet is.
pub(crate) fn is_blank(png: &[u8]) -> Outcome<bool> {
    let unreadable = |_| {
        DeskFault::new(
            "signature_unreadable",
            "签名图片无法识别，没有保存。请重新签名或拍摄。",
        )
    };
    let picture = image::load_from_memory(png)
        .map_err(unreadable)?
        .to_luma_alpha8();
    let mut shades = [0usize; 256];
    for pixel in picture.pixels() {
        let [light, opacity] = pixel.0;
        let seen = if opacity > 64 { light } else { u8::MAX };
        shades[usize::from(seen)] += 1;
    }
    let sheet = median(&shades);
    let ink: usize = shades[..sheet * 7 / 10].iter().sum();
    // Fewer dark points than a short stroke of a thin pen.
    Ok(ink < 40)
}

/// The shade that half of the points are no lighter than.
fn median(shades: &[usize; 256]) -> usize {
    let half = shades.iter().sum::<usize>() / 2;
    let mut seen = 0;
    shades
        .iter()
        .position(|count| {
            seen += count;
            seen > half
        })
        .unwrap_or(usize::from(u8::MAX))
}

pub(crate) fn kind_of(word: &str) -> Outcome<ApplicantKind> {
    match word {
        "self" => Ok(ApplicantKind::Own),
        "agent" => Ok(ApplicantKind::Agent),
        "legal_person" | "legal" => Ok(ApplicantKind::LegalPerson),
        "guardian" => Ok(ApplicantKind::Guardian),
        _ => Err(DeskFault::new(
            "malformed",
            "申请人类型只能是 self、agent、legal_person、guardian。",
        )),
    }
}

/// A number in its standard's form where it can be mended.
fn represented(input: &RepresentativeInput, today: jiff::civil::Date) -> Outcome<Representative> {
    Ok(Representative {
        party: Party {
            name: input.name.trim().to_owned(),
            id_kind: "resident_id".to_owned(),
            id: copied("resident_id", &input.id, today)?,
            phone: input.phone.trim().to_owned(),
            seen_by: "typed".to_owned(),
        },
        relation: input.relation.trim().to_owned(),
    })
}

/// A number that a clerk copied from a document: a wrong digit is found while the document is still on the counter.
fn copied(id_kind: &str, id: &str, today: jiff::civil::Date) -> Outcome<String> {
    if id.trim().is_empty() {
        return Ok(String::new());
    }
    let Some(checked) = domain::identity::check(id_kind, id, today) else {
        return Ok(id.trim().to_owned());
    };
    if checked.result == domain::identity::Fit::Bad {
        let say = format!(
            "证件号码{}，没有登记。请对照证件原件重新输入。",
            checked.reason
        );
        return Err(DeskFault::new("id_bad", say));
    }
    Ok(checked.normalized)
}

pub(crate) fn normalised(id_kind: &str, id: &str, today: jiff::civil::Date) -> String {
    domain::identity::check(id_kind, id, today)
        .map_or_else(|| id.trim().to_owned(), |checked| checked.normalized)
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;

    fn sheet(paper: u8, ink: Option<u8>) -> Vec<u8> {
        let sheet = GrayImage::from_fn(120, 60, |x, y| {
            let on = (20..100).contains(&x) && (28..31).contains(&y);
            Luma([ink.filter(|_| on).unwrap_or(paper)])
        });
        let mut png = std::io::Cursor::new(Vec::new());
        sheet
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a picture");
        png.into_inner()
    }

    #[test]
    fn a_sheet_is_blank_or_signed_whatever_the_light() {
        for (paper, ink) in [(250, 20), (120, 30), (80, 10), (250, 150)] {
            assert!(is_blank(&sheet(paper, None)).expect("a picture"), "{paper}");
            assert!(
                !is_blank(&sheet(paper, Some(ink))).expect("a picture"),
                "{paper}/{ink}"
            );
        }
    }
}
