//! Replies of a card reader's service: a card within its bounds, or a fault.

use devices::id_reader::{Term, read_reply};

/// One reply.
pub fn run(data: &[u8]) {
    let Ok(card) = read_reply(data) else {
        return;
    };
    let day =
        |text: &str| text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2;
    assert!(!card.name.is_empty() && card.name.chars().count() <= 100);
    assert!(!card.name.chars().any(char::is_control));
    assert!(!card.number.is_empty() && card.number.len() <= 40);
    assert!(card.number.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!(card.born.is_empty() || day(&card.born));
    assert!(card.from.is_empty() || day(&card.from));
    if let Term::Until(last) = &card.term {
        assert!(day(last));
    }
}
