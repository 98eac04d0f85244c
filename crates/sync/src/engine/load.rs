use domain::queue::{Reason, RowState};
use uuid::Uuid;

use super::{Engine, Entry, File, FileKey, FileRow, Place, Row, Strikes, keys};

impl Engine {
    /// Begins anew with these rows. What this process learned of a row that it already had (waits, halvings,
    /// strikes) stays; what was under way is forgotten.
    pub(super) fn load(&mut self, rows: Vec<Row>) {
        let known = self.rows.take();
        let files = std::mem::take(&mut self.files);
        self.uploading.clear();
        self.posts.clear();
        for row in rows {
            let act_id = row.act_id;
            self.add(row);
            if let Some(old) = known.get(&act_id) {
                self.rows.edit(act_id, |entry| remember(entry, old));
            }
        }
        for (key, old) in files {
            if let Some(file) = self.files.get_mut(&key) {
                (file.attempts, file.strikes) = (old.attempts, old.strikes);
                file.due = file.due.max(old.due);
            }
        }
    }

    /// One row more; a row that is known already is left as it is.
    pub(super) fn add(&mut self, row: Row) {
        self.note_mended(&row);
        if self.rows.contains_key(&row.act_id) || row.state.is_durable() {
            return;
        }
        #[cfg(test)]
        if self.has(super::defect::Defect::ForgetsSending) && row.state == RowState::Sending {
            return;
        }
        for file in &row.attachments {
            self.add_file(row.case, file);
        }
        let due = self.loaded_due(&row.state);
        let entry = Entry {
            case: row.case,
            seq: row.seq,
            place: (row.seq, row.seq, row.act_id),
            bytes: row.bytes,
            replaces: row.replaces,
            files: row.attachments.iter().map(|file| file.hash).collect(),
            state: row.state,
            attempts: row.attempts,
            asks: 0,
            due,
            batch: None,
            limit: self.config.batch_acts,
            strikes: Strikes::default(),
        };
        self.rest_loaded(row.act_id, entry);
    }

    /// An act that mends another takes it out of the way, and stays its mend when it is stored itself. An act mends
    /// an earlier one; anything else is no order to follow.
    fn note_mended(&mut self, row: &Row) {
        if let Some(before) = row.replaces.filter(|before| *before != row.act_id) {
            self.mended.entry(before).or_default().insert(row.act_id);
        }
    }

    fn add_file(&mut self, case: Option<Uuid>, row: &FileRow) {
        let Some(case) = case else {
            return;
        };
        let file = self
            .files
            .entry(FileKey {
                case,
                hash: row.hash,
            })
            .or_insert_with(|| File {
                bytes: row.bytes,
                offset: row.offset,
                stored: row.stored,
                ..File::default()
            });
        file.users += 1;
    }

    /// A wait for the network ends with the process that waited; a wait for the row itself goes on, within the cap.
    fn loaded_due(&self, state: &RowState) -> i64 {
        match state {
            RowState::RetryWait {
                reason: Reason::RecordFault,
                next_at,
                ..
            } => (*next_at).min(self.now.saturating_add(self.config.cap)),
            _ => self.now,
        }
    }

    /// Files a loaded row: what was sending when the process ended is sent again.
    fn rest_loaded(&mut self, act_id: Uuid, entry: Entry) {
        let waits = matches!(&entry.state, RowState::RetryWait { .. } if entry.due > self.now);
        // Received is asked about again, unless a file of it is not there any more: then that goes first.
        let asked = entry.state == RowState::Received && !self.lacks_files(&entry);
        let moves = entry.state.is_open() && !asked && !waits;
        let rest = self.resting(&entry);
        self.rows.insert(act_id, entry);
        self.place_replacements(act_id);
        if moves {
            self.set(act_id, rest);
        }
    }

    /// Puts an act that mends another in that one's place, whichever of them came first.
    fn place_replacements(&mut self, added: Uuid) {
        let mut touched = vec![added];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(act_id) = touched.pop() {
            if !seen.insert(act_id) {
                continue;
            }
            touched.extend(self.mended.get(&act_id).into_iter().flatten());
            let place = self.place_of(act_id);
            let entry = self.rows.get(&act_id);
            if entry.is_some_and(|entry| entry.place != place) {
                self.rows.edit(act_id, |entry| entry.place = place);
            }
        }
    }

    /// The place of a row: of the first act that it mends, directly or by others, then its own.
    fn place_of(&self, act_id: Uuid) -> Place {
        let own = self.rows.get(&act_id).map_or(0, |entry| entry.seq);
        let mut first = own;
        let mut at = act_id;
        while let Some(before) = self.rows.get(&at).and_then(|entry| entry.replaces) {
            match self.rows.get(&before) {
                Some(entry) if entry.seq < first => first = entry.seq,
                _ => break,
            }
            at = before;
        }
        (first, own, act_id)
    }
}

fn remember(entry: &mut Entry, old: &Entry) {
    (entry.asks, entry.limit) = (old.asks, old.limit);
    entry.strikes = old.strikes.clone();
    if entry.state.is_open() {
        entry.due = entry.due.max(old.due);
    }
}

/// Whether a row names this file.
pub(super) fn names(entry: &Entry, key: FileKey) -> bool {
    keys(entry).any(|named| named == key)
}
