//! 办事指南码: an item's guide as a code that a citizen photographs and any desk of the city opens (S19).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::papers::guide::code_text;
use crate::view::GuideView;

/// Pixels a module: photographed from a screen.
const SCALE: u32 = 8;
/// Modules of margin, as GB/T 18284 asks.
const QUIET: u32 = 4;

impl Desk {
    /// The guide code of an item at the version that is in force here.
    ///
    /// # Errors
    /// Nobody is signed in, no such item.
    pub fn item_guide(&self, code: &str) -> Outcome<GuideView> {
        let reference = self.station()?.reference();
        let item = reference
            .catalogue
            .item(code)
            .ok_or_else(DeskFault::no_such_item)?;
        let text = code_text(item);
        let picture = optic::make::png(&text, SCALE, QUIET).map_err(|_| {
            DeskFault::new("too_large", "事项编码太长，画不成二维码。请联系管理员。")
        })?;
        Ok(GuideView {
            name: item.name.clone(),
            version: item.version,
            text,
            picture: format!("data:image/png;base64,{}", STANDARD.encode(picture)),
        })
    }
}
