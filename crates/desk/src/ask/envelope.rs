use proof::{Context, Interval, Profile, PublisherClaims, PublisherKeys};

use super::verify::{Judged, SKEW_S};
use crate::fault::{DeskFault, Outcome};

/// Judges a text of another publisher of the signed envelope, whose texts begin with `prefix`, at a time, milliseconds
/// since the Unix epoch. `keys` is a file of the publisher's keys, complete and fresh because somebody says so. Nothing
/// is remembered: whether the code was used or revoked is not asked.
///
/// # Errors
/// Code `key_file`: the file is no list of keys.
pub fn envelope(
    text: &str,
    prefix: &str,
    keys: &[u8],
    at: i64,
) -> Outcome<Judged<PublisherClaims>> {
    let keys = PublisherKeys::parse(keys).map_err(|error| {
        let say = format!("密钥文件不能用（{error}）。请核对文件内容。");
        DeskFault::new("key_file", say)
    })?;
    Ok(Judged::of(&proof::verify_publisher(
        text,
        &Context {
            realm: "",
            trust: keys.trust(),
            now: Interval::exactly(at.div_euclid(1000)),
            skew_s: SKEW_S,
            profile: Profile::publisher(prefix),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    )))
}
