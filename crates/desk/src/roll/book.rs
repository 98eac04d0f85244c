//! A list as a workbook (XLSX, ISO/IEC 29500-1): its first sheet that is not hidden.

use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};

use super::read::{LOST, MOST_ROWS, unread};
use crate::fault::{DeskFault, Outcome};

/// What all parts of a workbook may be unpacked, bytes: a list of people is a few hundred thousand.
const MOST_UNPACKED: u64 = 48 << 20;
/// Parts of a workbook.
const MOST_PARTS: usize = 500;
/// Columns of a list.
const MOST_COLUMNS: u32 = 200;
/// From here on a number of a cell has lost digits (IEEE 754: 15 are sure).
const EXACT: f64 = 1e15;
const OTHERWISE: &str =
    "这个工作簿打不开。请在表格程序里另存为“Excel 工作簿（.xlsx）”或 CSV，再导入那个文件。";

/// The rows of the sheet with something in them, each with its number in the sheet.
pub(super) fn rows(bytes: &[u8]) -> Outcome<Vec<(usize, Vec<String>)>> {
    ensure_small(bytes)?;
    let broken = |_| unread(OTHERWISE);
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheet = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or_else(|| unread(OTHERWISE))?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        put(&mut rows, (row, column), text)?;
    }
    Ok(rows)
}

/// Cells come row by row; an empty one between two others is an empty text.
fn put(
    rows: &mut Vec<(usize, Vec<String>)>,
    (row, column): (u32, u32),
    text: String,
) -> Outcome<()> {
    if column >= MOST_COLUMNS {
        return Err(unread("表格的栏目太多。请只留名单要用的栏目。"));
    }
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    let (line, at) = (at(row).saturating_add(1), at(column));
    if rows.last().is_none_or(|(last, _)| *last != line) {
        if rows.len() > MOST_ROWS {
            return Err(unread("名单超过 2000 人。请分成几个文件导入。"));
        }
        rows.push((line, Vec::new()));
    }
    if let Some((_, cells)) = rows.last_mut() {
        if cells.len() <= at {
            cells.resize(at + 1, String::new());
        }
        cells[at] = text;
    }
    Ok(())
}

/// What a cell shows, nearly: a whole number without a point, a date as `YYYY-MM-DD`.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() >= EXACT => format!("{LOST}{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        _ => String::new(),
    }
}

/// Unpacks everything once into nothing: what a part says of its own length may be a lie.
fn ensure_small(bytes: &[u8]) -> Outcome<()> {
    let broken = || unread(OTHERWISE);
    let large = || unread("工作簿展开后太大，不像一份名单。请只留名单那一张表，另存后导入。");
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if parts.len() > MOST_PARTS {
        return Err(large());
    }
    let mut left = MOST_UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(|_| broken())?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink());
        let unpacked: Result<u64, DeskFault> = unpacked.map_err(|_| broken());
        left = left.checked_sub(unpacked?).ok_or_else(large)?;
    }
    Ok(())
}
