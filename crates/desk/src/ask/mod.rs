//! What a program asks and no screen shows: pictures, codes, periods, numbers, items, and the queue and the cases as
//! they are. Behind `zc scan`, `verify`, `envelope`, `due`, `check`, `find`, `queue`, `case`, `enquiry`.

mod case;
mod cases;
mod check;
mod due;
mod enquiry;
mod envelope;
mod find;
mod joint;
mod queue;
mod scan;
mod verify;

pub use case::{ListedAct, ToldAlarm, ToldClock, WholeCase};
pub use cases::ListedCase;
pub use check::{Checked, Fit, Number, check};
pub use due::{Due, Length, Question, due};
pub use enquiry::ToldEnquiry;
pub use envelope::envelope;
pub use find::{FoundItem, find};
pub use joint::{ToldJoint, ToldTask};
pub use queue::{ChangedAct, QueuedAct};
pub use scan::{ScannedCode, ScannedFile, scan};
pub(crate) use verify::STATION_SKEW_S;
pub use verify::{Judged, Trusting, moment, verify};
