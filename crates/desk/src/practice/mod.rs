//! The practice city's people as they ship with the program (design §8): all synthetic.

use ::devices::id_reader::simulate::Played;
use serde::Deserialize;

use crate::station::MemberPassword;
use crate::view::{ChoiceView, ClerkView, PhoneCitizenView};

const CLERKS: &str = include_str!("../../../../assets/practice/clerks.json");
const CITIZENS: &str = include_str!("../../../../assets/practice/citizens.json");
const CITY: &str = include_str!("../../../../assets/practice/city.json");

/// Name of the realm.
pub const REALM: &str = "practice";

#[derive(Deserialize)]
struct Clerks {
    clerks: Vec<Clerk>,
}

#[derive(Deserialize)]
struct Clerk {
    user: String,
    name: String,
    posts: Vec<ClerkPost>,
    password: String,
}

#[derive(Deserialize)]
struct ClerkPost {
    name: String,
}

#[derive(Deserialize)]
struct Citizens {
    citizens: Vec<Citizen>,
    companies: Vec<Citizen>,
}

#[derive(Deserialize)]
struct Citizen {
    key: String,
    name: String,
    note: String,
    licences: Vec<Licence>,
    // Companies have none of these.
    #[serde(default)]
    id_kind: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    born: String,
    #[serde(default)]
    nation: String,
    #[serde(default)]
    address: String,
}

#[derive(Deserialize)]
struct Licence {
    #[serde(rename = "ZZMC")]
    name: String,
    #[serde(rename = "ZZYXQQSRQ", default)]
    from: String,
    #[serde(rename = "ZZYXQJZRQ", default)]
    until: String,
}

#[derive(Deserialize)]
struct City {
    name: String,
    scenes: Vec<Scene>,
}

#[derive(Deserialize)]
struct Scene {
    code: String,
    name: String,
}

// Part of the program: a file that cannot be read here is found by the first test that runs.
fn read<'a, T: Deserialize<'a>>(json: &'a str) -> T {
    serde_json::from_str(json).expect("the practice city ships with the program and is tested")
}

fn clerk_list() -> Vec<Clerk> {
    read::<Clerks>(CLERKS).clerks
}

/// Everybody who gets a slot on a practice station, with the password that is shown on its sign-in screen.
#[must_use]
pub fn members() -> Vec<MemberPassword> {
    clerk_list()
        .into_iter()
        .map(|clerk| MemberPassword {
            user: clerk.user,
            password: clerk.password,
        })
        .collect()
}

/// The clerks as the sign-in screen shows them.
#[must_use]
pub fn clerks() -> Vec<ClerkView> {
    clerk_list()
        .into_iter()
        .map(|clerk| ClerkView {
            user: clerk.user,
            name: clerk.name,
            post: clerk
                .posts
                .iter()
                .map(|post| post.name.as_str())
                .collect::<Vec<_>>()
                .join("、"),
            practice_password: Some(clerk.password),
        })
        .collect()
}

/// The citizens and companies, for a phone whose backend does not answer.
pub(crate) fn citizens() -> Vec<PhoneCitizenView> {
    let all = read::<Citizens>(CITIZENS);
    all.citizens
        .into_iter()
        .chain(all.companies)
        .map(|citizen| PhoneCitizenView {
            key: citizen.key,
            name: citizen.name,
            note: citizen.note,
            licences: citizen.licences.into_iter().map(|l| l.name).collect(),
        })
        .collect()
}

/// The identity document of a citizen as a reader reads it; none where they have none.
pub(crate) fn card(key: &str) -> Option<Played> {
    let all = read::<Citizens>(CITIZENS).citizens;
    all.into_iter()
        .find(|citizen| citizen.key == key)
        .and_then(played)
}

/// Who has a document that a reader reads.
pub(crate) fn card_holders() -> Vec<ChoiceView> {
    let all = read::<Citizens>(CITIZENS).citizens;
    let holder = |citizen: Citizen| {
        let (code, name, note) = (
            citizen.key.clone(),
            citizen.name.clone(),
            citizen.note.clone(),
        );
        let text = format!("{name}（{note}）");
        played(citizen).map(|_| ChoiceView { code, text })
    };
    all.into_iter().filter_map(holder).collect()
}

fn played(citizen: Citizen) -> Option<Played> {
    let (kind, licence) = match citizen.id_kind.as_str() {
        "resident_id" => ("0", "居民身份证"),
        "foreign_permanent" => ("3", "外国人永久居留身份证"),
        _ => return None,
    };
    let document = citizen.licences.into_iter().find(|one| one.name == licence);
    // Somebody whom the state issues no e-licence of it may have the document all the same.
    let (from, until) = match document {
        Some(document) => (document.from, document.until),
        None if kind == "3" => Default::default(),
        None => return None,
    };
    let digits = |date: &str| date.replace('-', "");
    Some(Played {
        kind: kind.to_owned(),
        name: citizen.name,
        number: citizen.id,
        sex: citizen.sex,
        nation: citizen.nation.trim_end_matches('族').to_owned(),
        born: digits(&citizen.born),
        address: citizen.address,
        from: digits(&from),
        until: match until.as_str() {
            "" => "长期".to_owned(),
            until => digits(until),
        },
    })
}

/// Scenes: (code, name).
pub(crate) fn scenes() -> Vec<(String, String)> {
    read::<City>(CITY)
        .scenes
        .into_iter()
        .map(|scene| (scene.code, scene.name))
        .collect()
}

/// Name of the city.
pub(crate) fn city() -> String {
    read::<City>(CITY).name
}
