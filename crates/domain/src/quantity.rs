//! Numbers as they stand in a form, compared digit by digit: 299.9999 never becomes 300 on the way.

use std::cmp::Ordering;

/// A decimal number, exactly as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    negative: bool,
    /// Digits without zeros in front.
    digits: Vec<u8>,
    /// How many of them stand behind the point; below zero: so many zeros follow them.
    behind: i32,
}

/// Digits that are read, at most; the exponent as far as floating-point numbers go. What is longer is no quantity of a form.
const MOST: usize = 64;
const EXPONENT: i32 = 400;

impl Quantity {
    /// Reads `300`, `299.9999`, `+1.5`, `3e2`; `None` where it is no such number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let written = whole.len() + part.len();
        let digit = |byte: u8| byte.is_ascii_digit();
        if !(1..=MOST).contains(&written)
            || exponent.abs() > EXPONENT
            || !(whole.bytes().all(digit) && part.bytes().all(digit))
        {
            return None;
        }
        let all = whole.bytes().chain(part.bytes()).map(|byte| byte - b'0');
        let digits: Vec<u8> = all.skip_while(|digit| *digit == 0).collect();
        Some(Self {
            negative: negative && !digits.is_empty(),
            behind: i32::try_from(part.len()).ok()? - exponent,
            digits,
        })
    }

    /// Digits before the point; zero and below for what is less than one.
    fn magnitude(&self) -> i32 {
        i32::try_from(self.digits.len()).unwrap_or(i32::MAX) - self.behind
    }

    /// Compares what stands behind the signs.
    fn bare(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => {}
        }
        let longer = self.digits.len().max(other.digits.len());
        let filled = |one: &Self| {
            let mut digits = one.digits.clone();
            digits.resize(longer, 0);
            digits
        };
        self.magnitude()
            .cmp(&other.magnitude())
            .then_with(|| filled(self).cmp(&filled(other)))
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(match (self.negative, other.negative) {
            (false, false) => self.bare(other),
            (true, true) => other.bare(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    fn at_least(text: &str, least: &str) -> bool {
        let read = |text| Quantity::read(text).expect("a number");
        read(text) >= read(least)
    }

    #[test]
    fn s05_three_hundred_is_reached_by_nothing_below_it() {
        for enough in [
            "300",
            "300.0",
            "300.",
            "0300.000",
            "+300",
            "3e2",
            "300.0000001",
            "2000",
            "30e1",
        ] {
            assert!(at_least(enough, "300"), "{enough}");
            assert!(at_least(enough, "300.0"), "{enough}");
        }
        for less in [
            "299.9",
            "299.9999",
            "299.99999999999999999999999999",
            "0",
            "-300",
            "3e1",
            "2.999999999999999999999e2",
            ".3",
        ] {
            assert!(!at_least(less, "300"), "{less}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        let long = "1".repeat(65);
        for text in [
            "",
            ".",
            "-",
            "三百",
            "３００",
            "300吨",
            "1e",
            "1e999",
            "0x12",
            "1,000",
            &long,
        ] {
            assert_eq!(Quantity::read(text), None, "{text}");
        }
    }

    /// Against whole ten-thousandths, over numbers made from a counter.
    #[test]
    fn it_orders_as_whole_numbers_of_the_smallest_part_do() {
        let written = |units: i64| {
            let sign = if units < 0 { "-" } else { "" };
            let units = units.abs();
            format!("{sign}{}.{:04}", units / 10_000, units % 10_000)
        };
        let numbers: Vec<i64> = (-40_i64..40)
            .map(|n| n * n * n * 997 + n * 31)
            .chain([2_999_999, 3_000_000, 3_000_001, 0])
            .collect();
        for one in &numbers {
            for other in &numbers {
                let read = |units: &i64| Quantity::read(&written(*units)).expect("a number");
                let compared = read(one).partial_cmp(&read(other));
                assert_eq!(compared, Some(one.cmp(other)), "{one} {other}");
            }
        }
    }
}
