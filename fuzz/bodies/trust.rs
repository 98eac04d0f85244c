//! Lists of keys: the two files that are given by hand, and the signed list. The first byte says which.

use std::sync::LazyLock;

use proof::{PublisherKeys, TrustFile};
use seal::{Algorithm, PublicKey, SigningKey, TrustList, Use, sign_many};

/// One list.
pub fn run(data: &[u8]) {
    let Some((way, data)) = data.split_first() else {
        return;
    };
    match way % 4 {
        0 => {
            if let Ok(file) = TrustFile::parse(data) {
                assert!(file.trust().fresh);
                assert!(
                    file.keys
                        .iter()
                        .all(|key| key.key.verify(b"message", &[1; 64]).is_err())
                );
            }
        }
        1 => {
            if let Ok(PublisherKeys(keys)) = PublisherKeys::parse(data) {
                assert!(keys.iter().all(|key| !key.kid.is_empty()));
                assert!(
                    keys.iter()
                        .all(|key| key.trusted.key.verify(b"message", &[1; 256]).is_err())
                );
            }
        }
        2 => drop(open(data)),
        _ => signed(data),
    }
}

static ROOTS: LazyLock<[SigningKey; 3]> = LazyLock::new(|| {
    [1, 2, 3].map(|seed| {
        SigningKey::from_secret_bytes(Algorithm::EdDsa, &[seed; 32]).expect("any seed is a key")
    })
});

fn open(sealed: &[u8]) -> Option<TrustList> {
    let pinned: Vec<PublicKey> = ROOTS.iter().map(SigningKey::public).collect();
    let list = TrustList::open(sealed, "practice", &pinned, 2, Some(4)).ok()?;
    assert!(list.version > 4 && list.realm == "practice");
    assert!(list.threshold >= 1 && usize::from(list.threshold) <= list.roots.len());
    assert!(list.keys.iter().all(|key| key.kid == key.key.kid()));
    let mut kids: Vec<_> = list.keys.iter().map(|key| key.kid).collect();
    kids.sort_unstable();
    kids.dedup();
    assert_eq!(kids.len(), list.keys.len());
    Some(list)
}

/// A payload that two of three roots signed: taken only where it is a list that they may make, and then it can be sealed
/// again.
fn signed(payload: &[u8]) {
    let roots = &*ROOTS;
    let signers = [(Use::Trust, &roots[0]), (Use::Trust, &roots[2])];
    let Ok(sealed) = sign_many(payload, &signers) else {
        return;
    };
    let Some(list) = open(&sealed) else {
        return;
    };
    let again = list
        .seal(&[&roots[0], &roots[2]])
        .expect("it was sealed before");
    assert_eq!(open(&again).as_ref(), Some(&list));
}
