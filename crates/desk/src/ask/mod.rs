//! What can be asked without a station: pictures, codes, periods, numbers, items. The files behind `zc scan`,
//! `zc verify`, `zc due`, `zc check`, `zc find`; nothing here is stored.

mod check;
mod due;
mod find;
mod scan;
mod verify;

pub use check::{Checked, Fit, Number, check};
pub use due::{Due, Length, Question, due};
pub use find::{FoundItem, find};
pub use scan::{ScannedCode, ScannedFile, scan};
pub use verify::{Judged, Trusting, moment, verify};
