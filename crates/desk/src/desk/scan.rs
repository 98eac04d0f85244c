//! From a scanned text or a picture to a person on the desk (S28): classify, judge, resolve, fetch, fill.

use std::time::{Duration, Instant};

use domain::applicant::Party;
use domain::credit::Credit;
use proof::{Context, Interval, Kind, Profile, Trust, Verdict};
use sync::Remote;
use uuid::Uuid;
use wire::{Authorise, Holder, Operator, Resolve};

use super::{Desk, locked, pinned};
use crate::draft::{Draft, HeldLicence, Seen, show};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{DeskView, ScanView};

/// How far an issuer's clock may be ahead of ours.
const SKEW_S: i64 = 30;

impl Desk {
    /// A text from the scanner gun, a picture, or typed into the box.
    ///
    /// # Errors
    /// Nobody is signed in, the store's; what is wrong with the code is no error but the answer.
    pub async fn scan_text(&self, text: &str) -> Outcome<ScanView> {
        let station = self.station()?;
        match proof::classify(text) {
            Kind::SignedProof => self.take_signed(&station, text).await,
            Kind::OpaqueProof { code, realm_hint } => {
                self.take_opaque(&station, text, &code, realm_hint).await
            }
            Kind::ItemGuide { item, .. } => {
                let desk = self.choose_item(&item).await?;
                Ok(answer(
                    "item",
                    "item-guide",
                    "已打开事项",
                    "这是办事指南码，已按码上的事项打开。",
                    Some(desk),
                ))
            }
            Kind::CaseCode { number_or_id } => {
                let case = crate::cases::find(&station, &number_or_id)?;
                let say = "这是文书上的办件码，已找到办件。";
                Ok(ScanView {
                    case: Some(case.to_string()),
                    ..answer("case", "case", "已找到办件", say, None)
                })
            }
            Kind::DraftCode { .. } => Ok(later(
                "draft",
                "暂存码",
                "这是手机或自助机的暂存码，本版本还不能接手。请办事人出示凭证码，或现场填写。",
            )),
            Kind::DoorPlate { .. } => Ok(later(
                "door-plate",
                "数字门牌码",
                "这是数字政务门牌，本版本还不能打开。请直接查找事项。",
            )),
            Kind::ResidentId { number } => self.take_number("resident_id", &number).await,
            Kind::Uscc { code } => self.take_number("uscc", &code).await,
            Kind::Stranger { probably } => Ok(stranger(probably)),
        }
    }

    /// A picture file, chosen, dropped or pasted.
    ///
    /// # Errors
    /// As [`Desk::scan_text`].
    pub async fn scan_picture(&self, content: Vec<u8>) -> Outcome<ScanView> {
        self.station()?;
        let read = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let elapsed: &dyn Fn() -> Duration = &|| start.elapsed();
            optic::read(&content, &optic::Limits::default(), elapsed)
        });
        let reading = match read.await {
            Err(_) => return Ok(unreadable("broken", "解码中断。请换一张图片，或用扫码枪。")),
            Ok(Err(error)) => return Ok(unreadable(error.code(), picture_text(&error))),
            Ok(Ok(reading)) => reading,
        };
        // Several codes in one picture: the one that is ours is meant.
        let best = reading
            .codes
            .iter()
            .min_by_key(|found| rank(&proof::classify(&found.text)));
        match best {
            Some(found) => self.scan_text(&found.text).await,
            None => Ok(unreadable(
                "no_code",
                "图片里没有读到二维码。请靠近、摆正、避开反光后重拍，或用扫码枪。",
            )),
        }
    }

    async fn take_number(&self, id_kind: &str, number: &str) -> Outcome<ScanView> {
        let bad = match id_kind {
            "uscc" => domain::identity::uscc::check(number).result,
            _ => {
                domain::identity::resident_id::check(number, domain::moment::day(self.now())).result
            }
        } == domain::identity::Fit::Bad;
        if bad {
            let say = "号码的校验位不对，没有登记。请核对原件后重新输入或重新扫描。";
            return Ok(answer("invalid", "id_bad", "证件号码不对", say, None));
        }
        let desk = self.set_person("", id_kind, number, "").await?;
        let say =
            "已登记证件号码，姓名还没有。请核对证件原件并按 F2 填写姓名；证照要凭证码才能调取。";
        Ok(answer("person", "typed", "已登记证件号码", say, Some(desk)))
    }

    async fn take_signed(&self, station: &Station, text: &str) -> Outcome<ScanView> {
        let reference = station.reference();
        let captured = self.captured(station);
        let seconds = |ms: i64| ms.div_euclid(1000);
        let now = Interval {
            earliest: seconds(captured.earliest),
            latest: seconds(captured.latest),
        };
        let store = station.store();
        let used = |iss: &str, cti: &[u8]| store.used(iss, cti).unwrap_or(false);
        let verdict = proof::verify(
            text,
            &Context {
                realm: station.realm(),
                trust: Trust::of_list(&reference.trust, now),
                now,
                skew_s: SKEW_S,
                profile: Profile::zc1(reference.city.proof.life_seconds),
                used: &used,
                revoked: &|_, _| false,
            },
        );
        match verdict {
            Verdict::Valid(claims) => {
                let today = domain::moment::day(self.now()).to_string();
                let at = show::clock(self.now());
                self.put_draft(|draft| {
                    draft.forget_person();
                    draft.licences = claims
                        .licences
                        .iter()
                        .map(|licence| from_claims(&claims, licence, &today))
                        .collect();
                    draft.party = Some(party_of(
                        &claims.holder.name,
                        &claims.holder.id_kind,
                        &claims.holder.id,
                        "",
                        "signed_code",
                    ));
                    draft.consent = Some(format!("signed:{text}"));
                    draft.codes = vec![(claims.iss.clone(), claims.cti.clone())];
                    draft.seen = Some(seen("凭证码有效", format!("签名码离线核验 {at}")));
                    draft.settle_kind();
                })?;
                let desk = self.follow_up().await?;
                Ok(answer(
                    "person",
                    "valid",
                    "凭证码有效",
                    "已登记办事人，证照随码带来，不用联网。",
                    Some(desk),
                ))
            }
            Verdict::Invalid(reason) => Ok(answer(
                "invalid",
                reason.code(),
                "凭证码无效",
                &format!("{}{}", reason.sentence(), remedy(reason.code())),
                None,
            )),
            Verdict::CannotTell(reason) => Ok(answer(
                "cannot_tell",
                reason.code(),
                "凭证码无法判定",
                &format!("{}{}", reason.sentence(), remedy(reason.code())),
                None,
            )),
        }
    }

    async fn take_opaque(
        &self,
        station: &Station,
        text: &str,
        code: &str,
        hint: Option<String>,
    ) -> Outcome<ScanView> {
        let city = station.reference().city.clone();
        let foreign = hint
            .filter(|hint| hint != station.realm() && !hint.eq_ignore_ascii_case(&city.proof.host));
        if let Some(hint) = foreign {
            let name = city
                .other_cities
                .iter()
                .find(|other| other.host.eq_ignore_ascii_case(&hint));
            let say = match name {
                Some(other) => format!("这是{}的凭证码，本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。", other.name),
                None => "这不是本市的凭证码，可能是别的城市的码或一个网址。请办事人打开本市的凭证码，或出示证件原件。".to_owned(),
            };
            return Ok(answer(
                "invalid",
                "other_city",
                "不是本市的凭证码",
                &say,
                None,
            ));
        }
        let chosen = locked(&self.0.draft).item.is_some();
        if !chosen {
            let (text, code) = (text.to_owned(), code.to_owned());
            let desk = self.put_draft(|draft| {
                draft.pending = Some(if code.is_empty() { text } else { code })
            })?;
            let say = "这个码要说明办什么事才能调取证照。请选择事项，选好后自动调取。";
            return Ok(answer(
                "person",
                "item_needed",
                "请先选择事项",
                say,
                Some(desk),
            ));
        }
        match self.resolve(station, code).await {
            Ok(desk) => Ok(answer(
                "person",
                "valid",
                "凭证码有效",
                "已登记办事人，本事项需要的证照已调取。",
                Some(desk),
            )),
            Err(fault) => Ok(resolve_failed(&fault)),
        }
    }

    async fn resolve(&self, station: &Station, code: &str) -> Outcome<DeskView> {
        let remote = self.remote().ok_or_else(super::session::no_backend)?;
        self.connect(station).await?;
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let item = pinned(&draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "请先选择事项。"))?;
        let resolved = remote
            .resolve(&Resolve {
                request_id: Uuid::new_v4().to_string(),
                code: code.to_owned(),
                item: item.code.clone(),
                case: draft.id,
                purpose: format!("办理{}", item.name),
            })
            .await?
            .data;
        let at = show::clock(self.now());
        self.put_draft(|draft| {
            draft.forget_person();
            draft.party = Some(party_from(&resolved.holder));
            draft.consent = Some(resolved.consent.clone());
            draft.others = resolved.others;
            draft.seen = Some(seen("凭证码有效", format!("市平台核验 {at}")));
        })?;
        let fetched = self
            .fetch(&remote, station, &resolved.consent, &resolved.needed)
            .await?;
        self.put_draft(|draft| {
            draft.licences = fetched;
            draft.settle_kind();
        })?;
        self.ask_credit(&remote, station).await
    }

    /// 授权 → 调取, each licence for this case, item, operator and purpose.
    async fn fetch(
        &self,
        remote: &Remote,
        station: &Station,
        consent: &str,
        wanted: &[String],
    ) -> Outcome<Vec<HeldLicence>> {
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let Some(item) = pinned(&draft, &reference) else {
            return Ok(Vec::new());
        };
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let post = station.post();
        let authorised = remote
            .authorise(&Authorise {
                request_id: Uuid::new_v4().to_string(),
                consent: consent.to_owned(),
                item: item.code.clone(),
                item_name: item.name.clone(),
                case: draft.id,
                purpose: format!("办理{}", item.name),
                licences: wanted.to_vec(),
                operator: Operator {
                    user: station.user().to_owned(),
                    post: post
                        .as_ref()
                        .map(|post| post.code.clone())
                        .unwrap_or_default(),
                    outlet: post.map(|post| post.outlet).unwrap_or_default(),
                },
            })
            .await?
            .data;
        let mut held = Vec::new();
        for authorisation in authorised.authorisations {
            let licence = remote.licence(&authorisation.auth_code).await?.data;
            let owner = draft
                .party
                .as_ref()
                .map(|party| party.id.clone())
                .unwrap_or_default();
            held.push(from_wire(licence, authorisation.auth_code, &owner));
        }
        Ok(held)
    }

    async fn ask_credit(&self, remote: &Remote, station: &Station) -> Outcome<DeskView> {
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let (Some(party), Some(item)) = (draft.party.clone(), pinned(&draft, &reference)) else {
            return self.show();
        };
        if party.id.is_empty() {
            return self.show();
        }
        let asked = wire::Credit {
            request_id: Uuid::new_v4().to_string(),
            id_kind: party.id_kind.clone(),
            id: party.id.clone(),
            item: item.code.clone(),
        };
        let credit = match remote.credit(&asked).await {
            Ok(reply) => credit_of(&reply.data),
            Err(_) => Credit::Unknown,
        };
        self.put_draft(|draft| draft.credit = Some(credit))
    }

    /// After a person or an item came: the waiting code is resolved, credit is asked, if the backend answers.
    pub(super) async fn follow_up(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = locked(&self.0.draft).clone();
        if let (Some(code), Some(_)) = (&draft.pending, &draft.item) {
            return self.resolve(&station, code).await;
        }
        let Some(remote) = self
            .remote()
            .filter(|_| draft.party.is_some() && draft.item.is_some())
        else {
            return self.show();
        };
        if self.connect(&station).await.is_err() {
            return self.show();
        }
        let signed = draft
            .consent
            .as_deref()
            .filter(|consent| consent.starts_with("signed:"));
        if let (Some(consent), true) = (signed, draft.licences.is_empty()) {
            let wanted = wanted(&draft, &station);
            if let Ok(fetched) = self.fetch(&remote, &station, consent, &wanted).await {
                self.put_draft(|draft| draft.licences = fetched)?;
            }
        }
        self.ask_credit(&remote, &station).await
    }
}

/// Licence types that the item can use.
fn wanted(draft: &Draft, station: &Station) -> Vec<String> {
    let reference = station.reference();
    let mut types: Vec<String> = pinned(draft, &reference)
        .map(|item| {
            item.materials
                .iter()
                .flat_map(|material| material.licences.clone())
                .collect()
        })
        .unwrap_or_default();
    types.sort();
    types.dedup();
    types
}

fn credit_of(answer: &wire::CreditAnswer) -> Credit {
    let day = answer.day.as_deref().and_then(|day| day.parse().ok());
    match (answer.state.as_str(), day) {
        ("ok", _) => Credit::Ok,
        ("bad", _) => Credit::Bad,
        ("repaired", _) => Credit::Repaired,
        ("barred", Some(through)) => Credit::Barred { through },
        _ => Credit::Unknown,
    }
}

fn party_of(name: &str, id_kind: &str, id: &str, phone: &str, seen_by: &str) -> Party {
    Party {
        name: name.to_owned(),
        id_kind: id_kind.replace('-', "_"),
        id: id.to_owned(),
        phone: phone.to_owned(),
        seen_by: seen_by.to_owned(),
    }
}

fn party_from(holder: &Holder) -> Party {
    party_of(
        &holder.name,
        &holder.id_kind,
        &holder.id,
        &holder.phone,
        "opaque_code",
    )
}

fn seen(text: &str, detail: String) -> Seen {
    Seen {
        tone: "ok".to_owned(),
        text: text.to_owned(),
        detail,
    }
}

fn from_claims(claims: &proof::Claims, licence: &proof::Licence, today: &str) -> HeldLicence {
    let valid_to = licence.valid_to.clone().unwrap_or_default();
    let early = licence
        .valid_from
        .as_deref()
        .is_some_and(|from| from > today);
    let state = match (early, !valid_to.is_empty() && valid_to.as_str() < today) {
        (true, _) => "not_yet",
        (false, true) => "expired",
        (false, false) => "valid",
    };
    HeldLicence {
        licence: licence.kind.clone(),
        number: licence.number.clone(),
        valid_to,
        state: state.to_owned(),
        authority: claims
            .cti
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        fields: licence.fields.clone(),
    }
}

fn from_wire(licence: wire::Licence, auth_code: String, owner: &str) -> HeldLicence {
    let personal = licence.holder.id_kind.replace('-', "_") == "resident_id";
    let other = personal && !licence.holder.id.is_empty() && licence.holder.id != owner;
    HeldLicence {
        licence: licence.licence,
        number: licence.number,
        valid_to: licence.valid_to,
        state: if other {
            "other_holder".to_owned()
        } else {
            licence.state
        },
        authority: auth_code,
        fields: licence.fields,
    }
}

/// Which of several codes is meant: ours first, strangers last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::SignedProof => 0,
        Kind::OpaqueProof { .. } => 1,
        Kind::CaseCode { .. }
        | Kind::ItemGuide { .. }
        | Kind::DraftCode { .. }
        | Kind::DoorPlate { .. } => 2,
        Kind::ResidentId { .. } | Kind::Uscc { .. } => 3,
        Kind::Stranger { .. } => 4,
    }
}

fn answer(outcome: &str, code: &str, title: &str, say: &str, desk: Option<DeskView>) -> ScanView {
    ScanView {
        outcome: outcome.to_owned(),
        code: code.to_owned(),
        title: title.to_owned(),
        say: say.to_owned(),
        desk,
        case: None,
    }
}

fn later(code: &str, title: &str, say: &str) -> ScanView {
    answer("stranger", code, title, say, None)
}

fn unreadable(code: &str, say: &str) -> ScanView {
    answer("unreadable", code, "图片没有读出来", say, None)
}

fn stranger(probably: proof::Guess) -> ScanView {
    let say = if probably.is_payment() {
        format!(
            "这像是{}，不是凭证码，没有使用它。请办事人退出支付，打开凭证码。",
            probably.label()
        )
    } else {
        format!(
            "这像是{}，不是凭证码。请办事人打开凭证码；没有的话，请出示证件原件。",
            probably.label()
        )
    };
    let code = if probably.is_payment() {
        "payment"
    } else {
        probably.code()
    };
    answer("stranger", code, "这不是凭证码", &say, None)
}

/// What failed when the backend was asked about an opaque code: five failures, five sentences (S28).
fn resolve_failed(fault: &DeskFault) -> ScanView {
    let (outcome, title, say) = match fault.code.as_str() {
        "expired" => (
            "invalid",
            "凭证码已过期",
            "请办事人在手机上刷新，重新出示。".to_owned(),
        ),
        "used" => (
            "invalid",
            "凭证码已用过",
            "每个码只能用一次。请办事人在手机上刷新，重新出示。".to_owned(),
        ),
        "other_city" => (
            "invalid",
            "不是本市的凭证码",
            "本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。".to_owned(),
        ),
        "code_unknown" | "malformed" => (
            "invalid",
            "凭证码不完整",
            "内容缺了一截或不是凭证码。请办事人调亮屏幕、完整显示后重扫。".to_owned(),
        ),
        "offline" | "name_resolution" => (
            "cannot_tell",
            "连不上市平台",
            "一次性凭证码要联网才能核验。可请办事人改出示签名码，或登记证件原件，先收件。"
                .to_owned(),
        ),
        "server_fault" | "maintenance" | "captive_portal" | "rate_limit" => (
            "cannot_tell",
            "市平台没有给出结果",
            format!("{}可稍候重扫，或改用签名码、证件原件。", fault.say),
        ),
        _ => ("cannot_tell", "没有核验成功", fault.say.clone()),
    };
    answer(outcome, &fault.code, title, &say, None)
}

fn remedy(code: &str) -> &'static str {
    match code {
        "expired" | "used" => "请办事人在手机上刷新，重新出示。",
        "other_city" => "请办事人改用本市的码，或出示证件原件。",
        "list_stale" | "clock" => "请联网更新后重扫，或出示证件原件。",
        "malformed" => "请办事人完整显示后重扫。",
        _ => "请出示证件原件，必要时联系管理员。",
    }
}

fn picture_text(error: &optic::Unreadable) -> &'static str {
    use optic::Unreadable as U;
    match error {
        U::NotAPicture => "这个文件不是图片。请选择拍下的照片或截图（JPEG、PNG 等）。",
        U::TooLarge(_) => "图片太大，没有打开。请降低分辨率重拍，或只截取二维码。",
        U::TooSmall { .. } => "图片太小，看不清二维码。请靠近重拍。",
        U::Truncated => "图片文件不完整。请重新拍摄或重新复制。",
        U::Broken => "图片文件已损坏。请换一张。",
        U::TimedOut => "看了一秒还没有读出。请只拍二维码部分，或用扫码枪。",
    }
}
