//! The lives of the log: each start begins one. A folder that came out of a backup looks like any other, so no start
//! is taken for a mere continuation; a station that names the life it knows is told how much of it is still here.

use rusqlite::{Transaction, params};

use crate::keys::token;

/// Every life that led to this log, the present one last.
pub(crate) struct Lives(Vec<Life>);

struct Life {
    epoch: String,
    /// The last position when it began.
    after: u64,
}

impl Lives {
    /// Begins a life after the last position.
    pub(crate) fn begin(tx: &Transaction<'_>, last: u64) -> rusqlite::Result<Self> {
        tx.execute(
            "INSERT INTO lives (epoch, after) VALUES (?1, ?2)",
            params![token(8), last.cast_signed()],
        )?;
        let mut statement = tx.prepare("SELECT epoch, after FROM lives ORDER BY n")?;
        let lives = statement.query_map([], |row| {
            let after: i64 = row.get(1)?;
            Ok(Life {
                epoch: row.get(0)?,
                after: after.unsigned_abs(),
            })
        })?;
        Ok(Self(lives.collect::<Result<_, _>>()?))
    }

    /// The present one.
    pub(crate) fn epoch(&self) -> &str {
        self.0.last().map_or("", |life| &life.epoch)
    }

    /// How much of another life is in this log: up to where the next one began; nothing of one that never led here.
    pub(crate) fn common_to(&self, known: &str) -> Option<u64> {
        if known == self.epoch() {
            return None;
        }
        let at = self.0.iter().position(|life| life.epoch == known);
        let next = at.and_then(|at| self.0.get(at + 1));
        Some(next.map_or(0, |life| life.after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_reaches_to_where_the_next_one_began() {
        let life = |epoch: &str, after| Life {
            epoch: epoch.to_owned(),
            after,
        };
        let lives = Lives(vec![life("a", 0), life("b", 50), life("c", 70)]);
        assert_eq!(lives.epoch(), "c");
        assert_eq!(lives.common_to("c"), None);
        assert_eq!(lives.common_to("b"), Some(70));
        assert_eq!(
            lives.common_to("a"),
            Some(50),
            "what b wrote there is another's"
        );
        assert_eq!(lives.common_to("lost"), Some(0));
    }
}
