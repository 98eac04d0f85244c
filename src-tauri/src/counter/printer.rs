//! The printer: whether there is one, and a page that shows that it prints.

use std::time::Duration;

use desk::{DeskFault, Outcome};
use devices::panel::{Board, State, id};
use devices::printer::{self, PrintError, Spooler};

use crate::shell::now;

/// A spooler that is asked who it is.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the spooler and tells the board. Blocks for as long as the patience lasts.
pub fn look(board: &Board) {
    let (state, say) = match printer::spooler(PATIENCE) {
        Spooler::Default(name) => (
            State::Ready,
            format!("默认打印机 {name}。文书直接送打印服务，不落文件。"),
        ),
        Spooler::NoDefault => (
            State::Absent,
            "有打印服务，没有默认打印机。请在系统设置里选一台默认打印机，再按“测试”。".to_owned(),
        ),
        Spooler::Absent => (
            State::Absent,
            "系统没有打印服务（lp）。请安装打印服务并设好默认打印机。".to_owned(),
        ),
        Spooler::Silent => (
            State::Silent,
            "打印服务没有应答。请检查打印机是否开机、数据线是否接好，再按“测试”。".to_owned(),
        ),
    };
    board.tell(id::PRINTER, state, &say);
}

/// Prints the test page. Blocks for as long as the spooler takes.
///
/// # Errors
/// What the spooler said, with the remedy.
pub fn test(board: &Board) -> Outcome<String> {
    printer::print(&printer::test_page()).map_err(|error| {
        let fault = desk::papers::unprinted(&error);
        let state = match error {
            PrintError::Silent => State::Silent,
            _ => State::Absent,
        };
        board.tell(id::PRINTER, state, &fault.say);
        DeskFault::new(&fault.code, fault.say.replace("文书", "测试页"))
    })?;
    board.used(id::PRINTER, now());
    look(board);
    Ok("测试页已送到默认打印机。请看是否出纸：边框完整、灰阶分明就是好的。".to_owned())
}
