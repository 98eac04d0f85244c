//! What a clerk can do: the use cases, the only thing the window and the command line call (design §3).
//!
//! [`Desk`] is the whole: one data folder, at most one member signed in, one draft on the desk, one drain. Every use
//! case is a method that parses, asks `domain`, keeps the answer in `store` in one transaction, and shows.

mod alarm;
pub mod ask;
pub mod audit;
pub mod bundle;
mod cases;
pub mod counter;
mod desk;
pub mod doctor;
mod draft;
mod enquiry;
mod fault;
pub mod intake;
pub mod keystore;
pub mod machine;
pub mod papers;
pub mod picture;
mod plan;
pub mod practice;
mod remains;
mod roll;
mod shelf;
mod station;
pub mod view;

pub use desk::{
    AskedOpening, Clock, Colleague, Config, DISCARD_REASONS, Desk, Drained, Edge, Remains,
    RowChange, Whose, page_corners,
};
pub use fault::{DeskFault, Outcome, reason_text};
pub use plan::{Action, Words};
pub use remains::leave_no_core;
pub use station::{Enrolment, Imported, MemberPassword, Station};
pub use sync::Event;
