//! Bytes of a scanner box: cut into codes within bounds, the same codes however the packets were cut.

use std::time::Duration;

use devices::serial::{Frame, Frames, MOST};

/// One stream. The first byte says how long the packets are.
pub fn run(data: &[u8]) {
    let Some((first, stream)) = data.split_first() else {
        return;
    };
    let at = Duration::from_secs(1);
    let mut whole = Frames::default();
    let mut frames = whole.push(stream, at);
    let mut parts = Frames::default();
    let packet = usize::from(*first) + 1;
    let mut cut: Vec<Frame> = stream
        .chunks(packet)
        .flat_map(|part| parts.push(part, at))
        .collect();
    let late = at + Duration::from_secs(60);
    frames.extend(whole.elapse(late));
    cut.extend(parts.elapse(late));
    assert_eq!(frames, cut);
    for frame in &frames {
        if let Frame::Text(text) = frame {
            // One byte of GBK (the euro sign) is three of UTF-8.
            assert!(!text.is_empty() && text.len() <= 3 * MOST);
        }
    }
    assert!(whole.due().is_none() && whole.elapse(late + at).is_none());
}
