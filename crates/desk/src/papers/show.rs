use domain::act::Signature;
use notice::{Kind, NoticeError, Pdf};
use uuid::Uuid;

use super::fill::{Office, fill};
use super::ground::{Ground, Told};
use super::{available, kind, print};
use crate::cases;
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::plan::{Action, Plan};
use crate::station::Station;

/// A signature is a small picture; a photographed page is a few megabytes.
const MOST_SIGNATURE: usize = 32 << 20;

impl Desk {
    /// A paper of a case as PDF, to look at before printing.
    ///
    /// # Errors
    /// No such case or paper, not yet (law 7), or a character that no font draws.
    pub fn paper(&self, case: &str, paper: &str) -> Outcome<Vec<u8>> {
        let station = self.station()?;
        let case = cases::find(&station, case)?;
        Ok(self.press(&station, case, wanted(paper)?)?.bytes)
    }

    /// The 承诺书 of the draft on the desk, so that the applicant reads what they sign.
    ///
    /// # Errors
    /// Nobody is signed in, no item, or the rules' refusal.
    pub fn draft_paper(&self, paper: &str) -> Outcome<Vec<u8>> {
        let kind = wanted(paper)?;
        if kind == Kind::Commitment {
            return self.commitment_to_read();
        }
        if kind != Kind::ToleranceCommitment {
            return Err(no_such_paper());
        }
        let station = self.station()?;
        let reference = station.reference();
        let mut draft = self.draft();
        let unsigned = draft.signature.is_none();
        let (item, version) = draft
            .item
            .clone()
            .ok_or_else(|| DeskFault::new("item_needed", "还没有选择事项。请按 F3 选择事项。"))?;
        self.in_context(&reference, (&item, version), |context| {
            draft
                .signature
                .get_or_insert_with(|| as_if_signed(context.now));
            let plan = Plan::of(&draft, Action::Tolerance, &credited(context, &draft));
            let (payloads, _) = plan.payloads(draft.id, &credited(context, &draft))?;
            let captured = self.captured(&station);
            let told: Vec<Told> = payloads
                .into_iter()
                .map(|payload| Told {
                    captured,
                    actor: station.user().to_owned(),
                    payload,
                    event: String::new(),
                })
                .collect();
            let mut ground = Ground::of(kind, draft.id, &told).ok_or_else(no_such_paper)?;
            if unsigned {
                ground.commitment = None;
            }
            let pdf = self.pdf(&station, kind, &ground, 0)?;
            Ok(pdf.bytes)
        })
    }

    /// Makes the PDF of a case's paper.
    pub(super) fn press(&self, station: &Station, case: Uuid, kind: Kind) -> Outcome<Pdf> {
        let (folded, acts) = cases::fold(station, case)?;
        match available(&folded).into_iter().find(|(had, _)| *had == kind) {
            None => return Err(no_such_paper()),
            Some((_, Some(why))) => {
                return Err(DeskFault::new("paper_not_yet", format!("{why}。")));
            }
            Some((_, None)) => {}
        }
        let told: Vec<Told> = acts
            .iter()
            .filter_map(|act| match cases::read(act) {
                (Some(header), Some(payload)) => Some(Told::of(&header, payload)),
                _ => None,
            })
            .collect();
        let ground = Ground::of(kind, case, &told).ok_or_else(no_such_paper)?;
        let copy = print::printed(station, case, kind)?;
        self.pdf(station, kind, &ground, copy)
    }

    pub(super) fn pdf(
        &self,
        station: &Station,
        kind: Kind,
        ground: &Ground,
        copy: u32,
    ) -> Outcome<Pdf> {
        let reference = station.reference();
        let item = reference.item(&ground.case.item, ground.case.item_version);
        let item = item.ok_or_else(cases::decide::item_gone)?;
        let post = station.post();
        let day = domain::moment::day(ground.at);
        let delegated = post.as_ref().and_then(|post| {
            let city = &reference.city;
            let one = city.delegation(&post.outlet, item, day)?;
            let outlet = city.outlet_name(&post.outlet);
            Some(format!(
                "{outlet}受{}委托办理，依据{}",
                one.body, one.ground
            ))
        });
        let outlet = post
            .as_ref()
            .map(|post| reference.city.outlet_name(&post.outlet))
            .unwrap_or_default();
        let window = post.map(|post| post.window).unwrap_or_default();
        let clerk = reference
            .staff
            .staff
            .iter()
            .find(|staff| staff.user == ground.clerk)
            .map_or_else(|| ground.clerk.clone(), |staff| staff.name.clone());
        let office = Office {
            item,
            city: &reference.city.name,
            window: format!("{outlet}{window}"),
            outlet,
            clerk,
            delegated,
            practice: station.realm() == "practice",
            copy,
            signature: ground
                .commitment
                .as_ref()
                .and_then(|signature| picture(station, ground.case.id, signature)),
        };
        notice::render(&fill(kind, ground, office)).map_err(unprintable)
    }
}

fn wanted(paper: &str) -> Outcome<Kind> {
    kind(paper).ok_or_else(no_such_paper)
}

fn no_such_paper() -> DeskFault {
    DeskFault::new("not_found", "这个办件没有这种文书。请刷新办件后再选。")
}

/// For the dry run only; the paper then leaves its line blank.
fn as_if_signed(now: i64) -> Signature {
    Signature {
        how: domain::act::SignatureHow::PaperKept,
        signer: "—".to_owned(),
        image: None,
        at: now,
        text: None,
    }
}

/// The context with the credit that was asked for the draft.
fn credited<'a>(
    context: &domain::decide::Context<'a>,
    draft: &crate::draft::Draft,
) -> domain::decide::Context<'a> {
    domain::decide::Context {
        credit: draft.credit.unwrap_or(domain::credit::Credit::Unknown),
        ..*context
    }
}

/// The signature's picture as PNG; a photograph of another format is turned into one. None: the line stays blank.
fn picture(station: &Station, case: Uuid, signature: &Signature) -> Option<Vec<u8>> {
    let (hash, bytes) = signature.image?;
    let length = usize::try_from(bytes)
        .ok()
        .filter(|n| *n <= MOST_SIGNATURE)?;
    let bytes = station
        .store()
        .attachment_read(case, &hash.0, 0, length)
        .ok()?;
    if bytes.starts_with(b"\x89PNG") {
        return Some(bytes);
    }
    let mut png = std::io::Cursor::new(Vec::new());
    image::load_from_memory(&bytes)
        .ok()?
        .write_to(&mut png, image::ImageFormat::Png)
        .ok()?;
    Some(png.into_inner())
}

/// Why no PDF came out, in words; no citizen's text in it.
pub(super) fn unprintable(error: NoticeError) -> DeskFault {
    match error {
        NoticeError::MissingGlyph(points) => DeskFault::new(
            "missing_glyph",
            format!(
                "文书里有字体里没有的字（{points}），没有生成，以免缺字。请联系管理员安装生僻字字体。"
            ),
        ),
        NoticeError::Unprovable(what) => DeskFault::new(
            "paper_not_yet",
            format!("没有正式编号时不能出具“{what}”。请等编号到达后再打印。"),
        ),
        NoticeError::Signature => DeskFault::new(
            "signature_unreadable",
            "签名图片无法识别，文书没有生成。请申请人重新签名。",
        ),
        NoticeError::Undated
        | NoticeError::Code
        | NoticeError::Font
        | NoticeError::Layout { .. }
        | NoticeError::Write => DeskFault::new(
            "paper_failed",
            "文书没有生成。办件已保存，不受影响；请重试，仍不行请联系管理员。",
        ),
    }
}
