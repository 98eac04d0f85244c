//! The pages of a TIFF (revision 6.0): each has a directory, and each directory names the next.

/// Where the directories stand, at most `most` of them, and how many there are beyond. A file that says nothing
/// readable has none; a chain that comes back to itself ends there.
pub(crate) fn directories(bytes: &[u8], most: usize) -> (Vec<u32>, u32) {
    let Some(order) = Order::of(bytes) else {
        return (Vec::new(), 0);
    };
    let (mut found, mut seen, mut left) = (Vec::new(), std::collections::BTreeSet::new(), 0);
    let mut at = order.long(bytes, 4).unwrap_or(0);
    while at != 0 && seen.insert(at) && seen.len() < MOST {
        let Some(next) = order.after(bytes, at) else {
            break;
        };
        if found.len() < most {
            found.push(at);
        } else {
            left += 1;
        }
        at = next;
    }
    (found, left)
}

/// The same file with this directory alone.
pub(crate) fn alone(bytes: &[u8], directory: u32) -> Vec<u8> {
    let mut page = bytes.to_vec();
    let Some(order) = Order::of(bytes) else {
        return page;
    };
    if let Some(place) = page.get_mut(4..8) {
        place.copy_from_slice(&order.bytes(directory));
    }
    let link = order.link(bytes, directory);
    if let Some(place) = link.and_then(|at| page.get_mut(at..at.checked_add(4)?)) {
        place.fill(0);
    }
    page
}

/// A chain is not followed further.
const MOST: usize = 10_000;

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self::Little),
            b"MM\0*" => Some(Self::Big),
            _ => None,
        }
    }

    fn short(self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(two),
            Self::Big => u16::from_be_bytes(two),
        })
    }

    fn long(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(four),
            Self::Big => u32::from_be_bytes(four),
        })
    }

    fn bytes(self, value: u32) -> [u8; 4] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    /// Where a directory names the next: behind its entries, twelve bytes each.
    fn link(self, bytes: &[u8], at: u32) -> Option<usize> {
        let at = usize::try_from(at).ok()?;
        let entries = usize::from(self.short(bytes, at)?);
        at.checked_add(2 + 12 * entries)
    }

    fn after(self, bytes: &[u8], at: u32) -> Option<u32> {
        self.long(bytes, self.link(bytes, at)?)
    }
}
