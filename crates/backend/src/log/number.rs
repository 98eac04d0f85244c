//! 办件编号: region (6), date (8), outlet (3), serial of the day (5), check character (ISO 7064 MOD 11-2, as in
//! GB 11643).

use domain::act::{Header, Payload, Registered, Subject};
use domain::moment;
use rusqlite::{OptionalExtension as _, params};
use seal::{Use, cbor, sha256};
use uuid::Uuid;
use wire::WireAct;

use crate::call::Turn;
use crate::fault::Outcome;

/// Digits of the serial, before the check character.
const SERIAL: usize = 5;

/// Gives a case its number, once: the one it had, where that came back.
pub(super) fn register(turn: &Turn<'_>, case: Uuid, outlet: &str) -> Outcome<String> {
    let Turn { app, tx, now, .. } = *turn;
    if let Some(number) = held(turn, case)? {
        return Ok(number);
    }
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

fn held(turn: &Turn<'_>, case: Uuid) -> Outcome<Option<String>> {
    Ok(turn
        .tx
        .prepare_cached("SELECT number FROM cases WHERE id = ?1")?
        .query_row([case.as_bytes().as_slice()], |row| row.get(0))
        .optional()?)
}

/// Takes a number that this backend gave in a life that was lost; answers whether it was news. What is not its own,
/// or is another case's by now, is passed over.
pub(crate) fn take_again(turn: &Turn<'_>, act: &WireAct) -> Outcome<bool> {
    let Some((case, number)) = own(turn, act) else {
        return Ok(false);
    };
    let (head, serial) = number.split_at(number.len() - SERIAL - 1);
    let Ok(serial) = serial[..SERIAL].parse::<i64>() else {
        return Ok(false);
    };
    if held(turn, case)?.is_some() {
        return Ok(false);
    }
    let fresh = turn
        .tx
        .prepare_cached("INSERT INTO cases (id, number) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![case.as_bytes().as_slice(), number])?;
    turn.tx
        .prepare_cached(
            "INSERT INTO counters (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        )?
        .execute(params![head, serial])?;
    Ok(fresh == 1)
}

/// Case and number of a `registered` act under this backend's signature.
fn own(turn: &Turn<'_>, act: &WireAct) -> Option<(Uuid, String)> {
    let key = turn.app.keys.terminal.public();
    let find = |_, kid: &[u8]| (kid == key.kid().as_ref()).then(|| key.clone());
    let opened = seal::open_many(&act.bytes.0, &[Use::Terminal], find).ok()?;
    let header: Header = cbor::decode_strict(&opened.payload).ok()?;
    let hash = sha256(&[&act.salt.0[..], &act.payload.0].concat());
    let Subject::Case(case) = header.subject else {
        return None;
    };
    let sound = header.realm == turn.app.realm() && header.payload_hash.0 == *hash.as_bytes();
    match cbor::decode_strict(&act.payload.0).ok()? {
        Payload::Registered(Registered { number, .. }) if sound && number.is_ascii() => {
            (number.len() > SERIAL + 1).then_some((case, number))
        }
        _ => None,
    }
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
