//! What one frame holds. Fields are only ever added, with a default.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use uuid::Uuid;

use crate::alarm::Alarm;
use crate::case::CaseRow;
use crate::draft::Draft;

/// One frame of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Frame {
    /// An own act with what its command left behind.
    Act(Box<ActFrame>),
    /// A part of an attachment; its `File` follows in the same journal file.
    Chunk {
        case: Uuid,
        hash: [u8; 32],
        idx: u64,
        content: ByteBuf,
    },
    /// An attachment, all of whose chunks came before.
    File(FileFrame),
    /// A draft's present state.
    Draft(Draft),
    /// A draft is no more.
    DraftGone(Uuid),
    /// One of the station's own values.
    Meta { key: String, value: ByteBuf },
    /// Where the origin's log stands.
    Head {
        turn: u64,
        next_seq: u64,
        prev: Option<[u8; 32]>,
        /// The name of that life of the folder.
        #[serde(default)]
        incarnation: Option<Uuid>,
    },
    /// What somebody must know of.
    Alarm(Alarm),
}

/// An own act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActFrame {
    pub(crate) act_id: Uuid,
    pub(crate) case: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) captured_ms: i64,
    pub(crate) turn: u64,
    pub(crate) seq: u64,
    pub(crate) prev: Option<[u8; 32]>,
    pub(crate) hash: [u8; 32],
    pub(crate) bytes: ByteBuf,
    pub(crate) salt: Option<[u8; 32]>,
    pub(crate) payload: Option<ByteBuf>,
    pub(crate) actor: Option<String>,
    pub(crate) attachments: Vec<[u8; 32]>,
    pub(crate) summary: Option<CaseRow>,
    pub(crate) answers: Vec<(String, ByteBuf)>,
    pub(crate) used_codes: Vec<(String, ByteBuf)>,
    #[serde(default)]
    pub(crate) replaces: Option<Uuid>,
    /// The act by which a person ended its row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ended_by: Option<Uuid>,
}

/// An attachment without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileFrame {
    pub(crate) case: Uuid,
    pub(crate) hash: [u8; 32],
    pub(crate) bytes: u64,
    pub(crate) media_type: String,
    pub(crate) name: Option<String>,
    pub(crate) added_ms: i64,
}
