//! Replies with a licence in them: read as the contract says, and written again as the same.

use wire::{Authorised, CreditAnswer, Fault, Licence, Reply, Resolved};

/// One reply.
pub fn run(data: &[u8]) {
    again::<Reply<Licence>>(data);
    again::<Reply<Authorised>>(data);
    again::<Reply<Resolved>>(data);
    again::<Reply<CreditAnswer>>(data);
    again::<Fault>(data);
}

fn again<T>(data: &[u8])
where
    T: serde::de::DeserializeOwned + serde::Serialize + PartialEq + std::fmt::Debug,
{
    let Ok(read) = serde_json::from_slice::<T>(data) else {
        return;
    };
    let written = serde_json::to_vec(&read).expect("what was read can be written");
    assert_eq!(
        serde_json::from_slice::<T>(&written).ok().as_ref(),
        Some(&read)
    );
}
