//! A third count, of numbered days and random calendars: it asks of each candidate whether it is the answer, where the
//! real count walks, and knows no date type but its own arithmetic (Hinnant, *chrono-compatible low-level date
//! algorithms*).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, time};
use proptest::prelude::*;

use super::*;
use crate::calendar::{Off, Year};

/// Days since 1970-01-01 of a year, month and day.
fn number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year, month and day of a number.
fn civil(number: i64) -> (i64, i64, i64) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn date(number: i64) -> Date {
    let (year, month, day) = civil(number);
    Date::new(year as i16, month as i8, day as i8).unwrap()
}

fn days_in(year: i64, month: i64) -> i64 {
    let (next_year, next) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    number(next_year, next, 1) - number(year, month, 1)
}

/// Two years with notices, 2027 and the leap year 2028, between two without.
const KNOWN: [i64; 2] = [2027, 2028];

/// A random world: what is off, what is worked, where the clock stands still, when the office is open.
#[derive(Debug, Clone)]
struct World {
    off: BTreeSet<i64>,
    work: BTreeSet<i64>,
    pauses: Vec<(i64, i64)>,
    shifts: Vec<(i64, i64)>,
}

impl World {
    fn works(&self, day: i64) -> bool {
        // 1970-01-01 was a Thursday: 4 is Monday.
        let weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
        self.work.contains(&day) || !(weekend || self.off.contains(&day))
    }

    fn runs(&self, day: i64) -> bool {
        !self
            .pauses
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&day))
    }

    fn counts(&self, day: i64) -> bool {
        self.works(day) && self.runs(day)
    }

    fn guessed(&self, from: i64, through: i64) -> bool {
        (from..=through).any(|day| self.runs(day) && !KNOWN.contains(&civil(day).0))
    }

    /// The first day up to which `n` days of this kind have passed since `start`.
    fn nth(&self, start: i64, n: usize, kind: impl Fn(i64) -> bool) -> i64 {
        let after = |day: &i64| (start + 1..=*day).filter(|day| kind(*day)).count() == n;
        (start..).find(after).unwrap()
    }

    fn natural(&self, start: i64, n: usize) -> (i64, bool) {
        let last = self.nth(start, n, |day| self.runs(day));
        let due = (last..).find(|day| self.counts(*day)).unwrap();
        (due, self.guessed(last, due))
    }

    fn months(&self, start: i64, n: i64) -> (i64, bool) {
        let (year, month, day) = civil(start);
        let months = year * 12 + month - 1 + n;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let last = number(year, month, day.min(days_in(year, month)));
        self.natural(start, usize::try_from(last - start).unwrap())
    }

    /// The moment until which so many minutes have run; minutes since 1970.
    fn minutes(&self, start: i64, n: i64, office: bool) -> i64 {
        let runs = |minute: i64| {
            let (day, clock) = (minute.div_euclid(1440), minute.rem_euclid(1440));
            let open = self
                .shifts
                .iter()
                .any(|(open, close)| (*open..*close).contains(&clock));
            self.runs(day) && (!office || (open && self.works(day)))
        };
        let mut left = n;
        let mut minute = start;
        while left > 0 {
            left -= i64::from(runs(minute));
            minute += 1;
        }
        minute
    }

    fn calendar(&self) -> Calendar {
        let of = |year: i64, days: &BTreeSet<i64>| -> Vec<Date> {
            let mine = days.iter().filter(|day| civil(**day).0 == year);
            mine.map(|day| date(*day)).collect()
        };
        let years: BTreeMap<i16, Year> = KNOWN
            .iter()
            .map(|year| {
                let off = of(*year, &self.off).into_iter();
                let off = off.map(|day| Off {
                    name: "节".to_owned(),
                    from: day,
                    to: day,
                });
                let table = Year {
                    source: "试".to_owned(),
                    off: off.collect(),
                    work: of(*year, &self.work),
                };
                (*year as i16, table)
            })
            .collect();
        Calendar::new("试".to_owned(), years).unwrap()
    }

    fn ask(&self, start: Start, period: Period) -> Due {
        let clock = |minute: i64| time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let shifts = self
            .shifts
            .iter()
            .map(|(open, close)| (clock(*open), clock(*close)));
        let office = OfficeHours::new(shifts.collect()).unwrap();
        let pauses: Vec<Pause> = self
            .pauses
            .iter()
            .map(|(from, to)| Pause::new(date(*from), date(*to)).unwrap())
            .collect();
        due(start, period, &self.calendar(), &office, &pauses).unwrap()
    }
}

fn first() -> i64 {
    number(2026, 11, 1)
}

fn a_day() -> impl Strategy<Value = i64> {
    // Into 2029; ends of months and of years are drawn as often as all other days together.
    let any = first()..number(2029, 3, 1);
    let ends = (0..28_i64, -1..=1_i64).prop_map(|(month, beside)| {
        let (year, month) = (2026 + (month + 10) / 12, (month + 10) % 12 + 1);
        number(year, month, days_in(year, month)) + beside
    });
    prop_oneof![any, ends]
}

/// Some that touch, overlap, or stand on the day of the event.
fn pauses(start: i64) -> impl Strategy<Value = Vec<(i64, i64)>> {
    let one =
        (-3..40_i64, 0..9_i64).prop_map(move |(after, more)| (start + after, start + after + more));
    prop::collection::vec(one, 0..5)
}

fn shifts() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop_oneof![
        Just(vec![(540, 720), (780, 1020)]),
        Just(vec![(510, 1050)]),
        Just(vec![(480, 720), (870, 1080), (1140, 1260)]),
        Just(vec![(0, 1439)]),
    ]
}

fn a_case() -> impl Strategy<Value = (World, i64)> {
    let known = || number(2027, 1, 1)..number(2029, 1, 1);
    let days = move |most: usize| prop::collection::btree_set(known(), 0..most);
    (a_day(), days(120), days(60), shifts()).prop_flat_map(|(start, off, work, shifts)| {
        pauses(start).prop_map(move |pauses| {
            let work: BTreeSet<i64> = work.difference(&off).copied().collect();
            let (off, shifts) = (off.clone(), shifts.clone());
            (
                World {
                    off,
                    work,
                    pauses,
                    shifts,
                },
                start,
            )
        })
    })
}

fn said(due: &Due) -> (i64, bool) {
    let day = due.at.date();
    let day = number(day.year().into(), day.month().into(), day.day().into());
    (day, due.provisional.is_some())
}

#[test]
fn the_numbering_of_days_is_that_of_the_calendar() {
    assert_eq!(number(1970, 1, 1), 0);
    for day in (number(1999, 12, 1)..number(2101, 3, 2)).step_by(13) {
        let (year, month, of_month) = civil(day);
        assert_eq!(number(year, month, of_month), day);
        let passed = date(day).duration_since(date(0)).as_hours() / 24;
        assert_eq!(passed, day);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn working_days_agree_with_the_model((world, start) in a_case(), n in 1..70_usize) {
        let due = world.nth(start, n, |day| world.counts(day));
        let real = world.ask(date(start).into(), Period::Workdays(n as u32));
        prop_assert_eq!(said(&real), (due, world.guessed(start + 1, due)));
    }

    #[test]
    fn days_and_months_agree_with_the_model((world, start) in a_case(), n in 1..70_usize) {
        let real = world.ask(date(start).into(), Period::Days(n as u32));
        prop_assert_eq!(said(&real), world.natural(start, n));
        let months = (n % 14 + 1) as u32;
        let real = world.ask(date(start).into(), Period::Months(months));
        prop_assert_eq!(said(&real), world.months(start, months.into()));
    }

    #[test]
    fn half_days_agree_with_the_model(
        (world, start) in a_case(), n in 1..60_usize, clock in prop::option::of(0..1440_i64),
    ) {
        let day = world.nth(start, n.div_ceil(2), |day| world.counts(day));
        let morning_ends = match world.shifts.as_slice() {
            [(_, close), _, ..] => *close,
            _ => 720,
        };
        let odd_morning = n % 2 == 1 && clock.is_none_or(|clock| clock <= morning_ends);
        let close = world.shifts.iter().map(|(_, close)| *close).max().unwrap();
        let end = if odd_morning { morning_ends } else { close };
        let time = clock.map(|clock| time((clock / 60) as i8, (clock % 60) as i8, 0, 0));
        let real = world.ask(Start { date: date(start), time }, Period::HalfDays(n as u32));
        let expected = format!("{}T{:02}:{:02}", date(day), end / 60, end % 60);
        prop_assert_eq!(real.at.to_string(), expected);
        prop_assert_eq!(real.provisional.is_some(), world.guessed(start + 1, day));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn hours_agree_with_the_model(
        (world, start) in a_case(), n in 1..80_i64, clock in 0..1440_i64, office in any::<bool>(),
    ) {
        let end = world.minutes(start * 1440 + clock, n * 60, office);
        // The last minute that ran is of the due day; an end at midnight belongs to the day after, by the clock.
        let expected = date(end.div_euclid(1440));
        let at = end.rem_euclid(1440);
        let time = time((clock / 60) as i8, (clock % 60) as i8, 0, 0);
        let start = Start { date: date(start), time: Some(time) };
        let period = if office { Period::OfficeHours(n as u32) } else { Period::Hours(n as u32) };
        let real = world.ask(start, period);
        let expected = format!("{expected}T{:02}:{:02}", at / 60, at % 60);
        prop_assert_eq!(real.at.to_string(), expected);
    }
}
