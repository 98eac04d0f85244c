//! The scanner box on a serial line (扫码盒; USB-COM, CDC): bytes become texts, a thread of its own reads them, and a box
//! that is unplugged is said to be gone and comes back when it is plugged in again, under whatever name.
//!
//! [`Frames`] cuts the bytes, [`text`] reads their letters, [`Ports`] is the machine's lines (a seam: the virtual ones of
//! the tests are on no list), [`Listener`] keeps one of them open.

mod frame;
mod letters;
mod listen;
mod port;

pub use frame::{Frame, Frames, MOST};
pub use letters::text;
pub use listen::{Event, Listener, Pace};
pub use port::{Line, Ports, Seen, System, USUAL_BAUD, choose};
