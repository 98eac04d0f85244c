use std::collections::BTreeMap;

use proptest::prelude::*;

use super::keep::{Affixes, load, save};
use super::layout::{Stroke, stroke};
use super::lesson::{Mistake, SAMPLE, learn};
use super::{Burst, Config, Gate, Press, Sign, Step};

const ENTER: u16 = 28;
const TAB: u16 = 15;
const SHIFT: u16 = 42;
const CTRL: u16 = 29;
const LEFT: u16 = 105;
const B: u16 = 48;
const F9: u16 = 67;
const MS: u64 = 1_000;

/// An event as a platform would hand it in: which key, up or down.
type Event = (u16, bool);

/// A keyboard, a gate and a clock that runs due timers before each event, as the window does.
struct Desk {
    gate: Gate<Event>,
    now: u64,
    timers: bool,
    typed: Vec<Event>,
    seen: Vec<Event>,
    scans: Vec<String>,
    bursts: Vec<Burst>,
    began: usize,
    keys: BTreeMap<char, (u16, bool)>,
}

impl Desk {
    fn new() -> Self {
        Self::with(Config::default(), true)
    }

    /// `timers: false`: the program was busy, so that only the keys' own times can tell.
    fn with(config: Config, timers: bool) -> Self {
        let mut keys = BTreeMap::new();
        for code in (0..=98).rev() {
            for shift in [true, false] {
                if let Stroke::Sign(Sign::Print(letter)) = stroke(code, shift) {
                    keys.insert(letter, (code, shift));
                }
            }
        }
        Self {
            gate: Gate::new(config),
            now: 0,
            timers,
            typed: Vec::new(),
            seen: Vec::new(),
            scans: Vec::new(),
            bursts: Vec::new(),
            began: 0,
            keys,
        }
    }

    fn take(&mut self, step: Step<Event>) {
        self.seen.extend(step.deliver);
        if let Some(burst) = step.scan {
            self.scans.push(burst.text.clone());
            self.bursts.push(burst);
        }
        self.began += usize::from(step.began);
    }

    fn wait(&mut self, micros: u64) {
        let until = self.now + micros;
        if self.timers {
            while let Some(due) = self.gate.deadline().filter(|due| *due <= until) {
                let step = self.gate.elapse(due);
                self.take(step);
            }
        }
        self.now = until;
    }

    fn down(&mut self, code: u16, shift: bool, command: bool) {
        self.typed.push((code, true));
        let step = self.gate.press(
            Press {
                code,
                shift,
                command,
                at_us: self.now,
            },
            (code, true),
        );
        self.take(step);
    }

    fn up(&mut self, code: u16) {
        self.typed.push((code, false));
        let step = self.gate.release(code, (code, false));
        self.take(step);
    }

    fn tap(&mut self, code: u16, shift: bool) {
        self.down(code, shift, false);
        self.up(code);
    }

    /// As a gun does it: Shift down, key, Shift up, then the gap.
    fn letter(&mut self, letter: char, gap: u64) {
        let (code, shift) = self.keys[&letter];
        if shift {
            self.down(SHIFT, false, false);
        }
        self.tap(code, shift);
        if shift {
            self.up(SHIFT);
        }
        self.wait(gap);
    }

    fn text(&mut self, text: &str, gap: u64) {
        for letter in text.chars() {
            self.letter(letter, gap);
        }
    }

    /// A gun's key that is no character: F9, or Ctrl and a letter.
    fn sign(&mut self, sign: Sign, gap: u64) {
        match sign {
            Sign::Print(letter) => return self.letter(letter, gap),
            Sign::Key(code) => self.tap(code, false),
            Sign::Chord(code) => {
                self.down(CTRL, false, false);
                self.down(code, false, true);
                self.up(code);
                self.up(CTRL);
            }
        }
        self.wait(gap);
    }

    fn signs(&mut self, signs: &[Sign], gap: u64) {
        for sign in signs {
            self.sign(*sign, gap);
        }
    }

    fn silence(&mut self) {
        self.timers = true;
        self.wait(1_000 * MS);
    }
}

#[test]
fn s28_a_burst_with_enter_is_a_scan_and_the_window_sees_nothing() {
    let mut desk = Desk::new();
    desk.text("ZC1:ABC-123 $%*+./:", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["ZC1:ABC-123 $%*+./:"]);
    assert_eq!(desk.seen, []);
    assert_eq!(desk.began, 1);
}

#[test]
fn a_missing_enter_is_made_up_for_by_silence() {
    let mut desk = Desk::new();
    desk.text("ABC123", 5 * MS);
    assert_eq!(desk.scans, Vec::<String>::new());
    desk.silence();
    assert_eq!(desk.scans, ["ABC123"]);
    assert_eq!(desk.seen, []);
}

#[test]
fn a_straggling_enter_of_the_gun_presses_no_button() {
    let mut desk = Desk::new();
    desk.text("ABC123", 5 * MS);
    desk.wait(150 * MS);
    desk.tap(ENTER, false);
    assert_eq!((desk.scans.len(), desk.seen.len()), (1, 0));
    desk.wait(500 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.seen, [(ENTER, true), (ENTER, false)]);
}

#[test]
fn two_scans_in_a_row_are_two() {
    let mut desk = Desk::new();
    desk.text("FIRST-1", 3 * MS);
    desk.tap(TAB, false);
    desk.wait(2 * MS);
    desk.text("second2", 3 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["FIRST-1", "second2"]);
    assert_eq!(desk.seen, []);
}

#[test]
fn two_scans_without_enter_are_two_even_where_the_program_was_busy() {
    let mut desk = Desk::with(Config::default(), false);
    desk.text("FIRST-1", 3 * MS);
    desk.wait(300 * MS);
    desk.text("second2", 3 * MS);
    desk.silence();
    assert_eq!(desk.scans, ["FIRST-1", "second2"]);
    assert_eq!(desk.seen, []);
}

fn taught(prefix: &[Sign], suffix: &[Sign]) -> Desk {
    let affixes = Affixes {
        prefix: prefix.to_vec(),
        suffix: suffix.to_vec(),
    };
    Desk::with(affixes.config(), true)
}

#[test]
fn prefix_and_suffix_of_the_gun_are_taken_off() {
    let mut desk = taught(&[Sign::Print('~')], &[Sign::Print('#'), Sign::Key(ENTER)]);
    desk.text("~ABC123#", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["ABC123"]);
}

#[test]
fn a_code_without_the_taught_prefix_is_taken_as_it_is() {
    let mut desk = taught(&[Sign::Print('~')], &[Sign::Print('#'), Sign::Key(ENTER)]);
    desk.text("ABC~123", 5 * MS);
    desk.silence();
    assert_eq!(desk.scans, ["ABC~123"]);
}

#[test]
fn a_function_key_or_control_key_before_a_code_is_no_command_of_the_window() {
    for first in [Sign::Key(F9), Sign::Chord(B)] {
        let mut desk = Desk::new();
        desk.sign(first, 5 * MS);
        desk.text("ABC123", 5 * MS);
        desk.tap(ENTER, false);
        assert_eq!(
            (desk.scans.as_slice(), desk.seen.as_slice()),
            (&["ABC123".to_owned()][..], &[][..])
        );
    }
}

#[test]
fn an_enter_before_a_code_is_the_guns_only_where_it_was_taught() {
    let mut desk = taught(&[Sign::Key(ENTER)], &[Sign::Key(ENTER)]);
    desk.tap(ENTER, false);
    desk.wait(5 * MS);
    desk.text("ABC123", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["ABC123"]);
    assert_eq!(desk.seen, []);
    let mut desk = Desk::new();
    desk.tap(ENTER, false);
    assert_eq!(desk.seen, desk.typed);
}

#[test]
fn a_suffix_of_a_key_that_no_code_has_ends_the_scan_at_once() {
    let mut desk = taught(&[], &[Sign::Print('#'), Sign::Key(F9)]);
    desk.text("ABC123#", 5 * MS);
    assert_eq!(desk.scans, Vec::<String>::new());
    desk.tap(F9, false);
    assert_eq!(desk.scans, ["ABC123"]);
    assert_eq!(desk.seen, []);
}

#[test]
fn what_was_taught_to_follow_enter_reaches_no_field() {
    let suffix = [Sign::Key(ENTER), Sign::Chord(36), Sign::Print('#')];
    let mut desk = taught(&[], &suffix);
    desk.text("ABC123", 5 * MS);
    desk.signs(&suffix, 5 * MS);
    desk.silence();
    assert_eq!(desk.scans, ["ABC123"]);
    assert_eq!(desk.seen, []);
    desk.letter('#', 5 * MS);
    desk.silence();
    assert_eq!(desk.seen, desk.typed[desk.typed.len() - 4..]);
}

#[test]
fn a_lesson_learns_what_stands_around_the_sample() {
    let prefix = [Sign::Chord(B), Sign::Print('~')];
    let suffix = [Sign::Print('#'), Sign::Key(TAB), Sign::Key(ENTER)];
    let config = Config {
        lesson: true,
        ..Config::default()
    };
    let mut desk = Desk::with(config, true);
    desk.signs(&prefix, 5 * MS);
    desk.text(SAMPLE, 5 * MS);
    desk.signs(&suffix, 5 * MS);
    desk.silence();
    assert_eq!(desk.seen, []);
    let learnt = learn(&desk.bursts[0].signs).expect("the sample");
    assert_eq!(
        (learnt.prefix.as_slice(), learnt.suffix.as_slice()),
        (&prefix[..], &suffix[..])
    );
}

#[test]
fn a_lesson_tells_another_code_wrong_capitals_and_too_much_around_it() {
    let signs = |text: &str| -> Vec<Sign> { text.chars().map(Sign::Print).collect() };
    assert_eq!(learn(&signs("ZC:ITEM:0225:1")), Err(Mistake::OtherCode));
    let exchanged: String = SAMPLE
        .chars()
        .map(|letter| match letter {
            'a'..='z' => letter.to_ascii_uppercase(),
            _ => letter.to_ascii_lowercase(),
        })
        .collect();
    assert_eq!(learn(&signs(&exchanged)), Err(Mistake::Capitals));
    let much = format!("{}{SAMPLE}", "~".repeat(17));
    assert_eq!(learn(&signs(&much)), Err(Mistake::TooMany));
}

#[test]
fn what_was_learnt_is_there_after_a_restart_and_a_spoilt_file_is_none() {
    let dir = tempfile::tempdir().expect("temp");
    let file = dir.path().join("gun.json");
    assert_eq!(load(&file), Affixes::default());
    let affixes = Affixes {
        prefix: vec![Sign::Chord(B), Sign::Print('~')],
        suffix: vec![Sign::Key(TAB)],
    };
    save(&file, &affixes).expect("saved");
    assert_eq!(load(&file), affixes);
    assert_eq!(
        std::fs::read_to_string(&file).expect("text"),
        r#"{"prefix":[{"chord":48},{"print":"~"}],"suffix":[{"key":15}]}"#
    );
    std::fs::write(&file, "{\"prefix\":[").expect("spoilt");
    assert_eq!(load(&file), Affixes::default());
}

#[test]
fn keys_have_the_names_on_them() {
    let named = [
        (Sign::Print('~'), "~"),
        (Sign::Key(ENTER), "Enter"),
        (Sign::Key(F9), "F9"),
        (Sign::Key(88), "F12"),
        (Sign::Chord(B), "组合键 B"),
    ];
    for (sign, words) in named {
        assert_eq!(sign.words(), words);
    }
}

#[test]
fn five_fast_keys_and_enter_are_typing() {
    let mut desk = Desk::new();
    desk.text("abcDE", 10 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.seen, desk.typed);
    assert!(desk.scans.is_empty());
}

#[test]
fn a_key_waits_no_longer_than_the_gap() {
    let mut desk = Desk::new();
    desk.letter('a', 0);
    desk.wait(35 * MS);
    assert_eq!(desk.seen, []);
    desk.wait(1);
    assert_eq!(desk.seen, desk.typed);
}

#[test]
fn a_held_key_that_repeats_is_no_gun() {
    let mut desk = Desk::new();
    let (code, _) = desk.keys[&'a'];
    for _ in 0..60 {
        desk.down(code, false, false);
        desk.wait(30 * MS);
    }
    desk.up(code);
    desk.silence();
    assert_eq!(desk.seen, desk.typed);
    assert!(desk.scans.is_empty());
}

#[test]
fn a_code_typed_by_alt_and_number_pad_is_left_alone() {
    let mut desk = Desk::new();
    for _ in 0..12 {
        desk.down(79, false, true);
        desk.up(79);
        desk.wait(3 * MS);
    }
    desk.silence();
    assert_eq!(desk.seen, desk.typed);
    assert!(desk.scans.is_empty());
}

#[test]
fn what_was_typed_goes_before_a_click() {
    let mut desk = Desk::new();
    desk.letter('a', MS);
    let step = desk.gate.interrupt();
    desk.take(step);
    assert_eq!(desk.seen, desk.typed);
}

#[test]
fn a_click_does_not_cut_a_scan() {
    let mut desk = Desk::new();
    desk.text("ABC123", 5 * MS);
    let step = desk.gate.interrupt();
    desk.take(step);
    desk.text("456", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["ABC123456"]);
}

#[test]
fn a_release_that_went_to_another_window_does_not_spoil_the_next_scan() {
    let mut desk = Desk::new();
    let (code, _) = desk.keys[&'b'];
    desk.down(code, false, false);
    desk.wait(500 * MS);
    let step = desk.gate.refocus();
    desk.take(step);
    desk.text("abcdefg", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["abcdefg"]);
}

#[test]
fn a_key_still_down_when_the_scan_begins_is_released_in_the_window() {
    let mut desk = Desk::new();
    desk.down(LEFT, false, false);
    desk.wait(500 * MS);
    desk.letter('1', 5 * MS);
    desk.up(LEFT);
    desk.text("23456789", 5 * MS);
    desk.tap(ENTER, false);
    assert_eq!(desk.scans, ["123456789"]);
    assert_eq!(desk.seen, [(LEFT, true), (LEFT, false)]);
}

#[test]
fn every_sign_of_a_us_keyboard_has_its_key() {
    let desk = Desk::new();
    for letter in ' '..='~' {
        assert!(desk.keys.contains_key(&letter), "{letter}");
    }
}

/// One thing a hand does, and the wait after it.
#[derive(Debug, Clone)]
enum Move {
    /// Keys rolled over, the next going down before the last goes up.
    Roll(Vec<(usize, u64)>),
    /// Enter, Tab, an arrow, Ctrl with a letter.
    Key(u16),
    Command(usize),
}

fn hand() -> impl Strategy<Value = Vec<(Move, u64)>> {
    let roll = prop::collection::vec((0..95_usize, 1..35 * MS), 1..=5).prop_map(Move::Roll);
    let key = prop::sample::select(vec![ENTER, TAB, LEFT, 14, 59, 66]).prop_map(Move::Key);
    let one = prop_oneof![6 => roll, 2 => key, 1 => (0..95_usize).prop_map(Move::Command)];
    prop::collection::vec((one, 36 * MS..400 * MS), 1..40)
}

fn type_by_hand(desk: &mut Desk, moves: &[(Move, u64)]) {
    let all: Vec<(u16, bool)> = desk.keys.values().copied().collect();
    for (one, pause) in moves {
        match one {
            Move::Key(code) => desk.tap(*code, false),
            Move::Command(which) => {
                desk.down(CTRL, false, false);
                desk.down(all[*which].0, false, true);
                desk.up(all[*which].0);
                desk.up(CTRL);
            }
            Move::Roll(keys) => roll(desk, keys, &all),
        }
        desk.wait(*pause);
    }
    desk.silence();
}

fn roll(desk: &mut Desk, keys: &[(usize, u64)], all: &[(u16, bool)]) {
    let mut late: Option<u16> = None;
    for (which, gap) in keys {
        let (code, shift) = all[*which];
        // The same key again must come up first.
        if late == Some(code) {
            desk.up(code);
            late = None;
        }
        if shift {
            desk.down(SHIFT, false, false);
        }
        desk.down(code, shift, false);
        if shift {
            desk.up(SHIFT);
        }
        if let Some(before) = late.replace(code) {
            desk.up(before);
        }
        desk.wait(*gap);
    }
    if let Some(code) = late {
        desk.up(code);
    }
}

proptest! {
    #[test]
    fn a_hand_is_never_a_scan_and_comes_out_exactly_as_typed(moves in hand(), timers: bool) {
        let mut desk = Desk::with(Config::default(), timers);
        type_by_hand(&mut desk, &moves);
        prop_assert_eq!(desk.scans.len(), 0);
        prop_assert_eq!(desk.began, 0);
        prop_assert_eq!(desk.seen, desk.typed);
    }

    #[test]
    fn a_burst_is_always_one_scan_and_typing_around_it_is_kept(
        before in hand(),
        after in hand(),
        text in "[ -~]{6,120}",
        gaps in prop::collection::vec(100..35 * MS, 120),
        enter: bool,
        timers: bool,
    ) {
        let mut desk = Desk::new();
        type_by_hand(&mut desk, &before);
        let typed_before = desk.typed.clone();
        desk.typed.clear();
        desk.timers = timers;
        for (letter, gap) in text.chars().zip(gaps) {
            desk.letter(letter, gap);
        }
        if enter {
            desk.tap(ENTER, false);
        }
        desk.silence();
        prop_assert_eq!(&desk.scans, &[text]);
        prop_assert_eq!(&desk.seen, &typed_before);
        desk.typed.clear();
        desk.seen.clear();
        desk.timers = timers;
        type_by_hand(&mut desk, &after);
        prop_assert_eq!(desk.seen, desk.typed);
        prop_assert_eq!(desk.scans.len(), 1);
    }

    #[test]
    fn a_taught_gun_gives_its_code_and_nothing_else_reaches_the_window(
        prefix in affix(false),
        text in "[A-Za-z0-9:+/ .$%*-]{6,90}",
        suffix in affix(false),
        enter: bool,
        gaps in prop::collection::vec(0..=35 * MS, 110),
        timers: bool,
    ) {
        let mut suffix = suffix;
        if enter {
            suffix.push(Sign::Key(ENTER));
        }
        let mut desk = taught(&prefix, &suffix);
        desk.timers = timers;
        let text_signs: Vec<Sign> = text.chars().map(Sign::Print).collect();
        let all = prefix.iter().chain(&text_signs).chain(&suffix);
        for (sign, gap) in all.zip(gaps) {
            desk.sign(*sign, gap);
        }
        desk.silence();
        prop_assert_eq!(&desk.scans, &[text]);
        prop_assert_eq!(&desk.seen, &[]);
    }

    #[test]
    fn a_lesson_learns_every_prefix_and_suffix(
        prefix in affix(true),
        suffix in affix(true),
        gaps in prop::collection::vec(0..=35 * MS, 60),
    ) {
        let config = Config { lesson: true, ..Config::default() };
        let mut desk = Desk::with(config, true);
        let sample: Vec<Sign> = SAMPLE.chars().map(Sign::Print).collect();
        for (sign, gap) in prefix.iter().chain(&sample).chain(&suffix).zip(gaps) {
            desk.sign(*sign, gap);
        }
        desk.silence();
        prop_assert_eq!(&desk.seen, &[]);
        let learnt = learn(&desk.bursts[0].signs);
        prop_assert_eq!(learnt, Ok(Affixes { prefix, suffix }));
    }
}

/// What guns can be set to send: signs no code of ours has, function keys, control characters; Enter and Tab too where
/// asked for.
fn affix(ends: bool) -> impl Strategy<Value = Vec<Sign>> {
    let print = prop::sample::select(vec!['~', '#', '!', '^', '|']).prop_map(Sign::Print);
    let chord = prop::sample::select(vec![B, 46, 27]).prop_map(Sign::Chord);
    let keys = if ends {
        vec![F9, 59, 88, 1, ENTER, TAB]
    } else {
        vec![F9, 59, 88, 1]
    };
    let key = prop::sample::select(keys).prop_map(Sign::Key);
    prop::collection::vec(prop_oneof![3 => print, 2 => key, 2 => chord], 0..4)
}
