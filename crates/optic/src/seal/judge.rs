//! One signature after the other, and what they are worth together.

use std::collections::BTreeSet;

use sofd_crypto::{Certificate, TrustAnchors, sm2_verify, sm3, validate_path};
use sofd_sign::{SignRef, Signature, read_sign_list, read_signature};

use super::envelope::{self, Signed, Unread, Users};
use super::{Doubt, Judge, Seals, Signer, Verdict, Wrong, cover};
use crate::view::{Container, container_path};

/// How far the signer's clock may be ahead, seconds.
const SKEW: i64 = 600;

/// More signatures than this are no licence.
const MOST: usize = 64;

impl Judge {
    /// All seals of a container.
    pub(crate) fn container(&self, file: &mut Container<'_>) -> Seals {
        let Some(list) = file.signatures.clone() else {
            return Seals::none();
        };
        let Ok(entries) = read_sign_list(file.package(), &list) else {
            return Seals::of(Verdict::Invalid(Wrong::Malformed), None);
        };
        if entries.is_empty() {
            return Seals::none();
        }
        if entries.len() > MOST {
            return Seals::of(Verdict::CannotTell(Doubt::Unsupported), None);
        }
        let (mut sealed, mut own) = (BTreeSet::new(), BTreeSet::from([list]));
        let (mut wrong, mut doubt, mut signer) = (None, None, None);
        for entry in &entries {
            let one = self.one(file, entry, &mut own);
            signer = signer.or(one.signer);
            match one.judged {
                Ok(()) => sealed.extend(one.covered),
                Err(Verdict::CannotTell(why)) => doubt = doubt.or(Some(why)),
                Err(Verdict::Invalid(why)) => wrong = wrong.or(Some(why)),
                Err(Verdict::Valid) => {}
            }
        }
        let verdict = match (wrong, doubt) {
            (Some(why), _) => Verdict::Invalid(why),
            (None, Some(why)) => Verdict::CannotTell(why),
            (None, None) => match cover::lacking(file, &sealed, &own) {
                Some(why) => Verdict::CannotTell(why),
                None => Verdict::Valid,
            },
        };
        Seals {
            verdict: Some(verdict),
            signer,
            count: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        }
    }

    /// One signature; its own parts are added to `own`.
    fn one(&self, file: &mut Container<'_>, entry: &SignRef, own: &mut BTreeSet<String>) -> One {
        let descriptor = container_path(&entry.base_loc);
        let Ok(signature) = read_signature(file.package(), &descriptor) else {
            return One::wrong(Wrong::Malformed);
        };
        let dir = sofd_package::parent_of(&descriptor);
        let beside = |name: &Option<String>| {
            let name = name.as_deref()?;
            let near = container_path(&sofd_package::resolve(&dir, name));
            let far = container_path(name);
            Some(if file.parts.contains_key(&near) {
                near
            } else {
                far
            })
        };
        let (value, picture) = (beside(&signature.signed_value_ref), beside(&signature.seal));
        own.insert(descriptor.clone());
        own.extend(value.clone());
        own.extend(picture);
        let Some(bytes) = value.as_deref().and_then(|name| file.part(name)) else {
            return One::wrong(Wrong::Malformed);
        };
        let signed = match envelope::read(bytes) {
            Ok(signed) => signed,
            Err(Unread::Malformed) => return One::wrong(Wrong::Malformed),
            Err(Unread::Unsupported) => return One::doubt(Doubt::Unsupported),
        };
        let leaf = Certificate::parse_der(signed.certificate).ok();
        One {
            judged: self.judged(file, (&descriptor, &signature), &signed, leaf.as_ref()),
            covered: covered(&signature),
            signer: leaf.map(|leaf| Signer {
                name: common_name(leaf.subject()),
                seal: signed.seal.name.to_owned(),
                at: signed.at,
            }),
        }
    }

    fn judged(
        &self,
        file: &Container<'_>,
        (descriptor, signature): (&str, &Signature),
        signed: &Signed<'_>,
        leaf: Option<&Certificate>,
    ) -> Result<(), Verdict> {
        let leaf = leaf.ok_or(Verdict::Invalid(Wrong::Malformed))?;
        is_as_signed(file, descriptor, signature, signed)?;
        is_theirs(signed, leaf)?;
        let maker = Certificate::parse_der(signed.seal.maker);
        let maker = maker.map_err(|_| Verdict::Invalid(Wrong::Seal))?;
        is_as_made(signed, &maker)?;
        if signed.at > self.now + SKEW {
            return Err(Verdict::CannotTell(Doubt::Clock));
        }
        let in_time = signed.seal.from <= signed.at && signed.at <= signed.seal.to;
        if !in_time || leaf.is_expired_at(signed.at) {
            return Err(Verdict::Invalid(Wrong::Expired));
        }
        self.is_known(leaf, &maker, signed.at)?;
        self.is_known(&maker, leaf, signed.at)?;
        match leaf.is_expired_at(self.now.max(signed.at)) {
            true => Err(Verdict::CannotTell(Doubt::EndedSince)),
            false => Ok(()),
        }
    }

    /// Whether a certificate stands below one of the roots. Each root is tried alone: two of one name are two roots.
    fn is_known(&self, leaf: &Certificate, beside: &Certificate, at: i64) -> Result<(), Verdict> {
        if self.anchors.is_empty() {
            return Err(Verdict::CannotTell(Doubt::NoAnchors));
        }
        if leaf.key_usage().is_some_and(|usage| !usage.may_sign()) {
            return Err(Verdict::Invalid(Wrong::NotTheirs));
        }
        let between = std::slice::from_ref(beside);
        for anchor in &self.anchors {
            let Ok(anchor) = TrustAnchors::from_der([anchor.to_vec()]) else {
                continue;
            };
            let Ok(path) = validate_path(leaf, &anchor, between) else {
                continue;
            };
            return match path.iter().any(|link| link.is_expired_at(at)) {
                true => Err(Verdict::Invalid(Wrong::Expired)),
                false => Ok(()),
            };
        }
        Err(Verdict::CannotTell(Doubt::SignerUnknown))
    }
}

/// What one signature is worth.
struct One {
    judged: Result<(), Verdict>,
    covered: BTreeSet<String>,
    signer: Option<Signer>,
}

impl One {
    fn wrong(why: Wrong) -> Self {
        Self::bare(Verdict::Invalid(why))
    }

    fn doubt(why: Doubt) -> Self {
        Self::bare(Verdict::CannotTell(why))
    }

    fn bare(verdict: Verdict) -> Self {
        Self {
            judged: Err(verdict),
            covered: BTreeSet::new(),
            signer: None,
        }
    }
}

/// The parts that a descriptor names.
fn covered(signature: &Signature) -> BTreeSet<String> {
    let references = signature.references.iter();
    references
        .map(|reference| container_path(&reference.file_ref))
        .collect()
}

/// Files → descriptor → signed value → signature: each has the digest of the one before.
fn is_as_signed(
    file: &Container<'_>,
    descriptor: &str,
    signature: &Signature,
    signed: &Signed<'_>,
) -> Result<(), Verdict> {
    for reference in &signature.references {
        let method = reference.check_method.as_str();
        if !method.eq_ignore_ascii_case("SM3") && method != sofd_crypto::SM3_OID {
            return Err(Verdict::CannotTell(Doubt::Unsupported));
        }
        let part = file.part(&reference.file_ref);
        if part.is_none_or(|part| sm3(part).as_slice() != reference.check_value) {
            return Err(Verdict::Invalid(Wrong::Altered));
        }
    }
    let bytes = file.part(descriptor).unwrap_or_default();
    if sm3(bytes).as_slice() != signed.digest {
        return Err(Verdict::Invalid(Wrong::Altered));
    }
    match container_path(signed.path) == descriptor {
        true => Ok(()),
        false => Err(Verdict::Invalid(Wrong::Signature)),
    }
}

/// The signature is this certificate's, and the seal may be used by it.
fn is_theirs(signed: &Signed<'_>, leaf: &Certificate) -> Result<(), Verdict> {
    if !matches!(
        sm2_verify(leaf.public_key(), signed.content, signed.signature),
        Ok(true)
    ) {
        return Err(Verdict::Invalid(Wrong::Signature));
    }
    let named = match &signed.seal.users {
        Users::Certificates(listed) => listed.contains(&signed.certificate),
        Users::Digests(listed) => listed.contains(&sm3(signed.certificate).as_slice()),
    };
    match named {
        true => Ok(()),
        false => Err(Verdict::Invalid(Wrong::NotTheirs)),
    }
}

/// The seal is as its maker made it.
fn is_as_made(signed: &Signed<'_>, maker: &Certificate) -> Result<(), Verdict> {
    let seal = &signed.seal;
    let made = |content: &[u8]| {
        matches!(
            sm2_verify(maker.public_key(), content, seal.signature),
            Ok(true)
        )
    };
    match made(seal.content) || made(&seal.longer) {
        true => Ok(()),
        false => Err(Verdict::Invalid(Wrong::Seal)),
    }
}

/// The common name in a distinguished name; the whole where there is none.
fn common_name(subject: &str) -> String {
    sofd_sign::details::name_value(subject, "CN").unwrap_or_else(|| subject.to_owned())
}
