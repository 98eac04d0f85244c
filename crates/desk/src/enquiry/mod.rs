//! 问询 at the desk (首问责任制, domain reference S72): what was asked here that is another's, and who is responsible.
//! The rule is `domain::enquiry`; stored kind: docs/adr/0028.

mod list;
mod row;
mod step;

pub(crate) use row::{ANSWERED, is_row, row};
