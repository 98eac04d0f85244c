//! Which acts of a case commute (design §4): in whatever order two of them arrive whose desks did not know of each
//! other, the case is the same. Where they do not, the later one is a task for a person, never a silent choice.

/// What an act does to its case, as far as order matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Adds to the case: papers, a correction, a number, a task.
    Adds,
    /// Moves the case on or ends it.
    Decides,
}

/// By `Payload::kind`. A kind that this version does not know is taken for the heavier one: a person looks.
fn weight(kind: &str) -> Weight {
    match kind {
        "received" | "supplemented" | "registered" | "contested" | "settled" | "explained"
        | "station" | "corrected" | "triggered" | "prioritised" | "cohandled" | "reviewed" => {
            Weight::Adds
        }
        // The backend's own answers follow what it knows, and are never written beside it.
        "acceptance_confirmed" | "lapsed" | "told" => Weight::Adds,
        _ => Weight::Decides,
    }
}

/// Whether two acts of these kinds, made by desks that did not know of each other, mean the same in either order.
#[must_use]
pub fn commutes(one: &str, other: &str) -> bool {
    weight(one) == Weight::Adds || weight(other) == Weight::Adds
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDS: [&str; 8] = [
        "reviewed",
        "supplemented",
        "received",
        "explained",
        "corrected",
        "triggered",
        "prioritised",
        "cohandled",
    ];
    const DECIDES: [&str; 14] = [
        "suspended",
        "resumed",
        "extended",
        "deferred",
        "accepted",
        "acceptance_requested",
        "noticed",
        "refused",
        "withdrawn",
        "decided",
        "delivered",
        "inspected",
        "linked",
        "enquired",
    ];

    #[test]
    fn what_adds_commutes_with_everything_and_what_decides_with_nothing_that_decides() {
        for decides in DECIDES {
            assert!(ADDS.iter().all(|adds| commutes(adds, decides)));
            assert!(ADDS.iter().all(|adds| commutes(decides, adds)));
            assert!(DECIDES.iter().all(|other| !commutes(decides, other)));
        }
    }

    #[test]
    fn a_kind_from_the_future_is_looked_at_by_a_person() {
        assert!(!commutes("merged", "decided"));
        assert!(commutes("merged", "supplemented"));
    }
}
