//! The committed corpus through a body, file by file: how an ordinary test does without a fuzzer.

use std::path::Path;

/// Runs a body over every file of its corpus; a panic names the file.
pub fn over(corpus: &str, run: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(corpus);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the corpus is committed")
        .map(|file| file.expect("readable").path())
        .collect();
    files.sort();
    assert!(files.len() >= 5, "{} has hardly a file", folder.display());
    for file in files {
        let data = std::fs::read(&file).expect("readable");
        let ran = std::panic::catch_unwind(|| run(&data));
        assert!(ran.is_ok(), "{}", file.display());
    }
}
