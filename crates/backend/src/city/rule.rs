use domain::catalogue::{Level, Limit};
use serde::Deserialize;
use wire::{Grant, Post, Staff, StaffList};

/// What the backend uses of `city.json`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Rule {
    pub(crate) realm: String,
    /// GB/T 2260.
    pub(crate) region: String,
    pub(crate) office_hours: String,
    /// How long an office may be silent after receipt.
    pub(crate) answer_within: Limit,
    /// Within how many days the same applicant's same item is one too many.
    #[serde(default = "duplicate_days")]
    pub(crate) duplicate_days: u32,
    pub(crate) attachments: Attachments,
    pub(crate) proof: Proof,
    #[serde(default)]
    pub(crate) drafts: Drafts,
    pub(crate) other_cities: Vec<OtherCity>,
    pub(crate) scenes: Vec<Scene>,
    #[serde(default)]
    pub(crate) outlets: Vec<Place>,
}

/// 网点, as far as the rules ask.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Place {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) level: Option<Level>,
    /// What the city has opened there beside its level.
    #[serde(default)]
    pub(crate) opened: Vec<String>,
}

/// How long files are kept that no act names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Attachments {
    /// Whole ones.
    pub(crate) orphan_days: i64,
    /// Uploads that came to no end.
    pub(crate) unfinished_days: i64,
}

/// How long a draft of another end waits for a station.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Drafts {
    pub(crate) life_seconds: i64,
}

impl Default for Drafts {
    fn default() -> Self {
        Self { life_seconds: 1800 }
    }
}

/// What this city's proof codes look like.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Proof {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) life_seconds: i64,
    pub(crate) issuer: String,
    /// How long a consent record is good for using the same licences again (S89), days.
    #[serde(default = "again_days")]
    pub(crate) again_days: i64,
}

fn duplicate_days() -> u32 {
    domain::duplicate::DAYS
}

fn again_days() -> i64 {
    90
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OtherCity {
    pub(crate) host: String,
    /// GB/T 2260.
    pub(crate) region: String,
}

/// What can be wrong with a code.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Scene {
    pub(crate) code: String,
    pub(crate) name: String,
}

#[derive(Deserialize)]
struct ClerkFile {
    clerks: Vec<Clerk>,
}

#[derive(Deserialize)]
struct Clerk {
    user: String,
    name: String,
    posts: Vec<ClerkPost>,
    #[serde(default)]
    offline_days: Option<u32>,
}

#[derive(Deserialize)]
struct ClerkPost {
    code: String,
    name: String,
    outlet: String,
    window: String,
    grants: Vec<Grant>,
    items: Items,
    valid_from: String,
    valid_to: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Items {
    Listed(Vec<String>),
    One(String),
}

/// The staff list of `clerks.json`; passwords are the desk's and stay out.
pub(super) fn staff(text: &str) -> serde_json::Result<StaffList> {
    let file: ClerkFile = serde_json::from_str(text)?;
    let staff = file.clerks.into_iter().map(|clerk| Staff {
        user: clerk.user,
        name: clerk.name,
        posts: clerk.posts.into_iter().map(ClerkPost::wire).collect(),
        revoked_at: None,
        offline_days: clerk.offline_days,
    });
    Ok(StaffList {
        staff: staff.collect(),
    })
}

impl ClerkPost {
    fn wire(self) -> Post {
        Post {
            code: self.code,
            name: self.name,
            outlet: self.outlet,
            window: self.window,
            grants: self.grants,
            items: match self.items {
                Items::Listed(items) => items,
                Items::One(item) => vec![item],
            },
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}
