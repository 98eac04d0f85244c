use desk::{DeskFault, Outcome};
use devices::printer::{self, PrintError};
use tauri::State;

use super::input;
use crate::shell::Shell;

#[tauri::command(async)]
pub fn paper(shell: State<'_, Shell>, case: String, kind: String) -> Outcome<String> {
    Ok(input::encoded(&shell.desk.paper(&case, &kind)?))
}

#[tauri::command(async)]
pub fn print_paper(shell: State<'_, Shell>, case: String, kind: String) -> Outcome<String> {
    printer::print(&shell.desk.paper(&case, &kind)?).map_err(|error| not_printed(&error))?;
    Ok("已送打印。".to_owned())
}

pub fn not_printed(error: &PrintError) -> DeskFault {
    match error {
        PrintError::Absent => DeskFault::new(
            "printer_absent",
            "本机没有打印服务，文书没有打印。请安装打印服务（cups）并设好默认打印机。",
        ),
        PrintError::Refused => DeskFault::new(
            "printer_refused",
            "打印服务没有接受，文书没有打印。请检查默认打印机是否已设好、已开机。",
        ),
        PrintError::Silent => DeskFault::new(
            "printer_silent",
            "打印服务没有应答，已停止等待，不能确定是否打印。请看打印机是否出纸，没有再补打。",
        ),
        PrintError::Io(_) => DeskFault::new(
            "printer_failed",
            "没能把文书送到打印服务。请重试；仍不行请联系管理员。",
        ),
    }
}
