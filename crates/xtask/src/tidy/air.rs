//! No clock and no randomness below the shell: both are arguments, so that every
//! rule and every schedule can be replayed.

use super::Violation;
use super::rust::Lexed;
use super::sources::Sources;

/// Folders and files whose shipped code takes nothing from the air.
const PURE: &[&str] = &[
    "crates/domain/src/",
    "crates/wire/src/",
    "crates/seal/src/",
    "crates/proof/src/",
    "crates/store/src/",
    "crates/notice/src/",
    "crates/sync/src/engine",
];

/// Calls that read a clock or draw a random number on their own.
const CALLS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "Local::now",
    "UNIX_EPOCH.elapsed",
    "rand::rng(",
    "rand::random",
    "thread_rng",
    "OsRng",
    "SysRng",
    "ThreadRng",
    "getrandom",
    "Uuid::new_v4",
    "Uuid::now_v7",
    "Uuid::now_v6",
];

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources.ending("rs").filter(|source| !source.is_test()) {
        if !PURE.iter().any(|pure| source.path.starts_with(pure)) {
            continue;
        }
        let code = Lexed::new(&source.text).shipped_code();
        for (index, line) in code.lines().enumerate() {
            for call in CALLS.iter().filter(|call| line.contains(**call)) {
                found.push(Violation {
                    rule: "nothing from the air",
                    place: format!("{}:{}", source.path, index + 1),
                    found: format!("calls {call}"),
                    remedy: "take the time or the generator as an argument; the shell hands it in",
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const READS_THE_CLOCK: &str =
        "/// Never SystemTime::now.\nfn due() {\n    let now = SystemTime::now();\n}\n";

    #[test]
    fn a_clock_in_a_rule_is_found_with_its_line_and_its_mention_in_a_comment_is_not() {
        let found = check(&Sources::planted(&[(
            "crates/domain/src/due/mod.rs",
            READS_THE_CLOCK,
        )]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/domain/src/due/mod.rs:3");
    }

    #[test]
    fn randomness_in_the_sync_engine_is_found() {
        let text = "fn jitter() { rand::rng().random_range(0..9); }";
        for path in ["crates/sync/src/engine/mod.rs", "crates/sync/src/engine.rs"] {
            assert_eq!(check(&Sources::planted(&[(path, text)])).len(), 1, "{path}");
        }
    }

    #[test]
    fn tests_and_the_shell_may() {
        let under_test = format!("#[cfg(test)]\nmod tests {{\n{READS_THE_CLOCK}}}\n");
        let sources = Sources::planted(&[
            ("crates/domain/src/due/mod.rs", &under_test),
            ("crates/store/tests/power.rs", READS_THE_CLOCK),
            ("src-tauri/src/lib.rs", READS_THE_CLOCK),
        ]);
        assert_eq!(check(&sources), []);
    }
}
