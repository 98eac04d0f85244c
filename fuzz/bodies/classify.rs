//! Texts of codes: every one has a kind, and a kind's content has its shape.

use proof::Kind;

/// One text.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match proof::classify(&text) {
        Kind::ResidentId { number } => assert!(matches!(number.len(), 15 | 18)),
        Kind::Uscc { code } => assert_eq!(code.len(), 18),
        Kind::OpaqueProof { code, .. } => assert!(code.len() <= text.len().max(1) * 3),
        Kind::ItemGuide { item, .. } => assert!(!item.is_empty()),
        _ => {}
    }
}
