use std::time::Duration;

use super::text;

/// Longest code, bytes: the largest QR symbol (ISO/IEC 18004 version 40, binary) holds 2 953; twice that in letters.
pub const MOST: usize = 6 * 1024;

/// Silence that ends a code while nobody knows yet how this box ends its codes.
const UNKNOWN: Duration = Duration::from_millis(800);
/// A box that has ended a code by a sign: only rubbish waits so long.
const SIGNS: Duration = Duration::from_secs(3);
/// A box that has let silence end a code.
const SILENCE: Duration = Duration::from_millis(150);

/// What a stretch of bytes was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A code.
    Text(String),
    /// Longer than any code, or no letters: dropped up to its end.
    Noise,
}

/// How the box ends its codes, as it has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    Unknown,
    Signs,
    Silence,
}

/// Cuts the bytes of a box into codes: at CR, LF, CR LF, Tab or ETX, or where the box sends none of them, at silence.
///
/// How long a silence is learned from the box: half a packet of a box that ends its codes by a sign is waited for, and a
/// box that sends no sign is not.
#[derive(Debug)]
pub struct Frames {
    held: Vec<u8>,
    /// Too long already: dropped until its end.
    over: bool,
    /// When the last byte came, by the caller's clock.
    last: Duration,
    habit: Habit,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            over: false,
            last: Duration::ZERO,
            habit: Habit::Unknown,
        }
    }
}

impl Frames {
    /// Takes what came at `at` (any clock that only grows) and gives what it completes, in order.
    pub fn push(&mut self, bytes: &[u8], at: Duration) -> Vec<Frame> {
        let mut done: Vec<Frame> = self.elapse(at).into_iter().collect();
        for byte in bytes {
            match byte {
                b'\r' | b'\n' | b'\t' | 0x03 => {
                    if self.is_open() {
                        self.habit = Habit::Signs;
                    }
                    done.extend(self.finish());
                }
                // Padding, and the sign of a beginning.
                0x00 | 0x02 => {}
                byte if self.held.len() < MOST => self.held.push(*byte),
                _ => {
                    self.over = true;
                    self.held.clear();
                }
            }
        }
        if !bytes.is_empty() {
            self.last = at;
        }
        done
    }

    /// What silence until `at` has completed.
    pub fn elapse(&mut self, at: Duration) -> Option<Frame> {
        if !self.is_open() || at < self.due()? {
            return None;
        }
        if self.habit == Habit::Unknown {
            self.habit = Habit::Silence;
        }
        self.finish()
    }

    /// When [`Frames::elapse`] has something to say if nothing comes before.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        let silence = match self.habit {
            Habit::Unknown => UNKNOWN,
            Habit::Signs => SIGNS,
            Habit::Silence => SILENCE,
        };
        self.is_open().then(|| self.last + silence)
    }

    fn is_open(&self) -> bool {
        self.over || !self.held.is_empty()
    }

    fn finish(&mut self) -> Option<Frame> {
        let held = std::mem::take(&mut self.held);
        if std::mem::take(&mut self.over) {
            return Some(Frame::Noise);
        }
        let trimmed = held.trim_ascii();
        if trimmed.is_empty() {
            return None;
        }
        match text(trimmed) {
            // A mark of UTF-8 and nothing behind it.
            Some(text) if text.is_empty() => None,
            Some(text) => Some(Frame::Text(text)),
            None => Some(Frame::Noise),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn texts(frames: Vec<Frame>) -> Vec<String> {
        let text = |frame| match frame {
            Frame::Text(text) => text,
            Frame::Noise => "noise".to_owned(),
        };
        frames.into_iter().map(text).collect()
    }

    #[test]
    fn every_usual_sign_ends_a_code() {
        for sign in ["\r", "\n", "\r\n", "\t", "\x03"] {
            let mut frames = Frames::default();
            let bytes = format!("\x02ZC1:ABC{sign}430400200002290012{sign}");
            let done = frames.push(bytes.as_bytes(), MS);
            assert_eq!(texts(done), ["ZC1:ABC", "430400200002290012"], "{sign:?}");
            assert_eq!(frames.due(), None);
        }
    }

    #[test]
    fn a_box_without_a_sign_is_ended_by_silence_and_learned() {
        let mut frames = Frames::default();
        assert_eq!(frames.push(b"FIRST", MS), []);
        assert_eq!(frames.elapse(UNKNOWN), None);
        assert_eq!(
            frames.elapse(UNKNOWN + MS),
            Some(Frame::Text("FIRST".to_owned()))
        );
        let at = 5_000 * MS;
        frames.push(b"SECOND", at);
        assert_eq!(frames.due(), Some(at + SILENCE));
    }

    #[test]
    fn half_a_packet_is_waited_for_where_the_box_sends_signs() {
        let mut frames = Frames::default();
        frames.push(b"ONE\r\n", MS);
        frames.push(b"TW", 2 * MS);
        assert_eq!(texts(frames.push(b"O\r\n", 2_900 * MS)), ["TWO"]);
    }

    #[test]
    fn two_codes_of_a_silent_box_are_two_even_where_the_program_was_busy() {
        let mut frames = Frames::default();
        frames.push(b"ONE", MS);
        assert_eq!(texts(frames.push(b"TWO", 4_000 * MS)), ["ONE"]);
        assert_eq!(
            frames.elapse(9_000 * MS),
            Some(Frame::Text("TWO".to_owned()))
        );
    }

    #[test]
    fn padding_is_no_letter_and_an_empty_line_no_code() {
        let mut frames = Frames::default();
        let done = frames.push(b"\0\0A\0B\0\r\r\n\n\t\0\0 \r\xef\xbb\xbf\r", MS);
        assert_eq!(texts(done), ["AB"]);
    }

    #[test]
    fn rubbish_without_an_end_is_bounded_and_the_next_code_is_whole() {
        let mut frames = Frames::default();
        for at in 0..200 {
            frames.push(&[b'x'; 4096], at * MS);
            assert!(frames.held.len() <= MOST);
        }
        assert_eq!(texts(frames.push(b"\rNEXT\r", 201 * MS)), ["noise", "NEXT"]);
    }

    #[test]
    fn chinese_comes_through_in_either_writing_and_in_halves() {
        for bytes in [
            "江口镇枫林路\r".as_bytes().to_vec(),
            encoding_rs::GBK.encode("江口镇枫林路\r").0.into_owned(),
        ] {
            let mut frames = Frames::default();
            let (first, second) = bytes.split_at(5);
            assert_eq!(frames.push(first, MS), []);
            assert_eq!(texts(frames.push(second, 9 * MS)), ["江口镇枫林路"]);
        }
    }

    proptest! {
        #[test]
        fn however_the_packets_are_cut_the_codes_are_the_same(
            codes in prop::collection::vec("[!-~]{1,60}", 1..6),
            cuts in prop::collection::vec(1..40_usize, 1..60),
            sign in prop::sample::select(vec!["\r", "\n", "\r\n", "\t"]),
        ) {
            let stream: String = codes.iter().map(|code| format!("{code}{sign}")).collect();
            let mut frames = Frames::default();
            let (mut rest, mut got, mut at) = (stream.as_bytes(), Vec::new(), MS);
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (part, after) = rest.split_at((*cut).min(rest.len()));
                got.extend(frames.push(part, at));
                rest = after;
                at += 20 * MS;
            }
            prop_assert_eq!(texts(got), codes);
        }

        #[test]
        fn any_bytes_at_any_time_stay_within_bounds(
            parts in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..9000), 0..4000_u32), 0..12),
        ) {
            let mut frames = Frames::default();
            let mut at = Duration::ZERO;
            for (part, wait) in parts {
                at += wait * MS;
                for frame in frames.push(&part, at) {
                    if let Frame::Text(text) = frame {
                        prop_assert!(!text.is_empty() && text.len() <= 3 * MOST);
                    }
                }
                prop_assert!(frames.held.len() <= MOST);
            }
        }
    }
}
