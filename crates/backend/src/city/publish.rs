use seal::{SigningKey, Use, sha256, sign1};
use wire::{B64, Signed};

use super::{City, assets};
use crate::server::StartError;

/// Reference data, signed.
pub(crate) struct Published {
    pub(crate) catalogue: Signed,
    pub(crate) calendar: Signed,
    pub(crate) staff: Signed,
    pub(crate) city: Signed,
}

impl City {
    /// Signs what desks ask for.
    pub(crate) fn publish(&self, key: &SigningKey) -> Result<Published, StartError> {
        let json =
            |what, value: serde_json::Result<Vec<u8>>| value.map_err(|_| StartError::City(what));
        let catalogue = json("items", serde_json::to_vec(&self.catalogue))?;
        let calendar = assets::CALENDARS.last().copied().unwrap_or_default();
        let staff = json("staff", serde_json::to_vec(&self.staff))?;
        Ok(Published {
            catalogue: signed(key, &self.catalogue.version.to_string(), &catalogue)?,
            calendar: signed(key, self.calendar.version(), calendar.as_bytes())?,
            staff: signed(key, "1", &staff)?,
            city: signed(key, "1", assets::CITY.as_bytes())?,
        })
    }
}

/// The version names the content too: a changed file is another version, whoever forgot to raise the number.
fn signed(key: &SigningKey, version: &str, content: &[u8]) -> Result<Signed, StartError> {
    let mark = hex::encode(&sha256(content).as_bytes()[..4]);
    let bytes = sign1(Use::Refdata, content, key).map_err(|_| StartError::Key)?;
    Ok(Signed {
        version: format!("{version}.{mark}"),
        bytes: Some(B64(bytes)),
    })
}

/// Without the content where the desk has it.
pub(crate) fn since(signed: &Signed, have: Option<&str>) -> Signed {
    Signed {
        version: signed.version.clone(),
        bytes: signed
            .bytes
            .clone()
            .filter(|_| have != Some(signed.version.as_str())),
    }
}
