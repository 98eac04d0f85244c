//! Physical keys as a scanner gun means them: by the US layout, whatever layout, Caps Lock or input method the desk
//! has on. Codes are those of Linux `input-event-codes.h` (X11 and Wayland key codes less 8).

/// What a physical key is to the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// A printable character.
    Print(char),
    /// Enter, Tab or Line Feed: what a gun ends a code with.
    End,
    /// Shift, which a gun presses for capitals and signs.
    Shift,
    /// Anything else: arrows, function keys, a key with Ctrl or Alt (and so a code typed by Alt and number pad).
    Other,
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

/// The stroke of a key code with Shift held or not.
#[must_use]
pub fn stroke(code: u16, shift: bool) -> Stroke {
    let of = |row: &[(char, char)], first: u16| {
        let pair = row[usize::from(code - first)];
        Stroke::Print(if shift { pair.1 } else { pair.0 })
    };
    match code {
        2..=13 => of(&DIGITS, 2),
        16..=27 => of(&TOP, 16),
        30..=41 => of(&HOME, 30),
        43..=53 => of(&BOTTOM, 43),
        71..=83 => Stroke::Print(KEYPAD[usize::from(code - 71)]),
        55 => Stroke::Print('*'),
        57 => Stroke::Print(' '),
        98 => Stroke::Print('/'),
        15 | 28 | 96 | 101 => Stroke::End,
        42 | 54 => Stroke::Shift,
        _ => Stroke::Other,
    }
}
