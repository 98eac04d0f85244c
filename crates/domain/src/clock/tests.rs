use super::*;

/// 2026-03-02 10:00, UTC+8.
const START: i64 = 1_772_416_800_000;
const HOUR: i64 = 3_600 * SECOND;
/// The same hour of 2020 and of 2035.
const Y2020: i64 = START - 6 * 366 * DAY;
const Y2035: i64 = START + 9 * 365 * DAY;

/// A machine whose true time is known to the test alone.
struct Machine {
    truth: i64,
    ahead: i64,
    boot: u32,
    booted: i64,
}

impl Machine {
    fn new() -> Self {
        Self {
            truth: START,
            ahead: 0,
            boot: 1,
            booted: START - HOUR,
        }
    }

    fn read(&self) -> Reading {
        Reading {
            wall: self.truth + self.ahead,
            boot: format!("boot-{}", self.boot),
            up: self.truth - self.booted,
        }
    }

    fn reboot(&mut self) {
        self.boot += 1;
        self.booted = self.truth;
    }

    /// Sets the wall clock.
    fn set(&mut self, wall: i64) {
        self.ahead = wall - self.truth;
    }
}

fn anchored(machine: &Machine) -> Memory {
    let mut memory = Memory::new(&machine.read());
    memory.contact(&machine.read(), machine.truth, &Trust::default());
    memory
}

fn look(memory: &mut Memory, machine: &Machine) -> Captured {
    memory.look(&machine.read(), &Trust::default());
    let captured = memory.captured(&Trust::default());
    assert!(captured.earliest <= captured.latest);
    captured
}

fn holds(captured: &Captured, machine: &Machine) {
    assert!(
        (captured.earliest..=captured.latest).contains(&machine.truth),
        "{captured:?} does not hold {}",
        machine.truth
    );
}

#[test]
fn a_machine_set_to_2020_or_2035_keeps_the_backends_time_in_this_boot() {
    for set_to in [Y2020, Y2035] {
        let mut machine = Machine::new();
        let mut memory = anchored(&machine);
        machine.set(set_to);
        machine.truth += HOUR;
        let captured = look(&mut memory, &machine);
        assert_eq!(captured.quality, ClockQuality::Anchored);
        holds(&captured, &machine);
        assert!(captured.credible().abs_diff(machine.truth) <= 2_000);
        // Named as skew: what the wall says against what is known.
        assert_eq!(memory.skew(), Some(set_to - START));
    }
}

#[test]
fn a_machine_that_started_in_2020_is_broken_and_nothing_that_was_past_comes_back() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    machine.truth += 8 * HOUR;
    look(&mut memory, &machine);
    machine.set(Y2020);
    machine.reboot();
    machine.truth += HOUR;
    let captured = look(&mut memory, &machine);
    assert_eq!(
        (captured.quality, memory.doubt()),
        (ClockQuality::Broken, Some(Doubt::Back))
    );
    holds(&captured, &machine);
    assert!(captured.credible() >= START + 8 * HOUR);
    // Setting it right by hand mends nothing by itself; the backend's word does.
    machine.set(machine.truth);
    assert_eq!(look(&mut memory, &machine).quality, ClockQuality::Broken);
    memory.contact(&machine.read(), machine.truth, &Trust::default());
    assert_eq!(look(&mut memory, &machine).quality, ClockQuality::Anchored);
}

#[test]
fn a_machine_that_started_in_2035_expires_nothing() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    machine.truth += 8 * HOUR;
    look(&mut memory, &machine);
    machine.set(Y2035);
    machine.reboot();
    let captured = look(&mut memory, &machine);
    assert_eq!(
        (captured.quality, memory.doubt()),
        (ClockQuality::Broken, Some(Doubt::Ahead))
    );
    holds(&captured, &machine);
    assert!(
        captured.credible() < START + 9 * HOUR,
        "what is known is all that counts"
    );
}

#[test]
fn a_week_offline_rebooted_nightly_is_carried_with_what_it_costs() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    for _ in 0..7 {
        machine.truth += 8 * HOUR;
        look(&mut memory, &machine);
        machine.truth += 16 * HOUR;
        machine.reboot();
        // A machine's clock runs two seconds a day wrong.
        machine.ahead += 2 * SECOND;
        let captured = look(&mut memory, &machine);
        assert_eq!(captured.quality, ClockQuality::Carried);
        holds(&captured, &machine);
    }
    let captured = memory.captured(&Trust::default());
    let spread = captured.latest - captured.earliest;
    assert_eq!(spread, 2 * (60 * SECOND + 7 * 2 * SECOND + 7 * 10 * MINUTE));
}

#[test]
fn suspended_for_a_night_the_time_goes_on() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    machine.truth += 14 * HOUR;
    let captured = look(&mut memory, &machine);
    assert_eq!(captured.quality, ClockQuality::Anchored);
    holds(&captured, &machine);
}

#[test]
fn a_clock_seen_going_back_since_the_contact_is_not_carried_over_a_reboot() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    machine.truth += HOUR;
    machine.ahead = -2 * HOUR;
    assert_eq!(look(&mut memory, &machine).quality, ClockQuality::Anchored);
    machine.reboot();
    let captured = look(&mut memory, &machine);
    assert_eq!(captured.quality, ClockQuality::Broken);
    holds(&captured, &machine);
}

#[test]
fn a_station_that_never_saw_the_backend_knows_nothing() {
    let machine = Machine::new();
    let mut memory = Memory::new(&machine.read());
    assert_eq!(look(&mut memory, &machine).quality, ClockQuality::Broken);
    assert_eq!((memory.doubt(), memory.skew()), (Some(Doubt::Never), None));
}

#[test]
fn what_is_known_never_goes_back_but_by_the_backends_word() {
    let mut machine = Machine::new();
    let mut memory = anchored(&machine);
    let mut before = memory.now();
    for step in [3 * HOUR, -5 * HOUR, 900 * DAY, -4_000 * DAY, 0, DAY] {
        machine.ahead += step;
        machine.reboot();
        look(&mut memory, &machine);
        assert!(memory.now() >= before);
        before = memory.now();
    }
}

#[test]
fn a_machine_out_of_a_snapshot_is_broken_and_nothing_passes_until_it_is_where_it_was() {
    let mut machine = Machine::new();
    machine.truth += 8 * HOUR;
    let mut memory = anchored(&machine);
    // Up goes back within one boot, and so does the wall clock.
    machine.truth -= 5 * HOUR;
    let captured = look(&mut memory, &machine);
    assert_eq!(memory.doubt(), Some(Doubt::Back));
    assert_eq!(captured.quality, ClockQuality::Broken);
    assert_eq!(
        captured.earliest,
        START + 8 * HOUR,
        "what was past stays past"
    );
    // Forward again, nine days beyond: a lower bound all the same, and not a minute too late.
    machine.truth += 5 * HOUR + 9 * DAY;
    let captured = look(&mut memory, &machine);
    assert_eq!(captured.quality, ClockQuality::Broken);
    assert_eq!(captured.earliest, machine.truth);
    // The backend's word counts at once, wherever the machine stands then.
    memory.contact(&machine.read(), machine.truth, &Trust::default());
    assert_eq!(memory.doubt(), None);
    machine.truth += HOUR;
    let captured = look(&mut memory, &machine);
    assert_eq!(captured.quality, ClockQuality::Anchored);
    holds(&captured, &machine);
}
