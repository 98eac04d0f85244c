//! What item data may not say (domain reference S48, S16, §2.1): run on every import and by `cargo test`.
