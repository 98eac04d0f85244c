//! GDK's event handler sees every key of this program raw: an input method's own hook, which runs earlier than any
//! handler of a widget, comes after it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use devices::gun::{Gate, Press, Step};
use gtk::gdk::{Event, EventKey, EventType, ModifierType};
use gtk::glib::{self, ControlFlow, Priority, SourceId};
use tokio::sync::mpsc::UnboundedSender;

use super::{Heard, Orders};

/// X11 and Wayland key codes are the kernel's plus this.
const KEYCODE_OFFSET: u16 = 8;
/// Set by the input methods' GTK modules (fcitx, ibus) on a key that they give back or have used: judged already when
/// it first came. No display server sets these bits.
const GIVEN_BACK: ModifierType =
    ModifierType::MODIFIER_RESERVED_24_MASK.union(ModifierType::MODIFIER_RESERVED_25_MASK);
/// Behind key events that already wait, before drawing: a busy window must not take late keys for slow ones.
const TIMER: Priority = Priority::HIGH_IDLE;

struct Ear {
    gate: RefCell<Gate<Event>>,
    timer: Cell<Option<SourceId>>,
    clock: Cell<Clock>,
    /// When the last key came, by this program's clock.
    came: Cell<Instant>,
    heard: UnboundedSender<Heard>,
    orders: Orders,
}

/// Puts the recogniser before everything else that reads keys.
pub fn attach(heard: UnboundedSender<Heard>, orders: Orders) {
    let ear = Rc::new(Ear {
        gate: RefCell::new(Gate::new(orders.take().unwrap_or_default())),
        timer: Cell::default(),
        clock: Cell::default(),
        came: Cell::new(Instant::now()),
        heard,
        orders,
    });
    Event::set_handler(Some(move |event: &mut Event| ear.hear(event)));
}

impl Ear {
    fn hear(self: &Rc<Self>, event: &mut Event) {
        match event.event_type() {
            EventType::KeyPress | EventType::KeyRelease => self.key(event),
            EventType::ButtonPress => {
                let step = self.gate.borrow_mut().interrupt();
                self.follow(step);
                gtk::main_do_event(event);
            }
            EventType::FocusChange => {
                let step = self.gate.borrow_mut().refocus();
                self.follow(step);
                gtk::main_do_event(event);
            }
            _ => gtk::main_do_event(event),
        }
    }

    fn key(self: &Rc<Self>, event: &mut Event) {
        let Some(key) = event
            .downcast_ref::<EventKey>()
            .filter(|key| !is_given_back(key.state()))
        else {
            return gtk::main_do_event(event);
        };
        self.came.set(Instant::now());
        if let Some(config) = self.orders.take() {
            self.gate.borrow_mut().set(config);
        }
        let code = key.hardware_keycode().saturating_sub(KEYCODE_OFFSET);
        let step = if event.event_type() == EventType::KeyPress {
            let press = self.press(key, code);
            self.gate.borrow_mut().press(press, event.clone())
        } else {
            self.gate.borrow_mut().release(code, event.clone())
        };
        self.follow(step);
        self.set_timer();
    }

    fn press(&self, key: &EventKey, code: u16) -> Press {
        let command = ModifierType::CONTROL_MASK
            | ModifierType::MOD1_MASK
            | ModifierType::SUPER_MASK
            | ModifierType::META_MASK
            | ModifierType::MOD5_MASK;
        let state = key.state();
        let clock = self.clock.get().at(key.time());
        self.clock.set(clock);
        Press {
            code,
            shift: state.contains(ModifierType::SHIFT_MASK),
            command: state.intersects(command),
            at_us: clock.micros(),
        }
    }

    /// Nothing is borrowed here: a delivered key may open a menu, whose own loop comes back to [`Ear::hear`].
    fn follow(&self, step: Step<Event>) {
        for mut event in step.deliver {
            gtk::main_do_event(&mut event);
        }
        let began = step.began.then_some(Heard::Began);
        let scan = step.scan.map(|burst| Heard::Scan(burst, self.came.get()));
        for heard in began.into_iter().chain(scan) {
            // The other end is gone only when the program ends.
            let _ = self.heard.send(heard);
        }
    }

    fn set_timer(self: &Rc<Self>) {
        if let Some(timer) = self.timer.take() {
            timer.remove();
        }
        let Some(due) = self.gate.borrow().deadline() else {
            return;
        };
        let wait = due.saturating_sub(self.clock.get().micros());
        let ear = Rc::clone(self);
        let ring = move || {
            // This source ends by itself.
            ear.timer.set(None);
            let step = ear.gate.borrow_mut().elapse(due);
            ear.follow(step);
            ControlFlow::Break
        };
        // Whole milliseconds are what the timer counts in.
        let wait = Duration::from_millis(wait.div_ceil(1_000));
        self.timer.set(Some(glib::source::timeout_add_local_full(
            wait, TIMER, ring,
        )));
    }
}

fn is_given_back(state: ModifierType) -> bool {
    state.intersects(GIVEN_BACK)
}

/// The display server's time, 32 bits of milliseconds that begin again after 49 days, as one that only grows.
#[derive(Debug, Clone, Copy, Default)]
struct Clock {
    last: Option<u32>,
    millis: u64,
}

impl Clock {
    /// The clock at a key of this time; one from nowhere (0) or from the past happens now.
    fn at(self, time: u32) -> Self {
        let ahead = time.wrapping_sub(self.last.unwrap_or(time));
        if time == 0 || ahead > u32::MAX / 2 {
            return self;
        }
        Self {
            last: Some(time),
            millis: self.millis + u64::from(ahead),
        }
    }

    fn micros(self) -> u64 {
        self.millis * 1_000
    }
}

#[cfg(test)]
mod tests {
    use gtk::gdk::ModifierType;

    use super::{Clock, is_given_back};

    #[test]
    fn a_key_that_an_input_method_gave_back_is_not_judged_twice() {
        // fcitx and ibus: 1 << 25 ignored, 1 << 24 handled; beside whatever else was held.
        for bit in [24, 25] {
            let state = ModifierType::from_bits_retain(1 << bit) | ModifierType::SHIFT_MASK;
            assert!(is_given_back(state));
        }
        let held = ModifierType::SHIFT_MASK
            | ModifierType::LOCK_MASK
            | ModifierType::CONTROL_MASK
            | ModifierType::MOD2_MASK
            | ModifierType::SUPER_MASK
            | ModifierType::META_MASK;
        assert!(!is_given_back(held));
    }

    #[test]
    fn the_clock_grows_over_the_turn_of_the_servers() {
        let clock = Clock {
            last: Some(u32::MAX - 9),
            millis: 1_000,
        };
        assert_eq!(clock.at(10).millis, 1_020);
    }

    #[test]
    fn a_key_without_a_time_or_from_the_past_happens_now() {
        let clock = Clock {
            last: Some(500),
            millis: 1_000,
        };
        assert_eq!(clock.at(0).millis, 1_000);
        assert_eq!(clock.at(400).millis, 1_000);
        assert_eq!(clock.at(400).at(510).millis, 1_010);
    }

    #[test]
    fn the_first_key_starts_the_clock_wherever_the_server_is() {
        assert_eq!(Clock::default().at(u32::MAX - 1).at(3).millis, 5);
    }
}
