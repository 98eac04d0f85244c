//! 告知承诺书 as it was signed: its hash is made again from the item and the lines as the log has them (domain reference
//! S60, docs/adr/0032). The desk's word for it is not taken.

use domain::act::{AcceptanceMode, Payload, Signature};
use domain::case::Case;
use domain::catalogue::Item;
use domain::decide::Refusal;
use domain::promise::wording;
use seal::sha256;

use super::admit::refusal;

/// What is wrong with the text under a commitment that is taken in: it is not the one of this item and these lines. A
/// signature that names no text, of an older program, says nothing.
pub(super) fn finding(case: &Case, item: &Item, payload: &Payload) -> Option<Refusal> {
    let signed = signed(payload)?.text?;
    let text = wording(item, &case.materials);
    if sha256(text.as_bytes()).as_bytes() == &signed.0 {
        return None;
    }
    let say = "签署的告知承诺书与本事项告知的内容、承诺替代的材料不一致。请核对文书原件，必要时请申请人重新签署。";
    Some(refusal("wording_differs", say))
}

fn signed(payload: &Payload) -> Option<&Signature> {
    let (mode, signature) = match payload {
        Payload::Accepted(accepted) => (accepted.mode, accepted.commitment.as_ref()),
        Payload::AcceptanceRequested(asked) => (asked.mode, asked.commitment.as_ref()),
        _ => return None,
    };
    signature.filter(|_| mode == AcceptanceMode::Commitment)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use domain::act::{Accepted, Hash, Line, LineSource, SignatureHow};
    use uuid::Uuid;

    use super::*;
    use crate::city::City;
    use crate::config::Care;

    fn promised(code: &str) -> Line {
        Line {
            code: code.to_owned(),
            name: format!("材料{code}"),
            source: LineSource::Commitment,
            points: None,
        }
    }

    fn accepted(mode: AcceptanceMode, text: Option<Hash>) -> Payload {
        Payload::Accepted(Accepted {
            mode,
            due: "2026-03-16".to_owned(),
            due_provisional: None,
            tolerance: None,
            commitment: Some(Signature {
                how: SignatureHow::PaperKept,
                signer: "陈思远".to_owned(),
                image: None,
                at: 0,
                text,
            }),
            checks: Vec::new(),
        })
    }

    #[test]
    fn s60_a_signature_under_another_text_than_this_items_over_these_lines_is_found() {
        let city = City::load(&Care::default(), None).unwrap();
        let food = city.catalogue.item("0312").unwrap();
        let case = Case {
            materials: vec![promised("layout"), promised("rules")],
            ..Case::new(Uuid::nil())
        };
        let hash = |text: &str| Some(Hash(*sha256(text.as_bytes()).as_bytes()));
        let signed = hash(&wording(food, &case.materials));
        let judge = |case: &Case, text| {
            let found = finding(case, food, &accepted(AcceptanceMode::Commitment, text));
            found.map(|refusal| refusal.code)
        };
        assert_eq!(judge(&case, signed), None);
        assert_eq!(judge(&case, None), None, "of an older program");
        let differs = Some("wording_differs".to_owned());
        assert_eq!(judge(&case, hash("别的文本")), differs);
        let fewer = Case {
            materials: vec![promised("layout")],
            ..case
        };
        assert_eq!(judge(&fewer, signed), differs, "another line is promised");
        let plain = accepted(AcceptanceMode::Tolerance, hash("容缺承诺"));
        assert_eq!(finding(&fewer, food, &plain), None);
    }
}
