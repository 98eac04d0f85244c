use devices::printer::{self, PrintError};
use notice::Kind;
use store::StoreError;
use uuid::Uuid;

use super::{kind, word};
use crate::cases;
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

impl Desk {
    /// Prints a paper on the default printer by pipe and counts the copy; recorded. Answers what happened in words.
    ///
    /// # Errors
    /// As [`Desk::paper`]; no printer, or its refusal: nothing is counted then.
    pub fn print_paper(&self, case: &str, paper: &str) -> Outcome<String> {
        let station = self.station()?;
        let id = cases::find(&station, case)?;
        let wanted = kind(paper).ok_or_else(|| {
            DeskFault::new("not_found", "这个办件没有这种文书。请刷新办件后再选。")
        })?;
        let pdf = self.press(&station, id, wanted)?;
        printer::print(&pdf.bytes).map_err(|error| unprinted(&error))?;
        self.note_print(&station, id, wanted)
    }

    /// Counts and records one print.
    pub(super) fn note_print(&self, station: &Station, case: Uuid, kind: Kind) -> Outcome<String> {
        let before = printed(station, case, kind)?;
        let copy = before.saturating_add(1);
        station
            .store()
            .meta_put(&key(case, kind), &copy.to_be_bytes())?;
        let detail = [
            ("case", case.to_string()),
            ("paper", word(kind).to_owned()),
            ("copy", before.to_string()),
        ];
        let detail: Vec<(&str, &str)> = detail
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        self.record(station, "print", &detail)?;
        Ok(match before {
            0 => format!("《{}》已送往打印机。", kind.title()),
            n => format!("《{}》已送往打印机，补打第 {n} 次。", kind.title()),
        })
    }
}

fn key(case: Uuid, kind: Kind) -> String {
    format!("case.prints.{case}.{}", word(kind))
}

/// How often this paper has been printed here.
pub(super) fn printed(station: &Station, case: Uuid, kind: Kind) -> Result<u32, StoreError> {
    let kept = station.store().meta_get(&key(case, kind))?;
    Ok(kept
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_be_bytes))
}

/// Why a printer took nothing, in words.
#[must_use]
pub fn unprinted(error: &PrintError) -> DeskFault {
    let (code, say) = match error {
        PrintError::Absent => (
            "no_printer",
            "本机没有打印服务，文书没有打印。请安装打印服务（cups）并设好默认打印机；眼下可在屏幕上给办事人看。",
        ),
        PrintError::Refused => (
            "printer_refused",
            "打印机没有接受，文书没有打印。请检查默认打印机后重试。",
        ),
        PrintError::Silent => (
            "printer_silent",
            "打印服务没有应答，已停止等待，不能确定是否打印。请看打印机是否出纸，没有再补打。",
        ),
        PrintError::Io(_) => (
            "printer_failed",
            "连不上打印服务，文书没有打印。请检查打印机后重试。",
        ),
    };
    DeskFault::new(code, say)
}
