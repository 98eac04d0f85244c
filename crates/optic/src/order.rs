//! Which codes are the same one seen twice, and in which order people read them.

use crate::scan::Found;

/// Both lists without the codes of `more` that `codes` already has at the same place. Two equal
/// codes at different places are two codes.
pub(crate) fn merged(mut codes: Vec<Found>, more: Vec<Found>) -> Vec<Found> {
    for code in more {
        let seen = codes
            .iter()
            .any(|other| other.bytes == code.bytes && bounds(other).holds(centre(&code)));
        if !seen {
            codes.push(code);
        }
    }
    codes
}

/// Rows from the top, each from the left. A code belongs to a row when its centre is within the
/// height of the row's first code.
pub(crate) fn reading_order(mut codes: Vec<Found>) -> Vec<Found> {
    codes.sort_by_key(|code| (centre(code).1, centre(code).0));
    let mut ordered = Vec::with_capacity(codes.len());
    let mut rest = codes.into_iter().peekable();
    while let Some(first) = rest.next() {
        let floor = bounds(&first).bottom;
        let mut row = vec![first];
        while let Some(next) = rest.next_if(|code| centre(code).1 < floor) {
            row.push(next);
        }
        row.sort_by_key(|code| centre(code).0);
        ordered.append(&mut row);
    }
    ordered
}

struct Bounds {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Bounds {
    fn holds(&self, (x, y): (i32, i32)) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

fn bounds(code: &Found) -> Bounds {
    let [(x, y), ..] = code.corners;
    let start = Bounds {
        left: x,
        right: x,
        top: y,
        bottom: y,
    };
    code.corners.iter().fold(start, |all, &(x, y)| Bounds {
        left: all.left.min(x),
        right: all.right.max(x),
        top: all.top.min(y),
        bottom: all.bottom.max(y),
    })
}

fn centre(code: &Found) -> (i32, i32) {
    let mean = |pick: fn(&(i32, i32)) -> i32| code.corners.iter().map(pick).sum::<i32>() / 4;
    (mean(|corner| corner.0), mean(|corner| corner.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(text: &str, x: i32, y: i32) -> Found {
        Found {
            text: text.to_owned(),
            bytes: text.as_bytes().to_vec(),
            corners: [(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100)],
        }
    }

    fn texts(codes: &[Found]) -> Vec<&str> {
        codes.iter().map(|code| code.text.as_str()).collect()
    }

    #[test]
    fn rows_are_read_from_the_top_and_each_from_the_left() {
        let codes = vec![
            square("4", 300, 220),
            square("2", 300, -10),
            square("3", 0, 200),
            square("1", 0, 15),
        ];
        assert_eq!(texts(&reading_order(codes)), ["1", "2", "3", "4"]);
    }

    #[test]
    fn the_same_code_seen_twice_is_one_and_equal_codes_apart_are_two() {
        let codes = merged(
            vec![square("a", 0, 0)],
            vec![square("a", 3, -2), square("a", 400, 0), square("b", 2, 2)],
        );
        assert_eq!(texts(&codes), ["a", "a", "b"]);
    }
}
