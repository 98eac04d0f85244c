//! An opaque code in a line of `zc intake`: what a scan at the window does, for a draft that lies on no desk.

use domain::applicant::Party;
use domain::verify::same_name;
use proof::Kind;
use uuid::Uuid;
use wire::{Holder, Resolve};

use super::super::{Desk, pinned};
use super::answer::{cut_off, resolve_failed, stranger};
use super::opaque::{foreign, lack, subject};
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::ScanView;

const GROUND: &str = "凭证码核验";

impl Desk {
    /// Resolves a code for the draft's item and case and fetches what the item needs of it.
    ///
    /// # Errors
    /// What the code is instead, why the city does not take it, whose it is instead; with a ground where that is a
    /// verdict, without one where nobody could tell.
    pub(crate) async fn open_code(
        &self,
        station: &Station,
        draft: &mut Draft,
        text: &str,
        online: bool,
    ) -> Outcome<()> {
        let code = match proof::classify(text) {
            Kind::OpaqueProof { code, realm_hint } => match foreign(station, realm_hint) {
                Some(foreign) => return Err(told(foreign)),
                None => code,
            },
            // As at the window: our own address with too little behind it.
            Kind::Stranger { probably } if !text.contains(&station.reference().city.proof.host) => {
                return Err(told(stranger(probably)));
            }
            _ => return Err(told(cut_off())),
        };
        let remote = self.remote().filter(|_| online);
        let remote = remote.ok_or_else(|| told(resolve_failed(&DeskFault::new("offline", ""))))?;
        let reference = station.reference();
        let item = pinned(draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "请先选择事项。"))?;
        let asked = Resolve {
            request_id: Uuid::new_v4().to_string(),
            code,
            item: item.code.clone(),
            case: draft.id,
            purpose: format!("办理{}", item.name),
            subject: subject(draft),
        };
        let resolved = async {
            self.connect(station).await?;
            Ok::<_, DeskFault>(remote.resolve(&asked).await?.data)
        };
        let resolved = resolved
            .await
            .map_err(|fault| told(resolve_failed(&fault)))?;
        came(draft, &resolved.holder)?;
        draft.consent = Some(resolved.consent.clone());
        draft.others = resolved.others;
        draft.lacking.extend(resolved.lacking.iter().map(lack));
        let fetched = self
            .fetch_resolved(&remote, station, draft, &resolved)
            .await;
        draft.licences.extend(fetched.held);
        draft.lacking.extend(fetched.lacking);
        Ok(())
    }
}

/// Whose code it is must stand in the line, by number and by name; the city has named them then.
fn came(draft: &mut Draft, holder: &Holder) -> Outcome<()> {
    let representative = draft.representative.as_mut().map(|one| &mut one.party);
    let mut parties = draft.party.as_mut().into_iter().chain(representative);
    let theirs = |party: &&mut Party| {
        party.id.eq_ignore_ascii_case(&holder.id) && same_name(&party.name, &holder.name)
    };
    let party = parties.find(theirs).ok_or_else(|| {
        let say = "凭证码不是申请人或经办人本人的，没有办理。请核对姓名和证件号码，或请本人出示。";
        with_ground(DeskFault::new("other_holder", say))
    })?;
    "opaque_code".clone_into(&mut party.seen_by);
    Ok(())
}

/// The answer of a scan as a line's fault.
fn told(view: ScanView) -> DeskFault {
    let fault = DeskFault::new(&view.code, format!("{}：{}", view.title, view.say));
    match view.outcome.as_str() {
        "cannot_tell" => fault,
        _ => with_ground(fault),
    }
}

fn with_ground(fault: DeskFault) -> DeskFault {
    DeskFault {
        ground: Some(GROUND.to_owned()),
        ..fault
    }
}
