//! 进度推送: states that a case can come to, each once.

use super::Report;
use crate::case::Stage;

pub(super) fn lint(report: &mut Report<'_>) {
    let states = &report.item.progress;
    let words: Vec<&str> = states.iter().map(|state| state.word()).collect();
    report.twice("/progress", "progress_twice", words.into_iter());
    report.when(
        report.item.progress.contains(&Stage::New),
        "/progress",
        "progress_new",
        "还没有收件的办件没有编号，不能推送进度。",
    );
}
