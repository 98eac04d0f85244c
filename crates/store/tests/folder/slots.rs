use std::fs;
use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use store::Dek;
use store::slots::{Identity, Params, SlotError, Slots};
use tempfile::TempDir;

use crate::made::id;

fn identity() -> Identity {
    Identity {
        realm: "practice".into(),
        station: "terminal-7".into(),
        incarnation: id(9),
    }
}

fn one_member() -> (TempDir, Slots, Dek) {
    let dir = TempDir::new().unwrap();
    let mut rng = StdRng::seed_from_u64(1);
    let dek = Dek::generate(&mut rng);
    let mut slots = Slots::create(dir.path(), identity()).unwrap();
    slots
        .add(
            "clerk-1",
            "密码-correct",
            &dek,
            b"secret",
            &Params::FLOOR,
            &mut rng,
        )
        .unwrap();
    (dir, slots, dek)
}

fn edit(dir: &Path, change: impl FnOnce(&mut Value)) -> Slots {
    let path = dir.join("keys.json");
    let mut file = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut file);
    fs::write(path, file.to_string()).unwrap();
    Slots::load(dir).unwrap()
}

#[test]
fn each_member_opens_the_same_key_and_their_own_secret() {
    let (dir, mut slots, dek) = one_member();
    let mut rng = StdRng::seed_from_u64(2);
    slots
        .add("clerk-2", "b", &dek, b"other", &Params::FLOOR, &mut rng)
        .unwrap();
    let slots = Slots::load(dir.path()).unwrap();
    assert_eq!(slots.identity(), identity());
    assert_eq!(slots.users(), ["clerk-1", "clerk-2"]);
    let one = slots.open("clerk-1", "密码-correct").unwrap();
    let two = slots.open("clerk-2", "b").unwrap();
    assert_eq!(one.dek.bytes(), dek.bytes());
    assert_eq!(two.dek.bytes(), dek.bytes());
    assert_eq!(
        (&one.member_secret[..], &two.member_secret[..]),
        (&b"secret"[..], &b"other"[..])
    );
}

#[test]
fn a_wrong_password_and_an_unknown_member_are_told_apart() {
    let (_dir, slots, _) = one_member();
    assert!(matches!(
        slots.open("clerk-1", "密码-Correct"),
        Err(SlotError::WrongPassword)
    ));
    assert!(matches!(
        slots.open("clerk-9", "密码-correct"),
        Err(SlotError::UnknownUser)
    ));
}

#[test]
fn a_slot_moved_to_another_realm_or_station_or_altered_does_not_open() {
    let changes: [fn(&mut Value); 4] = [
        |file| file["realm"] = json!("city"),
        |file| file["station"] = json!("terminal-8"),
        |file| file["slots"][0]["user"] = json!("clerk-2"),
        |file| {
            let sealed = file["slots"][0]["sealed"].as_str().unwrap();
            let flipped = if sealed.starts_with('0') { "1" } else { "0" };
            file["slots"][0]["sealed"] = json!(format!("{flipped}{}", &sealed[1..]));
        },
    ];
    for change in changes {
        let (dir, _, _) = one_member();
        let slots = edit(dir.path(), change);
        let user = slots.users().remove(0);
        assert!(matches!(
            slots.open(&user, "密码-correct"),
            Err(SlotError::Tampered)
        ));
    }
}

#[test]
fn a_slot_weaker_than_the_floor_is_refused_and_one_beyond_the_ceiling_too() {
    let (dir, mut slots, dek) = one_member();
    let mut rng = StdRng::seed_from_u64(3);
    let weak = Params {
        memory_kib: 64 * 1024 - 1,
        ..Params::FLOOR
    };
    assert!(matches!(
        slots.add("clerk-2", "b", &dek, b"", &weak, &mut rng),
        Err(SlotError::Weak)
    ));
    for (name, value) in [("memory_kib", 1024), ("passes", 1), ("lanes", 0)] {
        let (dir, _, _) = one_member();
        let slots = edit(dir.path(), |file| {
            file["slots"][0]["argon2id"][name] = json!(value);
        });
        assert!(matches!(
            slots.open("clerk-1", "密码-correct"),
            Err(SlotError::Weak)
        ));
    }
    let slots = edit(dir.path(), |file| {
        file["slots"][0]["argon2id"]["memory_kib"] = json!(u32::MAX);
    });
    assert!(matches!(
        slots.open("clerk-1", "密码-correct"),
        Err(SlotError::TooCostly)
    ));
}

#[test]
fn a_changed_password_opens_and_the_old_one_does_not() {
    let (dir, mut slots, dek) = one_member();
    let mut rng = StdRng::seed_from_u64(4);
    assert!(matches!(
        slots.change_password("clerk-1", "x", "new", &Params::FLOOR, &mut rng),
        Err(SlotError::WrongPassword)
    ));
    slots
        .change_password("clerk-1", "密码-correct", "new", &Params::FLOOR, &mut rng)
        .unwrap();
    let slots = Slots::load(dir.path()).unwrap();
    let opened = slots.open("clerk-1", "new").unwrap();
    assert_eq!(opened.dek.bytes(), dek.bytes());
    assert_eq!(&opened.member_secret[..], b"secret");
    assert!(matches!(
        slots.open("clerk-1", "密码-correct"),
        Err(SlotError::WrongPassword)
    ));
}

#[test]
fn a_removed_member_is_gone_and_the_last_one_stays() {
    let (_dir, mut slots, dek) = one_member();
    let mut rng = StdRng::seed_from_u64(5);
    assert!(matches!(
        slots.remove("clerk-1", &dek),
        Err(SlotError::Last)
    ));
    slots
        .add("clerk-2", "b", &dek, b"", &Params::FLOOR, &mut rng)
        .unwrap();
    slots.remove("clerk-1", &dek).unwrap();
    assert!(matches!(
        slots.open("clerk-1", "密码-correct"),
        Err(SlotError::UnknownUser)
    ));
    assert!(slots.open("clerk-2", "b").is_ok());
}

#[test]
fn one_folder_has_one_key() {
    let (_dir, mut slots, _) = one_member();
    let mut rng = StdRng::seed_from_u64(6);
    let other = Dek::generate(&mut rng);
    assert!(matches!(
        slots.add("clerk-2", "b", &other, b"", &Params::FLOOR, &mut rng),
        Err(SlotError::OtherKey)
    ));
}

#[test]
fn a_slot_of_a_kind_not_known_yet_survives_a_rewrite() {
    let (dir, _, _) = one_member();
    let recovery = json!({"kind": "recovery", "to": "key-1", "sealed": "00ff"});
    let mut slots = edit(dir.path(), |file| {
        file["slots"].as_array_mut().unwrap().push(recovery.clone());
    });
    slots.begin_incarnation(id(10)).unwrap();
    let file: Value =
        serde_json::from_slice(&fs::read(dir.path().join("keys.json")).unwrap()).unwrap();
    assert_eq!(file["slots"][1], recovery);
    assert_eq!(slots.users(), ["clerk-1"]);
    assert_eq!(slots.identity().incarnation, id(10));
}

#[test]
fn a_file_that_is_not_ours_is_said_to_be_unreadable() {
    let dir = TempDir::new().unwrap();
    assert!(matches!(Slots::load(dir.path()), Err(SlotError::Missing)));
    fs::write(dir.path().join("keys.json"), "{").unwrap();
    assert!(matches!(
        Slots::load(dir.path()),
        Err(SlotError::Unreadable)
    ));
    let (dir, _, _) = one_member();
    fs::write(
        dir.path().join("keys.json"),
        json!({"format": 3}).to_string(),
    )
    .unwrap();
    assert!(matches!(
        Slots::load(dir.path()),
        Err(SlotError::Unreadable)
    ));
    assert!(matches!(
        Slots::create(dir.path(), identity()),
        Err(SlotError::Exists)
    ));
}
