use jiff::Timestamp;
use jiff::civil::DateTime;
use proof::{Claims, Context, Interval, Profile, Reason, Trust, TrustFile, Verdict};
use serde::Serialize;

use crate::Desk;
use crate::fault::{DeskFault, Outcome};

/// How far an issuer's clock may be ahead of ours, seconds.
pub(super) const SKEW_S: i64 = 30;
/// The same at a station. More than a carried clock is off (60 s and 2 s a day, design §6): otherwise a code that the
/// citizen has just opened could never be told off line.
pub(crate) const STATION_SKEW_S: i64 = 120;

/// A verdict as `zc verify` and `zc envelope` print it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged<C = Claims> {
    /// `valid`, `invalid`, `cannot-tell`.
    pub verdict: &'static str,
    /// Why, if not valid: a machine code.
    pub reason: Option<Reason>,
    /// Of a valid code alone.
    pub claims: Option<C>,
}

impl<C: Clone> Judged<C> {
    pub(super) fn of(verdict: &Verdict<C>) -> Self {
        Self {
            verdict: verdict.value(),
            reason: verdict.reason(),
            claims: verdict.claims().cloned(),
        }
    }

    /// The reason in a sentence; of a valid code that it is valid.
    #[must_use]
    pub fn say(&self) -> &'static str {
        self.reason.map_or("码有效。", Reason::sentence)
    }
}

/// Whom to believe.
pub enum Trusting<'a> {
    /// A file of keys, complete and fresh because somebody says so: its bytes.
    File(&'a [u8]),
    /// The list of the station that is signed in.
    Station(&'a Desk),
    /// Nobody: what is not malformed cannot be told.
    Nobody,
}

/// Judges a text at a time, milliseconds since the Unix epoch; without one, now as the station knows it or as `now`
/// says.
///
/// # Errors
/// Code `trust_file`: the file is no list of keys; `signed_out`: nobody is signed in.
pub fn verify(text: &str, trusting: &Trusting<'_>, at: Option<i64>, now: i64) -> Outcome<Judged> {
    let exactly = Interval::exactly(at.unwrap_or(now).div_euclid(1000));
    match trusting {
        Trusting::File(json) => by_file(text, json, exactly),
        Trusting::Station(desk) => by_station(text, desk, at),
        Trusting::Nobody => Ok(by_nobody(text, exactly)),
    }
}

fn by_file(text: &str, json: &[u8], now: Interval) -> Outcome<Judged> {
    let file = TrustFile::parse(json).map_err(|error| {
        let say = format!("信任文件不能用（{error}）。请核对文件内容。");
        DeskFault::new("trust_file", say)
    })?;
    Ok(Judged::of(&proof::verify(
        text,
        &Context {
            realm: &file.realm,
            trust: file.trust(),
            now,
            skew_s: SKEW_S,
            profile: Profile::default(),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    )))
}

fn by_station(text: &str, desk: &Desk, at: Option<i64>) -> Outcome<Judged> {
    let station = desk.station()?;
    let reference = station.reference();
    let captured = desk.captured(&station);
    let now = match at {
        Some(at) => Interval::exactly(at.div_euclid(1000)),
        None => Interval {
            earliest: captured.earliest.div_euclid(1000),
            latest: captured.latest.div_euclid(1000),
        },
    };
    // A code whose use cannot be looked up counts as used: it is not taken twice.
    let used = |iss: &str, cti: &[u8]| station.store().used(iss, cti).unwrap_or(true);
    Ok(Judged::of(&proof::verify(
        text,
        &Context {
            realm: station.realm(),
            trust: Trust::of_list(&reference.trust, now),
            now,
            skew_s: STATION_SKEW_S,
            profile: Profile::zc1(reference.city.proof.life_seconds),
            used: &used,
            revoked: &|_, _| false,
        },
    )))
}

fn by_nobody(text: &str, now: Interval) -> Judged {
    let verdict = proof::verify(
        text,
        &Context {
            realm: "",
            trust: Trust::ABSENT,
            now,
            skew_s: SKEW_S,
            profile: Profile::default(),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    );
    Judged::of(&match verdict {
        // Without a realm no city is another one.
        Verdict::Invalid(Reason::OtherCity) => Verdict::CannotTell(Reason::ListStale),
        other => other,
    })
}

/// A time as a person writes it: RFC 3339, Unix seconds, or civil time of UTC+8 (`2026-03-02T10:00`,
/// `2026-03-02`). Milliseconds since the Unix epoch.
///
/// # Errors
/// Code `usage`.
pub fn moment(text: &str) -> Outcome<i64> {
    let text = text.trim();
    let seconds = text.parse::<i64>().ok().and_then(|s| s.checked_mul(1000));
    let found = seconds
        .or_else(|| text.parse::<Timestamp>().ok().map(|t| t.as_millisecond()))
        .or_else(|| text.parse::<DateTime>().ok().map(domain::moment::instant));
    found.ok_or_else(|| {
        DeskFault::new(
            "usage",
            "时间应写作 2026-03-02T10:00（北京时间）、2026-03-02T10:00:00+08:00 或 Unix 秒数。",
        )
    })
}
