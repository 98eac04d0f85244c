/// Which life of the backend's log a reply is of, and what the reply says of the life that the request named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Of the reply.
    pub epoch: String,
    /// The epoch that the request named as known.
    pub asked: Option<String>,
    /// Positions of the asked epoch up to here are in the log of this one. A backend that does not say loses the
    /// benefit: everything is sent again and answered as a duplicate.
    pub common_to: Option<u64>,
}

/// What a reply's life means for a station that knows another, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The one that is known.
    Same,
    /// The first that this station meets.
    First,
    /// A reply of the life before, come late: the backend has been restored since. It proves nothing.
    Former,
    /// The backend was restored: every own act stored beyond this position is sent again (design §6).
    Restored {
        /// The last position that both lives share.
        beyond: u64,
    },
}

impl Life {
    /// Compares it with the epoch that is `known` when the reply arrives.
    #[must_use]
    pub fn turn(&self, known: Option<&str>) -> Turn {
        let asked = self.asked.as_deref();
        match known {
            None => Turn::First,
            Some(known) if known == self.epoch => Turn::Same,
            Some(_) if asked == Some(&self.epoch) => Turn::Former,
            // What it says of another epoch than the known one says nothing of ours.
            known => Turn::Restored {
                beyond: self.common_to.filter(|_| asked == known).unwrap_or(0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(known: Option<&str>, asked: Option<&str>, common_to: Option<u64>) -> Turn {
        let life = Life {
            epoch: "now".into(),
            asked: asked.map(str::to_owned),
            common_to,
        };
        life.turn(known)
    }

    #[test]
    fn a_new_epoch_reopens_what_is_beyond_the_common_part() {
        let restored = |beyond| Turn::Restored { beyond };
        assert_eq!(turn(Some("old"), Some("old"), Some(7)), restored(7));
        assert_eq!(turn(Some("old"), Some("old"), None), restored(0));
        assert_eq!(turn(Some("old"), Some("older"), Some(7)), restored(0));
        assert_eq!(turn(Some("old"), None, Some(7)), restored(0));
    }

    #[test]
    fn the_known_epoch_and_the_first_one_reopen_nothing() {
        assert_eq!(turn(Some("now"), Some("old"), Some(7)), Turn::Same);
        assert_eq!(turn(None, None, None), Turn::First);
    }

    #[test]
    fn a_late_reply_of_the_life_before_is_told_apart() {
        assert_eq!(turn(Some("next"), Some("now"), None), Turn::Former);
    }
}
