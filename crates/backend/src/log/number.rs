//! 办件编号: region (6), date (8), outlet (3), serial of the day (5), check character (ISO 7064 MOD 11-2, as in
//! GB 11643).

use domain::moment;
use rusqlite::params;
use uuid::Uuid;

use crate::call::Turn;
use crate::fault::Outcome;

/// Gives a case its number, once.
pub(super) fn register(turn: &Turn<'_>, case: Uuid, outlet: &str) -> Outcome<String> {
    let Turn { app, tx, now, .. } = *turn;
    let day = moment::day(now).strftime("%Y%m%d").to_string();
    let outlet = outlet.get(outlet.len().saturating_sub(3)..);
    let outlet = outlet.filter(|o| o.len() == 3 && o.bytes().all(|b| b.is_ascii_digit()));
    let head = format!("{}{day}{}", app.city.rule.region, outlet.unwrap_or("000"));
    let serial: i64 = tx
        .prepare_cached(
            "INSERT INTO counters (name, value) VALUES (?1, 1)
             ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        )?
        .query_row([&head], |row| row.get(0))?;
    let body = format!("{head}{serial:05}");
    let number = format!("{body}{}", check(&body));
    tx.prepare_cached("INSERT INTO cases (id, number) VALUES (?1, ?2)")?
        .execute(params![case.as_bytes().as_slice(), number])?;
    Ok(number)
}

/// ISO 7064 MOD 11-2 over digits.
fn check(digits: &str) -> char {
    let sum = digits
        .bytes()
        .fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('X'),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    /// GB 11643-1999, its own two examples: 11010519491231002X and 440524188001010014.
    #[test]
    fn the_check_character_is_that_of_the_standard() {
        assert_eq!(check("11010519491231002"), 'X');
        assert_eq!(check("44052418800101001"), '4');
    }
}
