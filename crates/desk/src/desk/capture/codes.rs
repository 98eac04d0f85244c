//! Codes under the camera: every frame is looked at, only the newest, never a queue (design §7).

use std::sync::Arc;
use std::time::{Duration, Instant};

use devices::camera::{Session, Stand};
use optic::{Decoder, Effort, Found, Reading, Stream};

use super::super::Desk;
use super::super::scan::is_ours;
use crate::fault::Outcome;
use crate::machine;
use crate::view::ScanView;

/// A frame is waited for so long before the camera is looked after.
const WAIT: Duration = Duration::from_millis(500);
/// Frames without a code after which the same one counts as shown again.
const FORGOTTEN: usize = 12;
/// For 立即识别: frames that are tried while the decoder is busy with a picture.
const TRIES: usize = 20;

impl Desk {
    /// Looks for codes of ours in every newest frame until the camera is let go, and says each once while it is in
    /// sight. Codes of others, as papers carry them, are not said: they were not shown to be scanned. Blocks; runs on a
    /// thread of its own.
    pub fn watch_codes(&self, session: &Arc<Session>, said: &dyn Fn(String)) {
        let decoder = Arc::clone(&self.0.edge.decoder);
        let mut idle = machine::idle_core();
        let (mut stream, mut at, mut last) = (Stream::default(), 0, None);
        let mut without = 0;
        while !matches!(session.stand(), Stand::Ended(_)) {
            let Some((number, seen)) = session.after(at, WAIT) else {
                continue;
            };
            at = number;
            let Some(grey) = seen.grey() else { continue };
            let size = grey.dimensions();
            let Some(codes) = looked(&decoder, grey.into_raw(), size, stream.effort(idle())) else {
                continue;
            };
            stream.saw(!codes.is_empty());
            match codes.iter().find(|code| is_ours(&code.text)) {
                Some(code) => {
                    without = 0;
                    if last.as_ref() != Some(&code.text) && self.station().is_ok() {
                        last = Some(code.text.clone());
                        said(code.text.clone());
                    }
                }
                None => {
                    without += 1;
                    if without >= FORGOTTEN {
                        last = None;
                    }
                }
            }
        }
    }

    /// 立即识别: every pass over what lies under the camera now, strangers named too.
    ///
    /// # Errors
    /// No frame comes, nobody is signed in.
    pub async fn scan_camera(&self) -> Outcome<ScanView> {
        let desk = self.clone();
        let codes = tokio::task::spawn_blocking(move || desk.look_hard()).await;
        let codes = codes.unwrap_or_else(|_| Ok(Vec::new()))?;
        let station = self.station()?;
        self.withdraw_offer();
        let reading = Reading {
            codes,
            ..Reading::default()
        };
        self.take_codes(&station, reading).await
    }

    fn look_hard(&self) -> Outcome<Vec<Found>> {
        let effort = Effort::All(optic::Limits::default().decoding);
        for _ in 0..TRIES {
            let seen = self.frame_now()?;
            let Some(grey) = seen.grey() else { continue };
            let size = grey.dimensions();
            if let Some(codes) = looked(&self.0.edge.decoder, grey.into_raw(), size, effort) {
                return Ok(codes);
            }
        }
        Ok(Vec::new())
    }
}

/// `None` where the decoder was busy; a frame it could not look into has no code.
fn looked(
    decoder: &Decoder,
    luma: Vec<u8>,
    size: (u32, u32),
    effort: Effort,
) -> Option<Vec<Found>> {
    let start = Instant::now();
    let elapsed: &dyn Fn() -> Duration = &|| start.elapsed();
    Some(
        decoder
            .frame(luma, size, effort, elapsed)?
            .unwrap_or_default(),
    )
}
