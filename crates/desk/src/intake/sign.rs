use domain::act::{Hash, Signature, SignatureHow};
use domain::applicant::Party;
use uuid::Uuid;

use super::file::Files;
use super::line::refused;
use super::run::Setting;
use crate::desk::edit::is_blank;
use crate::fault::{DeskFault, Outcome};

/// A photo of a signature is smaller.
const MOST_BYTES: u64 = 16 << 20;
const GROUND: &str = "签名核对";

impl Setting<'_> {
    /// The signature of whoever stands at the desk: its picture, or the paper that is kept.
    pub(super) fn sign(
        &self,
        case: Uuid,
        signer: &Party,
        files: &mut Files<'_>,
    ) -> Outcome<Signature> {
        let kept = Signature {
            how: SignatureHow::PaperKept,
            signer: signer.name.clone(),
            image: None,
            at: self.now,
            text: None,
        };
        let Some(given) = &self.line.signature else {
            return Ok(kept);
        };
        let picture = picture(&given.file)?;
        let blank = is_blank(&picture).map_err(|fault| refused(&fault.code, GROUND, fault.say))?;
        if blank {
            let say = "签名是空白的，没有办理。请申请人签名后再提交。";
            return Err(refused("signature_blank", GROUND, say));
        }
        let store = self.station.store();
        let attachment =
            store.attachment_put(case, "image/png", Some("签名"), &picture[..], self.now)?;
        files.note(case, Hash(attachment.hash));
        Ok(Signature {
            how: SignatureHow::PaperPhoto,
            image: Some((Hash(attachment.hash), attachment.bytes)),
            ..kept
        })
    }
}

fn picture(path: &str) -> Outcome<Vec<u8>> {
    let unreadable = || DeskFault::new("not_found", "打不开签名图片。请核对 signature.file。");
    let metadata = std::fs::metadata(path).map_err(|_| unreadable())?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(unreadable());
    }
    std::fs::read(path).map_err(|_| unreadable())
}
