use rusqlite::Connection;
use seal::{Algorithm, attach, open1};
use serde_json::json;

use super::*;
use crate::database;

/// A city with so many outlets, each with its code and a long word.
fn content(outlets: std::ops::Range<u32>, word: &str) -> Value {
    let outlet = |n: u32| json!({"code": n.to_string(), "name": word, "phone": "0734-0000100"});
    json!({"v": 1, "outlets": outlets.map(outlet).collect::<Vec<_>>()})
}

struct Shop {
    folder: tempfile::TempDir,
    db: Connection,
    key: SigningKey,
}

impl Shop {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("temp");
        Self {
            db: database::open(folder.path()).expect("a database"),
            key: SigningKey::from_secret_bytes(Algorithm::EdDsa, &[7; 32]).expect("a key"),
            folder,
        }
    }

    fn print(&mut self, content: Value) -> Printed {
        let tx = self.db.transaction().expect("free");
        let press = Press {
            tx: &tx,
            key: &self.key,
            realm: "practice",
            now_s: 1,
        };
        let printed = press.print("city", Ok(content)).expect("printed");
        tx.commit().expect("kept");
        printed
    }

    fn restart(self) -> Self {
        let Self { folder, db, key } = self;
        drop(db);
        let db = database::open(folder.path()).expect("a database");
        Self { folder, db, key }
    }

    /// The whole newest list as a station makes it out of the whole one before.
    fn made(&self, before: &Printed, delta: &Delta) -> Vec<u8> {
        let find = |_: &[u8]| Some(self.key.public());
        let held = &before.signed.bytes.as_ref().expect("whole").0;
        let held = open1(Use::Refdata, held, find).expect("signed").payload;
        let value = serde_json::from_slice(&held).expect("JSON");
        let made = delta.patch.applied(value).expect("it applies");
        let made: Publication<Value> = serde_json::from_value(made).expect("a publication");
        let whole = attach(&delta.sealed.0, &made.bytes().expect("JSON")).expect("detached");
        open1(Use::Refdata, &whole, find).expect("the signature holds");
        whole
    }
}

#[test]
fn what_changed_since_a_kept_publication_makes_the_newest_byte_for_byte() {
    let mut shop = Shop::open();
    let first = shop.print(content(0..20, "练习网点"));
    let second = shop.print(content(1..21, "练习网点"));
    for before in [&first, &second] {
        let held = shop.print(content(1..21, "练习网点"));
        assert_eq!(held.signed, second.signed, "the same is no new publication");
        let told = held.since(&before.signed.version);
        let Some(delta) = told.delta else {
            assert_eq!(told.bytes, None, "what is held does not travel");
            assert_eq!(before.signed, second.signed);
            continue;
        };
        assert_eq!((told.bytes, &told.version), (None, &second.signed.version));
        let made = shop.made(before, &delta);
        assert_eq!(Some(B64(made)), second.signed.bytes);
    }
    let mut shop = shop.restart();
    let third = shop.print(content(0..20, "练习网点"));
    let delta = third
        .since(&first.signed.version)
        .delta
        .expect("kept over a restart");
    assert_eq!(Some(B64(shop.made(&first, &delta))), third.signed.bytes);
}

#[test]
fn an_unknown_version_gets_the_whole_and_so_does_one_that_is_no_more_kept() {
    let mut shop = Shop::open();
    let first = shop.print(content(0..20, "一"));
    let printed: Vec<_> = (1..=5)
        .map(|n| shop.print(content(n..20 + n, "一")))
        .collect();
    let newest = printed.last().expect("five");
    for unknown in ["", "0", "9.00000000", &first.signed.version] {
        let told = newest.since(unknown);
        assert_eq!(told.delta, None, "{unknown}");
        assert_eq!(told.bytes, newest.signed.bytes);
    }
    assert!(newest.since(&printed[0].signed.version).delta.is_some());
}

#[test]
fn a_delta_that_is_more_than_the_whole_does_not_travel() {
    let mut shop = Shop::open();
    let before = shop.print(content(0..30, "甲"));
    let newest = shop.print(content(100..103, "乙"));
    let told = newest.since(&before.signed.version);
    assert_eq!(
        (told.delta, told.bytes),
        (None, newest.signed.bytes.clone())
    );
    // The other way round, and where one thing of thirty changed, it does less.
    let mut one = content(0..30, "甲");
    one["outlets"][3]["phone"] = json!("0734-0000999");
    shop.print(content(0..30, "甲"));
    let held = shop.print(one.clone());
    one["outlets"][4]["phone"] = json!("0734-0000999");
    let newest = shop.print(one);
    let delta = newest.since(&held.signed.version).delta.expect("less");
    let sizes = [json!(delta), json!(newest.signed.bytes)].map(|json| json.to_string().len());
    assert!(sizes[0] * 4 < sizes[1], "{sizes:?}");
}
