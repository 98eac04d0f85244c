//! Physical keys as a scanner gun means them: by the US layout, whatever layout, Caps Lock or input method the desk
//! has on. Codes are those of Linux `input-event-codes.h` (X11 and Wayland key codes less 8).

use serde::{Deserialize, Serialize};

/// What a physical key is to the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// It says something.
    Sign(Sign),
    /// Shift, Ctrl, Alt or the system key: it only changes what others say.
    Modifier,
}

/// What one key of a gun says. Prefixes and suffixes are made of these; stored as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// A printable character.
    Print(char),
    /// Any other key: Enter, arrows, function keys.
    Key(u16),
    /// A key with Ctrl or Alt: a control character of a gun (STX is Ctrl and B), a command of a hand, a code typed by
    /// Alt and number pad.
    Chord(u16),
}

impl Sign {
    /// Enter, Tab or Line Feed: what a gun ends a code with.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, Self::Key(15 | 28 | 96 | 101))
    }

    /// As a clerk knows the key.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Print(' ') => "空格".to_owned(),
            Self::Print(letter) => letter.to_string(),
            Self::Key(code) => name(code),
            Self::Chord(code) => format!("组合键 {}", name(code)),
        }
    }
}

fn name(code: u16) -> String {
    if let Stroke::Sign(Sign::Print(letter)) = stroke(code, false) {
        return letter.to_uppercase().to_string();
    }
    match code {
        1 => "Esc".to_owned(),
        14 => "退格".to_owned(),
        15 => "Tab".to_owned(),
        28 => "Enter".to_owned(),
        58 => "Caps Lock".to_owned(),
        59..=68 => format!("F{}", code - 58),
        87 | 88 => format!("F{}", code - 76),
        96 => "小键盘 Enter".to_owned(),
        101 => "换行".to_owned(),
        _ => format!("键 {code}"),
    }
}

const DIGITS: [(char, char); 12] = [
    ('1', '!'),
    ('2', '@'),
    ('3', '#'),
    ('4', '$'),
    ('5', '%'),
    ('6', '^'),
    ('7', '&'),
    ('8', '*'),
    ('9', '('),
    ('0', ')'),
    ('-', '_'),
    ('=', '+'),
];
const TOP: [(char, char); 12] = [
    ('q', 'Q'),
    ('w', 'W'),
    ('e', 'E'),
    ('r', 'R'),
    ('t', 'T'),
    ('y', 'Y'),
    ('u', 'U'),
    ('i', 'I'),
    ('o', 'O'),
    ('p', 'P'),
    ('[', '{'),
    (']', '}'),
];
const HOME: [(char, char); 12] = [
    ('a', 'A'),
    ('s', 'S'),
    ('d', 'D'),
    ('f', 'F'),
    ('g', 'G'),
    ('h', 'H'),
    ('j', 'J'),
    ('k', 'K'),
    ('l', 'L'),
    (';', ':'),
    ('\'', '"'),
    ('`', '~'),
];
const BOTTOM: [(char, char); 11] = [
    ('\\', '|'),
    ('z', 'Z'),
    ('x', 'X'),
    ('c', 'C'),
    ('v', 'V'),
    ('b', 'B'),
    ('n', 'N'),
    ('m', 'M'),
    (',', '<'),
    ('.', '>'),
    ('/', '?'),
];
/// From keypad 7 on; Num Lock is not asked, a gun that types on the keypad means digits.
const KEYPAD: [char; 13] = [
    '7', '8', '9', '-', '4', '5', '6', '+', '1', '2', '3', '0', '.',
];

/// The stroke of a key code with Shift held or not, Ctrl and Alt up.
#[must_use]
pub fn stroke(code: u16, shift: bool) -> Stroke {
    let of = |row: &[(char, char)], first: u16| {
        let pair = row[usize::from(code - first)];
        print(if shift { pair.1 } else { pair.0 })
    };
    match code {
        2..=13 => of(&DIGITS, 2),
        16..=27 => of(&TOP, 16),
        30..=41 => of(&HOME, 30),
        43..=53 => of(&BOTTOM, 43),
        71..=83 => print(KEYPAD[usize::from(code - 71)]),
        55 => print('*'),
        57 => print(' '),
        98 => print('/'),
        29 | 42 | 54 | 56 | 97 | 100 | 125 | 126 => Stroke::Modifier,
        _ => Stroke::Sign(Sign::Key(code)),
    }
}

fn print(letter: char) -> Stroke {
    Stroke::Sign(Sign::Print(letter))
}

/// The same with Ctrl, Alt, AltGr or the system key held.
#[must_use]
pub fn chord(code: u16) -> Stroke {
    match stroke(code, false) {
        Stroke::Modifier => Stroke::Modifier,
        Stroke::Sign(_) => Stroke::Sign(Sign::Chord(code)),
    }
}
