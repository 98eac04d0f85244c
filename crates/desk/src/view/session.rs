use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the program stands; the first thing a window asks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppView {
    /// `starting`, `enrol`, `sign_in`, `desk`, `locked`, `failed`.
    pub phase: String,
    /// The practice city: 练习 stands on every screen.
    pub practice: bool,
    /// City name.
    pub city: String,
    /// Of `failed`: what happened, what it means, what to do.
    pub failure: Option<String>,
    /// Who can sign in here.
    pub clerks: Vec<ClerkView>,
    /// Host of the backend of a city, or of a folder that belongs to none yet.
    pub backend: String,
    /// Who is signed in.
    pub session: Option<SessionView>,
    /// Program version.
    pub version: String,
}

/// A member with a key slot on this station.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClerkView {
    /// 工号.
    pub user: String,
    /// Name.
    pub name: String,
    /// 岗位 in words.
    pub post: String,
    /// Shown in the practice city only.
    pub practice_password: Option<String>,
}

/// Who is at the desk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SessionView {
    /// 工号.
    pub user: String,
    /// Name.
    pub name: String,
    /// The post in use.
    pub post: PostView,
    /// All posts of this member.
    pub posts: Vec<PostView>,
}

/// A post.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PostView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// 网点.
    pub outlet: String,
    /// 窗口.
    pub window: String,
}

/// An unfinished draft of this clerk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftRowView {
    /// Draft id.
    pub id: String,
    /// Item name, or 未选事项.
    pub item: String,
    /// Masked name, or 未登记申请人.
    pub person: String,
    /// `10:44`, or with the day when older.
    pub updated: String,
    /// 团组号, where it came in a list.
    pub group: Option<String>,
    /// Whether it is the one on the desk.
    pub current: bool,
}

/// The citizen's phone of the practice city.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PhoneView {
    /// Who can come.
    pub citizens: Vec<PhoneCitizenView>,
    /// Scenes: (code, name).
    pub scenes: Vec<(String, String)>,
    /// Items that a draft can be begun of: (short number, name).
    pub items: Vec<(String, String)>,
    /// 断网 is on.
    pub cut: bool,
    /// 停机: the practice backend is stopped.
    pub stopped: bool,
    /// Folder with the codes as PNG files.
    pub folder: String,
}

/// A synthetic citizen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PhoneCitizenView {
    /// Key.
    pub key: String,
    /// Name (synthetic, shown whole).
    pub name: String,
    /// What is unusual.
    pub note: String,
    /// On the phone.
    pub licences: Vec<String>,
}

/// A code on the phone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CodeView {
    /// What the picture holds.
    pub text: String,
    /// The picture, `data:image/png;base64,…`.
    pub picture: String,
    /// Seconds it lives.
    pub seconds: i64,
    /// Where it is kept as a PNG.
    pub file: String,
}
