use encoding_rs::GB18030;

use super::book;
use crate::fault::{DeskFault, Outcome};

/// Nobody's list is longer; what is, is no list.
const MOST_BYTES: usize = 4 << 20;
pub(super) const MOST_ROWS: usize = 2_000;
/// Stands before a number of a workbook that was kept as a number and has lost its last digits.
pub(super) const LOST: char = '\u{E000}';

/// A list as its file has it.
pub(super) struct Sheet {
    /// First line.
    pub(super) columns: Vec<String>,
    /// Each with the number of its line in the file.
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

/// Reads a workbook (XLSX), or comma-separated values (RFC 4180) as spreadsheet programs save them: UTF-8 with or without
/// a mark, or GB 18030.
pub(super) fn read(bytes: &[u8]) -> Outcome<Sheet> {
    if bytes.len() > MOST_BYTES {
        return Err(unread("文件超过 4 MB。请分成几个文件导入。"));
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let say = "这是旧式的或加了密码的工作簿。请在表格程序里去掉密码，用“另存为”选“Excel 工作簿（.xlsx）”或 CSV，再导入\
                   那个文件。";
        return Err(unread(say));
    }
    let mut lines = match bytes.starts_with(b"PK\x03\x04") {
        true => book::rows(bytes)?,
        false => separated(bytes)?,
    };
    if lines.len() < 2 {
        return Err(unread(
            "表格里没有人。第一行写栏目名称，从第二行起每行一人。",
        ));
    }
    if lines.len() > MOST_ROWS + 1 {
        return Err(unread("名单超过 2000 人。请分成几个文件导入。"));
    }
    let (_, columns) = lines.remove(0);
    Ok(Sheet {
        columns,
        rows: lines,
    })
}

/// The rows of comma-separated values with something in them, each with its line in the file.
fn separated(bytes: &[u8]) -> Outcome<Vec<(usize, Vec<String>)>> {
    let text = text(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut place = Place::default();
    for record in reader.records() {
        let record = record.map_err(|_| unread("文件不是 CSV 表格。请重新另存为 CSV 后导入。"))?;
        let begins = record.position().map_or(0, |at| at.byte());
        let line = place.line(&text, usize::try_from(begins).unwrap_or(usize::MAX));
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push((line, cells));
        }
    }
    Ok(lines)
}

/// How far the lines of a text have been counted. The reader's own count stands before the line end of the row before
/// where that is CR LF.
#[derive(Default)]
struct Place {
    byte: usize,
    ends: usize,
}

impl Place {
    /// The number of the line on which the row that begins here, or behind line ends here, has its first character.
    fn line(&mut self, text: &str, begins: usize) -> usize {
        let bytes = text.as_bytes();
        let begins = begins.clamp(self.byte, bytes.len());
        let blank = bytes[begins..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        let begins = begins + blank.count();
        let passed = &bytes[self.byte..begins];
        self.ends += passed.iter().filter(|byte| **byte == b'\n').count();
        self.byte = begins;
        self.ends + 1
    }
}

fn text(bytes: &[u8]) -> Outcome<String> {
    let bare = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bare) {
        return Ok(text.to_owned());
    }
    let (text, _, broken) = GB18030.decode(bare);
    match broken {
        false => Ok(text.into_owned()),
        true => Err(unread(
            "文件的文字编码认不出来。请另存为 CSV（UTF-8）后导入。",
        )),
    }
}

/// Some programs put semicolons or tabs between cells.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let marks = [(b',', ','), (b'\t', '\t'), (b';', ';')];
    let most = marks.into_iter().max_by_key(|(_, mark)| count(*mark));
    most.filter(|(_, mark)| count(*mark) > 0)
        .map_or(b',', |(byte, _)| byte)
}

pub(super) fn unread(say: &str) -> DeskFault {
    DeskFault::new("roll_unread", format!("名单没有导入：{say}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_however_a_spreadsheet_program_saved_it() {
        let plain = "姓名,证件号码\r\n陈思远, 430400200002290012\r\n\r\n\"王,静\",1\r\n";
        let gbk = GB18030.encode(plain).0.into_owned();
        let marked = [&[0xEF, 0xBB, 0xBF][..], plain.as_bytes()].concat();
        let tabs = plain
            .replace("姓名,", "姓名\t")
            .replace("思远,", "思远\t")
            .replace("静\",", "静\"\t");
        for bytes in [plain.as_bytes(), &gbk, &marked, tabs.as_bytes()] {
            let sheet = read(bytes).unwrap();
            assert_eq!(sheet.columns, ["姓名", "证件号码"]);
            let cells = |at: usize| (sheet.rows[at].0, sheet.rows[at].1.join("|"));
            assert_eq!(cells(0), (2, "陈思远|430400200002290012".to_owned()));
            assert_eq!(cells(1), (4, "王,静|1".to_owned()));
        }
    }

    #[test]
    fn what_is_no_list_says_what_to_do() {
        let say = |bytes: &[u8]| read(bytes).err().unwrap().say;
        assert!(say(b"PK\x03\x04rest").contains("打不开"));
        assert!(say(&[0xD0, 0xCF, 0x11, 0xE0]).contains("旧式"));
        assert!(say(b"").contains("第一行写栏目名称"));
        assert!(say("姓名,证件号码\n".as_bytes()).contains("没有人"));
        assert!(say(&[0xFF; 40]).contains("编码"));
        assert!(say(&vec![b'a'; MOST_BYTES + 1]).contains("4 MB"));
        let long = format!("姓名\n{}", "张三\n".repeat(MOST_ROWS + 1));
        assert!(say(long.as_bytes()).contains("2000"));
    }
}
