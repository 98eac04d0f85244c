//! Places at which a development build can be made to die, so that tests can kill it between any two steps that
//! matter and look at what is left.
//!
//! `ZC_CRASH_AT=NAME` or `ZC_CRASH_AT=NAME:N` makes the process abort when it comes to that point (the Nth time):
//! no destructor runs, nothing is flushed, the system takes the locks back, as with `kill -9`; the signal is another
//! one, so that whoever started it can tell "died at the point" from "was killed on the way there".
//!
//! A build without debug assertions, as every shipped one is, holds neither the variable's name nor a branch: a test
//! beside this file compiles it so and looks.

macro_rules! points {
    ($($point:ident $name:literal $when:literal,)*) => {
        /// A named place. Each stands at exactly one line of the programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point {
            $(#[doc = $when] $point,)*
        }

        impl Point {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$point,)*];

            /// As `ZC_CRASH_AT` names it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$point => $name,)* }
            }
        }
    };
}

points! {
    EnrolAnswered "enrol.answered" "The backend knows the station, the folder is empty.",
    EnrolSlotted "enrol.slotted" "The slots are written, there is no database.",
    EnrolFilled "enrol.filled" "All is written but the mark that it is whole.",
    AttachmentStaged "attachment.staged" "A file has a row and no content.",
    AttachmentChunked "attachment.chunked" "A part of a file's content is committed.",
    AttachmentNamed "attachment.named" "A file is whole; no act names it yet.",
    AppendBuilt "append.built" "The acts are written and not committed.",
    AppendCommitted "append.committed" "The acts are committed, the journal has not heard of them.",
    JournalFollowed "journal.followed" "An append's frames are written to the journal, neither synced nor marked.",
    JournalPut "journal.put" "Frames are written to the journal and not synced.",
    JournalSynced "journal.synced" "Frames are synced, their rows are not marked.",
    JournalMarked "journal.marked" "Rows are marked as standing twice.",
    JournalFile "journal.file" "A whole file stands in the journal, its row is not marked.",
    PruneUnmarked "prune.unmarked" "No row says any more that it stands in a journal file, the file is there.",
    PruneMoved "prune.moved" "What a journal file still held was moved out, the file is there.",
    PruneRemoved "prune.removed" "A journal file was removed.",
    RotateBegun "rotate.begun" "Both data keys stand in every slot.",
    RotateCopied "rotate.copied" "A copy of the database under the new key lies beside it.",
    RotateSwapped "rotate.swapped" "The copy is the database.",
    RotateBound "rotate.bound" "The folder is bound to the new key.",
    RotateRetired "rotate.retired" "The old journal is out of the way.",
    RotateJournaled "rotate.journaled" "The new journal has everything unsent.",
    RotateSettled "rotate.settled" "The slots hold the new key alone.",
    RotateDone "rotate.done" "The old journal is gone.",
    BundlePart "bundle.part" "A bundle has acts, no end and not its name.",
    BundleNamed "bundle.named" "A bundle is whole under its name; the log does not say so.",
    IntakeKept "intake.kept" "A line's acts stand; its answer is not printed.",
    IntakePrinted "intake.printed" "A line's answer is printed.",
    SendingMarked "sending.marked" "Rows are marked as being sent; no request has left.",
    ActsReplied "acts.replied" "The reply to acts is in hand and not yet looked at.",
    SettleBegun "settle.begun" "Acknowledgements are believed and not kept.",
    SettleOne "settle.one" "One acknowledgement is kept; others of the same reply may not be.",
    UploadCreated "upload.created" "The backend made an upload, its address is not kept.",
    UploadReplied "upload.replied" "The backend has a piece, the progress is not kept.",
    UploadKept "upload.kept" "The progress of an upload is kept.",
    FileStored "file.stored" "A file is kept as stored.",
    FeedTaken "feed.taken" "The acts of a page of the feed are kept; what they made of their cases and the cursor are not.",
    BackendActsTaken "backend.acts.taken" "The backend has written a batch and not committed.",
    BackendActsKept "backend.acts.kept" "The backend has committed a batch, no reply has left.",
    BackendPieceTaken "backend.piece.taken" "The backend has written a piece and not committed.",
    BackendPieceKept "backend.piece.kept" "The backend has committed a piece, no reply has left.",
    BackendBegun "backend.begun" "A call's work is done in the backend and not committed.",
    BackendKept "backend.kept" "A call's work is committed, no reply has left.",
}

/// Dies here, if this is where the process was told to.
#[cfg(debug_assertions)]
pub fn point(at: Point) {
    told::reach(at);
}

/// Nothing: this build is one that ships.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn point(_: Point) {}

#[cfg(debug_assertions)]
mod told {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// What the environment said at the first point of this process.
    static TOLD: OnceLock<Option<Told>> = OnceLock::new();

    struct Told {
        name: String,
        left: AtomicU32,
    }

    pub(super) fn reach(at: super::Point) {
        let told = TOLD.get_or_init(|| read(&std::env::var("ZC_CRASH_AT").ok()?));
        if let Some(told) = told
            && told.name == at.name()
            && told.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            std::process::abort();
        }
    }

    /// `NAME` or `NAME:N`; anything else is nothing.
    fn read(text: &str) -> Option<Told> {
        let (name, count) = text.split_once(':').unwrap_or((text, "1"));
        let left = AtomicU32::new(count.parse().ok().filter(|count| *count > 0)?);
        let name = name.to_owned();
        Some(Told { name, left })
    }
}
