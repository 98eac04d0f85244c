use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ChoiceView, DeskView, Tone};

/// A device on the panel (外设).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// `gun`, `serial`, `camera`, `reader`, `face`, `pen`, `rating`, `tickets`, `printer`.
    pub id: String,
    /// 扫码枪, 高拍仪…
    pub name: String,
    /// 可用, 模拟, 未接, 已断开, 无响应.
    pub state: String,
    /// How it looks; the word carries the meaning.
    pub tone: Tone,
    /// What that means and what can be done.
    pub detail: String,
    /// `10:44:07`, empty where it has not been used since the program began.
    pub last_use: String,
    /// There is a test of it.
    pub can_test: bool,
    /// The practice city can play it.
    pub can_simulate: bool,
}

/// What a reading of a card came to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CardView {
    /// `person`: on the desk. `ask`: somebody else is on the desk, whose card is it.
    pub outcome: String,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub say: String,
    /// The desk after it, where it changed.
    pub desk: Option<DeskView>,
    /// Answers to the question: `applicant`, `representative`.
    pub choices: Vec<ChoiceView>,
}

/// What a comparison of faces came to, or that there is to be none.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FaceView {
    /// How it looks; the words carry the meaning.
    pub tone: Tone,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub say: String,
    /// The desk after it.
    pub desk: DeskView,
}

/// What this machine keeps about its devices, to be changed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeviceSettingsView {
    /// Address of the reader's service; empty: the vendor's usual places, in the practice city its own reader.
    pub reader: String,
    /// Serial line of the box; empty: no box.
    pub port: String,
    /// Its speed.
    pub baud: u32,
    /// Lines to choose from.
    pub ports: Vec<PortView>,
    /// Address of the service that compares faces; empty: there is no such device, in the practice city its own.
    pub face: String,
    /// The practice city's reader, where this is one.
    pub practice: Option<PracticeReaderView>,
    /// The practice city's device that compares faces.
    pub practice_face: Option<PracticeFaceView>,
}

/// Settings as the clerk left them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeviceSettingsInput {
    /// Address of the reader's service.
    pub reader: String,
    /// Serial line of the box.
    pub port: String,
    /// Its speed.
    pub baud: u32,
    /// Address of the service that compares faces.
    pub face: String,
}

/// What the practice city's device says of a face.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeFaceView {
    /// What it does now.
    pub outcome: String,
    /// What it can do.
    pub outcomes: Vec<ChoiceView>,
}

/// A serial line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PortView {
    /// The system's name.
    pub name: String,
    /// Name and maker.
    pub text: String,
}

/// What lies on the practice city's reader.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeReaderView {
    /// Whose card lies on it.
    pub citizen: String,
    /// Who has one.
    pub citizens: Vec<ChoiceView>,
    /// What is wrong with it; `none`.
    pub trouble: String,
    /// What can be.
    pub troubles: Vec<ChoiceView>,
}
