//! Data that the program carries inside.

/// The practice items, JSON, one text an item.
pub const ITEMS: &[&str] = include!(concat!(env!("OUT_DIR"), "/items.rs"));

/// Working days.
pub const CALENDAR: &str = include_str!("../../../assets/calendar/cn-2025-2026.json");
