//! The catalogue (事项库): what an item asks for, as data (design §4, law 10). An item is a JSON file under
//! `assets/practice/items`, or what a city publishes at `GET /v1/catalogue`.

mod across;
mod commitment;
mod condition;
mod diff;
mod edition;
mod form;
mod item;
mod joint;
mod lane;
mod level;
mod limit;
pub mod lint;
mod material;
mod overdue;
mod pace;

pub use across::{Across, Elsewhere, Handled, Outside, Way};
pub use commitment::{
    Chain, ChainRule, CommitmentRule, Excluded, LinePromise, SpotRule, Told, ToldPart,
};
pub use condition::Condition;
pub use diff::{Change, diff};
pub use edition::Editions;
pub use form::{Field, FieldKind, Form, FormFault, Origin};
pub use item::{
    Body, Catalogue, Choice, DataCheck, Fee, Handling, Item, LimitCase, Limits, Question,
    ResultKind, Terms, ToleranceRule,
};
pub use joint::{Joint, JointTask, Mode, Over, Reaches};
pub use lane::GreenLane;
pub use level::{Level, Outlet};
pub use limit::Limit;
pub use material::{Class, HeldBy, Material, Requirement, Trigger};
pub use overdue::{DefaultDecision, Reserved};
pub use pace::{Caps, Exempt, Pace, above};

/// The answers to an item's situation questions (情形): question code → choice code.
pub type Situation = std::collections::BTreeMap<String, String>;
