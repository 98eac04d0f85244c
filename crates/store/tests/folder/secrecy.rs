use std::convert::Infallible;
use std::fs;

use store::{Append, Draft, Store};

use crate::made::{DAY, act, case_row, dek, files_below, folder, id};

const MARKER: &str = "MARKER-欧阳测试-330102";

fn fill(store: &Store) {
    let body = MARKER.as_bytes().to_vec();
    store.meta_put("session", &body).unwrap();
    let draft = Draft {
        id: id(1),
        owner: "clerk-1".into(),
        body: body.clone(),
        updated_ms: DAY,
    };
    store.draft_put(&draft).unwrap();
    let file = store
        .attachment_put(id(2), "image/png", Some(MARKER), &body[..], DAY)
        .unwrap();
    let saved = store.append(|head| {
        let mut act = act(head, id(3), Some(id(2)));
        act.payload.clone_from(&body);
        act.attachments = vec![file.hash];
        let append = Append {
            acts: vec![act],
            case: Some(case_row(2, MARKER)),
            answer: Some(("ref".into(), body.clone())),
            ..Append::default()
        };
        Ok::<_, Infallible>((append, ()))
    });
    saved.unwrap();
    store.journal_sync().unwrap();
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_file_of_the_folder_holds_a_citizens_data_or_the_key() {
    let (dir, store) = folder();
    fill(&store);
    let utf16: Vec<u8> = MARKER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let key_hex = "a7".repeat(32);
    let needles = [
        MARKER.as_bytes(),
        &MARKER.as_bytes()[..12],
        &utf16,
        dek().bytes(),
        key_hex.as_bytes(),
    ]
    .map(<[u8]>::to_vec);
    let look = || {
        let files = files_below(dir.path());
        for (path, bytes) in &files {
            for needle in &needles {
                assert!(!holds(bytes, needle), "{}", path.display());
            }
        }
        files.len()
    };
    assert!(look() >= 5, "database, its log, check, journal, locks");
    drop(store);
    look();
}

#[test]
fn the_database_does_not_look_like_one() {
    let (dir, store) = folder();
    fill(&store);
    drop(store);
    let bytes = fs::read(dir.path().join("zongchuang.db")).unwrap();
    assert!(bytes.len() > 4096);
    assert!(!bytes.starts_with(b"SQLite format 3"));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::TempDir::new().unwrap();
    let dir = outer.path().join("data");
    let store = Store::create(&dir, &dek()).unwrap();
    fill(&store);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&dir.join("journal")), 0o700);
    for (path, _) in files_below(&dir) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_key_is_never_printed() {
    assert_eq!(format!("{:?}", dek()), "Dek(..)");
}
