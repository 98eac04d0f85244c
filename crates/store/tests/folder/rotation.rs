//! A member is taken out and the data key replaced: cut off after any step, the folder opens, everything unsent is there
//! twice, and in the end the old key opens nothing.

use std::fs;
use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use store::rotation::{self, Step};
use store::slots::{Factor, Identity, Opened, Params, SlotError, Slots, Unlock};
use store::{Dek, QueueFilter, Store, StoreError};
use tempfile::TempDir;

use crate::made::{content, id, save, save_with};

const STEPS: [Step; 8] = [
    Step::Begun,
    Step::Copied,
    Step::Swapped,
    Step::Bound,
    Step::Retired,
    Step::Journaled,
    Step::Settled,
    Step::Done,
];
const ACTS: u128 = 40;

fn identity() -> Identity {
    Identity {
        realm: "practice".into(),
        station: "terminal-7".into(),
        incarnation: id(9),
    }
}

/// Two members' folder with unsent acts of both, a file and a draft; the second member is taken out.
fn revoked() -> (TempDir, Dek) {
    let dir = TempDir::new().unwrap();
    let mut rng = StdRng::seed_from_u64(1);
    let dek = Dek::generate(&mut rng);
    let mut slots = Slots::create(dir.path(), identity()).unwrap();
    for user in ["clerk-1", "clerk-2", "clerk-3"] {
        let password = format!("password of {user}");
        slots
            .add(
                user,
                password.as_str(),
                &dek,
                user.as_bytes(),
                &Params::FLOOR,
                &mut rng,
            )
            .unwrap();
    }
    let store = Store::create(dir.path(), &dek).unwrap();
    for number in 0..ACTS {
        save(&store, id(100 + number), Some(id(1))).unwrap();
    }
    let file = content(600_000, 3);
    let hash = store
        .attachment_put(id(2), "image/png", None, &file[..], 0)
        .unwrap()
        .hash;
    save_with(&store, id(90), id(2), &[hash]);
    store
        .draft_put(&store::Draft {
            id: id(5),
            owner: "clerk-2".into(),
            body: b"half typed".to_vec(),
            updated_ms: 7,
        })
        .unwrap();
    store
        .meta_put("terminal.secret", b"the terminal's")
        .unwrap();
    store.journal_sync().unwrap();
    drop(store);
    slots.remove("clerk-2", &dek).unwrap();
    assert!(slots.must_rotate());
    (dir, dek)
}

fn open(dir: &Path, user: &str) -> (Slots, Opened) {
    let slots = Slots::load(dir).unwrap();
    let opened = slots
        .open(user, format!("password of {user}").as_str())
        .unwrap();
    (slots, opened)
}

fn rotate(
    dir: &Path,
    user: &str,
    mut reached: impl FnMut(Step) -> Result<(), StoreError>,
) -> Result<Dek, SlotError> {
    let (mut slots, opened) = open(dir, user);
    let mut rng = StdRng::seed_from_u64(2);
    rotation::run(
        &mut slots,
        &opened.dek,
        opened.next.as_ref(),
        &mut rng,
        &mut reached,
    )
}

fn rows(store: &Store) -> usize {
    store.queue_rows(QueueFilter::All, 1000).unwrap().len()
}

fn all_there(store: &Store) {
    store.check().unwrap();
    assert_eq!(rows(store), ACTS as usize + 1);
    for number in 0..ACTS {
        let act = store.act(id(100 + number)).unwrap().expect("an act");
        assert_eq!(
            act.bytes,
            format!("signed bytes of {}", id(100 + number)).into_bytes()
        );
    }
    let act = store.act(id(90)).unwrap().expect("the act with a file");
    let hash: [u8; 32] = {
        use sha2::Digest as _;
        sha2::Sha256::digest(content(600_000, 3)).into()
    };
    assert_eq!(act.act_id, id(90));
    let read = store.attachment_read(id(2), &hash, 0, 600_000).unwrap();
    assert!(read == content(600_000, 3), "the file's bytes");
    assert_eq!(
        store.draft_get(id(5)).unwrap().expect("the draft").body,
        b"half typed"
    );
    assert_eq!(
        store.meta_get("terminal.secret").unwrap().unwrap(),
        b"the terminal's"
    );
}

/// Both halves: the database, and what comes back of the journal alone.
fn twice(dir: &Path, dek: &Dek) {
    let store = Store::open(dir, dek).unwrap();
    all_there(&store);
    drop(store);
    let copy = TempDir::new().unwrap();
    fs::create_dir(copy.path().join("journal")).unwrap();
    for entry in fs::read_dir(dir.join("journal")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(
            entry.path(),
            copy.path().join("journal").join(entry.file_name()),
        )
        .unwrap();
    }
    store::rescue::rebuild(copy.path(), dek).unwrap();
    all_there(&Store::open(copy.path(), dek).unwrap());
}

#[test]
fn law1_a_rotation_cut_off_after_any_step_loses_nothing_and_goes_on() {
    for cut in STEPS {
        let (dir, old) = revoked();
        let stopped = rotate(dir.path(), "clerk-1", |step| match step == cut {
            true => Err(StoreError::DiskFull),
            false => Ok(()),
        });
        assert!(stopped.is_err(), "{cut:?}");
        // Another member comes back and ends it, whoever began it.
        let new = if Slots::load(dir.path()).unwrap().must_rotate() {
            let (_, opened) = open(dir.path(), "clerk-3");
            assert_eq!(opened.dek.bytes(), old.bytes(), "{cut:?}");
            rotate(dir.path(), "clerk-3", |_| Ok(())).unwrap()
        } else {
            rotation::sweep(dir.path()).unwrap();
            open(dir.path(), "clerk-3").1.dek
        };
        assert_ne!(new.bytes(), old.bytes());
        twice(dir.path(), &new);
        assert!(matches!(
            Store::open(dir.path(), &old),
            Err(StoreError::WrongKey)
        ));
        assert!(!dir.path().join("journal.retired").exists());
        for user in ["clerk-1", "clerk-3"] {
            let (slots, opened) = open(dir.path(), user);
            assert_eq!(opened.dek.bytes(), new.bytes());
            assert!(opened.next.is_none() && !slots.must_rotate());
            assert_eq!(&opened.member_secret[..], user.as_bytes());
        }
        let slots = Slots::load(dir.path()).unwrap();
        assert!(matches!(
            slots.open("clerk-2", "password of clerk-2"),
            Err(SlotError::UnknownUser)
        ));
    }
}

#[test]
fn a_rotation_that_cannot_go_on_leaves_a_folder_that_opens() {
    for cut in STEPS {
        let (dir, _) = revoked();
        let _ = rotate(dir.path(), "clerk-1", |step| match step == cut {
            true => Err(StoreError::DiskFull),
            false => Ok(()),
        });
        let (_, opened) = open(dir.path(), "clerk-1");
        let dek = rotation::current(dir.path(), &opened.dek, opened.next.as_ref()).unwrap();
        // Between the swap and the binding only going on opens it, and that needs no room.
        if cut != Step::Swapped {
            all_there(&Store::open(dir.path(), dek).unwrap());
        }
    }
}

#[test]
fn a_database_damaged_in_the_middle_comes_back_from_the_old_journal() {
    for cut in [
        Step::Begun,
        Step::Swapped,
        Step::Bound,
        Step::Retired,
        Step::Journaled,
    ] {
        let (dir, old) = revoked();
        let _ = rotate(dir.path(), "clerk-1", |step| match step == cut {
            true => Err(StoreError::DiskFull),
            false => Ok(()),
        });
        let path = dir.path().join("zongchuang.db");
        fs::write(
            &path,
            vec![0xEE; fs::metadata(&path).unwrap().len() as usize],
        )
        .unwrap();
        let failed = rotate(dir.path(), "clerk-1", |_| Ok(()));
        assert!(
            matches!(failed, Err(SlotError::Disk(StoreError::Damaged { .. }))),
            "{cut:?}"
        );
        rotation::fall_back(dir.path(), &old).unwrap();
        store::rescue::rebuild(dir.path(), &old).unwrap();
        let new = rotate(dir.path(), "clerk-1", |_| Ok(())).unwrap();
        twice(dir.path(), &new);
    }
}

#[test]
fn no_key_is_replaced_under_an_open_store() {
    let (dir, dek) = revoked();
    let store = Store::open(dir.path(), &dek).unwrap();
    let busy = rotate(dir.path(), "clerk-1", |_| Ok(()));
    assert!(matches!(busy, Err(SlotError::Disk(StoreError::Busy))));
    all_there(&store);
}

#[test]
fn a_key_that_somebody_slipped_in_gets_nothing() {
    let (dir, _) = revoked();
    let path = dir.path().join("keys.json");
    let mut file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut rng = StdRng::seed_from_u64(8);
    let foreign = seal::WrapSecret::generate(&mut rng).public();
    file["slots"][1]["public"] = hex::encode(foreign.bytes()).into();
    fs::write(&path, file.to_string()).unwrap();
    let refused = rotate(dir.path(), "clerk-1", |_| Ok(()));
    assert!(matches!(refused, Err(SlotError::Tampered)));
}

#[test]
fn the_recovery_key_opens_the_folder_before_and_after_a_rotation() {
    let (dir, dek) = revoked();
    let mut rng = StdRng::seed_from_u64(3);
    let secret = seal::WrapSecret::generate(&mut rng);
    let other = seal::WrapSecret::generate(&mut rng);
    let mut slots = Slots::load(dir.path()).unwrap();
    slots
        .set_recovery(&[secret.public()], &dek, &mut rng)
        .unwrap();
    assert_eq!(slots.recover(&secret).unwrap().0.bytes(), dek.bytes());
    assert!(matches!(slots.recover(&other), Err(SlotError::UnknownUser)));
    let new = rotate(dir.path(), "clerk-1", |_| Ok(())).unwrap();
    let mut slots = Slots::load(dir.path()).unwrap();
    assert_eq!(slots.recover(&secret).unwrap().0.bytes(), new.bytes());
    // The realm has another recovery key now: the old one opens nothing more.
    slots
        .set_recovery(&[other.public()], &new, &mut rng)
        .unwrap();
    let slots = Slots::load(dir.path()).unwrap();
    assert_eq!(slots.recover(&other).unwrap().0.bytes(), new.bytes());
    assert!(matches!(
        slots.recover(&secret),
        Err(SlotError::UnknownUser)
    ));
}

#[test]
fn a_second_factor_opens_nothing_alone_and_nothing_opens_without_it() {
    let dir = TempDir::new().unwrap();
    let mut rng = StdRng::seed_from_u64(4);
    let dek = Dek::generate(&mut rng);
    let (mine, other) = (Factor::generate(&mut rng), Factor::generate(&mut rng));
    let with = |password, factor| Unlock {
        password,
        factor: Some(factor),
    };
    let mut slots = Slots::create(dir.path(), identity()).unwrap();
    slots
        .add(
            "clerk-1",
            with("right", &mine),
            &dek,
            b"s",
            &Params::FLOOR,
            &mut rng,
        )
        .unwrap();
    assert!(matches!(
        slots.open("clerk-1", "right"),
        Err(SlotError::Factor)
    ));
    assert!(matches!(
        slots.open("clerk-1", with("right", &other)),
        Err(SlotError::Factor)
    ));
    assert!(matches!(
        slots.open("clerk-1", with("wrong", &mine)),
        Err(SlotError::WrongPassword)
    ));
    let opened = slots.open("clerk-1", with("right", &mine)).unwrap();
    assert_eq!(opened.dek.bytes(), dek.bytes());
    slots
        .change_password(
            "clerk-1",
            with("right", &mine),
            "plain",
            &Params::FLOOR,
            &mut rng,
        )
        .unwrap();
    assert_eq!(
        slots.open("clerk-1", "plain").unwrap().dek.bytes(),
        dek.bytes()
    );
}

/// A slot file as version 1 wrote it, for the password `practice` and the key that starts with 0x11.
const V1: &str = include_str!("slots-v1.json");

#[test]
fn a_slot_file_of_format_1_opens_and_is_renewed() {
    let dir = TempDir::new().unwrap();
    let mut rng = StdRng::seed_from_u64(5);
    fs::write(dir.path().join("keys.json"), V1).unwrap();
    let mut slots = Slots::load(dir.path()).unwrap();
    let opened = slots.open("clerk-1", "practice").unwrap();
    assert!(opened.old);
    assert_eq!(
        (opened.dek.bytes(), &opened.member_secret[..]),
        (&[0x11; 32], &b"secret"[..])
    );
    Store::create(dir.path(), &opened.dek).unwrap();
    let old = rotation::run(&mut slots, &opened.dek, None, &mut rng, &mut |_| Ok(()));
    assert!(matches!(old, Err(SlotError::Old)));
    slots
        .change_password("clerk-1", "practice", "practice", &Params::FLOOR, &mut rng)
        .unwrap();
    let opened = slots.open("clerk-1", "practice").unwrap();
    assert!(!opened.old);
    let new = rotation::run(&mut slots, &opened.dek, None, &mut rng, &mut |_| Ok(())).unwrap();
    assert_ne!(new.bytes(), &[0x11; 32]);
    assert_eq!(
        &slots.open("clerk-1", "practice").unwrap().member_secret[..],
        b"secret"
    );
}
