//! The practice city's people as they ship with the program (design §8): all synthetic.

use serde::Deserialize;

use crate::station::MemberPassword;
use crate::view::{ClerkView, PhoneCitizenView};

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
}

#[derive(Deserialize)]
struct Licence {
    #[serde(rename = "ZZMC")]
    name: String,
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
