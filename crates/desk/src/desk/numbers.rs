use store::StoredAct;
use sync::{Failure, Remote};
use wire::{FaultCode, WireAct};

use super::Desk;
use crate::fault::Outcome;
use crate::station::Station;

/// In one call.
const AT_ONCE: u32 = 200;

impl Desk {
    /// Gives a restored backend back the official numbers that stand on citizens' papers, before the receipts of their
    /// cases reach it: else the same case would get another number, and another case this one. Answers why not, where
    /// the backend could not be asked.
    pub(super) async fn return_numbers(
        &self,
        station: &Station,
        remote: &Remote,
    ) -> Outcome<Result<(), Failure>> {
        for page in 0.. {
            let offset = AT_ONCE * page;
            let held = station.store().numbers_to_return(offset, AT_ONCE)?;
            let many = held.len();
            if many > 0
                && let Err(failure) = remote.return_numbers(held.into_iter().filter_map(wire).collect()).await
                // A backend of an older contract has no such call, and forgets nothing.
                && failure.code() != Some(FaultCode::NotFound)
            {
                return Ok(Err(failure));
            }
            if many < AT_ONCE as usize {
                break;
            }
        }
        Ok(Ok(()))
    }
}

fn wire(act: StoredAct) -> Option<WireAct> {
    Some(WireAct {
        bytes: act.bytes.into(),
        salt: act.salt?.to_vec().into(),
        payload: act.payload?.into(),
    })
}
