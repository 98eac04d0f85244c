//! Replies of a device that compares faces: a comparison within its bounds and of this question, or a fault.

use devices::face::{Assumed, Protocol};

/// One reply.
pub fn run(data: &[u8]) {
    if let Ok(version) = Assumed.version(data) {
        assert!(version.chars().count() <= 20);
    }
    let Ok(compared) = Assumed.understand(data, "r1") else {
        return;
    };
    assert!(compared.score <= 1000);
    assert_eq!(compared.reference, "r1");
}
